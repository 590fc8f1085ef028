import { describe, expect, it } from 'vitest';
import { outputWords, ScratchFiles } from '../../../src/cache/programs/scratch-files.ts';

const noFiles = { origin: 'text', dependencies: { kind: 'files', files: [], system: [] } } as const;
const request = (...argv: string[]): { argv: string[]; cwd: string; env: Record<string, string> } => {
  return { argv, cwd: '/tree', env: {} };
};
function opened(): ScratchFiles {
  const scratch = new ScratchFiles();
  scratch.directory = '/tmp/kgate-1';
  return scratch;
}

describe('scratch files', () => {
  it('have names that are the same in every run', () => {
    const scratch = opened();
    const text = scratch.mark('cc -o /tmp/kgate-1/a.o /tmp/kgate-1/a.c');
    expect(text).not.toContain('kgate-1');
    const later = new ScratchFiles();
    later.directory = '/tmp/kgate-2';
    expect(later.unmark(text)).toBe('cc -o /tmp/kgate-2/a.o /tmp/kgate-2/a.c');
    expect(new ScratchFiles().mark('/tmp/kgate-1')).toBe('/tmp/kgate-1');
  });

  it.each<[string, string[], string[] | null, string[]]>([
    [
      'a compiler',
      ['gcc', '-c', '/tmp/kgate-1/a.c', '-o', '/tmp/kgate-1/a.o'],
      ['/tmp/kgate-1/a.c'],
      ['/tmp/kgate-1/a.o'],
    ],
    ['a compiler that writes elsewhere', ['gcc', '-c', '-x', 'c', '/dev/null', '-o', '/tree/a.o'], [], []],
    [
      'objcopy',
      ['objcopy', '-O', 'binary', '/tmp/kgate-1/a', '/tmp/kgate-1/b'],
      ['/tmp/kgate-1/a'],
      ['/tmp/kgate-1/b'],
    ],
    ['a new archive', ['ar', 'rcD', '/tmp/kgate-1/a.a'], [], ['/tmp/kgate-1/a.a']],
    ['an archive that is there', ['ar', 'rcD', '/tmp/kgate-1/old'], ['/tmp/kgate-1/old'], ['/tmp/kgate-1/old']],
    [
      'an archive with members',
      ['ar', 'rc', '/tmp/kgate-1/a.a', '/tmp/kgate-1/o'],
      ['/tmp/kgate-1/a.a', '/tmp/kgate-1/o'],
      [],
    ],
    ['another program', ['grep', 'x', '/tmp/kgate-1/a'], ['/tmp/kgate-1/a'], []],
    ['a word around the name', ['gcc', '-I/tmp/kgate-1/include'], null, []],
  ])('that %s reads and writes', (_, argv, inputs, outputs) => {
    const scratch = opened();
    expect(scratch.inputsOf(request(...argv), (path) => path.endsWith('/old'))).toEqual(inputs);
    expect(scratch.outputsOf(request(...argv))).toEqual(outputs);
  });

  it('are made once, when they are read or named', () => {
    const scratch = opened();
    const made: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      scratch.set([`/tmp/kgate-1/${name}`], noFiles, () => void made.push(name));
    }
    scratch.make('/tmp/kgate-1/a');
    scratch.make('/tmp/kgate-1/a');
    scratch.make('/tmp/kgate-1/unknown');
    scratch.makeNamed(request('ld', '/tmp/kgate-1/b', '--script=/tmp/kgate-1/a'));
    expect(made).toEqual(['a', 'b']);
    scratch.set(['/tmp/kgate-1/c'], noFiles, null);
    scratch.make('/tmp/kgate-1/c');
    expect(made).toEqual(['a', 'b']);
  });

  it('are the words after -o, and the second file of objcopy', () => {
    expect(outputWords(['ld', 'a.o', '-o', 'a'])).toEqual(['a']);
    expect(outputWords(['objcopy', '-O', 'binary', 'a', 'b'])).toEqual(['b']);
    expect(outputWords(['objcopy', '-S', 'a'])).toEqual([]);
  });
});
