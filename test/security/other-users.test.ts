/** Whose files are read: a cache or a profile that another user could have written is not, as sshd has it. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { otherWriterOf } from '../../src/host/node/other-users.ts';
import { kgate, repository } from '../support/kgate.ts';

const isRoot = process.getuid?.() === 0;
let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-users-')));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** What is done to the directory `base/a/b`, and the reason why it is not read; null: it is. Names are below `base`. */
interface Case {
  readonly name: string;
  readonly prepare: (b: string) => void;
  readonly found: readonly [path: string, reason: string] | null;
  /** Only root can prepare it. */
  readonly byRoot?: boolean;
}

const cases: readonly Case[] = [
  { name: 'a directory of this user', prepare: () => {}, found: null },
  {
    name: 'one that every user may write',
    prepare: (b) => chmodSync(b, 0o777),
    found: ['a/b', 'can be written by every user'],
  },
  {
    name: 'one below such a directory',
    prepare: (b) => chmodSync(join(b, '..'), 0o777),
    found: ['a', 'can be written by every user'],
  },
  {
    name: 'one below such a directory with the sticky bit',
    prepare: (b) => chmodSync(join(b, '..'), 0o1777),
    found: null,
  },
  { name: 'one that is not there yet', prepare: (b) => rmSync(b, { recursive: true }), found: null },
  {
    name: 'one that is not there yet, where every user may make it',
    prepare: (b) => {
      rmSync(b, { recursive: true });
      chmodSync(join(b, '..'), 0o777);
    },
    found: ['a', 'can be written by every user'],
  },
  {
    name: 'a link to one of every user',
    prepare: (b) => {
      rmSync(b, { recursive: true });
      mkdirSync(join(base, 'open'));
      chmodSync(join(base, 'open'), 0o777);
      symlinkSync(join(base, 'open'), b);
    },
    found: ['open', 'can be written by every user'],
  },
  {
    name: 'one of another user',
    prepare: (b) => chownSync(b, 4242, 4242),
    found: ['a/b', 'belongs to user 4242'],
    byRoot: true,
  },
  {
    name: 'one below one of another user',
    prepare: (b) => chownSync(join(b, '..'), 4242, 0),
    found: ['a', 'belongs to user 4242'],
    byRoot: true,
  },
  {
    name: 'one of a group',
    prepare: (b) => {
      chownSync(b, 0, 4243);
      chmodSync(b, 0o775);
    },
    found: ['a/b', 'can be written by group 4243'],
    byRoot: true,
  },
];

describe.each(cases)('$name', ({ byRoot = false, found, prepare }) => {
  it.skipIf(byRoot && !isRoot)(found === null ? 'is read' : 'is not read', async () => {
    const b = join(base, 'a/b');
    mkdirSync(b, { recursive: true });
    for (const place of [join(base, 'a'), b]) chmodSync(place, 0o755);
    prepare(b);
    expect(otherWriterOf(b)).toEqual(found === null ? null : { path: join(base, found[0]), reason: found[1] });

    writeFileSync(join(base, 'Kconfig'), 'config A\n\tdef_bool y\n');
    const words = ['config', 'alldefconfig', '--kconfig', 'Kconfig', '--output', '-'];
    const env = { XDG_CACHE_HOME: b };
    const run = await kgate(words, { cwd: base, env });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('CONFIG_A=y');
    const warning = `kgate: the cache ${b}/kgate is not used: ${join(base, found?.[0] ?? '')} ${found?.[1]} [host/foreign-cache]\n`;
    expect(run.stderr.includes('host/foreign-cache') ? run.stderr : '').toBe(found === null ? '' : warning);
    const info = await kgate(['cache', 'info'], { cwd: base, env });
    expect(info.exitCode).toBe(found === null ? 0 : 2);
    expect(info.stderr.includes('is not used')).toBe(found !== null);
  });
});

it('a profile that others may write is an error, and one of this user is read', async () => {
  const profile = readdirSync(join(repository, 'profiles')).find((name) => name.startsWith('gcc-12')) ?? '';
  const path = join(base, 'own.json');
  copyFileSync(join(repository, 'profiles', profile), path);
  writeFileSync(join(base, 'Kconfig'), 'config A\n\tdef_bool y\n');
  const words = ['config', 'alldefconfig', '--kconfig', 'Kconfig', '--output', '-', '--toolchain', path];
  chmodSync(path, 0o644);
  expect((await kgate(words, { cwd: base })).exitCode).toBe(0);
  chmodSync(path, 0o666);
  const refused = await kgate(words, { cwd: base });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(`${path} can be written by every user`);
  expect(refused.stderr).toContain('hint:');
});
