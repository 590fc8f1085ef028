import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** What a long run draws on standard error: on a terminal, which `script` of util-linux makes, and nowhere else. */
const tree = mkdtempSync(join(tmpdir(), 'kgate-progress-'));
mkdirSync(join(tree, 'scripts'));
writeFileSync(
  join(tree, 'Kconfig'),
  'mainmenu "Slow"\nslow := $(shell,sleep 2; echo y)\nconfig SLOW\n\tdef_bool $(slow)\n',
);
writeFileSync(join(tree, 'Makefile'), '%config:\n\tscripts/kconfig/conf --$@ Kconfig\nall:\n');
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const check = ['check', '--no-cache', '--defconfig', 'alldefconfig'];

interface OnTerminal {
  readonly status: number | null;
  /** All that the terminal got, as the tty driver passes it on: `\r\n` for a newline. */
  readonly text: string;
}

/** `words` on a terminal of 60 columns; `typed` is what the user types after so many milliseconds. */
function onTerminal(
  words: readonly string[],
  { env = {}, typed }: { env?: Record<string, string>; typed?: { text: string; afterMs: number } } = {},
): Promise<OnTerminal> {
  const command = [node, launcher, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols 60 -echoctl; exec ${command}`, '/dev/null'], {
    cwd: tree,
    env: kgateEnvironment({ TERM: 'xterm', ...env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  if (typed !== undefined) setTimeout(() => child.stdin.write(typed.text), typed.afterMs);
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ status, text }));
  });
}

const clear = '\r\u001b[K';

describe('a run of more than a second', () => {
  it('says on a terminal what it does, and takes that away before the result', async () => {
    const { status, text } = await onTerminal(check);
    const drawn = text.split(clear).slice(1, -1);
    expect(drawn.join('\n')).toMatch(/^kgate: 1 s, asking compilers and other programs \d+$/m);
    for (const line of drawn) expect(line).toMatch(/^kgate: \d s, [\w ,:./]{1,50}$/);
    const result = text.split(clear).at(-1) ?? '';
    expect(result).toContain('PASS');
    expect(result).not.toContain('asking');
    // Behind the last clearing there is the result alone.
    expect(result.startsWith('kgate:')).toBe(false);
    expect(status).toBe(0);
  }, 20_000);

  it('leaves a clean line behind Ctrl-C', async () => {
    const { status, text } = await onTerminal(check, { typed: { text: '\u0003', afterMs: 1800 } });
    expect(text).toContain('asking compilers');
    expect(text.endsWith(clear)).toBe(true);
    expect(status).toBe(130);
  }, 20_000);

  it.each([
    ['--quiet', [...check, '--quiet'], {}],
    ['a service', check, { CI: 'true' }],
    ['a terminal that clears no line', check, { TERM: 'dumb' }],
  ] as const)(
    'draws nothing with %s',
    async (_why, words, env) => {
      const { status, text } = await onTerminal(words, { env });
      expect(text).not.toContain('\u001b[K');
      expect(text).not.toContain('asking');
      expect(status).toBe(0);
    },
    20_000,
  );

  it('draws while a result goes to a file', async () => {
    const file = join(tree, 'result.json');
    const { text } = await onTerminal([...check, '--format', 'json', '--output', file]);
    expect(text).toContain(`${clear}kgate: 1 s, asking`);
    expect(text.endsWith(clear)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ verdict: 'pass' });
  }, 20_000);

  it('writes no byte on standard error that is no terminal', async () => {
    const { exitCode, stderr, stdout } = await execa(node, [launcher, ...check], {
      cwd: tree,
      env: kgateEnvironment(),
      extendEnv: false,
      stripFinalNewline: false,
    });
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    expect(exitCode).toBe(0);
  }, 20_000);
});
