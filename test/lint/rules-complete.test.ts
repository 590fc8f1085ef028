import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainRule, ruleList, rules } from '../../src/lint/index.ts';
import { lintFixture, lintTexts, repository } from './support.ts';

const names = rules.map((rule) => rule.meta.name);
const list = (directory: string, ending: string): string[] =>
  readdirSync(repository + directory)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, name.length - ending.length))
    .sort();

describe('every rule', () => {
  it('has a source file, a page, a pair of fixtures and a test, and nothing else has', () => {
    const sorted = [...names].sort();
    expect(names).toEqual(sorted);
    const sources = ['config', 'kconfig', 'kconfig-form', 'make', 'source'].flatMap((directory) =>
      list(`src/lint/rules/${directory}`, '.ts'),
    );
    expect(sources.sort()).toEqual(sorted);
    expect(list('docs/rules', '.md')).toEqual(sorted);
    expect(list('kconfig-fixtures/lint', '')).toEqual(sorted);
    expect(list('test/lint/rules', '.test.ts')).toEqual(sorted);
    for (const name of names) expect(list(`kconfig-fixtures/lint/${name}`, '')).toEqual(['fires', 'quiet']);
  });

  it.each(names)('%s: the firing fixture fires this rule, the quiet one does not', (name) => {
    const all = { preset: 'pedantic' } as const;
    expect(lintFixture(`lint/${name}/fires`, all).counts.byRule[name]).toBeGreaterThan(0);
    expect(lintFixture(`lint/${name}/quiet`, all).counts.byRule[name]).toBe(0);
  });

  it.each(names)('%s: findings are no heavier than announced and have edits only when announced', (name) => {
    const meta = rules.find((rule) => rule.meta.name === name)?.meta;
    const found = lintFixture(`lint/${name}/fires`, { preset: 'pedantic' }).diagnostics.filter(
      (one) => one.code === `lint/${name}`,
    );
    const order = ['error', 'warning', 'info', 'hint'];
    expect(found.map((one) => one.severity).sort((a, b) => order.indexOf(a) - order.indexOf(b))[0]).toBe(
      meta?.severity,
    );
    expect(found.some((one) => one.fixes.some((fix) => fix.edits !== undefined))).toBe(meta?.hasFix);
  });
});

const headings = [
  'What it does',
  'Why it matters',
  'Example',
  'Use instead',
  'Fix safety',
  'References',
  'How often it was right',
];

/**
 * Makefile and Kconfig samples of one section; a Kconfig sample serves the makefiles behind it. Samples under a
 * line with their path are the files of one tree.
 */
function samplesOf(page: string, heading: string): Record<string, string>[] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const named = [...section.matchAll(/^`(\S+)`:\n\n```\w*\n(.*?)```/gms)];
  if (named.length > 0) return [Object.fromEntries(named.map(([, path = '', text = '']) => [path, text]))];
  if (!section.includes('```makefile')) {
    return [...section.matchAll(/```kconfig\n(.*?)```/gs)].map(([, text = '']) => ({ Kconfig: text }));
  }
  const samples: { Makefile: string; Kconfig: string }[] = [];
  let Kconfig = /```kconfig\n(.*?)```/s.exec(page)?.[1] ?? '';
  for (const [, language, text = ''] of section.matchAll(/```(\w+)\n(.*?)```/gs)) {
    if (language === 'kconfig') Kconfig = text;
    else if (language === 'makefile') samples.push({ Makefile: text, Kconfig });
  }
  return samples;
}

describe('every page', () => {
  it.each(names)('%s has the seven sections', (name) => {
    const page = explainRule(name) ?? '';
    expect(page.startsWith(`# ${name}\n`)).toBe(true);
    expect([...page.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(headings);
  });

  it.each(names)('%s: samples under Example fire, those under Use instead do not', (name) => {
    const page = explainRule(name) ?? '';
    const examples = samplesOf(page, 'Example');
    const better = samplesOf(page, 'Use instead');
    expect(examples.length).toBeGreaterThan(0);
    expect(better.length).toBeGreaterThan(0);
    const all = { preset: 'pedantic' } as const;
    for (const files of examples) {
      expect(lintTexts(files, all).counts.byRule[name], JSON.stringify(files)).toBeGreaterThan(0);
    }
    for (const files of better) expect(lintTexts(files, all).counts.byRule[name], JSON.stringify(files)).toBe(0);
  });

  it.each(names)('%s is the page of docs/rules', (name) => {
    expect(explainRule(name)).toBe(readFileSync(`${repository}docs/rules/${name}.md`, 'utf8'));
  });

  it('is found with and without the prefix', () => {
    expect(explainRule('lint/makefile-ifdef-config')).toBe(explainRule('makefile-ifdef-config'));
    expect(explainRule('no-such-rule')).toBeUndefined();
  });
});

describe('ruleList', () => {
  it('names every rule with its severity', () => {
    const rows = ruleList().map((row) => [row.name, row.severity, row.hasFix, row.preset]);
    expect(rows).toHaveLength(rules.length);
    expect(rows).toContainEqual(['error-hidden-by-tab', 'error', true, 'recommended']);
    expect(rows).toContainEqual(['choice-default-outside', 'warning', false, 'recommended']);
    expect(rows).toContainEqual(['missing-help', 'info', false, 'pedantic']);
  });
});
