import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { linux612 } from '../support/kernel-source.ts';
import { type KgateRun, kgate, kgateEnvironment } from '../support/kgate.ts';

/** `kgate check --canonical`: the kernel's own `make X_defconfig savedefconfig` is the oracle. */
const tree = linux612();
const work = mkdtempSync(join(tmpdir(), 'kgate-canonical-'));
afterAll(() => rmSync(work, { recursive: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(work, name), text, 'latin1');
  return name;
};
const read = (name: string): string => readFileSync(join(work, name), 'latin1');
const check = (words: readonly string[], ...files: string[]): Promise<KgateRun> =>
  kgate(['check', '-C', tree, '--canonical', ...words, ...files], { cwd: work });

/** What the kernel's make makes of a goal, or of a file in place of `.config`. */
async function saved(
  words: readonly string[],
  from: { readonly goal: string } | { readonly text: string },
): Promise<string> {
  const objects = join(work, `objects-${words[0]?.replace(/\W/g, '') ?? ''}`);
  mkdirSync(objects, { recursive: true });
  if ('text' in from) writeFileSync(join(objects, '.config'), from.text, 'latin1');
  const goals = ['goal' in from ? from.goal : 'olddefconfig', 'savedefconfig'];
  for (const goal of goals) {
    const made = await execa('make', ['-s', '-C', tree, `O=${objects}`, ...words, goal], {
      env: kgateEnvironment(),
      extendEnv: false,
    });
    expect(made.exitCode).toBe(0);
  }
  return readFileSync(join(objects, 'defconfig'), 'latin1');
}

/** A file that has drifted: an order of its own, lines that are not needed, not known, said otherwise, said twice, lost. */
function drifted(text: string): string {
  const lines = text.trimEnd().split('\n');
  const moved = lines.filter((_line, at) => at % 17 !== 3);
  const late = lines.filter((_line, at) => at % 17 === 3);
  return [
    '# a comment',
    '',
    ...moved.map((line) => line.replace(/^# (CONFIG_\w+) is not set$/, '$1=n')),
    'CONFIG_NO_SUCH_SYMBOL=y',
    'CONFIG_PRINTK=y',
    'CONFIG_LOG_BUF_SHIFT=99',
    'CONFIG_GCC_PLUGIN_NONE=y',
    'CONFIG_SYSVIPC=y',
    ...late,
    moved[5] ?? '',
    '',
  ].join('\n');
}

describe.each([
  [['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'], 'defconfig', 'arch/arm64/configs/defconfig'],
  [['ARCH=x86_64'], 'x86_64_defconfig', 'arch/x86/configs/x86_64_defconfig'],
] as const)('%j %s', (words, goal, file) => {
  it('is written as make writes it, and a drifted copy is, too', { timeout: 600_000 }, async () => {
    const own = readFileSync(join(tree, file), 'latin1');
    const expected = await saved(words, { goal });
    const named = await check(words, '--defconfig', goal, '--format', 'json');
    const [found] = JSON.parse(named.stdout).files;
    expect(found.file).toBe(file);
    expect([found.isCanonical, named.exitCode]).toEqual([own === expected, own === expected ? 0 : 1]);

    const [copy, other] = [write(`${goal}.own`, own), write(`${goal}.drifted`, drifted(own))];
    const expectedOther = await saved(words, { text: read(other) });
    const fixed = await check(words, copy, other, '--fix', '--format', 'json');
    expect(fixed.exitCode).toBe(0);
    expect(read(copy)).toBe(expected);
    expect(read(other)).toBe(expectedOther);

    // The lines of the difference lead from one text to the other, and each has a reason.
    const { files } = JSON.parse(fixed.stdout);
    const reasons = new Set<string>();
    for (const { lines } of files) for (const { reason } of lines) reasons.add(reason);
    expect([...reasons]).toEqual(
      expect.arrayContaining(['comment', 'default', 'unknown', 'order', 'repeated', 'lost']),
    );
    const removed = files[1].lines.filter(({ kind }: { kind: string }) => kind === 'removed');
    const gone = new Set(removed.map(({ line }: { line: number }) => line));
    const kept = drifted(own)
      .split('\n')
      .slice(0, -1)
      .filter((_line, at) => !gone.has(at + 1));
    const added = files[1].lines.filter(({ kind }: { kind: string }) => kind === 'added');
    const whole = [...kept];
    for (const { line, text } of added) whole.splice(line - 1, 0, text);
    expect(`${whole.join('\n')}\n`).toBe(expectedOther);
    // The reason of a line that is not needed: the result is the same without it.
    const needless = removed.filter(({ reason }: { reason: string }) => reason === 'default');
    expect(needless.length).toBeGreaterThan(0);

    const again = await check(words, copy, other, '--fix');
    expect(again.exitCode).toBe(0);
    expect([read(copy), read(other)]).toEqual([expected, expectedOther]);
  });
});

describe('the command', { timeout: 120_000 }, () => {
  const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

  it('prints the difference, the reasons and the way out, and writes nothing', { timeout: 120_000 }, async () => {
    mkdirSync(join(work, 'alone'));
    const text = 'CONFIG_NO_SUCH=y\nCONFIG_PRINTK=y\n';
    write('alone/a_defconfig', text);
    const run = await check(words, 'alone/a_defconfig');
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('--- a/alone/a_defconfig\n+++ b/alone/a_defconfig\n');
    expect(run.stdout).toMatch(/^ {2}-1 {5}CONFIG_NO_SUCH=y: this tree has no such symbol$/m);
    expect(run.stdout).toMatch(/^ {2}-2 {5}CONFIG_PRINTK=y: y is its default \(init\/Kconfig:\d+\)$/m);
    expect(run.stdout).toMatch(/^FAIL {2}1 of 1 file differs/m);
    expect(read('alone/a_defconfig')).toBe(text);
    expect(readdirSync(join(work, 'alone'))).toEqual(['a_defconfig']);
    const concise = await check(words, 'alone/a_defconfig', '--format', 'concise');
    expect(concise.stdout.split('\n')[0]).toMatch(/^alone\/a_defconfig:1: -CONFIG_NO_SUCH=y \[unknown\] /);
  });

  it('keeps the mode of a file, and refuses one that cannot be written', { timeout: 120_000 }, async () => {
    write('b_defconfig', 'CONFIG_PRINTK=y\n');
    chmodSync(join(work, 'b_defconfig'), 0o640);
    await check(words, 'b_defconfig', '--fix');
    expect([read('b_defconfig'), statSync(join(work, 'b_defconfig')).mode & 0o777]).toEqual(['', 0o640]);
  });

  it.each([
    [['--canonical'], 'no file is named'],
    [['--fix'], '--fix goes with --canonical'],
    [['--canonical', 'x_defconfig', '--fragment', 'y'], '--canonical does not go with --fragment'],
    [['--canonical', 'x_defconfig', '--format', 'sarif'], '--canonical does not go with --format sarif'],
    [['--canonical', 'no-such-file'], 'no-such-file: no such file'],
  ])('%j ends with status 2', async (more, message) => {
    const run = await kgate(['check', '-C', tree, ...more, 'ARCH=arm64'], { cwd: work });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(message);
  });
});
