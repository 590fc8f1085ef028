import { expect, it } from 'vitest';
import { explainMakeVariable, runMakeDry } from '../../src/api/make.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';

function options(Makefile: string, goals: readonly string[] = []) {
  const request = { makefiles: [], goals, variables: [], options: [], makeVersion: '4.3' };
  return { host: createMemoryHost({ files: { Makefile } }), request, profile: null };
}

it('runMakeDry prints what make -n prints and builds nothing', () => {
  let printed = '';
  const print = (_: string, text: string): void => void (printed += text);
  const { status } = runMakeDry(options('all:\n\tcc -c x.c\n'), { print, isDry: true });
  expect([status, printed]).toEqual([0, 'cc -c x.c\n']);
});

it('explainMakeVariable gives value, origin and the lines it comes from', () => {
  const result = explainMakeVariable(options('A = $(B)\nB := b\nexport A\nall:\n'), 'A');
  expect(result).toMatchObject({ origin: 'file', flavor: 'recursive', exported: true, value: '$(B)', expanded: 'b' });
  expect(result.causes[0]?.location).toEqual({ file: 'Makefile', line: 1 });
  expect(result.stops).toEqual([]);
});
