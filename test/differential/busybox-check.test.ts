import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { buildTexts, configure, openSession } from '../../src/kernel/index.ts';
import { oracle } from '../support/kernel-source.ts';
import { kgate } from '../support/kgate.ts';

/** BusyBox has no olddefconfig: what a check goes on with is what oldconfig makes of Enter to every question. */
describe('BusyBox with a .config', () => {
  const { tree } = oracle('busybox');
  let objects: string;

  function make(goal: string, input = ''): void {
    const words = ['-s', '-C', tree, `O=${objects}`, goal];
    const { status, stderr } = spawnSync('make', words, { input, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }

  beforeAll(() => {
    objects = mkdtempSync(join(tmpdir(), 'kgate-busybox-'));
    make('defconfig');
  });
  afterAll(() => rmSync(objects, { recursive: true, force: true }));

  it.each([
    ['as defconfig made it', (text: string) => text],
    ['with symbols that are new', (text: string) => text.replace(/^CONFIG_(?:ASH|LS|MOUNT)\b.*\n/gm, '')],
    ['with one value in it', () => 'CONFIG_STATIC=y\n'],
  ])(
    '%s',
    async (_, change) => {
      const file = join(objects, '.config');
      const given = change(readFileSync(file, 'utf8'));
      writeFileSync(file, given);
      const run = await kgate(['check', '-C', tree, '-O', objects, 'prepare', '--format', 'json']);
      const result = JSON.parse(run.stdout) as { verdict: string; config: { source: string } };
      expect([run.exitCode, result.verdict, result.config.source]).toEqual([0, 'pass', 'file']);
      const session = openSession({
        host: createNodeHost({ cwd: tree }),
        profile: null,
        request: {
          treeName: '.',
          objectDirectory: objects,
          variables: [],
          configFile: null,
          defconfig: null,
        },
      });
      const { configuration } = configure(session);
      make('oldconfig', '\n'.repeat(20_000));
      const lines = (text: string): string[] =>
        text.split('\n').filter((line) => !/^# \w{3} \w{3} .* 20\d\d$/.test(line));
      const real = readFileSync(file, 'utf8');
      expect(configuration).not.toBeNull();
      if (configuration !== null) expect(lines(buildTexts(configuration).config)).toEqual(lines(real));
    },
    120_000,
  );

  it('objects and owner before and after make has generated the Kbuild files', { timeout: 120_000 }, async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'kgate-busybox-fresh-'));
    copyFileSync(join(objects, '.config'), join(fresh, '.config'));
    const ask = async (words: readonly string[], directory: string): Promise<[number, string]> => {
      const { exitCode = -1, stdout } = await kgate([...words, '-C', tree, '-O', directory]);
      return [exitCode, stdout.replaceAll(directory, 'OBJECTS')];
    };
    const all = await ask(['objects'], fresh);
    expect(all).toEqual(await ask(['objects'], objects));
    const own = await ask(['owner', 'archival/dpkg.c'], fresh);
    expect(own).toEqual(await ask(['owner', 'archival/dpkg.c'], objects));
    expect(own[1]).toMatch(/^archival\/dpkg\.c is /);
    rmSync(fresh, { recursive: true });
  });
});
