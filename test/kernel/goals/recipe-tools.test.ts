import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { Overlay } from '../../../src/host/layers/overlay.ts';
import { createRecipeWorld, filesOf, readsInput, runSimpleTool } from '../../../src/kernel/goals/recipe-tools.ts';

describe('filesOf', () => {
  it.each([
    [
      ['cat', '-n', 'a', 'b'],
      ['a', 'b'],
    ],
    [['grep', '-q', 'text', 'file'], ['file']],
    [['sed', '-e', 's/a/b/', 'file'], ['file']],
    [['expr', '1', '+', '2'], []],
  ])('%j', (argv, files) => {
    expect(filesOf(argv)).toEqual(files);
  });
});

// Source: POSIX.1-2017 XCU, STDIN of each utility.
it.each([
  [['cat'], true],
  [['date'], false],
  [['sed', 's/a/b/'], true],
  [['sed', 's/a/b/', 'file'], false],
  [['sed', '-e', 's/a/b/'], true],
  [['sed', '-e', 's/a/b/', 'file'], false],
])('readsInput %j', (argv, reads) => {
  expect(readsInput(argv)).toBe(reads);
});

describe('createRecipeWorld', () => {
  const host = createMemoryHost({ run: ({ argv }) => ({ stdout: argv.join(' ') }) });
  const run = (argv: string[], hasRecord = false): string =>
    createRecipeWorld(host, hasRecord).run({ argv, hostArgv: argv, replaced: [], cwd: '/', env: {}, input: '' }, [])
      .stdout;

  it.each([
    [['cat', 'a']],
    [['git', '-C', 'd', 'rev-parse']],
    [['sort', '-o', 'x']],
    [['ld', '--version']],
    [['cc', '-E', '-']],
  ])('%j only reads', (argv) => {
    expect(run(argv)).toBe(argv.join(' '));
  });

  it.each([
    [['sed', '-i', 's/a/b/', 'f']],
    [['find', '.', '-delete']],
    [['git', 'commit']],
    [['cc', '-c', 'a.c']],
    [['perl', 'x']],
  ])('%j is not run', (argv) => {
    expect(() => run(argv)).toThrow(`it runs ${argv[0]}`);
  });

  it('a compiler of a record is not run', () => {
    expect(() => run(['gcc', '-E', '-'], true)).toThrow('it runs gcc');
    expect(createRecipeWorld(host, true).locate('gcc', '', '/')).toEqual({ kind: 'found', path: 'gcc' });
  });
});

describe('runSimpleTool', () => {
  const run = (argv: string[]): readonly [number | null, string, readonly unknown[]] => {
    const overlay = new Overlay(createMemoryHost({ cwd: '/w', files: { a: 'text' }, directories: ['d'] }));
    let output = '';
    const call = {
      argv,
      env: {},
      cwd: '/w',
      input: undefined,
      write: (_descriptor: 1 | 2, text: string) => void (output += text.slice(0, 60)),
      runScript: () => 0,
    };
    return [runSimpleTool(call, overlay, null), output, [...overlay.changes()]];
  };

  it.each([
    [
      ['cp', '-f', 'a', 'b'],
      [0, '', [['/w/b', 'text']]],
    ],
    [
      ['/bin/cp', 'a', 'd'],
      [0, '', [['/w/d/a', 'text']]],
    ],
    [
      ['mv', 'a', 'b'],
      [
        0,
        '',
        [
          ['/w/b', 'text'],
          ['/w/a', null],
        ],
      ],
    ],
    [
      ['cp', 'none', 'b'],
      [1, "cp: cannot stat 'none': No such file or directory\n", []],
    ],
    [
      ['chmod', '+x', 'a'],
      [0, '', []],
    ],
    [
      ['yes', 'n'],
      [0, 'n\n'.repeat(30), []],
    ],
    [
      ['tar', 'x'],
      [null, '', []],
    ],
  ])('%j', (argv, expected) => {
    expect(run(argv)).toEqual(expected);
  });

  it('options that it does not know are not followed', () => {
    expect(() => run(['cp', '-r', 'a', 'b'])).toThrow('cp -r a b: options');
  });
});
