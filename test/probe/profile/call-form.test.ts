import { describe, expect, it } from 'vitest';
import { CallForms, formKey, hideName, hideTemporary, showName } from '../../../src/probe/profile/call-form.ts';
import type { ProgramCall } from '../../../src/shell/run/world.ts';

/** A call in which `replaced` scratch files have names in the text. */
function call(argv: readonly string[], replaced: readonly (readonly [string, string])[] = [], input = ''): ProgramCall {
  const scratch = new Map(replaced);
  return { argv, hostArgv: argv.map((word) => scratch.get(word) ?? word), replaced, cwd: '/work', env: {}, input };
}

describe('the form of a call', () => {
  it('is the same wherever the tree, the output and the compiler are', () => {
    const one = new CallForms([['/home/a/linux', '<srctree>']]).formOf(
      call(
        ['gcc', '-I/home/a/linux/include', '-c', '-', '-o', '.tmp_1/x.o'],
        [['.tmp_1/x.o', '/tmp/k1/x.o']],
        'int x;\n',
      ),
      'compiler',
    );
    const other = new CallForms([['/srv/b', '<srctree>']]).formOf(
      call(
        ['ccache', '/opt/bin/x-gcc', '-I/srv/b/include', '-c', '-', '-o', '.tmp_99/x.o'],
        [['.tmp_99/x.o', '/tmp/k2/9-x.o']],
        'int x;\n',
      ),
      'compiler',
      1,
    );
    expect(formKey(one)).toBe(formKey(other));
    expect(one.args).toEqual(['-I<srctree>/include', '-c', '-', '-o', '<out>']);
  });

  it.each([
    ['another text', call(['gcc', '-c', '-', '-o', '/dev/null'], [], 'int y;\n')],
    ['another flag', call(['gcc', '-O2', '-c', '-', '-o', '/dev/null'], [], 'int x;\n')],
    ['an output', call(['gcc', '-c', '-', '-o', 'x.o'], [['x.o', '/s/x.o']], 'int x;\n')],
  ])('differs with %s', (_, other) => {
    const forms = new CallForms([]);
    const base = forms.formOf(call(['gcc', '-c', '-', '-o', '/dev/null'], [], 'int x;\n'), 'compiler');
    expect(formKey(forms.formOf(other, 'compiler'))).not.toBe(formKey(base));
  });

  it('names a file by the text it holds, or by the call that made it', () => {
    const forms = (text: string): string => {
      const all = new CallForms([]);
      all.handOver('/s/1', text);
      const compile = call(
        ['gcc', '-c', 'a.c', '-o', 'a.o'],
        [
          ['a.c', '/s/1'],
          ['a.o', '/s/2'],
        ],
      );
      all.made(compile, all.formOf(compile, 'compiler'));
      const list = all.formOf(call(['nm', 'a.o'], [['a.o', '/s/2']]), 'nm');
      expect(list.args[0]).toMatch(/^<made [0-9a-f]{16}>$/);
      return formKey(list);
    };
    expect(forms('int x;')).toBe(forms('int x;'));
    expect(forms('int x;')).not.toBe(forms('int y;'));
  });

  it('takes the second file of objcopy for its output', () => {
    const form = new CallForms([]).formOf(
      call(
        ['objcopy', '-O', 'binary', 'a', 'a.bin'],
        [
          ['a', '/s/a'],
          ['a.bin', '/s/b'],
        ],
      ),
      'objcopy',
    );
    expect(form.args).toEqual(['-O', 'binary', '<nothing>', '<out>']);
  });
});

describe('the words of a program', () => {
  it.each([
    ['gcc: error: no', 'gcc', '<name>: error: no'],
    ['x-gcc: error: gcc-12 is not x-gcc', '/opt/bin/x-gcc', '<name>: error: gcc-12 is not <name>'],
    ['/opt/bin/ld: unknown; /opt/bin/ld: use --help', '/opt/bin/ld', '<name>: unknown; <name>: use --help'],
    // Directories and other words that hold the name stay.
    ['/usr/lib/clang/14/include', 'clang', '/usr/lib/clang/14/include'],
    ['loaded by ld.bfd, not ld', 'ld', 'loaded by ld.bfd, not <name>'],
  ])('%j of %s hide its name', (text, program, expected) => {
    expect(hideName(text, program)).toBe(expected);
    expect(showName(expected, 'y')).toBe(expected.replaceAll('<name>', 'y'));
  });

  it('hides names of the moment', () => {
    expect(hideTemporary('/tmp/ccAb12Cd.s: Assembler messages:\n/tmp/ccAb12Cd.s:1: Error')).toBe(
      '<tmp>.s: Assembler messages:\n<tmp>.s:1: Error',
    );
    expect(hideTemporary('/var/tmp/null-a1b2c3.o')).toBe('<tmp>.o');
    expect(hideTemporary('/tmp/accounts.c')).toBe('/tmp/accounts.c');
  });
});
