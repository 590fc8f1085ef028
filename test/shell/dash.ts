/** The machine's /bin/sh, which is dash, as the oracle of single shell texts. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { CommandEvidence, ShellLeavings } from '../../src/core/run-shell.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { locateProgram } from '../../src/probe/locate.ts';
import { interpretShell, type ShellOutcome } from '../../src/shell/interpret.ts';
import { UnknownAnswer } from '../../src/shell/language/signals.ts';
import { hasOracle } from '../support/oracle.ts';

const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: '/root', LC_ALL: 'C' };

/** True where `/bin/sh` is dash; throws where that is required. */
export const isDash = hasOracle(
  '/bin/sh as dash',
  spawnSync('/bin/sh', ['-c', 'echo -n x; echo -e y'], { encoding: 'latin1' }).stdout === 'x-e y\n',
);

/** Interprets a text; a program that is no utility of ours makes it unknown. */
export function interpret(command: string, cwd: string): ShellOutcome {
  const host = createNodeHost({ cwd, env });
  const commands: CommandEvidence[] = [];
  return interpretShell(
    { command, cwd, env, shellName: '/bin/sh' },
    {
      host,
      interpretsScripts: false,
      locate: (name, searchPath, directory) => locateProgram(host, name, searchPath, directory),
      writesOutputOption: () => false,
      newScratchPath: (hint) => `${cwd}/${hint}`,
      run: ({ argv }) => {
        throw new UnknownAnswer(`${argv.join(' ')} is run`);
      },
    },
    commands,
  );
}

/** Names of all files below a directory with their texts, for what a text leaves. */
function filesBelow(directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: 'latin1' }).sort()) {
    const path = join(directory, name);
    files[name] = statSync(path).isDirectory() ? '/' : readFileSync(path, 'latin1');
  }
  return files;
}

/** Files of {@link filesBelow} with what a text has left in memory. */
function withLeavings(before: Record<string, string>, directory: string, left: ShellLeavings): Record<string, string> {
  const files = { ...before };
  for (const [path, change] of left) {
    const name = relative(directory, path);
    if (name.startsWith('..')) continue;
    if (change.kind === 'file') files[name] = change.content;
    else if (change.kind === 'directory') files[name] ??= '/';
    else
      for (const known of Object.keys(files)) if (known === name || known.startsWith(`${name}/`)) delete files[known];
  }
  return files;
}

/** Runs a text with dash in a copy of `files`, and interprets it on them; both must end alike. */
export function expectAsDash(command: string, files: string | null = null): void {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-dash-'));
  try {
    if (files !== null) cpSync(files, directory, { recursive: true, verbatimSymlinks: true });
    const before = filesBelow(directory);
    const ours = interpret(command, directory);
    expect(filesBelow(directory), 'the text leaves the files alone').toEqual(before);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      cwd: directory,
      env,
      encoding: 'latin1',
      input: '',
    });
    const { aside: _, left, ...answer } = { aside: undefined, left: undefined, ...ours };
    const leftFiles = withLeavings(before, directory, left ?? []);
    if (answer.kind === 'done') expect([command, leftFiles]).toEqual([command, filesBelow(directory)]);
    expect([command, answer]).toEqual([command, { kind: 'done', status, stdout, stderr }]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
