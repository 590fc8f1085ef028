import type { Observations } from '../../cache/observe.ts';
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
import type { ConfigCache } from './cached-config.ts';

/** A Kconfig tree as stored. */
interface StoredTree {
  readonly flat: Uint8Array;
  readonly files: readonly string[];
  readonly environment: ReadTree['environment'];
  readonly output: readonly OutputChunk[];
}

/** What a conf left, as stored. */
interface StoredRun {
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
}

/**
 * {@link runConf} with the tree, and where all that it reads is as it was the whole result, from the
 * cache. The run has no object model.
 */
export function runCachedConf(
  cache: ConfigCache,
  request: ConfRequest,
  { laid, isEvaluated }: CachedConfOptions,
): ConfRun {
  const { dialect, env, mode } = request;
  const treeWords = [request.cwd, request.topFile ?? '', JSON.stringify(dialect ?? null), JSON.stringify([...laid])];
  const words = [...treeWords, mode, request.file ?? '\0', String(request.silent === true)];
  const isSettled = settledModes.has(mode) && dialect?.modes.asksInAllModes !== true;
  const known = isSettled && !isEvaluated ? (cache.findResult(words, env) as StoredRun | undefined) : undefined;
  if (known !== undefined) return replay(known, request);
  const reading = new TreeReading(cache, treeWords, request);
  const source = reading.source();
  const recording = cache.start();
  let run: ConfRun;
  try {
    run = runConf({ ...request, ...source });
  } finally {
    recording.stop();
  }
  if (isSettled && run.exitStatus === 0 && reading.seen !== undefined) {
    const operations = run.operations.map((operation) => ({ ...operation }));
    const stored: StoredRun = { output: run.output, operations };
    cache.storeResult(words, env, reading.seen, recording, stored);
  }
  return run;
}

function replay({ output, operations }: StoredRun, request: ConfRequest): ConfRun {
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

/** One reading of a tree, from the cache or from its files; only trees without errors and unknown answers are kept. */
class TreeReading {
  /** What the tree rests on; undefined when it is not kept. */
  seen: Observations | undefined;
  private readonly cache: ConfigCache;
  private readonly words: readonly ByteString[];
  private readonly options: FullParseOptions;

  constructor(cache: ConfigCache, words: readonly ByteString[], options: FullParseOptions) {
    this.cache = cache;
    this.words = words;
    this.options = options;
  }

  /** `tree` when an earlier run left it, else `parse`, which leaves it. */
  source(): Pick<ConfRequest, 'tree' | 'parse'> {
    const { cache, options, words } = this;
    const found = cache.findTree(words, options.env);
    const stored = found?.value as StoredTree | undefined;
    const flat = stored === undefined ? null : decodeFlatModel(stored.flat);
    if (stored === undefined || flat === null) return { parse: (request) => this.parse(request) };
    this.seen = found?.seen;
    let model: KconfigModel | null = null;
    const readModel = (): KconfigModel => {
      model ??= parseKconfig(options).model;
      // The files are as they were when the tree was good, up to a moment ago.
      if (model === null) throw new Error('a Kconfig file was changed while it was used');
      return model;
    };
    const { environment, output } = stored;
    const files = stored.files.map((name) => ({ name }));
    return { tree: { flat, files, environment, output, model: readModel } };
  }

  private parse(options: FullParseOptions): ParseResult {
    const texts: ByteString[] = [];
    const recording = this.cache.start();
    let result: ParseResult;
    try {
      result = parseKconfig({
        ...options,
        runShell(request) {
          texts.push(request.command);
          return options.runShell(request);
        },
      });
    } finally {
      recording.stop();
    }
    const { model, failed, environment, output, unknownAnswers } = result;
    if (model === null || failed || unknownAnswers.length > 0) return result;
    const stored: StoredTree = {
      flat: encodeFlatModel(flattenModel(model)),
      files: model.files.map((file) => file.name),
      environment,
      output,
    };
    // A variable that a macro reads is spelled here as a shell would, for one search.
    const named = environment.map(({ name }) => `\${${name}}`);
    this.seen = this.cache.storeTree(this.words, options.env, recording, [...texts, ...named], stored);
    return result;
  }
}
