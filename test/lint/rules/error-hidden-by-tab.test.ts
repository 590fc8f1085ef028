import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits, findingsOf, lintFixture, lintTexts, repository } from '../support.ts';

const rule = 'error-hidden-by-tab';

/** stderr of GNU make for a makefile, without the name of the makefile. */
function makeSays(text: string, ...args: string[]): string {
  const { stderr } = spawnSync('make', ['-f', '-', ...args], { input: text, encoding: 'latin1' });
  return stderr.replaceAll(/^[^ ]*?:\d+: /gm, '');
}

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule)).toEqual([
      'arch/toy/Makefile:4:2 error function=warning rule=null runs=never',
      'arch/toy/Makefile:11:2 warning function=error rule=prepare runs=sometimes',
      'arch/toy/Makefile:15:2 warning function=warning rule=all runs=sometimes',
      'arch/toy/Makefile:21:2 warning function=error rule=.PHONY runs=never',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`), rule)).toEqual([]);
  });

  it('says what make does before and after the edit', () => {
    const text = readFileSync(`${repository}kconfig-fixtures/lint/${rule}/fires/arch/toy/Makefile`, 'latin1');
    expect(makeSays(text, 'CONFIG_STACK_GUARD=y')).toBe('*** recipe commences before first target.  Stop.\n');
    // Without the first one, no message comes while the makefile is read.
    const rest = text.split('\n').slice(6).join('\n');
    expect(makeSays(rest, 'CONFIG_STACK_GUARD=y', '-n', 'scripts=', '-o', 'prepare', 'all')).not.toContain('set off');
    const fixed = applyEdits('arch/toy/Makefile', text, lintFixture(`lint/${rule}/fires`).diagnostics);
    expect(makeSays(fixed, 'CONFIG_STACK_GUARD=y')).toBe(
      'no rule is open here\n*** set off by an empty line.  Stop.\n',
    );
    expect(findingsOf(lintTexts({ 'arch/toy/Makefile': fixed }), rule)).toEqual([]);
  });

  it.each([
    ['a rule in the then part, the call in the else part', 'ifdef A\nx:\n\techo\nelse\n\t$(error a)\nendif\n', 'error'],
    ['a rule that is open only sometimes', 'ifdef A\nx:\n\techo\nendif\n\n\t$(error a)\n', 'quiet'],
    ['an assignment in one branch', 'x:\n\techo\nifdef A\nB := 1\nelse\n\t@echo\nendif\n\t$(error a)\n', 'quiet'],
    ['a comment sets it off', 'x:\n\techo\n# check\nifdef A\n\t$(error a)\nendif\ny := 1\n', 'warning'],
    ['nested conditionals', 'x:\n\techo\n\nifdef A\nifdef B\n\t$(error a)\nendif\nendif\n', 'warning'],
    ['a conditional around the rule', 'ifdef A\nx:\n\n\t$(error a)\nendif\n', 'quiet'],
    ['a blank before the tab', 'B := 1\nifdef A\n \t$(error a)\nendif\n', 'quiet'],
    ['text behind the call', 'x:\n\techo\n\nifdef A\n\t$(error a) b\nendif\n', 'quiet'],
    ['another function', 'B := 1\nifdef A\n\t$(info a)\nendif\n', 'quiet'],
  ])('%s', (_name, Makefile, expected) => {
    const { diagnostics } = lintTexts({ Makefile });
    expect(diagnostics.map((diagnostic) => diagnostic.severity)).toEqual(expected === 'quiet' ? [] : [expected]);
  });
});
