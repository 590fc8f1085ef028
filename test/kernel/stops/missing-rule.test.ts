import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { isListed, placeOfMissing } from '../../../src/kernel/stops/missing-rule.ts';
import { type Evaluation, evaluateMakefiles } from '../../../src/make/index.ts';
import { runPlainShell } from '../../support/make-host.ts';

const makefile = `obj := drivers
other := a.o b.o
ifdef other
obj-y += a.o
endif
$(obj)/x: c.o ; @:
`;

function evaluation(): Evaluation {
  return evaluateMakefiles({ host: createMemoryHost({ files: { Makefile: makefile } }), runShell: runPlainShell });
}

describe('placeOfMissing', () => {
  it.each([
    ['a list of kbuild comes before other variables', 'drivers/a.o', null, 4, ['ifdef other']],
    ['any variable', 'b.o', null, 2, []],
    ['the rule that needs it', 'c.o', 'drivers/x', 6, []],
  ])('%s', (_what, target, neededBy, line, conditions) => {
    const place = placeOfMissing(evaluation(), { args: { target, neededBy } });
    expect(place?.location).toEqual({ file: 'Makefile', line });
    expect(place?.conditions.map(({ text }) => text)).toEqual(conditions);
  });

  it('is null when nothing names the file', () => {
    expect(placeOfMissing(evaluation(), { args: { target: 'd.o', neededBy: null } })).toBeNull();
  });
});

it('isListed: a list names the file, not any variable', () => {
  expect(['drivers/a.o', 'b.o', 'c.o'].map((name) => isListed(evaluation(), name))).toEqual([true, false, false]);
});
