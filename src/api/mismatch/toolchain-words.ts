/** Words for make that choose an architecture and a compiler: which ones to type, and what a check says with them. */

import type { Fix } from '../../core/diagnostic.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import { type BuildRequest, crossCompilersAtHand, targetOf } from '../../kernel/index.ts';
import { packageFor } from '../../kernel/stops/packages.ts';
import { kernelArchitecture, locateProgram } from '../../probe/index.ts';
import { usualTriplets } from '../../toolchain/architectures.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { type ReadTree, readWith } from '../check/read-tree.ts';
import { isStop } from '../check/stops.ts';
import { otherRecords, toolchainFix } from '../check/toolchain-fix.ts';

/** Sets of words that are tried. */
const maxTried = 2;

/** Words of make that choose the same as `CROSS_COMPILE` or `LLVM`. */
const toolWord = /^(?:CROSS_COMPILE|LLVM|LLVM_IAS|CC|LD|AS|AR|NM|OBJCOPY|OBJDUMP|STRIP|READELF)=/;

/** A request with other words for the architecture and the toolchain; `words` are `VAR=VALUE`. */
export function requestWith(request: BuildRequest, words: readonly string[]): BuildRequest {
  const names = words.map((word) => word.slice(0, word.indexOf('=') + 1));
  const choosesTools = words.some((word) => toolWord.test(word));
  const kept = request.variables.filter(
    (word) => !names.some((name) => word.startsWith(name)) && !(choosesTools && toolWord.test(word)),
  );
  return { ...request, variables: [...kept, ...words] };
}

/** What is said where `words` have to be typed in place of others. */
function titleOf({ variables }: BuildRequest, words: readonly string[]): string {
  const after = requestWith({ variables } as BuildRequest, words).variables;
  const gone = variables.filter((word) => !after.includes(word));
  return `${words.join(' ')}${gone.length === 0 ? '' : ` in place of ${gone.join(' ')}`}`;
}

/** A fix that is typed; `read` is what a check with it has read, null where that failed. */
function wordsFix(request: BuildRequest, words: readonly string[], read: ReadTree | null): Fix {
  const stops = read === null ? [] : [...read.early, ...read.build].filter(isStop);
  const first = stops[0]?.line.trim().split('\n').at(-1) ?? '';
  const left =
    stops.length === 0
      ? ''
      : `; then ${stops.length === 1 ? 'one stop is' : `${stops.length} stops are`} left: ${first}`;
  return toolchainFix(`${titleOf(request, words)}${left}`, read !== null);
}

/** What choosing another architecture or compiler takes. */
export interface WordsQuestion {
  readonly options: CheckOptions;
  /** Directories of arch/ that the compiler has to be for. */
  readonly architectures: readonly string[];
  /** Words that are typed in any case: `ARCH=arm64`. */
  readonly words: readonly string[];
  /** True where the compiler in use fits already. */
  readonly hasCompiler: boolean;
  /** False for a tree in which it has to be found out whether the words help. */
  readonly isFixed: (read: ReadTree) => boolean;
}

/**
 * The words to type, each set tried on the tree until one is found that helps. Where no compiler is at hand, the package
 * that has one.
 */
export function wordsFixes({ options, architectures, words, hasCompiler, isFixed }: WordsQuestion): Fix[] {
  const { host, profile, request } = options;
  const attempt = (more: readonly string[]): Fix | null => {
    const all = [...words, ...more];
    const read = readQuietly(() => readWith(host, requestWith(request, all), profile));
    return read !== null && isFixed(read) ? wordsFix(request, all, read) : null;
  };
  if (hasCompiler || profile !== null) {
    if (words.length === 0) return recordFixes(options, architectures, isFixed);
    return [attempt([]) ?? wordsFix(request, words, null)];
  }
  const isNative = architectures.includes(kernelArchitecture(targetOf(host, ['gcc']) ?? '') ?? '');
  const choices = isNative ? ['CROSS_COMPILE='] : [];
  choices.push(...crossCompilersAtHand(host, architectures).map(({ prefix }) => `CROSS_COMPILE=${prefix}`));
  if (hasClang(options)) choices.push('LLVM=1');
  for (const choice of choices.slice(0, maxTried)) {
    const fix = attempt([choice]);
    if (fix !== null) return [fix];
  }
  return [installFix(options, architectures, words)];
}

/** Records of compilers for these architectures, in place of the one in use. */
function recordFixes(
  options: CheckOptions,
  architectures: readonly string[],
  isFixed: WordsQuestion['isFixed'],
): Fix[] {
  const { host, request } = options;
  const records = architectures.flatMap((architecture) => otherRecords(options, architecture)).slice(0, maxTried);
  return records.flatMap((record) => {
    const read = readQuietly(() => readWith(host, request, record));
    return read !== null && isFixed(read) ? [toolchainFix(`--toolchain ${record.name}`, true)] : [];
  });
}

/** Null where a question cannot be put with these words: the compiler hangs, there is no such configuration. */
function readQuietly(read: () => ReadTree | null): ReadTree | null {
  try {
    return read();
  } catch (error) {
    passTroubleOn(error);
    if (!(error instanceof KgateError)) throw error;
    return null;
  }
}

function hasClang({ host }: CheckOptions): boolean {
  const isThere = (name: string): boolean =>
    locateProgram(host, name, host.env['PATH'] ?? '', host.cwd).kind === 'found';
  return isThere('clang') && isThere('ld.lld');
}

/** Installing the usual cross compiler, and the words that take it. */
export function installFix(
  { host, request }: CheckOptions,
  architectures: readonly string[],
  words: readonly string[] = [],
): Fix {
  const [triplet] = architectures.flatMap(usualTriplets);
  if (triplet === undefined) return toolchainFix('install a cross compiler and name it with CROSS_COMPILE=', false);
  const title = titleOf(request, [...words, `CROSS_COMPILE=${triplet}-`]);
  const needed = packageFor({ kind: 'program', name: `${triplet}-gcc` }, host);
  const install = needed?.command ?? `install ${triplet}-gcc`;
  return toolchainFix(`${install}, then ${title}`, false);
}
