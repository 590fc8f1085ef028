import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialects, type MakeVersion } from '../../../src/make/syntax/dialect.ts';
import { splitWithoutShell } from '../../../src/make/syntax/direct-command.ts';
import { expectExpansions } from '../../support/make-both.ts';
import { runFront } from '../../support/make-front.ts';

const split = (text: string, version: MakeVersion = '4.3') => splitWithoutShell(text, dialects[version].shellCommands);

test('a command without characters of the shell is started without one', () => {
  expect(split('gcc --version')).toEqual(['gcc', '--version']);
  expect(split("gcc 'a b' c\\ d ''")).toEqual(['gcc', 'a b', 'c d', '']);
  expect(split('gcc | head')).toBeNull();
  expect(split('X=1 gcc')).toBeNull();
  expect(split('cd dir')).toBeNull();
});

test('make itself says of a program that is not there, be the other words quoted or not', () => {
  expectExpansions([
    "$(shell no-such-program 'a' b)",
    "$(shell no-such-program 'a\\n' .o)$(.SHELLSTATUS)",
    "$(shell 'no-such-program' a)",
    '$(shell no\\-such a)',
    "$(shell ''no-such-program a)",
    '$(shell no-such-program "a")',
  ]);
});

test('output, status, messages', () => {
  const before = 'X != printf "a\\nb\\n\\n"\nexport E = exported\n';
  expectExpansions(
    [
      '$(shell printf "a\\nb\\n\\n")|',
      '$(X)|',
      '$(shell exit 3)$(.SHELLSTATUS)',
      '$(shell no-such-program)$(.SHELLSTATUS)',
      '$(shell echo "[$$E]")',
    ],
    before,
  );
});

test('commands that only a shell has: make 4.2 knows fewer of them', () => {
  for (const word of ['cd', 'exit', 'ulimit', 'while']) {
    expect(split(`${word} a`)).toBeNull();
    expect(split(`${word} a`, '4.2.1')).toBeNull();
  }
  // Source: GNU make 4.2 and 4.3 job.c; NEWS of 4.3.
  for (const word of ['command', 'type', 'hash', 'return', 'getopts']) {
    expect(split(`${word} a`)).toBeNull();
    expect(split(`${word} a`, '4.2.1')).toEqual([word, 'a']);
  }
  expect(split('switch a')).toEqual(['switch', 'a']);
  expect(split('switch a', '4.2.1')).toBeNull();
});

test('make 4.2 looks for a program named command', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-command-'));
  try {
    const makefile =
      '$(info [$(shell command -v sh)] $(.SHELLSTATUS) [$(shell command -v sh | head -1)] $(.SHELLSTATUS))\nall: ; command -v sh\n';
    writeFileSync(join(directory, 'Makefile'), makefile);
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
    const sh = execFileSync('/bin/sh', ['-c', 'command -v sh'], { env, encoding: 'utf8' }).trim();
    expect(runFront(directory, [], env, '4.2.1')).toEqual({
      rc: 2,
      stdout: `[] 127 [${sh}] 0\ncommand -v sh\n`,
      stderr:
        'make: command: Command not found\nmake: command: Command not found\nmake: *** [Makefile:2: all] Error 127\n',
    });
    expect(runFront(directory, [], env)).toEqual({
      rc: 0,
      stdout: `[${sh}] 0 [${sh}] 0\ncommand -v sh\n${sh}\n`,
      stderr: '',
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
