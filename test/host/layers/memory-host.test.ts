import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/core/errors.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';

describe('createMemoryHost', () => {
  const host = createMemoryHost({
    files: { 'a/b': 'text', '/x': '', tool: '#!' },
    directories: ['empty/deep'],
    executables: ['tool'],
    run: ({ argv }) => (argv[0] === 'cc' ? { stdout: 'gcc\n' } : argv[0] === 'fail' ? { status: 1 } : undefined),
  });

  it('reads by any spelling of a path', () => {
    for (const path of ['a/b', './a//b', '/work/a/b', 'a/../a/b']) expect(host.readFile(path)).toBe('text');
    expect(host.readFile('../x')).toBe('');
    expect(host.readFile('a/c')).toBeUndefined();
    expect(() => host.readFile('a')).toThrow(HostError);
  });

  it('derives directories from files', () => {
    expect(host.readDirectory('.')).toEqual(['a', 'empty', 'tool']);
    expect(host.readDirectory('empty/deep')).toEqual([]);
    expect(host.readDirectory('/')).toEqual(['work', 'x']);
    expect(host.readDirectory('a/b')).toBeUndefined();
    expect(host.stat('a')?.kind).toBe('directory');
    expect(host.stat('tool')).toMatchObject({ kind: 'file', size: 2, isExecutable: true });
    expect(host.realPath('a/../a')).toBe('/work/a');
  });

  it('answers commands from the script and remembers them', () => {
    const request = { argv: ['cc', '-v'], cwd: '/work', env: {} };
    expect(host.run(request)).toMatchObject({ outcome: 'exited', status: 0, stdout: 'gcc\n', stderr: '' });
    expect(host.run({ ...request, argv: ['fail'] })).toMatchObject({ outcome: 'exited', status: 1 });
    expect(host.run({ ...request, argv: ['ld'] })).toMatchObject({ outcome: 'not-found', status: 127 });
    expect(host.calls.map(({ argv }) => argv[0])).toEqual(['cc', 'fail', 'ld']);
  });

  it('takes new files later', () => {
    host.writeFile('new/file', 'n');
    expect(host.readFile('new/file')).toBe('n');
    expect(host.readDirectory('new')).toEqual(['file']);
  });
});
