/** The compiler that a `.config` was written with, as far as it can be found here. */

import type { Fix } from '../../core/diagnostic.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import { lineValue } from '../../explain/difference.ts';
import type { Host } from '../../host/host.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import { type BuildRequest, type ConfiguredTree, configure, describeTree, openSession } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import { type CompilerProfile, locateProgram } from '../../probe/index.ts';
import { type Changed, changedSymbols } from './changed-symbols.ts';
import { otherRecords, toolchainFix } from './toolchain-fix.ts';

/** Longest a compiler may take to print its version, in milliseconds. */
const timeoutMs = 5000;

/** What the comparison of a `.config` with the compiler at hand needs. */
export interface OtherCompilerOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** Recorded compilers that may be the one; asked only when it is another one. Absent: none is offered. */
  readonly otherProfiles?: () => readonly CompilerProfile[];
  readonly tree: ConfiguredTree;
  readonly configuration: Configuration;
  readonly insight: ProbeInsight;
  /** The makes that read the tree, the one that does the work last. */
  readonly levels: readonly MakeLevel[];
  /** False leaves out what changes, and the ways out. */
  readonly isWhole?: boolean;
}

/** What comes after the program's own name: `(Debian 12.2.0-14) 12.2.0`. */
export function withoutName(words: string): string {
  return words.replace(/^\S*(?:gcc|cc)(?:-\d[\d.]*)?(?= )/, '').trim();
}

/** Characters of a compiler's words that are looked at. */
const maxWords = 500;

/** The last version in a compiler's words. */
function versionOf(words: string): string {
  return /(\d+\.\d+(?:\.\d+)?)\D*$/.exec(words.slice(0, maxWords))?.[1] ?? '';
}

/** Compilers that say the same words, each tried on the same tree and file. */
export function waysBack(
  options: OtherCompilerOptions,
  main: KconfigSymbol,
  words: string,
  changes: readonly Changed[],
): Fix[] {
  const fixes: Fix[] = [];
  const restored = (request: BuildRequest, profile: CompilerProfile | null): boolean => {
    const session = openSession({ host: options.host, request, profile });
    const { configuration } = configure(session);
    const symbol = configuration?.model.symbols.get(main.name);
    if (configuration == null || symbol === undefined || session.probes.unknown().length > 0) return false;
    if (withoutName(lineValue(configuration, symbol)) !== withoutName(words)) return false;
    const left = changedSymbols(configuration);
    return changes.every((change) => !left.has(change.symbol.name));
  };
  if (main.type === 'string') {
    const word = findCompiler(options, words);
    if (word !== null) {
      const variables = [...options.request.variables.filter((one) => !/^(?:CC|LLVM)=/.test(one)), word];
      const verified = restored({ ...options.request, variables }, null);
      fixes.push(toolchainFix(`build with the compiler it was written with: ${word}`, verified));
    }
  }
  const { srcarch } = describeTree(options.tree.session, options.levels.at(-1));
  for (const profile of otherRecords(options, srcarch)) {
    const isSame = withoutName(profile.versionOutput.split('\n')[0] ?? '') === withoutName(words);
    const isSameVersion =
      versionOf(words) === profile.version && words.includes('clang') === (profile.vendor === 'clang');
    if (!isSame && !isSameVersion) continue;
    const title = `use the recorded compiler of that version: --toolchain ${profile.name}`;
    fixes.push(toolchainFix(title, restored(options.request, profile)));
  }
  return fixes;
}

/** The make word for a compiler on PATH that says these words, null when there is none. */
function findCompiler({ host, levels }: OtherCompilerOptions, words: string): string | null {
  const major = versionOf(words).split('.')[0] ?? '';
  const cross = levels.at(-1)?.evaluation.expand('$(CROSS_COMPILE)').trim() ?? '';
  const isClang = /\bclang version\b/.test(words);
  const first = /^\S*(?:gcc|cc|clang)(?:-\d[\d.]*)?(?= )/.exec(words)?.[0];
  const names = isClang
    ? ['clang', `clang-${major}`]
    : [...(first === undefined ? [] : [first]), `${cross}gcc`, `${cross}gcc-${major}`];
  for (const name of new Set(names)) {
    const found = locateProgram(host, name, host.env['PATH'] ?? '', host.cwd);
    if (found.kind !== 'found') continue;
    const answer = host.run({
      argv: [name, '--version'],
      cwd: host.cwd,
      env: { ...host.env, LC_ALL: 'C' },
      timeoutMs,
    });
    const line = (answer.stdout.split('\n')[0] ?? '').replaceAll('#', '');
    if (answer.outcome !== 'exited' || withoutName(line) !== withoutName(words)) continue;
    if (isClang) return name === 'clang' ? 'LLVM=1' : `LLVM=-${major}`;
    return `CC=${name}`;
  }
  return null;
}
