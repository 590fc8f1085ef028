/**
 * First major versions of gcc and clang that take a flag; null for one that never did (up to gcc 14 and clang 18). From the
 * release notes of both; a test compares the table with every recorded compiler of profiles/. Flags that depend on the
 * architecture are left out.
 */
export const flagFacts: ReadonlyMap<string, readonly [gcc: number | null, clang: number | null]> = new Map([
  ['-Wall', [2, 3]],
  ['-Wundef', [3, 3]],
  ['-Wvla', [4, 3]],
  ['-Wshadow', [3, 3]],
  ['-Wcast-align', [3, 3]],
  ['-Wpointer-arith', [3, 3]],
  ['-Wstrict-prototypes', [3, 3]],
  ['-Wmissing-prototypes', [3, 3]],
  ['-Wmissing-declarations', [3, 3]],
  ['-Wdeclaration-after-statement', [3, 3]],
  ['-Wredundant-decls', [3, 3]],
  ['-Wnested-externs', [3, 3]],
  ['-Wdisabled-optimization', [3, 3]],
  ['-Wwrite-strings', [3, 3]],
  ['-Wno-trigraphs', [3, 3]],
  ['-fno-common', [3, 3]],
  ['-fno-builtin', [3, 3]],
  ['-ffreestanding', [3, 3]],
  ['-fno-strict-aliasing', [3, 3]],
  ['-fomit-frame-pointer', [3, 3]],
  ['-fno-omit-frame-pointer', [3, 3]],
  ['-fno-optimize-sibling-calls', [3, 3]],
  ['-fno-asynchronous-unwind-tables', [3, 3]],
  ['-fno-stack-protector', [4, 3]],
  ['-fstack-protector', [4, 3]],
  ['-fno-delete-null-pointer-checks', [3, 7]],
  ['-fstack-protector-strong', [5, 3]],
  ['-Werror=date-time', [5, 4]],
  ['-fconserve-stack', [4, null]],
  ['-fno-var-tracking-assignments', [4, null]],
  ['-fno-ipa-sra', [4, null]],
  ['-femit-struct-debug-baseonly', [4, null]],
  ['-fno-allow-store-data-races', [10, null]],
  ['-ffile-prefix-map=', [8, 10]],
  ['-fmacro-prefix-map=', [8, 10]],
  ['-fpatchable-function-entry=', [8, 10]],
  ['-fzero-call-used-regs=', [11, 15]],
  ['-fstrict-flex-arrays=', [13, 16]],
  ['-fmin-function-alignment=', [14, null]],
  ['-Wformat-truncation', [7, 18]],
  ['-Wformat-overflow', [7, 18]],
  ['-Wstringop-overflow', [7, null]],
  ['-Wstringop-truncation', [8, null]],
  ['-Wpacked-not-aligned', [8, null]],
  ['-Wrestrict', [7, null]],
]);

/** Oldest compilers that are reckoned with where a tree does not say what it needs. */
export const oldestMajors: readonly [gcc: number, clang: number] = [4, 3];

/** What is known about a flag; those with a value by what stands before it. */
export function factsOf(flag: string): readonly [gcc: number | null, clang: number | null] | undefined {
  const equals = flag.indexOf('=');
  return flagFacts.get(flag) ?? (equals === -1 ? undefined : flagFacts.get(flag.slice(0, equals + 1)));
}

/** The least major versions that a tree's scripts/min-tool-version.sh asks for. Source: Linux 5.11 and later. */
export function leastMajors(script: string | undefined): readonly [gcc: number, clang: number] {
  if (script === undefined) return oldestMajors;
  const leastOf = (names: string): number | undefined => {
    const branch = new RegExp(`^(?:${names})\\)\\n([\\s\\S]*?);;`, 'm').exec(script)?.[1] ?? '';
    const majors = [...branch.matchAll(/echo (\d+)\./g)].map(([, major]) => Number(major));
    return majors.length === 0 ? undefined : Math.min(...majors);
  };
  return [leastOf('gcc') ?? oldestMajors[0], leastOf('llvm|clang') ?? oldestMajors[1]];
}
