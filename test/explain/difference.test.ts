import { expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { DifferenceWalk } from '../../src/explain/difference.ts';
import { configurationOf } from '../support/small-tree.ts';

const tree = `config TOP
	def_bool y
	depends on CAN
config CAN
	def_bool $(shell,ask)
`;

function answering(stdout: string, unknown: string | null = null): RunShell {
  return () => ({
    stdout,
    stderr: '',
    status: 0,
    commands: [{ argv: ['gcc'], status: stdout === 'y' ? 0 : 1, stdout, stderr: '', source: 'run' }],
    unknown,
  });
}

function walk(a: RunShell, b: RunShell): DifferenceWalk {
  const same = (text: string): string => text;
  return new DifferenceWalk({
    a: configurationOf(tree, '', a),
    b: configurationOf(tree, '', b),
    mask: { a: same, b: same },
    environment: () => [],
  });
}

it('goes from the symbol through its dependency to the macro and the programs of both sides', () => {
  const { causes, isUnknown } = walk(answering('y'), answering('n')).explain('TOP');
  expect(isUnknown).toBe(false);
  expect(causes).toMatchObject([
    {
      kind: 'dependency',
      location: { line: 3 },
      causes: [
        {
          kind: 'symbol',
          symbol: 'CAN',
          causes: [{ kind: 'default', causes: [{ kind: 'macro', causes: [{ kind: 'note' }, { kind: 'note' }] }] }],
        },
      ],
    },
  ]);
});

it('is unknown where a probe has no answer', () => {
  const { isUnknown } = walk(answering('y'), answering('n', 'not recorded')).explain('TOP');
  expect(isUnknown).toBe(true);
});

it('a symbol that was explained is named, not repeated', () => {
  const found = walk(answering('y'), answering('n'));
  found.explain('CAN');
  const { causes } = found.explain('TOP', new Set(['CAN']));
  expect(causes[0]?.causes[0]).toMatchObject({ symbol: 'CAN', causes: [] });
});
