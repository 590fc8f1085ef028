/** Runs a makefile with the installed make and with kgate and compares everything both print. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runFront } from './make-front.ts';
import { writeFiles } from './make-host.ts';

/** How a makefile is run, apart from its text. */
export interface BothOptions {
  readonly words?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Fails unless make and kgate print the same for a makefile and end with the same status. */
export function expectAsMake(makefile: string, { words = [], files = {}, env = {} }: BothOptions = {}): void {
  const run = (body: (directory: string) => unknown): unknown => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-both-')));
    try {
      writeFiles(directory, { ...files, Makefile: makefile });
      return JSON.parse(JSON.stringify(body(directory)).replaceAll(directory, '<CWD>'));
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  const all = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...env };
  const wanted = run((cwd) => {
    const real = spawnSync('make', words, { cwd, env: all, encoding: 'latin1' });
    return { rc: real.status, stdout: real.stdout, stderr: real.stderr };
  });
  expect(run((directory) => runFront(directory, words, all))).toEqual(wanted);
}

/** Fails unless each text expands to the same in make and in kgate; `before` is read first. */
export function expectExpansions(texts: readonly string[], before = ''): void {
  const lines = texts.map((text) => `$(info [${text}])\n`).join('');
  expectAsMake(`${before}${lines}all: ; @:\n`);
}
