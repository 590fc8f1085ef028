/**
 * Makes a profile from a record of flags: profiles/gcc-7.5.0.json, of a compiler that is not at hand. The others are
 * made by scripts/record-profiles.ts.
 *
 *   npx tsx scripts/make-profiles.ts RECORD.json… [--out DIRECTORY] [--binutils PREFIX]
 *
 * With --binutils, PREFIXas and PREFIXld are asked for the answers of assembler and linker, for the
 * records that name the very same versions. Otherwise the output depends on the records alone.
 * A record is JSON with compiler, version_output, dumpversion, target, assembler, linker, method,
 * predefined and flags ({FLAG: {ok, stderr}}).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

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
 * Options that the records have no answer for, but which kernels pass with nearly every probe:
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

/** Assembler options, assembler texts and linker options that probes of arm64 kernels ask about. */
const assemblerOptions = [
  '--fatal-warnings',
  ...['armv8-a', 'armv9-a'].map((name) => `-march=${name}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((minor) => `-march=armv8.${minor}-a`),
];
const assemblerTexts = [
  '.arch_extension lse\n',
  '.arch_extension rcpc\n',
  '.arch armv8.2-a+sha3\n',
  '.arch armv8.5-a+memtag\nstgm xzr,[x0]\n',
  '.arch armv8.5-a+memtag\nstgm xzr, [x0]\n',
  '.cfi_startproc\n.cfi_negate_ra_state\n.cfi_endproc\n\n',
  '1:\n.inst 0\n.rept . - 1b\n\nnop\n.endr\n\n',
  '.uleb128 .Lexpr_end4 - .Lexpr_start3\n.Lexpr_start3:\n.Lexpr_end4:\n',
];
const linkerOptions = [
  '-EB',
  '-EL',
  '-X',
  '-maarch64elf',
  '-maarch64elfb',
  '-maarch64linux',
  '-maarch64linuxb',
  '-z max-page-size=4096',
  '-z noexecstack',
  '-z norelro',
  '-z pack-relative-relocs',
  '-z separate-code',
  '--build-id=sha1',
  '--compress-debug-sections=none',
  '--compress-debug-sections=zlib',
  '--compress-debug-sections=zstd',
  '--emit-relocs',
  '--fix-cortex-a53-843419',
  '--gc-sections',
  '--no-apply-dynamic-relocs',
  '--no-warn-execstack',
  '--no-warn-rwx-segments',
  '--orphan-handling=error',
  '--orphan-handling=warn',
  '--pack-dyn-relocs=relr',
  '--strip-debug',
  '--use-android-relr-tags',
];

interface Answers {
  accepted: string[];
  rejected: Record<string, string>;
}

/** Answers of the assembler and linker with this prefix; undefined when they are not the recorded ones. */
function askBinutils(prefix: string, record: CompilerRecord): object | undefined {
  const run = (
    program: string,
    args: readonly string[],
    input = '',
  ): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(prefix + program, args, { input, encoding: 'latin1', env: { PATH: process.env.PATH, LC_ALL: 'C' } });
  const first = (program: string, args: readonly string[]): string => run(program, args).stdout.split('\n')[0] ?? '';
  if (first('as', ['--version']) !== record.assembler || first('ld', ['--version']) !== record.linker) return undefined;
  const ask = (
    texts: readonly string[],
    question: (text: string) => { status: number | null; stderr: string },
  ): Answers => {
    const answers: Answers = { accepted: [], rejected: {} };
    for (const text of texts) {
      const { status, stderr } = question(text);
      if (status === 0) answers.accepted.push(text);
      else answers.rejected[text] = stderr.split('\n').find((line) => /error|unrecog/i.test(line)) ?? stderr.trim();
    }
    return answers;
  };
  // What the driver gives the assembler for this target.
  const basic = ['-EL', '-mabi=lp64', '-o', '/dev/null'];
  return {
    method: 'as OPTION /dev/null; as --fatal-warnings < TEXT; ld -v OPTION; LC_ALL=C',
    assemblerOptions: ask(assemblerOptions, (option) => run('as', [...basic, option, '/dev/null'])),
    assemblerTexts: ask(assemblerTexts, (text) => run('as', [...basic, '--fatal-warnings', '-'], text)),
    linkerOptions: ask(linkerOptions, (option) => run('ld', [...option.split(' '), '-v'])),
    firstLines: {
      'archiver --help': first('ar', ['--help']),
      'nm --help': first('nm', ['--help']),
    },
  };
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

function makeProfile(record: CompilerRecord, prefix: string | undefined): { name: string; text: string } {
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
    binutils: prefix === undefined ? undefined : askBinutils(prefix, record),
  };
  return { name, text: `${JSON.stringify(profile, null, 2)}\n` };
}

function main(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string', default: 'profiles' }, binutils: { type: 'string' } },
  });
  mkdirSync(values.out, { recursive: true });
  for (const file of positionals) {
    const { name, text } = makeProfile(JSON.parse(readFileSync(file, 'utf8')) as CompilerRecord, values.binutils);
    writeFileSync(`${values.out}/${name}.json`, text);
    process.stdout.write(`${values.out}/${name}.json\n`);
  }
}

main(process.argv.slice(2));
