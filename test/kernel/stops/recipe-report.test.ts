import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { RecipeReport } from '../../../src/kernel/stops/recipe-report.ts';
import { evaluateMakefiles, type MakeEvent, updateGoals } from '../../../src/make/index.ts';
import { runPlainShell } from '../../support/make-host.ts';

/** Events of `all`, where each command answers with these: status, and what it writes on both streams. */
function reportOf(
  makefile: string,
  answers: readonly (readonly [status: number, stdout: string, stderr: string])[],
): readonly Pick<MakeEvent, 'code' | 'line' | 'message'>[] {
  const host = createMemoryHost({ files: { Makefile: `${makefile}\n` } });
  const evaluation = evaluateMakefiles({ host, runShell: runPlainShell });
  const events: MakeEvent[] = [];
  const report = new RecipeReport({ evaluation, cwd: host.cwd }, (event) => void events.push(event));
  const left = [...answers];
  updateGoals(evaluation, {
    print: (_stream, text) => report.print(text),
    event: (event) => report.event(event),
    runCommand(command) {
      const [status, stdout, stderr] = left.shift() ?? [0, '', ''];
      report.begin(command);
      report.write('stdout', stdout);
      report.write('stderr', stderr);
      report.end(status, false);
      return { status };
    },
  });
  report.flush();
  return events.map(({ code, line, message }) => ({ code, line, message }));
}

// Lines are make's: observed with make 4.3.
describe('RecipeReport', () => {
  it('what a recipe shows and writes is part of its failure', () => {
    expect(
      reportOf('all: ; @one\n\ttwo', [
        [0, 'out\n', 'err\n'],
        [2, '', 'no\n'],
      ]),
    ).toEqual([
      {
        code: 'make/recipe-failed',
        line: 'out\nerr\ntwo\nno\nmake: *** [Makefile:2: all] Error 2',
        message: 'out\nerr\ntwo\nno',
      },
    ]);
  });

  it('what a recipe that does not fail writes on stderr is a warning', () => {
    expect(reportOf('all: ; @one', [[0, 'out\n', 'err\n']])).toEqual([
      { code: 'make/recipe-warning', line: 'err', message: 'err' },
    ]);
  });

  it('a failure that is passed over is a warning', () => {
    expect(reportOf('all: ; -@one', [[1, '', 'err\n']])).toEqual([
      {
        code: 'make/recipe-warning',
        line: 'err\nmake: [Makefile:1: all] Error 1 (ignored)',
        message: 'err\nmake: [Makefile:1: all] Error 1 (ignored)',
      },
    ]);
  });

  it('a file without a rule is reported', () => {
    expect(reportOf('all: none.c', [])).toMatchObject([
      { code: 'make/no-rule', message: "No rule to make target 'none.c', needed by 'all'" },
    ]);
  });
});
