import { expect, it } from 'vitest';
import { explainVariable } from '../../src/explain/variable.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { evaluateMakefiles } from '../../src/make/index.ts';

function causesOf(Makefile: string, name: string, overrides: readonly string[] = []) {
  const runShell = (): never => {
    throw new Error('no command expected');
  };
  const evaluation = evaluateMakefiles({
    host: createMemoryHost({ files: { Makefile } }),
    runShell,
    env: {},
    overrides,
  });
  return explainVariable(evaluation.history(name, true), null);
}

it('every definition is a step in the order of make, with its conditions', () => {
  const causes = causesOf('A := 1\nifdef A\nB = x\nendif\nB += $(A)\n', 'B');
  expect(causes.slice(0, 2)).toMatchObject([
    {
      kind: 'definition',
      message: 'B = x',
      location: { line: 3 },
      causes: [{ kind: 'conditional', location: { line: 2 } }],
    },
    { kind: 'definition', message: 'B += $(A)', location: { line: 5 }, causes: [] },
  ]);
});

it('an assignment without effect says why', () => {
  const causes = causesOf('A := file\n', 'A', ['A=word']);
  expect(causes.slice(0, 2).map(({ message }) => message)).toEqual([
    'A = word (command line)',
    'A := file; without effect: the command line value is stronger',
  ]);
});
