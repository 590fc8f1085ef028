import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createMovedHost } from '../../../src/host/layers/moved-host.ts';

it('looks at the files of another directory', () => {
  const base = createMemoryHost({ cwd: '/a', files: { 'x/Kconfig': 'here', Kconfig: 'there' } });
  const host = createMovedHost(base, '/a/x');
  expect(host.cwd).toBe('/a/x');
  expect(host.readFile('Kconfig')).toBe('here');
  expect(host.readFile('../Kconfig')).toBe('there');
  expect(host.stat('Kconfig')?.size).toBe(4);
  expect(host.readDirectory('.')).toEqual(['Kconfig']);
  expect(host.realPath('Kconfig')).toBe('/a/x/Kconfig');
  expect([host.hasEntry('Kconfig'), host.hasEntry('x')]).toEqual([true, false]);
  expect(host.readFile('/a/Kconfig')).toBe('there');
});
