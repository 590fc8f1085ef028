import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import type { CheckResult } from '../../src/results/check.ts';
import { oracle } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';

/** A release of more than 64 characters: make's words, the piece that is too long, and a fix under which make passes. */
const { tree } = oracle('linux-6.12');
const goal = 'include/generated/utsrelease.h';
const long = 'x'.repeat(70);

let objects: string;
beforeAll(async () => {
  objects = mkdtempSync(join(tmpdir(), 'kgate-length-'));
  await make(['allnoconfig']);
}, 300_000);
afterAll(() => rmSync(objects, { recursive: true, force: true }));

async function make(words: readonly string[]): Promise<{ status: number | undefined; stderr: string }> {
  const options = { env: kgateEnvironment(), extendEnv: false, reject: false, stdin: 'ignore' } as const;
  const run = await execa('make', ['-C', tree, '-s', 'ARCH=x86', `O=${objects}`, ...words], options);
  return { status: run.exitCode, stderr: run.stderr };
}

/** The stop of kgate, which has to be the one of make. */
async function stop(words: readonly string[]): Promise<Diagnostic> {
  const real = await make([...words, goal]);
  expect(real.status).not.toBe(0);
  expect(real.stderr).toContain('exceeds 64 characters');
  const run = await kgate([
    'check',
    '-C',
    tree,
    'ARCH=x86',
    `O=${objects}`,
    ...words,
    goal,
    '--format',
    'json',
    '--verbose',
  ]);
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(1);
  const [found, ...others] = (JSON.parse(run.stdout) as CheckResult).diagnostics;
  expect(others).toEqual([]);
  if (found === undefined) throw new Error('nothing was found');
  expect(real.stderr.startsWith(found.message)).toBe(true);
  return found;
}

describe('a release that is too long', () => {
  it('by a word', async () => {
    const found = await stop([`LOCALVERSION=${long}`]);
    expect(found.causes[0]?.message).toBe(`LOCALVERSION = ${long} (command line): 70 characters`);
    const [fix] = found.fixes;
    expect(fix).toMatchObject({ kind: 'command', verified: true });
    const [command = ''] = fix?.commands ?? [];
    const done = await execa('/bin/sh', ['-c', command], { env: kgateEnvironment(), extendEnv: false, reject: false });
    expect(done.exitCode).toBe(0);
  }, 120_000);

  it('by a file', async () => {
    const file = join(objects, 'localversion-a');
    writeFileSync(file, `${long}\n`);
    const found = await stop([]);
    expect(found.causes[0]).toMatchObject({ location: { file, line: 1 } });
    const [fix] = found.fixes;
    expect(fix).toMatchObject({ kind: 'edit', verified: true });
    writeFileSync(file, fix?.edits?.[0]?.text ?? '');
    const done = await make([goal]);
    rmSync(file);
    expect(done).toEqual({ status: 0, stderr: '' });
  }, 120_000);

  it('by CONFIG_LOCALVERSION', async () => {
    const config = join(objects, '.config');
    appendFileSync(config, `CONFIG_LOCALVERSION="${long}"\n`);
    await make(['olddefconfig']);
    const found = await stop([]);
    expect(found.causes[0]).toMatchObject({ kind: 'symbol', symbol: 'LOCALVERSION' });
    expect(JSON.stringify(found.causes[0])).toContain('.config');
    const [fix] = found.fixes;
    expect(fix).toMatchObject({ kind: 'config', verified: true, changes: [{ symbol: 'LOCALVERSION', to: '""' }] });
    appendFileSync(config, 'CONFIG_LOCALVERSION=""\n');
    await make(['olddefconfig']);
    expect((await make([goal])).status).toBe(0);
  }, 120_000);
});
