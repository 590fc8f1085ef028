import { expect, test } from 'vitest';
import { scanMakefile } from '../../../src/make/index.ts';

test('a chain of thousands of else branches is linear; the innermost conditionals are listed', () => {
  const count = 20_000;
  const branch = (_: unknown, i: number): string => `else ifeq (a,${i})\n$(error no $(CONFIG_A))\n`;
  // Processor time: other processes of the machine do not count.
  const start = process.cpuUsage();
  const scan = scanMakefile('M', `ifeq (a,b)\n${Array.from({ length: count }, branch).join('')}endif\n`);
  const guards = scan.calls.filter((call) => call.name === 'error').map((call) => call.guards);
  expect(guards[1]).toMatchObject([
    { args: '(a,b)', branch: 'else' },
    { args: '(a,0)', branch: 'else' },
    { args: '(a,1)', branch: 'then' },
  ]);
  expect(guards.at(-1)).toHaveLength(256);
  expect(guards.at(-1)!.at(-1)).toMatchObject({ args: `(a,${count - 1})`, branch: 'then' });
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
});

test('lists statements, calls and symbols with positions and enclosing conditionals', () => {
  const scan = scanMakefile(
    'M',
    'ifdef CONFIG_A\nX := 1 # CONFIG_NO\nelse\n  $(error need CONFIG_B)\nendif\nall: dep\n\t@echo $(CONFIG_C)\nall: Y = 2\n',
  );
  expect(
    scan.statements.map(({ kind, keyword, left, right, targets }) => [kind, keyword, left, right, targets]),
  ).toEqual([
    ['conditional', 'ifdef', '', 'CONFIG_A', ''],
    ['assignment', ':=', 'X', '1 ', ''],
    ['conditional', 'else', '', '', ''],
    ['expression', '', '', '$(error need CONFIG_B)', ''],
    ['conditional', 'endif', '', '', ''],
    ['rule', ':', 'all', 'dep', ''],
    ['recipe', '', '', '@echo $(CONFIG_C)', ''],
    ['assignment', '=', 'Y', '2', 'all'],
  ]);
  expect(scan.calls).toMatchObject([
    {
      name: 'error',
      args: 'need CONFIG_B',
      location: { line: 4, column: 3 },
      guards: [{ args: 'CONFIG_A', branch: 'else' }],
    },
  ]);
  expect(scan.symbols.map(({ name, location, inRecipe }) => [name, location.line, inRecipe])).toEqual([
    ['CONFIG_A', 1, false],
    ['CONFIG_B', 4, false],
    ['CONFIG_C', 7, true],
  ]);
});
