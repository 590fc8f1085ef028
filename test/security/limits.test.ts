/** Limits under which Node, V8 or a compiler cannot work: a clear line, exit status 2, at once. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KgateRun, kgate, kgateEnvironment, launcher, node, repository } from '../support/kgate.ts';

let directory: string;
const at = (name: string): string => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'limits-'));
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/today'), at('tree'), { recursive: true });
});
// Node cannot remove paths that long.
afterAll(() => void execFileSync('rm', ['-rf', directory]));

const check = (): string[] => ['check', '-C', at('tree'), 'ARCH=arm64'];

/** Runs kgate behind a shell command. */
async function under(limit: string, user: readonly string[] = []): Promise<KgateRun & { readonly ms: number }> {
  const script = `${limit}; exec "$@"`;
  const [program = '', ...words] = [...user, 'bash', '-c', script, 'sh', node, launcher, ...check()];
  const start = performance.now();
  const env = kgateEnvironment({ TMPDIR: directory, KGATE_NO_CACHE: '1' });
  const result = await execa(program, words, {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });
  const { exitCode, signal, stderr, stdout } = result;
  return { exitCode, signal, stderr, stdout, ms: performance.now() - start };
}

describe('limits of the process', () => {
  it.each([
    [
      'ulimit -v 900000',
      /^kgate: the address space is limited to 878 MiB \(ulimit -v\), 2048 are needed \[host\/no-memory\]\n/,
    ],
    ['ulimit -v 3000000', /^kgate: no room for WebAssembly.* \[host\/no-memory\]\n {2}hint: /],
    [
      'ulimit -n 25',
      /^kgate: the number of open files is limited to 25 \(ulimit -n\), 64 are needed \[host\/too-many-files\]\n/,
    ],
  ])(
    '%s',
    async (limit, words) => {
      const run = await under(limit);
      expect(run.stderr).toMatch(words);
      expect(run).toMatchObject({ exitCode: 2, stdout: '' });
      // Two seconds on a machine of one's own.
      expect(run.ms).toBeLessThan(10_000);
    },
    60_000,
  );

  it('what is enough is enough', async () => {
    const run = await under('ulimit -v 20000000; ulimit -n 64');
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
  }, 60_000);

  it('a limit of the size of files is no word of the compiler', async () => {
    const probe = async (limit: string): Promise<string> => {
      const words = ['-c', `${limit}; exec "$@"`, 'sh', node, launcher, 'probe', '-fno-such-flag'];
      const env = kgateEnvironment({ TMPDIR: directory, KGATE_NO_CACHE: '1' });
      return (await execa('bash', words, { env, extendEnv: false, reject: false, stdin: 'ignore' })).stdout;
    };
    const free = await probe(':');
    const limited = await probe('ulimit -f 2000');
    for (const text of [free, limited]) expect(text).toContain("unrecognized command-line option '-fno-such-flag'");
    expect(limited).not.toContain('ulimit');
  }, 60_000);

  // The super-user has no limit of processes, and only the super-user can become another one.
  it.runIf(process.getuid?.() === 0)(
    'ulimit -u',
    async () => {
      execFileSync('chmod', ['-R', 'a+rX', directory]);
      execFileSync('chmod', ['1777', directory]);
      const ordinary = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      for (const processes of [8, 12, 16, 18]) {
        const run = await under(`ulimit -u ${processes}`, ordinary);
        // bash itself may not get as far as kgate.
        if (!run.stderr.includes('kgate')) continue;
        expect(run.stderr).toMatch(/^kgate: the number of processes is limited to \d+ .* \[host\/no-process\]$/m);
        expect(run.exitCode).toBe(2);
      }
    },
    60_000,
  );
});

describe('places', () => {
  it.each([
    ['a file', () => (writeFileSync(at('file'), ''), at('file')), 'Not a directory'],
    ['missing', () => at('nothing'), 'No such file or directory'],
    ['/proc', () => '/proc', 'No such file or directory'],
  ])('TMPDIR that is %s', async (_, make, words) => {
    const run = await kgate(check(), { env: { TMPDIR: make(), KGATE_NO_CACHE: '1' } });
    expect(run.stderr.split('\n')[0]).toMatch(/^kgate: \S+: cannot make a scratch directory: .* \[host\/no-scratch\]$/);
    expect(run.stderr).toContain(words);
    expect(run.exitCode).toBe(2);
  });

  it('a working directory that was removed', async () => {
    const run = await under(`mkdir ${at('gone')}; cd ${at('gone')}; rmdir ${at('gone')}`);
    expect(run.stderr).toBe(
      'kgate: the working directory cannot be used: it was removed\n  hint: change to another directory',
    );
    expect(run.exitCode).toBe(2);
  });

  it('a working directory whose name is no UTF-8', async () => {
    const run = await under(
      `mkdir ${at("$'\\xff'")}; cd ${at("$'\\xff'")}; cp -r ../tree t; set -- "$1" "$2" check -C t ARCH=arm64`,
    );
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
  }, 60_000);

  it('a working directory longer than PATH_MAX', async () => {
    const long = `cd ${directory}; for i in $(seq 30); do mkdir -p ${'d'.repeat(200)}; cd ${'d'.repeat(200)}; done`;
    const run = await under(long);
    expect(run.stderr).toContain(
      'kgate: the working directory cannot be used: its path is longer than the system allows\n',
    );
    expect(run.exitCode).toBe(2);
  }, 60_000);
});

// A file system of its own takes the super-user.
describe.runIf(process.getuid?.() === 0)('a temporary directory that is full', () => {
  let isMounted = false;
  beforeAll(() => {
    mkdirSync(at('full'));
    try {
      execFileSync('bash', ['-c', `mount -t tmpfs -o size=64k tmpfs ${at('full')}`], { stdio: 'ignore' });
      isMounted = true;
    } catch {
      // A container that may not mount.
    }
  });
  afterAll(() => {
    if (isMounted) execFileSync('bash', ['-c', `umount ${at('full')}`]);
  });

  it('no answer is taken from it, and once there is room the answers are right', async ({ skip }) => {
    if (!isMounted) skip('mount is not allowed');
    const env = { TMPDIR: at('full'), XDG_CACHE_HOME: at('cache') };
    const config = ['config', 'defconfig', '-C', at('tree'), 'ARCH=arm64', '-O', at('out'), '--output', '-'];
    const expected = await kgate(config, { env: { KGATE_NO_CACHE: '1' } });
    execFileSync('bash', ['-c', `head -c 100000 /dev/zero > ${at('full/fill')} || true`], { stdio: 'ignore' });
    for (const command of [check(), config, ['probe', '-O2'], ['probe', '--record', at('record.json')]]) {
      const run = await kgate(command, { env });
      expect(run.stderr).toMatch(/^kgate: .*No space left on device \[host\/no-space\]\n {2}hint: /);
      expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    }
    const asked = await kgate(check(), { env });
    expect(asked.stderr).toMatch(/asked at arch\/arm64\/Kconfig:\d+ by: /);
    expect(asked.stderr).toContain('conf and make would take it for an answer: no -fpatchable-function-entry=2\n');
    expect(readdirSync(at('full'))).toEqual(['fill']);
    rmSync(at('full/fill'));
    const after = await kgate(config, { env });
    expect(after).toMatchObject({ exitCode: 0, stderr: expected.stderr });
    expect(after.stdout).toBe(expected.stdout);
    expect((await kgate(check(), { env })).exitCode).toBe(0);
    expect(readdirSync(at('full'))).toEqual([]);
  }, 120_000);
});
