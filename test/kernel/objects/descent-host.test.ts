import { expect, it } from 'vitest';
import type { ShellAnswer } from '../../../src/core/run-shell.ts';
import { layerHost } from '../../../src/host/layers/layer-host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createDescentHost, makeDirectories } from '../../../src/kernel/objects/descent-host.ts';

it('reads every file once and looks for nothing below a directory that does not exist', () => {
  const looked: string[] = [];
  const base = createMemoryHost({ files: { a: 'text' } });
  const host = createDescentHost(
    layerHost(base, {
      readFile: (path) => {
        looked.push(path);
        return base.readFile(path);
      },
      stat: (path) => {
        looked.push(path);
        return base.stat(path);
      },
    }),
  );
  expect([host.readFile('a'), host.readFile('a')]).toEqual(['text', 'text']);
  for (const name of ['one', 'two', 'three', 'four']) expect(host.stat(`/work/gone/${name}`)).toBeUndefined();
  expect(looked).toEqual(['a', '/work/gone/one', '/work/gone/two', '/work/gone', '/work']);
});

it('makes directories in memory', () => {
  const host = createDescentHost(createMemoryHost({ files: { 'sub/a': '' } }));
  const others: string[] = [];
  const nothing: ShellAnswer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };
  const shell = makeDirectories(host, ({ command }) => {
    others.push(command);
    return nothing;
  });
  for (const command of ['mkdir -p sub/x/y new', 'mkdir -p $x', 'mkdir z']) shell({ command, cwd: '/work', env: {} });
  expect(host.stat('/work/sub/x/y')?.kind).toBe('directory');
  expect(host.readDirectory('/work')).toEqual(['new', 'sub']);
  expect(others).toEqual(['mkdir -p $x', 'mkdir z']);
});
