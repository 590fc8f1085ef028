import { describe, expect, it } from 'vitest';
import { type AnyDiagnostic, cause, diagnostic } from '../../../src/core/diagnostic.ts';
import { encodeBytes } from '../../../src/core/bytes.ts';
import { checkForm, lintForm, renderForm } from '../../../src/report/json/json-findings.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import type { FindingForm } from '../../../src/results/finding.ts';
import type { LintResult } from '../../../src/results/lint.ts';

const at = (file: string, line: number) => ({ file, line });

/** Lost settings for one root cause, which stands `line` lines down in a file. */
function lost(symbol: string, root: string, line: number, count = 1): AnyDiagnostic {
  const items = Array.from({ length: count }, (_, index) => ({ message: `${symbol}${index}`, location: null, symbol }));
  const leaf = cause('dependency', `${root} is off`, at('lib/Kconfig', line));
  return diagnostic({
    code: 'kernel/value-not-kept',
    severity: 'warning',
    message: `${symbol} is lost`,
    args: { symbol, symbols: items.map(({ message }) => message) },
    location: at('my.config', line),
    causes: [cause('symbol', symbol, null, [leaf])],
    fixes: [
      {
        title: `set ${root}=y`,
        kind: 'config',
        safety: 'unsafe',
        changes: [{ symbol: root, from: 'n', to: 'y' }],
        verified: true,
        effects: [
          { symbol: 'X', from: 'n', to: 'y' },
          { symbol: 'Y', from: 'n', to: 'y' },
        ],
      },
    ],
    ...(count > 1 && { items }),
  });
}

const base = {
  schemaVersion: 1,
  verdict: 'changed',
  failOn: 'error',
  tree: { directory: '.', objectDirectory: null, version: null, arch: null, srcarch: null },
  toolchain: { source: 'machine', name: 'gcc', version: null, unknownProbes: [] },
  config: { source: 'file', file: '.config', symbols: 1, isImplicit: false },
  coverage: {
    goals: ['all'],
    decided: 3,
    undecided: [
      { location: null, target: 'a', reason: 'shell-text', couldStop: true, detail: '' },
      { location: null, target: 'b', reason: 'made-file', couldStop: false, detail: '' },
    ],
  },
  diagnostics: [],
  follows: [],
  excerpts: [{ file: 'Makefile', lines: [{ line: 1, text: 'x' }] }],
} as unknown as CheckResult;

function form(diagnostics: readonly AnyDiagnostic[], isVerbose = false) {
  const fingerprints = new Map(diagnostics.map((one, index) => [one, `${index}`.repeat(64)]));
  return checkForm({ ...base, diagnostics } as CheckResult, { fingerprints, isVerbose });
}

const first = (diagnostics: readonly AnyDiagnostic[], isVerbose = false): FindingForm =>
  form(diagnostics, isVerbose).diagnostics[0] as FindingForm;

describe('the short form', () => {
  it('counts what was found and what was not decided', () => {
    const note = diagnostic({ code: 'make/warning', severity: 'info', message: 'm', args: {} });
    expect(form([lost('A', 'NET', 1, 30), lost('B', 'PCI', 2), note]).counts).toEqual({
      error: 0,
      warning: 2,
      info: 1,
      hint: 0,
      byCode: { 'kernel/value-not-kept': 2, 'make/warning': 1 },
      lostSettings: 31,
      undecided: 2,
      couldStop: 1,
    });
    expect(form([])).toMatchObject({ coverage: { goals: ['all'], decided: 3 } });
    expect(form([]).coverage).not.toHaveProperty('undecided');
    expect(form([])).not.toHaveProperty('excerpts');
  });

  it('has what decides in place of the chain, how many options a fix changes in place of them, and lists that are cut', () => {
    const found = first([lost('A', 'NET', 7, 30)]);
    expect(found).not.toHaveProperty('causes');
    expect(found.roots).toMatchObject([{ message: 'A: NET is off', location: { file: 'lib/Kconfig', line: 7 } }]);
    expect(found.fixes[0]).toMatchObject({ effectCount: 2, changes: [{ symbol: 'NET' }] });
    expect(found.fixes[0]).not.toHaveProperty('effects');
    expect([found.items?.length, found.itemCount]).toEqual([20, 30]);
    expect(found.args['symbols']).toHaveLength(20);
  });

  it('verbose: everything', () => {
    const source = lost('A', 'NET', 7, 30);
    const found = first([source], true);
    expect(found.causes).toEqual(source.causes);
    expect(found.fixes[0]?.effects).toEqual(source.fixes[0]?.effects);
    expect([found.items?.length, found.args['symbols']]).toEqual([30, source.args['symbols']]);
    const whole = form([source], true);
    expect([whole.excerpts, whole.coverage?.undecided]).toEqual([base.excerpts, base.coverage?.undecided]);
  });
});

