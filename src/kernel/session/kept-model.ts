/** Kconfig trees that a run takes over whole, with where everything in them comes from, instead of parsing them. */
import { type Memo, rememberPart } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellAnswer } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import { baseName, parentPath } from '../../host/paths.ts';
import {
  decodeModel,
  type EncodedModel,
  encodeModel,
  type FullParseOptions,
  type ParseResult,
  parseKconfig,
} from '../../kconfig/index.ts';
import type { ProbeAnswers } from './probe-answers.ts';

/** The `.config` that is given for a run, which a tree is not expected to look at. */
export interface GivenConfigFile {
  /** Absolute. */
  readonly path: ByteString;
  readonly overlay: Overlay;
}

/** What {@link readKeptModel} needs. */
export interface KeptModelOptions {
  readonly models: Memo;
  /** Identifies the tree, apart from its environment and from what it reads. */
  readonly words: readonly unknown[];
  readonly config: GivenConfigFile;
  readonly probes: ProbeAnswers;
}

/** One command that parsing asked. */
interface KeptQuestion {
  readonly command: ByteString;
  readonly location: Location | null;
  readonly answer: ShellAnswer;
}

/** A tree as it is kept. */
interface KeptModel extends Pick<ParseResult, 'output' | 'diagnostics'> {
  readonly model: EncodedModel;
  readonly questions: readonly KeptQuestion[];
}

/**
 * Parses a tree, or takes over the one that an earlier run has parsed, if everything that it depends on is unchanged. A tree with
 * errors, with answers that are not known, or that looks at the configuration is not kept.
 */
export function readKeptModel(options: FullParseOptions, how: KeptModelOptions): ParseResult {
  const { models, words, config, probes } = how;
  let isKeepable = true;
  const questions: KeptQuestion[] = [];
  const parse = (note: (text: ByteString) => void): ParseResult =>
    watchConfig(
      config,
      options.host,
      () => (isKeepable = false),
      () => {
        const result = parseKconfig({
          ...options,
          runShell(request) {
            note(request.command);
            const answer = options.runShell(request);
            const { command, location = null } = request;
            if (request.env !== options.env || request.cwd !== options.cwd) isKeepable = false;
            questions.push({ command, location, answer });
            return answer;
          },
        });
        for (const { name } of result.environment) note(`\${${name}}`);
        return result;
      },
    );
  const found = rememberPart(models, 'models', { words, env: options.env, reader: 'tree' }, parse, (result) =>
    isKeepable && probes.findings().length === 0 ? keptPart(result, questions) : null,
  );
  if (found.kind === 'computed') return found.whole;
  const { diagnostics, output, questions: asked } = found.part;
  const model = decodeModel(found.part.model);
  if (model === null) return parseKconfig(options);
  const { cwd, env } = options;
  for (const { answer, command, location } of asked) probes.recall({ command, cwd, env, location }, answer);
  const { files, environment } = model;
  return { model, output, diagnostics, failed: false, files, environment, unknownAnswers: [] };
}

/** Runs `body`, with a call of `onLook` when it looks at the configuration, or at the names in its directory. */
export function watchConfig<Result>(
  { overlay, path: own }: GivenConfigFile,
  host: Host,
  onLook: () => void,
  body: () => Result,
): Result {
  return overlay.watch((path, kind) => {
    if (kind === 'list' ? isSame(host, path, parentPath(own)) : hasName(path, own)) onLook();
  }, body);
}

function keptPart(
  { diagnostics, failed, model, output, unknownAnswers }: ParseResult,
  questions: readonly KeptQuestion[],
): KeptModel | null {
  if (model === null || failed || unknownAnswers.length > 0) return null;
  return { model: encodeModel(model), output, diagnostics, questions };
}

function hasName(path: ByteString, other: ByteString): boolean {
  return baseName(path) === baseName(other);
}

function isSame(host: Host, path: ByteString, other: ByteString): boolean {
  return path === other || host.realPath(path) === host.realPath(other);
}
