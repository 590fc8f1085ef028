/**
 * Makes profiles/*.json from records of compilers.
 *
 *   npx tsx scripts/make-profiles.ts RECORD.json… [--out DIRECTORY]
 *
 * A record is JSON with compiler, version_output, dumpversion, target, assembler, linker, method,
 * predefined and flags ({FLAG: {ok, stderr}}). The output depends on the records alone.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

interface CompilerRecord {
  readonly assembler: string;
  readonly compiler: string;
  readonly dumpversion: string;
  readonly flags: Readonly<Record<string, { readonly ok: boolean; readonly stderr?: string }>>;
  readonly linker: string;
  readonly method: string;
  readonly predefined: Readonly<Record<string, string>>;
  readonly target: string;
  readonly version_output: string;
}

/**
 * Options nobody asked the recorded compilers about, but which kernels pass with nearly every probe:
 * first release whose manual lists them, then the flags. Sources: GCC 5.4 and 7.5 manuals, "C
 * Dialect", "Warning", "Code Generation", "Optimize" and "Debugging Options"; GCC 5.4, 7.5 and 9
 * manuals, "AArch64 Options". test/probe/profile/documented.test.ts asks real compilers.
 */
const documentedOptions: readonly { readonly since: number; readonly machine?: string; readonly flags: string }[] = [
  {
    since: 5,
    flags: `-std=gnu89 -std=gnu99 -std=gnu11 -std=c11 -O0 -O2 -Og -g -ggdb -fshort-wchar -funsigned-char
      -fno-common -fno-builtin -fno-strict-aliasing -fstrict-aliasing -fno-unwind-tables
      -fno-omit-frame-pointer -fomit-frame-pointer -fno-optimize-sibling-calls -fno-ipa-icf -fno-lto
      -fno-pie -fno-pic -fno-PIE -fno-inline -fno-exceptions -fverbose-asm -fno-stack-protector
      -fdata-sections -ffunction-sections -fno-delete-null-pointer-checks -fno-strict-overflow -fwrapv
      -fno-tree-vectorize -fno-gcse -fno-tree-scev-cprop -fno-reorder-blocks-and-partition
      -falign-functions=4 -falign-functions=8 -falign-functions=16
      -Wall -Wextra -Wundef -Wunused -Wmissing-declarations -Wmissing-prototypes -Wstrict-prototypes
      -Wold-style-definition -Wpointer-arith -Wpointer-sign -Wwrite-strings -Wdeclaration-after-statement
      -Wcast-align -Wdisabled-optimization -Wnested-externs -Wshadow -Wredundant-decls
      -Wmain -Wtrigraphs -Wunused-function -Wunused-variable -Wunused-label
      -Werror=implicit-function-declaration -Werror=return-type -Werror=strict-prototypes
      -Werror=implicit-int`,
  },
  { since: 5, machine: 'aarch64', flags: '-mlittle-endian -mcmodel=small -mcmodel=tiny -ffixed-x18' },
  {
    since: 9,
    machine: 'aarch64',
    flags: '-mbranch-protection=pac-ret -mbranch-protection=standard -mbranch-protection=bti',
  },
];

/** Documented flags of a release for a target. */
function documentedFlags(version: string, target: string): string[] {
  const major = Number(version.split('.')[0]);
  const machine = target.slice(0, target.indexOf('-'));
  const flags = documentedOptions
    .filter((group) => major >= group.since && (group.machine === undefined || group.machine === machine))
    .flatMap((group) => group.flags.split(/\s+/));
  return [...new Set(flags)].filter((flag) => flag !== '');
}

/** Names under which a profile is found; the version alone says too little for old releases. */
function profileNames(version: string, target: string): { name: string; aliases: string[] } {
  const [major = '', minor = ''] = version.split('.');
  const machine = target.slice(0, target.indexOf('-'));
  const full = `gcc-${version}`;
  const short = `gcc-${major}`;
  // From GCC 5 on the major number is the release series; people say gcc-11, but 7.5.0 in full.
  const name = Number(major) >= 8 ? short : full;
  const aliases = [full, short, `gcc-${major}.${minor}`, `${full}-${machine}`, `${short}-${machine}`];
  return { name, aliases: [...new Set(aliases)].filter((alias) => alias !== name).sort() };
}

/**
 * The flag text of a record's key with single blanks, or null when the record does not answer it:
 * makefile continuations that reached the compiler as words, options whose argument was missing, so
 * that they took the next word, and refusals by other programs of the recording machine.
 */
function usableFlag(key: string, record: { readonly ok: boolean; readonly stderr?: string }): string | null {
  const words = key.split(/[ \t\n]+/).filter((word) => word !== '');
  if (words.includes('\\') || words.at(-1) === '--param' || words.at(-1) === '-Wa' || words.at(-1) === '-') return null;
  if (!record.ok && !/^(?:\S*gcc\S*|cc1): error: /.test(record.stderr ?? '')) return null;
  return words.join(' ');
}

function makeProfile(record: CompilerRecord): { name: string; text: string } {
  const version = record.dumpversion;
  const { name, aliases } = profileNames(version, record.target);
  const accepted = new Set<string>();
  const rejected = new Map<string, string>();
  for (const [key, answer] of Object.entries(record.flags)) {
    const flag = usableFlag(key, answer);
    if (flag === null) continue;
    if (answer.ok) accepted.add(flag);
    else rejected.set(flag, answer.stderr ?? '');
  }
  const documented = documentedFlags(version, record.target).filter(
    (flag) => !accepted.has(flag) && !rejected.has(flag),
  );
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const profile = {
    $schema: '../docs/schema/profile.schema.json',
    schemaVersion: 1,
    name,
    aliases,
    vendor: 'gcc',
    version,
    target: record.target,
    driver: record.compiler.slice(0, record.compiler.indexOf(' ')),
    method: record.method,
    versionOutput: record.version_output,
    dumpVersion: record.dumpversion,
    assembler: record.assembler,
    linker: record.linker,
    predefined: Object.fromEntries(Object.entries(record.predefined).sort(([a], [b]) => byText(a, b))),
    flags: {
      accepted: [...accepted].sort(byText),
      rejected: Object.fromEntries([...rejected].sort(([a], [b]) => byText(a, b))),
      documented: documented.sort(byText),
    },
  };
  return { name, text: `${JSON.stringify(profile, null, 2)}\n` };
}

function main(args: readonly string[]): void {
  const at = args.indexOf('--out');
  const directory = at < 0 ? 'profiles' : (args[at + 1] ?? 'profiles');
  const files = at < 0 ? args : args.slice(0, at);
  mkdirSync(directory, { recursive: true });
  for (const file of files) {
    const { name, text } = makeProfile(JSON.parse(readFileSync(file, 'utf8')) as CompilerRecord);
    writeFileSync(`${directory}/${name}.json`, text);
    process.stdout.write(`${directory}/${name}.json\n`);
  }
}

main(process.argv.slice(2));
