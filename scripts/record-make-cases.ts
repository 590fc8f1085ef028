/**
 * Records what makes print for the makefiles of `test/make/fixtures/cases.json`: runs each case again and writes what comes
 * out where the file has it. Cases are added by hand, with an empty `out`.
 *
 *   npx tsx scripts/record-make-cases.ts [--write] PROGRAM…
 *
 * PROGRAM is a make of version 4.2.1, 4.3 or 4.4.1 (`make`, or one built from https://ftp.gnu.org/gnu/make/). The file
 * was recorded with make 4.3 of Debian 12 (4.3-4.1) and with 4.2.1 and 4.4.1 as released, configured without options, on
 * x86_64. Without `--write` differences are listed. Exit status: 0 nothing differs, 1 something does.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fillCase, type RecordedCase, type RecordedOutput, readCases } from '../test/support/make-cases.ts';
import { writeFiles } from '../test/support/make-host.ts';

const path = new URL('../test/make/fixtures/cases.json', import.meta.url);

function run(program: string, entry: RecordedCase): RecordedOutput {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-record-')));
  try {
    const { args, env, files } = fillCase(entry, directory);
    writeFiles(directory, files);
    const done = spawnSync(program, args, { cwd: directory, env, encoding: 'latin1', argv0: 'make' });
    const place = (text: string): string =>
      text.replaceAll(directory, '<CWD>').replaceAll(dirname(directory), '<PARENT>');
    return { rc: done.status ?? -1, stdout: place(done.stdout), stderr: place(done.stderr) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const words = process.argv.slice(2);
const programs = words.filter((word) => word !== '--write');
const cases = readCases();
let different = 0;
for (const program of programs) {
  const shown = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;
  const version = /^GNU Make (\S+)/.exec(shown)?.[1];
  if (version !== '4.2.1' && version !== '4.3' && version !== '4.4.1') throw new Error(`${program} is ${version}`);
  for (const entry of cases) {
    const output = run(program, entry);
    if (JSON.stringify(output) === JSON.stringify(entry.out[version])) continue;
    different += 1;
    process.stdout.write(
      `${version} ${entry.file}/${entry.name}\n${JSON.stringify(entry.out[version])}\n${JSON.stringify(output)}\n`,
    );
    entry.out[version] = output;
  }
}
if (words.includes('--write')) writeFileSync(path, `${JSON.stringify(cases, null, 2)}\n`);
process.exitCode = different > 0 ? 1 : 0;
