import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/oracle.ts';
import { canTrace, runTraced, type TracedRun } from './support/trace.ts';

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
let directory: string;

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-trace-')));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const sh = (text: string, options: { readonly cwd?: string } = {}): Promise<TracedRun> =>
  runTraced(['/bin/sh', '-c', text], { cwd: directory, env, ...options });
const paths = (uses: readonly { readonly path: string }[]): string[] => uses.map(({ path }) => path);

describe.skipIf(!canTrace())('a traced run', () => {
  it('gives output and status', async () => {
    const { status, stdout, stderr } = await sh('echo out; echo err >&2; exit 3');
    expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('gives the programs, with their words, by the directory they were started in', async () => {
    writeFileSync(join(directory, 'script'), '#!/bin/sh\nexec true "$@"\n', { mode: 0o755 });
    const { executed } = await sh(`(cd /usr/bin && ./printf '%s' 'a "b"') >/dev/null; ./script x; no-such-program`);
    const seen = executed.map(({ path, argv }) => [path, ...argv]);
    expect(seen).toContainEqual(['/usr/bin/printf', './printf', '%s', 'a "b"']);
    expect(seen).toContainEqual([join(directory, 'script'), './script', 'x']);
    expect(seen).toContainEqual(['/usr/bin/true', 'true', 'x']);
    expect(paths(executed).join('\n')).not.toContain('no-such-program');
  });

  it('gives what is written, made, renamed and removed, and not what is read', async () => {
    const { written, read } = await sh(
      'echo a >one; mv one two; mkdir sub; cat two >/dev/null; chmod 600 two; ln -s two "li nk"; rm two; rmdir sub; : </etc/passwd',
    );
    const names = new Set(paths(written).map((path) => path.replace(`${directory}/`, '')));
    expect([...names].sort()).toEqual(['/dev/null', 'li nk', 'one', 'sub', 'two'].sort());
    expect(paths(read)).toContain('/etc/passwd');
    expect(written.find(({ call }) => call.startsWith('rename'))?.program).toBe('/usr/bin/mv');
  });

  it('gives the place that a link leads to', async () => {
    const { written } = await sh(': >real; ln -s real link; : >link');
    expect(paths(written).filter((path) => path === join(directory, 'real'))).toHaveLength(2);
  });

  it('gives connections that succeed and those that do not', async () => {
    const server = createServer((socket) => socket.destroy());
    const socket = join(directory, 'socket');
    await new Promise<void>((resolve) => {
      server.listen(socket, resolve);
    });
    const text = `for (const path of ['${socket}', '${socket}.no'])
      require('net').connect(path).on('error', () => {});
    require('net').connect(9, '127.0.0.1').on('error', () => {});`;
    const { connected } = await runTraced([process.execPath, '-e', text], { cwd: directory, env });
    server.close();
    const seen = connected.map(({ family, address, isDone }) => `${family} ${address} ${isDone}`);
    expect(seen).toContainEqual(`AF_UNIX sun_path="${socket}" true`);
    expect(seen).toContainEqual(`AF_UNIX sun_path="${socket}.no" false`);
    expect(seen.some((one) => one.startsWith('AF_INET ') && one.includes('htons(9)'))).toBe(true);
  });

  it('gives libraries that are loaded', async () => {
    const { loaded } = await sh('exec true');
    expect(paths(loaded).some((path) => /\/libc[.-]/.test(path))).toBe(true);
  });

  it.skipIf(!hasProgram('bwrap'))('marks what runs in a mount namespace of its own', async () => {
    const words = '--unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp';
    const { executed, written } = await sh(`: >outside; bwrap ${words} sh -c ': >/tmp/inside; true'`);
    expect(executed.map(({ path, isContained }) => [path, isContained])).toEqual([
      ['/bin/sh', false],
      ['/usr/bin/bwrap', false],
      ['/usr/bin/sh', true],
    ]);
    const seen = (path: string): boolean[] => written.filter((use) => use.path === path).map((use) => use.isContained);
    expect([seen(join(directory, 'outside')), seen('/tmp/inside')]).toEqual([[false], [true]]);
  });

  it.skipIf(process.getuid?.() !== 0)('runs as another user', async () => {
    const user = { uid: 65534, gid: 65534 };
    const run = await runTraced(['/bin/sh', '-c', 'id -u; id -G; : >denied'], { cwd: directory, env, user });
    expect(run.stdout).toBe('65534\n65534\n');
    expect(run.executed[0]?.path).toBe('/bin/sh');
    expect(paths(run.written)).not.toContain(join(directory, 'denied'));
  });
});
