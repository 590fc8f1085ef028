import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { isUnknownGoal, unknownGoal } from '../../../src/kernel/levels/unknown-goal.ts';

it.each([
  ['olddefconfg', 'x86', 'did you mean olddefconfig?'],
  ['x86_64_defconf', 'x86', 'did you mean x86_64_defconfig?'],
  ['tiny.confg', 'x86', 'did you mean tiny.config?'],
  ['something-else-entirely', '', 'give a configuration goal of this tree, or a finished file with --config'],
])('%s', (goal, architecture, hint) => {
  const files = { '/tree/arch/x86/configs/x86_64_defconfig': '', '/tree/kernel/configs/tiny.config': '' };
  const error = unknownGoal(createMemoryHost({ files }), '/tree', goal, 'no rule', architecture);
  expect(error).toMatchObject({ code: 'kernel/no-conf-rule', message: `${goal}: no rule`, hint });
  expect([isUnknownGoal(error), isUnknownGoal(new Error('no'))]).toEqual([true, false]);
});
