import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kgate, kgateEnvironment } from '../support/kgate.ts';
import { linux612 } from '../support/kernel-source.ts';

/** The scripts of `kgate completion` in the shells themselves: the user types, and presses the tabulator. */
const place = mkdtempSync(join(tmpdir(), 'kgate-shells-'));
mkdirSync(join(place, 'arch/arm64'), { recursive: true });
mkdirSync(join(place, 'boards'));
writeFileSync(join(place, 'arch/arm64/Kconfig'), 'config ARM64\n\tdef_bool y\n');
writeFileSync(join(place, 'Kconfig'), 'config KASAN_INLINE\n\tbool\nsource "arch/$(SRCARCH)/Kconfig"\n');
writeFileSync(join(place, 'boards/camera.config'), '');
afterAll(() => rmSync(place, { recursive: true, force: true }));
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await kgate(['completion', shell]);
    expect(stdout).toContain(`kgate completion ${shell} > `);
    writeFileSync(join(place, `kgate.${shell}`), stdout);
  }
});

/** How each shell starts without the user's own files. */
const starts: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash', '--norc', '--noprofile', '-i'],
  zsh: ['zsh', '-f', '-i'],
};
const setUp: Readonly<Record<string, string>> = {
  bash: "PS1='> '; bind 'set enable-bracketed-paste off'; source ./kgate.bash\n",
  zsh: "PS1='> '; setopt interactive_comments; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; source ./kgate.zsh\n",
};

const until = (isTrue: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const limit = performance.now() + 15_000;
    const look = (): void => {
      if (isTrue()) resolve();
      else if (performance.now() > limit) reject(new Error('waited in vain'));
      else setTimeout(look, 20);
    };
    look();
  });

/** What a line has become behind the tabulator, in an interactive shell on a terminal. */
async function typed(shell: string, line: string): Promise<string> {
  const words = (starts[shell] ?? []).join(' ');
  const child = spawn('script', ['-qefc', `stty cols 200; exec ${words}`, '/dev/null'], {
    cwd: place,
    env: kgateEnvironment({ TERM: 'dumb', HOME: place }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdin.write(setUp[shell] ?? '');
  child.stdin.write('echo rea""dy\n');
  await until(() => text.includes('ready'));
  // The line becomes the argument of printf: Ctrl-A goes to its beginning.
  child.stdin.write(`${line}\t`);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.stdin.write("]'\u0001printf '<%s>\\n' '\n");
  await until(() => /<kgate.*\]>/.test(text)).catch(() => undefined);
  child.stdin.end('exit\n');
  await closed;
  return /<(kgate[^\]]*)\]>/.exec(text)?.[1] ?? text;
}

describe.each(['bash', 'zsh'])('%s', (shell) => {
  it.each([
    ['kgate chec', 'kgate check '],
    ['kgate why KAS', 'kgate why KASAN_INLINE '],
    ['kgate why ARCH=ar', 'kgate why ARCH=arm64 '],
    ['kgate check --form', 'kgate check --format '],
    ['kgate check --format=sa', 'kgate check --format=sarif '],
    ['kgate check --fragment boards/ca', 'kgate check --fragment boards/camera.config '],
    ['kgate explain make/missing-prog', 'kgate explain make/missing-program '],
    ['kgate check -C boar', 'kgate check -C boards/'],
    ['kgate check CROSS_COM', 'kgate check CROSS_COMPILE='],
  ])('%s', { timeout: 30_000 }, async (line, completed) => {
    expect(await typed(shell, line)).toBe(completed);
  });
});

describe('fish', () => {
  it.each([
    ['kgate chec', ['check']],
    ['kgate why KAS', ['KASAN_INLINE']],
    ['kgate why ARCH=ar', ['ARCH=arm64']],
    ['kgate check --format=sa', ['--format=sarif']],
    ['kgate check --fragment boards/ca', ['boards/camera.config']],
    ['kgate check -C boar', ['boards/']],
  ])('%s', { timeout: 30_000 }, async (line, words) => {
    const { stdout } = await execa('fish', ['--no-config', '-c', `source ./kgate.fish; complete -C '${line}'`], {
      cwd: place,
      env: kgateEnvironment({ HOME: place }),
      extendEnv: false,
    });
    expect(stdout.split('\n').map((one) => one.split('\t')[0])).toEqual(words);
  });
});

it('has the symbols of a kernel in less processor time than 0.3 s', async () => {
  const run = (): Promise<{ stdout: string; stderr: string }> =>
    execa(
      'bash',
      ['-c', 'TIMEFORMAT="%U %S"; time "$0" complete -- why E1000', join(import.meta.dirname, '../../bin/kgate')],
      {
        cwd: linux612(),
        env: kgateEnvironment(),
        extendEnv: false,
      },
    );
  await run();
  const times: number[] = [];
  for (let count = 0; count < 3; count++) {
    const { stderr, stdout } = await run();
    expect(stdout.split('\n').map((one) => one.split('\t')[0])).toEqual(['none', 'E1000', 'E1000E', 'E1000E_HWTS']);
    times.push(
      stderr
        .trim()
        .split(' ')
        .map(Number)
        .reduce((sum, one) => sum + one, 0),
    );
  }
  expect(Math.min(...times)).toBeLessThan(0.3);
}, 30_000);

it('another shell is an error that names those there are', async () => {
  const { exitCode, stderr } = await kgate(['completion', 'tcsh']);
  expect(stderr).toBe('kgate: completion tcsh: no such shell\n  hint: there are bash, zsh, fish\n');
  expect(exitCode).toBe(2);
});
