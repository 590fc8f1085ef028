import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kgate } from '../support/kgate.ts';

/** Logs of services: one line a finding with the rest in a fold, and no text of a tree that the service would act on. */
const tree = mkdtempSync(join(tmpdir(), 'kgate-log-'));
mkdirSync(join(tree, 'scripts'));
writeFileSync(
  join(tree, 'Kconfig'),
  'mainmenu "Log"\nconfig A\n\tbool "::warning::a"\n\tselect NONE_SUCH\n\tdefault y\n',
);
const texts = [
  '::error file=a,line=1::pwned',
  '   ::stop-commands::token',
  '##[error]pwned',
  'x ##[group]pwned',
  '%0A::error::pwned %25',
  'section_start:1:pwned',
  '::add-mask::a',
];
writeFileSync(
  join(tree, 'Makefile'),
  [
    '%config:\n\tscripts/kconfig/conf --$@ Kconfig',
    ...texts.map((text, index) => `TEXT${index} = ${text.replaceAll('#', '\\#')}\n$(warning $(TEXT${index}))`),
    'ifdef CONFIG_NONE\nendif',
    'all:\n\t@false $(UNKNOWN)',
    '$(error ::error::the last)',
    '',
  ].join('\n'),
);
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/**
 * What GitHub's runner takes for a command in a line. Source: actions/runner 2.3, ActionCommand.cs: TryParseV2 (a line whose
 * first characters behind blanks are `::`, with another `::` later) and TryParse (`##[` anywhere, with `]` later).
 */
function githubCommand(line: string): string | null {
  const start = line.trimStart();
  if (start.startsWith('::') && start.includes('::', 2)) {
    const words = start.slice(2, start.indexOf('::', 2)).trim();
    return words.split(' ')[0] ?? '';
  }
  const old = line.indexOf('##[');
  return old >= 0 && line.includes(']', old) ? line.slice(old) : null;
}

const runs = [
  ['check', ['check', '--defconfig', 'alldefconfig', '--list-undecided']],
  ['check --verbose', ['check', '--defconfig', 'alldefconfig', '--verbose']],
  ['lint', ['lint']],
] as const;

async function logOf(words: readonly string[], env: Record<string, string>): Promise<string> {
  const { stderr, stdout } = await kgate([...words, '-C', tree], { env: { ...env, KGATE_NO_CACHE: '1' } });
  expect(stderr).toBe('');
  return stdout;
}

describe('GitHub', () => {
  it.each(runs)('%s: folds alone are commands, and each one ends', async (name, words) => {
    const lines = (await logOf(words, { GITHUB_ACTIONS: 'true' })).split('\n');
    const commands = lines.map(githubCommand).filter((found) => found !== null);
    expect(commands.length).toBeGreaterThan(name === 'lint' ? 1 : 12);
    expect(commands).toEqual(commands.map((_, index) => (index % 2 === 0 ? 'group' : 'endgroup')));
    expect(lines.join('')).not.toContain('\u001b');
    // One line a finding, which says where, how bad and what.
    const titles = lines.filter((line) => line.startsWith('::group::'));
    for (const title of titles)
      expect(title).toMatch(/^::group::(?:\S+:\d+(?::\d+)?: )?(?:error|warning|note|undecided)/);
    // The runner would make a line of its own of %0A, and a single sign of %25.
    if (name !== 'lint') expect(titles.join('\n')).toContain('%250A::error::pwned %2525');
  });

  it('annotations: the text of each is one line, escaped', async () => {
    const lines = (
      await logOf(['check', '--defconfig', 'alldefconfig', '--format', 'github'], { GITHUB_ACTIONS: 'true' })
    )
      .trimEnd()
      .split('\n');
    const last = lines.pop() ?? '';
    expect(last).toMatch(/^kgate: FAIL /);
    for (const line of lines) {
      expect(['error', 'warning', 'notice']).toContain(githubCommand(line));
      expect(line).not.toMatch(/##\[/);
    }
    expect(lines.join('\n')).toContain('%250A::error::pwned %2525');
  });
});

describe('GitLab', () => {
  // biome-ignore lint: escape sequences are the point
  const marker = /\u001b\[0Ksection_(start|end):0:(\w+)(?:\[collapsed=true\])?\r\u001b\[0K/g;

  it.each(runs)(
    '%s: markers of sections are the only escape sequences, each section ends and has a name of its own',
    async (_, words) => {
      const text = await logOf(words, { GITLAB_CI: 'true' });
      const marks = [...text.matchAll(marker)].map(([, kind = '', name = '']) => `${kind} ${name}`);
      expect(marks.length).toBeGreaterThan(1);
      const starts = marks.filter((_mark, index) => index % 2 === 0);
      const ends = marks.filter((_mark, index) => index % 2 === 1);
      expect(ends).toEqual(starts.map((mark) => mark.replace('start', 'end')));
      expect(new Set(starts).size).toBe(starts.length);
      const rest = text.replace(marker, '');
      expect(rest).not.toContain('\u001b');
      expect(rest).not.toContain('\r');
      expect(rest).not.toMatch(/section_(?:start|end):/);
    },
  );

  it('names differ between two runs of one job', async () => {
    const [, words] = runs[0];
    const names = async (): Promise<string[]> =>
      [...(await logOf(words, { GITLAB_CI: 'true' })).matchAll(marker)].map(([, , name = '']) => name);
    const [first, second] = [await names(), await names()];
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });
});

describe('any service', () => {
  it('has escape sequences of colour where they are asked for', async () => {
    for (const variable of ['GITHUB_ACTIONS', 'GITLAB_CI', 'CI']) {
      const [, words] = runs[0];
      const env = { [variable]: 'true' };
      expect(await logOf([...words, '--color', 'always'], env)).toContain('\u001b[1;31m');
      expect(await logOf(words, env)).not.toContain('\u001b[1;31m');
    }
  });

  it('has one line a finding with the rest indented where there are no folds', async () => {
    const lines = (await logOf(['check', '--defconfig', 'alldefconfig'], { CI: 'true' })).split('\n');
    expect(lines.filter((line) => /^\S+:\d+: (?:error|warning)\[/.test(line)).length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toMatch(/\u001b|::group|section_start:/);
  });
});
