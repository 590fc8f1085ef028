/** Patterns at random: both matchers find what the real sed finds, first, longest, and group by group. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { LinePattern } from '../../../src/shell/userland/line-pattern.ts';
import { toPattern } from '../../../src/shell/userland/posix-pattern.ts';
import { Random } from '../../support/random-makefile.ts';

const atoms = ['a', 'b', '.', '[ab]', '[^a]', 'ab', '\\.', 'c', '[a-c]', '-', '[[:alpha:]]', '[[:lower:]-]'];

function randomPattern(random: Random, isExtended: boolean): string {
  const repeats = isExtended
    ? ['', '', '', '*', '+', '?', '{2}', '{1,3}']
    : ['', '', '', '*', '\\+', '\\?', '\\{2\\}', '\\{0,2\\}'];
  const piece = (): string => random.pick(atoms) + random.pick(repeats);
  const many = (): string => Array.from({ length: 1 + random.below(4) }, piece).join('');
  const untilDash = isExtended ? '([^-]*-)*' : '\\([^-]*-\\)*';
  if (random.chance(0.1)) return `${random.chance(0.5) ? '^' : ''}${untilDash}${many()}`;
  if (isExtended && random.chance(0.4))
    return `${random.pick(['', '^', 'a', '[ab]'])}(${random.pick(['ab|c', 'a|ba|bb', 'ab', 'c|b|a', '[^-]*', 'a*b'])})${many()}`;
  const grouped =
    isExtended || random.chance(0.5) ? many() : `${many()}\\(${many()}\\)${random.chance(0.5) ? many() : ''}`;
  return `${random.chance(0.2) ? '^' : ''}${grouped}${random.chance(0.2) ? '$' : ''}`;
}

const lines = Array.from({ length: 40 }, (_, at) => {
  const random = new Random(at + 1);
  return Array.from({ length: random.below(14) }, () => random.pick(['a', 'a', 'b', 'b', 'c', '.', '-'])).join('');
});

test.each([
  ['basic', false],
  ['extended', true],
] as const)('%s', { timeout: 120_000 }, (_name, isExtended) => {
  let compared = 0;
  for (let seed = 1; seed <= 250; seed++) {
    const pattern = randomPattern(new Random(seed), isExtended);
    const source = toPattern(pattern, isExtended);
    if (source === null) continue;
    const hasGroup = source.includes('(') && !source.includes('\\(');
    const by = hasGroup ? ['<', 0, '|', 1, '>'] : ['<', 0, '>'];
    const script = `s/${pattern}/<&${hasGroup ? '|\\1' : ''}>/`;
    const { status, stdout } = spawnSync('sed', [...(isExtended ? ['-E'] : []), script], {
      input: lines.map((line) => `${line}\n`).join(''),
      encoding: 'latin1',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    });
    expect(status, script).toBe(0);
    const real = stdout.split('\n').slice(0, -1);
    // Few short lines go to the native matcher, many long ones to the linear one.
    for (const count of [
      { lines: 1, longest: 1 },
      { lines: 1e6, longest: 1e6 },
    ]) {
      const form = new LinePattern(source, count);
      const isSure = lines.map((line) => form.takesLongest(line));
      const sure = (of: readonly string[]): readonly string[] => of.filter((_, at) => isSure[at] === true);
      expect([script, sure(lines.map((line) => form.replace(line, by, false) ?? line))]).toEqual([script, sure(real)]);
      expect([script, lines.map((line) => form.test(line))]).toEqual([script, real.map((line) => line.includes('<'))]);
    }
    compared++;
  }
  expect(compared).toBeGreaterThan(150);
});
