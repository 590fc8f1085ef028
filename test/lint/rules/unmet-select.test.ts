import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { LintDiagnosticOf } from '../../../src/lint/codes.ts';
import { hasOracle } from '../../support/oracle.ts';
import { findingsOf, lintFixture, lintTexts, repository } from '../support.ts';

const rule = 'unmet-select';
const conf = process.env.KGATE_CONF_6_12 ?? `${homedir()}/.cache/kgate-test/conf-6.12`;

interface Case {
  readonly kind: string;
  readonly files: Record<string, string>;
}

const cases = (JSON.parse(readFileSync(`${repository}test/lint/past-cases.json`, 'utf8')) as Case[]).filter(
  ({ kind }) => kind === rule,
);

/** What conf of Linux 6.12 says of the lines. */
function confOn(files: Record<string, string>, lines: readonly string[]): string {
  const directory = mkdtempSync(`${tmpdir()}/kgate-unmet-`);
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(`${directory}/${path}`, text);
    writeFileSync(`${directory}/.config`, lines.map((line) => `${line}\n`).join(''));
    const run = ['-c', `${conf} --olddefconfig Kconfig 2>&1`];
    return execFileSync('/bin/sh', run, { cwd: directory, encoding: 'utf8', env: { srctree: '.' } });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule)).toEqual([
      'Kconfig:8 warning symbol=DRIVER target=HELPER dependency=CORE witness=CONFIG_DRIVER=m',
    ]);
  });

  it('stays quiet where dependencies, selects or the selector of the selector bring the dependency', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('stays quiet where the selector is never on, and for an imply', () => {
    const head = 'config CORE\n\tbool "c"\nconfig HELPER\n\tbool\n\tdepends on CORE\n';
    for (const body of [
      'config A\n\tbool "a"\n\tdepends on GONE\n\tselect HELPER\n',
      'config A\n\tbool "a"\n\timply HELPER\n',
      'config A\n\tbool "a"\n\tselect HELPER if CORE\n',
      'choice\n\tprompt "p"\n\tdepends on CORE\nconfig A\n\tbool "a"\n\tselect HELPER\nconfig B\n\tbool "b"\nendchoice\n',
    ]) {
      expect(findingsOf(lintTexts({ Kconfig: head + body }), rule), body).toEqual([]);
    }
  });

  it.skipIf(!hasOracle('conf of linux 6.12', existsSync(conf))).each(cases)(
    'has a witness with which conf warns: $description',
    ({ files }) => {
      const found = lintTexts(files).diagnostics.filter(
        (one): one is LintDiagnosticOf<'lint/unmet-select'> => one.code === `lint/${rule}`,
      );
      expect(found).toHaveLength(1);
      for (const { args } of found) {
        expect(confOn(files, args.witness)).toContain(`unmet direct dependencies detected for ${args.target}`);
      }
    },
  );
});
