import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RecordedLanguageCase } from '../support/record-language-dialects.ts';
import { configureAs, parseAs, streamOf } from './language-support.ts';

/**
 * Recorded from `conf --olddefconfig Kconfig` (`conf -n` of BusyBox) with ARCH=arm64 and LC_ALL=C:
 * Linux 7.2.8, 7.1.8, 6.12, 6.1, 5.10.223, Xen 4.17.5 (the generation of 5.3), U-Boot 2023.01,
 * coreboot 25.09, BusyBox 1.38 (loops: 1.35), Buildroot 2026.08. To record again: test/support/record-language-dialects.ts.
 */
const recorded = JSON.parse(
  readFileSync(new URL('recorded/language-dialects.json', import.meta.url), 'utf8'),
) as RecordedLanguageCase[];

const unfinished = 'config A\n\tbool "a"\n\tdefault y';
const helpThenVariable =
  'config A\n\tbool "a"\n\thelp\n\t  text\n\nFOO := bar\nconfig B\n\tstring "b"\n\tdefault "$(FOO)"\n';
const continued =
  'config A\n\tbool "a" \\\n\tif \\\n\ty\n\tdefault \\\n\ty \\\n\t# comment\nconfig S\n\tstring "one \\\n\tdefault "z"\n';

/** Trees that are not at hand. Source: docs/kconfig-semantics.md §8.23, §8.24, §8.26, §1.8 and chapter 7. */
const reported: readonly RecordedLanguageCase[] = [
  {
    name: '8.23',
    files: { Kconfig: unfinished },
    outcomes: [
      { dialects: ['linux-4.20', 'buildroot'], status: 0, stdout: null, stderr: '', config: null },
      {
        dialects: ['linux-5.0'],
        status: 0,
        stdout: null,
        stderr: 'Kconfig:3:warning: no new line at end of file\n',
        config: null,
      },
    ],
  },
  {
    name: '8.24',
    files: { Kconfig: helpThenVariable },
    outcomes: [
      {
        dialects: ['linux-4.20'],
        status: 0,
        stdout: '',
        stderr: '',
        config: '# CONFIG_A is not set\nCONFIG_B="bar"\n',
      },
      {
        dialects: ['linux-5.0'],
        status: 1,
        stdout: '',
        stderr: 'Kconfig:7: syntax error\nKconfig:6: unknown statement "FOO"\n',
        config: null,
      },
    ],
  },
  {
    name: '8.26',
    files: { Kconfig: continued },
    outcomes: [
      {
        dialects: ['linux-4.20', 'linux-5.0', 'buildroot'],
        status: 0,
        stdout: null,
        stderr: 'Kconfig:9:warning: multi-line strings not supported\n',
        config: null,
      },
    ],
  },
];

const runs = [...recorded, ...reported].flatMap(({ name, files, outcomes }) =>
  outcomes.flatMap((outcome) => outcome.dialects.map((dialect) => [name, dialect, files, outcome] as const)),
);

describe('a tree is read as the conf of its dialect reads it', () => {
  it.each(runs)('%s: %s', (_name, dialect, files, outcome) => {
    const result = parseAs(dialect, files);
    expect(streamOf(result, 'stderr')).toBe(outcome.stderr);
    if (outcome.stdout !== null) expect(streamOf(result, 'stdout')).toBe(outcome.stdout);
    expect(result.failed).toBe(outcome.status !== 0);
  });

  const written = runs.filter(([, , , outcome]) => outcome.config !== null);
  it.each(written)('%s: .config of %s', (_name, dialect, files, outcome) => {
    const run = configureAs(dialect, files);
    expect(run.exitStatus).toBe(0);
    expect(run.files[0]?.text.split('\n').slice(4).join('\n')).toBe(outcome.config);
  });
});
