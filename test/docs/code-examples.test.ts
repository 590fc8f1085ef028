import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/dialect/dialects.ts';
import type { DialectName } from '../../src/kconfig/index.ts';
import { evaluateMakefiles } from '../../src/make/index.ts';
import { configureAs } from '../kconfig/language-support.ts';
import { plainHost, runPlainShell } from '../support/make-host.ts';
import { repository } from '../support/kgate.ts';

/** The examples of docs/codes are what the codes are about: the engines, which are compared with conf and make, report them. */
function examplesOf(engine: string, language: string): [string, string][] {
  const page = readFileSync(join(repository, `docs/codes/${engine}.md`), 'utf8');
  return page.split(/^## /m).flatMap((section): [string, string][] => {
    const example = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(section)?.[1];
    return example === undefined ? [] : [[section.split('\n', 1)[0] ?? '', example]];
  });
}

/** Examples in several files or of a whole tree, which other tests have. */
const ofTrees = new Set([
  'kconfig/end-in-different-file',
  'kconfig/recursive-inclusion',
  'make/missing-program',
  'make/no-rule',
  'make/circular-dependency',
  'make/recipe-failed',
  'make/circular-dependency',
  'make/recipe-failed',
]);

/** What an example leaves out: definitions that it says are there. */
const others: Readonly<Record<string, { readonly kconfig?: string; readonly config?: string }>> = {
  'kconfig/bool-compared-with-m': { kconfig: 'config A\n\tbool "a"\n' },
  'kconfig/select-wrong-type': { kconfig: 'config LENGTH\n\tint "l"\n' },
  'kconfig/unmet-dependencies': { kconfig: 'config C\n\tbool "c"\n', config: 'CONFIG_A=y\n' },
};

describe('kconfig', () => {
  it.each(examplesOf('kconfig', 'kconfig').filter(([code]) => !ofTrees.has(code)))('%s', (code, example) => {
    const { config = '', kconfig = '' } = others[code] ?? {};
    const files = { Kconfig: `${kconfig}${example}`, '.config': config };
    const met = (Object.keys(dialects) as DialectName[]).map((name) =>
      configureAs(name, files, { CC: 'no-such-compiler' }).diagnostics.map((one) => one.code),
    );
    expect(new Set(met.flat())).toContain(code);
  });

  it.each(examplesOf('kconfig', 'text'))('%s: a line of .config', (code, example) => {
    const symbols = 'config A\n\tbool "a"\nconfig LOG_BUF_SHIFT\n\tint "l"\nconfig LOCALVERSION\n\tstring "v"\n';
    const met = (Object.keys(dialects) as DialectName[]).map((name) =>
      configureAs(name, { Kconfig: symbols, '.config': example }).diagnostics.map((one) => one.code),
    );
    expect(new Set(met.flat())).toContain(code);
  });
});

describe('make', () => {
  it.each(examplesOf('make', 'make').filter(([code]) => !ofTrees.has(code)))('%s', (code, example) => {
    const overlay = new Map([['/src/Makefile', example]]);
    const { events, missingIncludes } = evaluateMakefiles({
      host: plainHost('/src', {}, overlay),
      runShell: (request) => runPlainShell({ ...request, cwd: '/' }),
      cwd: '/src',
      env: { PATH: '/usr/bin:/bin' },
      makefiles: ['Makefile'],
      overrides: ['CONFIG_FEATURE=y'],
    });
    const missing = missingIncludes.length > 0 ? ['make/missing-include'] : [];
    expect([...events.map((event) => event.code), ...missing]).toContain(code);
  });
});
