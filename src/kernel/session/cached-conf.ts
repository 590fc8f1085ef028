import { type Memo, type NoteText, rememberPart } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import {
  type ConfMode,
  type ConfRequest,
  type ConfRun,
  decodeFlatModel,
  encodeFlatModel,
  type FileOperation,
  type FullParseOptions,
  flattenModel,
  type KconfigModel,
  type OutputChunk,
  type ParseResult,
  parseKconfig,
  type ReadTree,
  runConf,
} from '../../kconfig/index.ts';
import { type GivenConfigFile, readKeptModel, watchConfig } from './kept-model.ts';
import type { ProbeAnswers } from './probe-answers.ts';

/** A Kconfig tree as it is kept. */
interface KeptTree {
  readonly flat: Uint8Array;
  readonly files: readonly string[];
  readonly environment: ReadTree['environment'];
  readonly output: readonly OutputChunk[];
}

/** What is kept of a run of conf. */
interface KeptRun {
  readonly output: readonly OutputChunk[];
  readonly operations: readonly FileOperation[];
}

/** Modes whose result follows from what they read: they ask nothing and draw nothing. */
const settledModes: ReadonlySet<ConfMode> = new Set([
  'olddefconfig',
  'defconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'alldefconfig',
  'savedefconfig',
  'listnewconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
]);

/** How {@link runCachedConf} may answer. */
export interface CachedConfOptions {
  /** Files that are only in memory: they belong to the key. */
  readonly laid: Iterable<readonly [path: string, text: ByteString | null]>;
  /** The values are wanted, not only what conf leaves behind. */
  readonly isEvaluated: boolean;
  /** Takes over trees with where everything comes from, where the memo of the run takes nothing over; null: they are parsed. */
  readonly models: Memo | null;
  readonly config: GivenConfigFile;
  readonly probes: ProbeAnswers;
}

/**
 * {@link runConf} with a remembered tree, and where everything that it reads is unchanged with a remembered result.
 * The run has no object model then.
 */
export function runCachedConf(memo: Memo, request: ConfRequest, options: CachedConfOptions): ConfRun {
  const { laid, isEvaluated, models, config, probes } = options;
  const { dialect, env, mode } = request;
  const wordsWith = (files: readonly unknown[]): readonly unknown[] => [
    request.cwd,
    request.topFile ?? '',
    dialect ?? null,
    files,
  ];
  const files = [...laid];
  // A tree that looks at the configuration is not kept.
  const treeWords = wordsWith(files.filter(([path]) => path !== config.path));
  if (!memo.isKept) {
    if (models?.isKept !== true) return runConf(request);
    const words = treeWords;
    const readTree = (parse: FullParseOptions): ParseResult => readKeptModel(parse, { models, words, config, probes });
    return runConf({ ...request, readTree });
  }
  const tree = new CachedTree(memo, treeWords, config);
  const run = (): ConfRun => runConf({ ...request, readTree: (options) => tree.read(options) });
  if (isEvaluated || !settledModes.has(mode) || dialect?.modes.asksInAllModes === true) return run();
  const words = [...wordsWith(files), mode, request.file ?? null, request.silent === true];
  // The conf of 5.0 and older writes the file whether or not anything is different.
  const key = { words, env, reader: 'conf', byContent: config.path } as const;
  const found = rememberPart(memo, 'results', key, run, (whole): KeptRun | null =>
    whole.exitStatus === 0 && tree.isKept
      ? { output: whole.output, operations: whole.operations.map((operation) => ({ ...operation })) }
      : null,
  );
  return found.kind === 'computed' ? found.whole : replay(found.part, request);
}

function replay({ output, operations }: KeptRun, request: ConfRequest): ConfRun {
  for (const chunk of output) request.emit?.(chunk);
  const textOf = (stream: OutputChunk['stream']): ByteString =>
    output
      .filter((chunk) => chunk.stream === stream)
      .map((chunk) => chunk.text)
      .join('');
  return {
    exitStatus: 0,
    stdout: textOf('stdout'),
    stderr: textOf('stderr'),
    output,
    diagnostics: [],
    files: operations.filter((operation) => operation.kind === 'write'),
    operations,
    configuration: null,
    state: null,
  };
}

/** A tree of the memo; only trees without errors and unknown answers are kept. */
class CachedTree {
  /** True once the tree is kept, or was taken over. */
  isKept = false;
  private readonly memo: Memo;
  private readonly words: readonly unknown[];
  private readonly config: GivenConfigFile;

  constructor(memo: Memo, words: readonly unknown[], config: GivenConfigFile) {
    this.memo = memo;
    this.words = words;
    this.config = config;
  }

  read(options: FullParseOptions): ParseResult | ReadTree {
    const key = { words: this.words, env: options.env, reader: 'tree' } as const;
    const { config } = this;
    // One on the disk is a file like any other: the memo sees who looks at it.
    const isLaid = config.overlay.owns(config.path);
    let isLookedAt = false;
    const look = (): void => void (isLookedAt = isLaid);
    const parse = (note: NoteText): ParseResult =>
      watchConfig(config, options.host, look, () => parseNoting(options, note));
    const found = rememberPart(this.memo, 'kconfig', key, parse, (result) => {
      const part = isLookedAt ? null : keptPart(result);
      this.isKept = part !== null;
      return part;
    });
    if (found.kind === 'computed') return found.whole;
    const { environment, files, flat, output } = found.part;
    const decoded = decodeFlatModel(flat);
    if (decoded === null) return parseKconfig(options);
    this.isKept = true;
    let model: KconfigModel | null = null;
    const readModel = (): KconfigModel => {
      model ??= parseKconfig(options).model;
      // The files are as they were when the tree was good, up to a moment ago.
      if (model === null) throw new Error('a Kconfig file was changed while it was used');
      return model;
    };
    return { flat: decoded, files: files.map((name) => ({ name })), environment, output, model: readModel };
  }
}

/** Parses a tree and notes every text that could name a variable: commands and macros. */
function parseNoting(options: FullParseOptions, note: NoteText): ParseResult {
  const result = parseKconfig({
    ...options,
    runShell(request) {
      note(request.command);
      return options.runShell(request);
    },
  });
  // A variable that a macro reads is spelled as a shell would, for one search.
  for (const { name } of result.environment) note(`\${${name}}`);
  return result;
}

function keptPart({ environment, failed, model, output, unknownAnswers }: ParseResult): KeptTree | null {
  if (model === null || failed || unknownAnswers.length > 0) return null;
  const files = model.files.map((file) => file.name);
  return { flat: encodeFlatModel(flattenModel(model)), files, environment, output };
}