describe('the key of a root cause', () => {
  const same = (): AnyDiagnostic => {
    const leaf = cause('dependency', 'NET is off', at('net/Kconfig', 3));
    return diagnostic({ code: 'make/warning', severity: 'warning', message: 'another', args: {}, causes: [leaf] });
  };
  const moved = (line: number, file = 'net/Kconfig'): string => {
    const leaf = cause('dependency', 'NET is off', at(file, line));
    const one = diagnostic({ code: 'make/error', severity: 'error', message: 'x', args: {}, causes: [leaf] });
    return first([one]).rootCause;
  };

  it('is that of other findings with it, wherever its line moves, and of no other cause', () => {
    expect(first([same()]).rootCause).toBe(moved(3));
    expect(moved(13)).toBe(moved(3));
    expect(moved(3, 'lib/Kconfig')).not.toBe(moved(3));
    expect(first([lost('A', 'NET', 1)]).rootCause).not.toBe(first([lost('A', 'PCI', 1)]).rootCause);
  });

  it('does not depend on where the machine has a file', () => {
    expect(moved(3, '/home/a/board.config')).toBe(moved(3, '/builds/b/board.config'));
  });

  it('is the finding itself where nothing is known', () => {
    const one = diagnostic({ code: 'make/error', severity: 'error', message: 'x', args: {} });
    expect(first([one])).toMatchObject({ rootCause: '0'.repeat(16), roots: [] });
  });
});

it('one finding is one line, whose text no terminal or log acts on', () => {
  const message = encodeBytes('ü\u001b[2J\n##[error]x');
  const evil = diagnostic({ code: 'make/error', severity: 'error', message, args: {} });
  const text = renderForm(form([evil, lost('A', 'NET', 1)]));
  const lines = text.split('\n').filter((line) => line.includes('"code"'));
  expect(lines).toHaveLength(2);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('##[');
  const { diagnostics } = JSON.parse(text) as { diagnostics: { message: string }[] };
  expect(diagnostics[0]?.message).toBe('ü\u001b[2J\n##[error]x');
  expect(JSON.parse(renderForm(form([])))).toMatchObject({ schemaVersion: 2, diagnostics: [] });
});

it('lint: rules that found something', () => {
  const counts = {
    files: 1,
    makefiles: 1,
    kconfigs: 0,
    sources: 0,
    configs: 0,
    byRule: { a: 0, b: 2 },
    notApplied: [],
  };
  const result = {
    schemaVersion: 1,
    verdict: 'pass',
    tree: { directory: '.' },
    counts,
    diagnostics: [],
    excerpts: [],
  } as LintResult;
  const options = { fingerprints: new Map() };
  expect(lintForm(result, { ...options, isVerbose: false }).counts).toMatchObject({ byRule: { b: 2 }, warning: 0 });
  expect(lintForm(result, { ...options, isVerbose: true })).toMatchObject({
    counts: { byRule: { a: 0 } },
    excerpts: [],
  });
});
