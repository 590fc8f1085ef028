import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { kgate, repository } from '../support/kgate.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-reports-'));
afterAll(() => rmSync(work, { recursive: true }));

const tree = join(work, 'board/linux');
const words = ['check', '-C', 'board/linux', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0'];

interface SarifResult {
  readonly ruleId: string;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
  readonly partialFingerprints: Record<string, string>;
}
const resultsOf = (path: string): readonly SarifResult[] =>
  JSON.parse(readFileSync(join(work, path), 'utf8')).runs[0].results;

describe('reports of check', () => {
  beforeEach(() => {
    rmSync(join(work, 'board'), { recursive: true, force: true });
    mkdirSync(join(work, 'board'));
    cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), tree, { recursive: true });
  });

  it('are written side by side, and the text is printed as ever', async () => {
    const reports = ['sarif=s.json', 'junit=j.xml', 'gitlab=g.json', 'markdown=m.md'].flatMap((word) => [
      '--report',
      word,
    ]);
    const run = await kgate([...words, ...reports], { cwd: work });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^FAIL/m);
    expect(resultsOf('s.json').map(({ ruleId }) => ruleId)).toEqual(['make/error']);
    expect(readFileSync(join(work, 'j.xml'), 'utf8')).toContain('failures="2"');
    expect(JSON.parse(readFileSync(join(work, 'g.json'), 'utf8'))).toHaveLength(1);
    expect(readFileSync(join(work, 'm.md'), 'utf8')).toContain('kgate check');
  });

  it('have paths from the directory with .git, and fingerprints that lines above do not change', async () => {
    mkdirSync(join(work, 'board/.git'));
    await kgate([...words, '--report', 'sarif=one.json'], { cwd: work });
    const makefile = join(tree, 'arch/arm64/Makefile');
    writeFileSync(makefile, '# line\n'.repeat(10) + readFileSync(makefile, 'utf8'));
    await kgate([...words, '--report', 'sarif=two.json'], { cwd: work });
    const [one] = resultsOf('one.json');
    const [two] = resultsOf('two.json');
    expect(one?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'linux/arch/arm64/Makefile', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7 },
    });
    expect(two?.locations[0]?.physicalLocation).toMatchObject({ region: { startLine: 17 } });
    expect(two?.partialFingerprints).toEqual(one?.partialFingerprints);
  });

  it('place a line of .config where its cause is', async () => {
    writeFileSync(join(tree, '.config'), 'CONFIG_DYNAMIC_FTRACE_WITH_REGS=n\nCONFIG_NO_SUCH=y\n');
    await kgate([...words, '--fail-on', 'changed', '--report', 'sarif=lost.json'], { cwd: work });
    const results = resultsOf('lost.json');
    expect(results.length).toBeGreaterThan(0);
    for (const { locations } of results) {
      const { uri } = locations[0]?.physicalLocation.artifactLocation ?? { uri: '' };
      expect(existsSync(join(work, uri))).toBe(true);
      expect(uri).not.toContain('.config');
    }
  });

  it('of a wrong word end with status 2 and one line, before anything is written', async () => {
    for (const [word, message] of [
      ['sarif', 'not FORMAT=FILE'],
      ['sarif=', 'not FORMAT=FILE'],
      ['serif=x.json', 'there is no format serif'],
    ]) {
      const run = await kgate([...words, '--report', word as string], { cwd: work });
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain(message);
    }
    expect(existsSync(join(work, 'x.json'))).toBe(false);
    const run = await kgate([...words, '--report', 'sarif=missing/dir/x.json'], { cwd: work });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('missing/dir/x.json');
  });

  it('github on standard output is commands of GitHub', async () => {
    const run = await kgate([...words, '--format', 'github'], { cwd: work, env: { GITHUB_ACTIONS: 'true' } });
    expect(run.stdout).toMatch(/^::error file=board\/linux\/arch\/arm64\/Makefile,line=7,title=make\/error::/);
  });
});

describe('a baseline', () => {
  const baseline = ['--baseline', 'known.json'];
  beforeEach(() => {
    rmSync(join(work, 'board'), { recursive: true, force: true });
    mkdirSync(join(work, 'board'));
    cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), tree, { recursive: true });
  });

  it('leaves out what is known, fails for what is new, and lists what is gone', async () => {
    const makefile = join(tree, 'arch/arm64/Makefile');
    const before = readFileSync(makefile, 'utf8');
    const update = await kgate([...words, ...baseline, '--update-baseline'], { cwd: work });
    expect([update.exitCode, update.stderr]).toEqual([0, 'kgate: 1 findings written to known.json\n']);
    // Lines above, in another place of the machine.
    writeFileSync(makefile, '# line\n'.repeat(10) + before);
    const known = await kgate([...words, ...baseline], { cwd: work });
    expect(known.exitCode).toBe(0);
    expect(known.stdout).toContain('baseline known.json: 1 known finding left out, 0 gone');
    expect(known.stdout).not.toContain('PASS  0 errors, 0 warnings: nothing was found that stops');
    writeFileSync(makefile, `${before}$(error a new stop)\n`);
    const fresh = await kgate([...words, ...baseline, '--format', 'json'], { cwd: work });
    expect(fresh.exitCode).toBe(1);
    const { baseline: summary, diagnostics } = JSON.parse(fresh.stdout);
    expect(summary).toEqual({ file: 'known.json', known: 1, gone: [] });
    expect(diagnostics.map(({ args }: { args: { text: string } }) => args.text)).toEqual(['a new stop']);
    writeFileSync(makefile, '');
    const gone = await kgate([...words, ...baseline], { cwd: work });
    expect(gone.exitCode).toBe(0);
    expect(gone.stdout).toMatch(/^ {2}gone: board\/linux\/arch\/arm64\/Makefile: /m);
  });

  it('that is missing, or no baseline, ends with status 2 and the way to make one', async () => {
    rmSync(join(work, 'known.json'), { force: true });
    for (const text of [null, 'no json', '{"version": 2}', '{"version": 1, "findings": [{}]}']) {
      if (text !== null) writeFileSync(join(work, 'known.json'), text);
      const run = await kgate([...words, ...baseline], { cwd: work });
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain('--update-baseline writes');
    }
    expect((await kgate([...words, '--update-baseline'], { cwd: work })).exitCode).toBe(2);
  });
});
