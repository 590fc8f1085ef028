import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { openMake } from '../../../src/kernel/goals/make-session.ts';

function session(files: Readonly<Record<string, string>>, goals: readonly string[] = []) {
  const host = createMemoryHost({ files, env: { PATH: '/bin' } });
  const request = { makefiles: [], goals, variables: [], options: [], makeVersion: '4.3' };
  return openMake({ host, profile: null, request });
}

function run(files: Readonly<Record<string, string>>, isDry: boolean) {
  let output = '';
  const made = session(files).run((_stream, text) => void (output += text), isDry);
  return { ...made, output };
}

// Output is make's: observed with make 4.3.
describe('openMake', () => {
  const makefile = 'all: a ; @echo done\na: ; cc -o $@\n';

  it('runs lines that only check; others are taken to succeed', () => {
    expect(run({ Makefile: makefile }, true)).toMatchObject({ status: 0, output: 'cc -o a\ndone\n', unknownLines: [] });
    expect(run({ Makefile: makefile }, false).output).toBe('done\n');
  });

  it('ends where a check fails', () => {
    const { status, output } = run({ Makefile: 'all: ; @echo no >&2; false\n' }, true);
    expect([status, output]).toEqual([2, 'no\nmake: *** [Makefile:1: all] Error 1\n']);
  });

  it('enters further makes, in their directories', () => {
    const files = { Makefile: 'all: ; @$(MAKE) -C d\n', 'd/Makefile': 'all: ; @echo $(MAKELEVEL)\n' };
    const { levels, output } = run(files, true);
    expect(output).toBe("make[1]: Entering directory '/work/d'\n1\nmake[1]: Leaving directory '/work/d'\n");
    expect(levels.map(({ cwd, depth }) => [cwd, depth])).toEqual([
      ['/work/d', 2],
      ['/work', 1],
    ]);
  });

  it('says where makes without end are left out', () => {
    expect(run({ Makefile: 'all: ; @$(MAKE)\n' }, true).limit).toBe('makes nested more than 24 deep are not entered');
  });

  it('reads the make that does the work', () => {
    const files = {
      Makefile: 'all: __sub-make\n__sub-make: ; $(MAKE) -f inner.mk\n',
      'inner.mk': 'X := 1\nall: ; @:\n',
    };
    const { level, stops } = session(files).readWorking();
    expect([level?.evaluation.lookup('X').value, stops]).toEqual(['1', []]);
  });
});
