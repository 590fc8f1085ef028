import type { ByteString } from '../core/text.ts';
import {
  decodeFlatModel,
  encodeFlatModel,
  flattenModel,
  type KconfigModel,
  type OutputChunk,
  parseKconfig,
  type ParseOptions,
  type ParseResult,
  type ReadTree,
} from '../kconfig/index.ts';
import type { ConfigCache } from './cached-config.ts';

/** A Kconfig tree as stored. */
interface StoredTree {
  readonly flat: Uint8Array;
  readonly files: readonly string[];
  readonly environment: ReadTree['environment'];
  readonly output: readonly OutputChunk[];
}

/** How a conf reads its tree: `tree` when an earlier run left it, else `parse`, which leaves it. */
export type TreeSource = { readonly tree: ReadTree } | { readonly parse: (options: ParseOptions) => ParseResult };

/**
 * Looks for the tree of `options` in the cache. `laid` are the files that are only in memory: they
 * belong to the key. Only trees without errors and unknown answers are kept.
 */
export function cachedTree(
  cache: ConfigCache,
  options: ParseOptions,
  laid: Iterable<readonly [path: string, text: ByteString | null]>,
): TreeSource {
  const words = [options.cwd, options.topFile ?? '', options.dialect?.name ?? '', JSON.stringify([...laid])];
  const stored = cache.findTree(words, options.env) as StoredTree | undefined;
  const flat = stored === undefined ? null : decodeFlatModel(stored.flat);
  if (stored === undefined || flat === null) return { parse: (request) => parseAndStore(cache, words, request) };
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

function parseAndStore(cache: ConfigCache, words: readonly ByteString[], options: ParseOptions): ParseResult {
  const texts: ByteString[] = [];
  const recording = cache.start();
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
  cache.storeTree(words, options.env, recording, [...texts, ...named], stored);
  return result;
}
