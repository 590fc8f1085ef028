import { describe, expect, it } from 'vitest';
import { explainCommand, explainFailedCall, explainShellCall, writtenCall } from '../../src/core/command-cause.ts';
import type { CommandEvidence, ShellCall } from '../../src/core/run-shell.ts';

const program: CommandEvidence = {
  argv: ['gcc', '-bad flag'],
  status: 1,
  stdout: '',
  stderr: 'gcc: error: unrecognized option\n',
  source: 'run',
};

function callOf(commands: readonly CommandEvidence[], more: Partial<ShellCall> = {}): ShellCall {
  const answer = { stdout: 'n\n', stderr: '', status: 0, commands, unknown: null };
  return { command: ' test x = y && echo y || echo n', answer, ...more };
}

describe('a program', () => {
  it('is quoted, with its exit status as data and its own words', () => {
    expect(explainCommand(program)).toEqual({
      kind: 'command',
      message: "gcc '-bad flag'",
      location: null,
      detail: ['exit status 1', 'gcc: error: unrecognized option'],
      status: 1,
      causes: [],
    });
  });

  it('that ended well says nothing more', () => {
    expect(explainCommand({ ...program, status: 0 })).toMatchObject({ status: 0, detail: ['exit status 0'] });
  });

  it.each(['unknown', 'refused'] as const)('that is %s has no status', (source) => {
    expect(explainCommand({ ...program, source, status: 0 })).toMatchObject({ kind: 'unknown', status: null });
  });

  it('with many lines is cut', () => {
    const stderr = Array.from({ length: 9 }, (_, line) => `line ${line}`).join('\n');
    expect(explainCommand({ ...program, stderr }).detail).toEqual([
      'exit status 1',
      ...[0, 1, 2, 3, 4, 5].map((line) => `line ${line}`),
      '(3 more lines)',
    ]);
  });
});

describe('a call', () => {
  it('without a program is explained by its own answer', () => {
    const call = callOf([]);
    expect(explainShellCall(call)).toMatchObject([{ kind: 'command', detail: ['answered "n"'], call }]);
  });

  it('of a macro is a step above its programs, and carries the call', () => {
    const location = { file: 'Makefile', line: 5 };
    const macros = [
      { name: 'cc-option', arguments: ['-fgood'], definition: null },
      { name: 'try-run', arguments: [], definition: null },
    ];
    const call = callOf([program], { location, macros });
    const [cause] = explainShellCall(call);
    expect(cause).toMatchObject({ kind: 'macro', location, call, causes: [{ kind: 'command', status: 1 }] });
    expect(cause?.message).toContain('$(call cc-option,-fgood) (through try-run)');
  });

  it('without an answer is unknown', () => {
    const call = callOf([]);
    const unknown = { ...call, answer: { ...call.answer, unknown: 'not recorded' } };
    expect(explainShellCall(unknown)).toMatchObject([{ kind: 'unknown', call: unknown }]);
  });

  it('behind a stop shows what it let through on stderr, else its answer', () => {
    const call = callOf([program]);
    expect(explainFailedCall(call)).toMatchObject({ detail: ['answered "n"'], call, causes: [{ status: 1 }] });
    const loud = { ...call, answer: { ...call.answer, stderr: 'too old\n' } };
    expect(explainFailedCall(loud).detail).toEqual(['too old']);
  });
});

it('a long call is cut', () => {
  const text = writtenCall({ name: 'cc-option', arguments: ['-f'.repeat(200)] });
  expect(text).toMatch(/^\$\(call cc-option,-f.* \.\.\.$/);
  expect(text.length).toBeLessThan(170);
});
