/**
 * Takes over a profile that `kgate probe --record` made on another machine, for a compiler that no Debian release
 * still has: profiles/gcc-7.5.0.json. The others are made by scripts/record-profiles.ts.
 *
 *   npx tsx scripts/import-profile.ts RECORD.json…
 *
 * Answers of the profile that is there and that the record lacks stay, if both are of the very same compiler. Answers
 * of rustc are left out: it is none of the compiler's programs, and the machine's own is asked.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseProfile } from '../src/probe/profile/parse.ts';
import { printProfile } from '../src/probe/record/assemble.ts';
import { shellProcessId } from '../src/shell/run/world.ts';

interface Answers {
  readonly accepted: readonly string[];
  readonly rejected: Readonly<Record<string, string>>;
}

interface RecordedCall {
  readonly tool: string;
  readonly args: readonly string[];
}

interface Profile {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly version: string;
  readonly target: string;
  readonly versionOutput: string;
  readonly assembler: string;
  readonly linker: string;
  readonly flags: Answers & { readonly documented: readonly string[] };
  readonly binutils?: Readonly<Record<'assemblerOptions' | 'assemblerTexts' | 'linkerOptions', Answers>> & {
    readonly firstLines: Readonly<Record<string, string>>;
  };
  readonly answers: readonly RecordedCall[];
}

/** Further names: the release series, and each with the machine. */
function aliasesOf({ name, target, version }: Profile): string[] {
  const [major = '', minor = ''] = version.split('.');
  const machine = target.slice(0, target.indexOf('-'));
  const aliases = [`gcc-${major}`, `gcc-${major}-${machine}`, `gcc-${major}.${minor}`, `gcc-${version}-${machine}`];
  return aliases.filter((alias) => alias !== name);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the newer record says, and what only the older one says. */
function merge(newer: Answers, older: Answers | undefined): Answers {
  const isKnown = (text: string): boolean => newer.accepted.includes(text) || text in newer.rejected;
  const rejected = Object.entries(older?.rejected ?? {}).filter(([text]) => !isKnown(text));
  return {
    accepted: [...newer.accepted, ...(older?.accepted ?? []).filter((text) => !isKnown(text))].sort(byText),
    rejected: Object.fromEntries([...Object.entries(newer.rejected), ...rejected].sort(([a], [b]) => byText(a, b))),
  };
}

/** Calls of the compiler's own programs; a file that a text names after its process and has not made is none. */
function lasting(answers: readonly RecordedCall[]): RecordedCall[] {
  const temporary = new RegExp(`^\\.?${shellProcessId}\\.\\w+$`);
  return answers
    .filter(({ tool }) => tool !== 'rust')
    .map((answer) => ({
      ...answer,
      args: answer.args.map((word) => (temporary.test(word.replace(/^\.\//, '')) ? '<nothing>' : word)),
    }));
}

function importProfile(record: Profile, older: Profile | null): Profile {
  const isSame = (['versionOutput', 'target', 'assembler', 'linker'] as const).every(
    (field) => older?.[field] === record[field],
  );
  const before = isSame ? older : null;
  const { binutils } = record;
  return {
    ...record,
    aliases: aliasesOf(record),
    flags: { ...merge(record.flags, before?.flags), documented: [] },
    ...(binutils !== undefined && {
      binutils: {
        ...binutils,
        assemblerOptions: merge(binutils.assemblerOptions, before?.binutils?.assemblerOptions),
        assemblerTexts: merge(binutils.assemblerTexts, before?.binutils?.assemblerTexts),
        linkerOptions: merge(binutils.linkerOptions, before?.binutils?.linkerOptions),
        firstLines: { ...before?.binutils?.firstLines, ...binutils.firstLines },
      },
    }),
    answers: lasting(record.answers),
  };
}

for (const file of process.argv.slice(2)) {
  const record = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const path = new URL(`../profiles/${record.name}.json`, import.meta.url);
  const older = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Profile) : null;
  const text = printProfile({ ...importProfile(record, older) });
  const parsed = parseProfile(text);
  if ('problem' in parsed) throw new Error(`${file}: ${parsed.problem}`);
  writeFileSync(path, text);
  process.stdout.write(
    `profiles/${record.name}.json: ${parsed.profile.flags.size} flags, ${parsed.profile.answers.length} answers\n`,
  );
}
