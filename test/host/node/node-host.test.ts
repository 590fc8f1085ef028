import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../../src/core/errors.ts';
import type { Host } from '../../../src/host/host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';

let directory: string;
let host: Host;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-host-'));
  host = createNodeHost({ cwd: directory, env: { PATH: '/usr/bin:/bin' } });
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const at = (name: string): string => join(directory, name);
const latin1 = (name: string): Buffer => Buffer.from(`${directory}/${name}`, 'latin1');

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof HostError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('readFile', () => {
  it('gives every byte', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    writeFileSync(at('all'), bytes);
    expect(host.readFile('all')).toBe(bytes.toString('latin1'));
  });

  it('gives undefined where nothing is', () => {
    writeFileSync(at('file'), '');
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('loop', at('loop'));
    for (const path of ['none', 'none/deeper', 'file/below', 'dangling', 'loop', 'a\0b', 'x'.repeat(5000)]) {
      expect(host.readFile(path)).toBeUndefined();
    }
    expect(host.readFile('file')).toBe('');
  });

  it('takes names that are no UTF-8', () => {
    writeFileSync(latin1('caf\xe9'), 'x');
    expect(host.readFile('caf\xe9')).toBe('x');
    expect(host.readFile('caf\xc3\xa9')).toBeUndefined();
  });

  it('follows .. through a symbolic link, as the system does', () => {
    mkdirSync(at('a/b'), { recursive: true });
    writeFileSync(at('a/file'), 'in a');
    writeFileSync(at('file'), 'on top');
    symlinkSync('a/b', at('link'));
    expect(host.readFile('link/../file')).toBe('in a');
  });

  it('refuses what is no file, and does not hang on a FIFO', async () => {
    mkdirSync(at('directory'));
    execFileSync('mkfifo', [at('fifo')]);
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    for (const path of ['directory', 'fifo', 'socket', '/dev/zero', '.']) {
      expect(codeOf(() => host.readFile(path))).toBe('host/not-a-file');
    }
    server.close();
  });

  it('refuses more than 64 MiB and takes as much', () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 64 * 1024 * 1024);
    expect(host.readFile('large')).toHaveLength(64 * 1024 * 1024);
    truncateSync(at('large'), 64 * 1024 * 1024 + 1);
    expect(codeOf(() => host.readFile('large'))).toBe('host/too-large');
  });

  it('reads files that claim to be empty', () => {
    expect(host.readFile('/proc/self/status')).toContain('Name:');
  });

  it('says when a file cannot be read', () => {
    chmodSync(directory, 0o755);
    writeFileSync(at('secret'), '', { mode: 0 });
    // Root reads everything, so another user looks.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      expect(codeOf(() => host.readFile('secret'))).toBe('host/unreadable');
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe('stat', () => {
  it('gives kind, size, time and whether it can be run', () => {
    writeFileSync(at('file'), 'abc');
    utimesSync(at('file'), 1000, 1234.5);
    writeFileSync(at('tool'), '', { mode: 0o755 });
    symlinkSync('file', at('link'));
    const file = { kind: 'file', size: 3, mtimeMs: 1234500, isExecutable: false };
    expect(host.stat('file')).toEqual(file);
    expect(host.stat('link')).toEqual(file);
    expect(host.stat('tool')).toMatchObject({ kind: 'file', isExecutable: true });
    expect(host.stat('.')).toMatchObject({ kind: 'directory', isExecutable: false });
    expect(host.stat('/dev/null')).toMatchObject({ kind: 'other' });
  });

  it('gives undefined where nothing is', () => {
    writeFileSync(at('file'), '');
    symlinkSync('nowhere', at('dangling'));
    for (const path of ['none', 'file/below', 'dangling', 'a\0b']) expect(host.stat(path)).toBeUndefined();
  });
});

describe('readDirectory', () => {
  it('lists in byte order, hidden entries included', () => {
    for (const name of ['b', 'a', 'B', '.hidden', 'a-b', 'a.b', '\xe9', '\xc3\xa9']) writeFileSync(latin1(name), '');
    // Source: `LC_ALL=C ls -A`.
    const oracle = execFileSync('ls', ['-A'], { cwd: directory, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
    expect(host.readDirectory('.')).toEqual(oracle.toString('latin1').trimEnd().split('\n'));
  });

  it('gives undefined where no directory is', () => {
    writeFileSync(at('file'), '');
    expect(host.readDirectory('file')).toBeUndefined();
    expect(host.readDirectory('none')).toBeUndefined();
  });
});

describe('realPath', () => {
  it('resolves links and names that are no UTF-8', () => {
    mkdirSync(latin1('d\xe9'));
    writeFileSync(latin1('d\xe9/file'), '');
    symlinkSync(latin1('d\xe9'), at('link'));
    const top = execFileSync('realpath', [directory]).toString().trim();
    expect(host.realPath('link/./file')).toBe(`${top}/d\xe9/file`);
    expect(host.realPath('link/none')).toBeUndefined();
  });
});

describe('scratchDirectory', () => {
  it('is private, always the same, and gone when the process ends', () => {
    const code = `
      const { createNodeHost } = await import('./src/host/node/node-host.ts');
      const { statSync, writeFileSync } = await import('node:fs');
      const host = createNodeHost();
      const path = host.scratchDirectory();
      writeFileSync(path + '/file', '');
      console.log(path, (statSync(path).mode & 0o777).toString(8), host.scratchDirectory() === path);`;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code]);
    const [path = '', mode, isSame] = output.toString().trim().split(' ');
    expect([mode, isSame]).toEqual(['700', 'true']);
    expect(path.startsWith(tmpdir())).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it('never uses a directory that is there already', () => {
    mkdirSync(at('taken'));
    const other = createNodeHost({ scratchPath: at('taken') });
    expect(codeOf(() => other.scratchDirectory())).toBe('host/no-scratch');
  });
});

describe('defaults', () => {
  it('are the directory and the environment of the process, as bytes', () => {
    process.env['KGATE_TEST_WORD'] = 'é';
    const { cwd, env } = createNodeHost();
    delete process.env['KGATE_TEST_WORD'];
    expect(cwd).toBe(Buffer.from(process.cwd()).toString('latin1'));
    expect(env['KGATE_TEST_WORD']).toBe('\xc3\xa9');
  });
});

describe('the end of a host', () => {
  it('takes the scratch directory with it, and of many hosts none is left', () => {
    const before = process.listenerCount('exit');
    const paths: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      const host = createNodeHost();
      paths.push(host.scratchDirectory());
      expect(existsSync(paths.at(-1) ?? '')).toBe(true);
      host.close();
      host.close();
    }
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    expect(process.listenerCount('exit') - before).toBeLessThanOrEqual(1);
  });

  it('comes with the block that declares it, and then there is no scratch directory', () => {
    let path = '';
    const use = (): ReturnType<typeof createNodeHost> => {
      using host = createNodeHost();
      path = host.scratchDirectory();
      return host;
    };
    const host = use();
    expect(existsSync(path)).toBe(false);
    expect(() => host.scratchDirectory()).toThrow(expect.objectContaining({ code: 'host/closed' }));
  });
});
