import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppliedFix } from '../../src/api/fix/fix-options.ts';
import type { CommandHost, CommandOutcome } from '../../src/cli/command.ts';
import { run } from '../../src/cli/commands/fix.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { HostError } from '../../src/core/errors.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { FixResult } from '../../src/results/fix.ts';
import { emptyFix, fixAnswer, missingTool } from '../support/fix-results.ts';

/** What `kgate fix` makes of a result: exit status, forms, and the files of `--apply`. The search is put aside. */
const search = vi.hoisted(() => ({ answer: null as unknown }));
vi.mock('../../src/api/fix/fix.ts', () => ({ findFix: () => search.answer }));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-fix-'));
  writeFileSync(join(directory, 'Makefile'), 'all:\n');
  writeFileSync(join(directory, 'Kconfig'), 'config RUST\n\tbool "r"\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const fixed: FixResult = { ...emptyFix, verdict: 'fixed', answers: [fixAnswer()] };

interface Case {
  readonly result?: FixResult;
  readonly applied?: AppliedFix | null;
  readonly isStopped?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

async function fix(words: readonly string[], how: Case = {}): Promise<CommandOutcome> {
  const { applied = { path: join(directory, '.config'), text: 'CONFIG_RUST=y\n' }, env = {}, isStopped = false } = how;
  const nothing = () => Promise.resolve();
  const sink = { isTerminal: false, columns: 80, isWatched: false, show: nothing, pass: nothing };
  const parsed = parseArguments(['fix', 'RUST', ...words], { stdout: sink, stderr: sink, env, cwd: directory });
  if (parsed.kind !== 'run') throw new Error(parsed.stdout);
  search.answer = { result: how.result ?? fixed, applied };
  const host: CommandHost = {
    ...createNodeHost({ cwd: directory, env }),
    runBatch: () => [],
    readLine: () => undefined,
    isStopped: () => isStopped,
    print: () => {},
  };
  return run(parsed.input, host);
}

function config(text: string): void {
  writeFileSync(join(directory, '.config'), text);
}

describe('exit status', () => {
  it.each([
    ['holds', 0],
    ['fixed', 0],
    ['impossible', 1],
    ['undecided', 1],
  ] as const)('%s: %i', async (verdict, status) => {
    expect(await fix([], { result: { ...fixed, verdict } })).toMatchObject({ exitCode: status, files: [] });
  });
});

describe('--apply', () => {
  it('writes a new file, and keeps the one before', async () => {
    config('# before\n');
    const outcome = await fix(['--apply']);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.files).toEqual([
      {
        path: join(directory, '.config.old'),
        text: '# before\n',
        isNew: true,
        movedFrom: join(directory, '.config'),
      },
      { path: join(directory, '.config'), text: 'CONFIG_RUST=y\n', isNew: true, makesDirectory: true },
    ]);
    expect(outcome.stdout).toContain('\n.config is written; the one before is .config.old\n');
  });

  it('has nothing to keep where there is no file, and writes through with KCONFIG_OVERWRITECONFIG', async () => {
    const outcome = await fix(['--apply']);
    expect(outcome.files.map(({ path }) => path)).toEqual([join(directory, '.config')]);
    config('# before\n');
    const through = await fix(['--apply'], { env: { KCONFIG_OVERWRITECONFIG: '1' } });
    expect(through.files).toMatchObject([{ path: join(directory, '.config'), isNew: false }]);
    const typed = await fix(['--apply', 'KCONFIG_OVERWRITECONFIG=1']);
    expect(typed.files).toMatchObject([{ path: join(directory, '.config'), isNew: false }]);
  });

  it('passes over a file that has these lines', async () => {
    config('CONFIG_RUST=y\n');
    const outcome = await fix(['--apply']);
    expect(outcome).toMatchObject({ exitCode: 0, files: [] });
    expect(outcome.stdout).toContain('.config has these lines already\n');
  });

  it.each([
    ['needs a tool', { ...fixed, answers: [fixAnswer({ needs: [{ message: 'pahole', root: missingTool }] })] }],
    ['is not tested', { ...fixed, answers: [fixAnswer({ verified: false })] }],
    ['is impossible', { ...fixed, verdict: 'impossible', answers: [] }],
    ['is undecided', { ...fixed, verdict: 'undecided', answers: [] }],
  ] as const)('writes nothing where the answer %s, exit status 1', async (_, result) => {
    config('# before\n');
    const outcome = await fix(['--apply'], { result });
    expect(outcome).toMatchObject({ exitCode: 1, files: [] });
    expect(outcome.stdout).toContain('nothing is written: ');
  });

  it('writes nothing where nothing has to change, and after Ctrl-C', async () => {
    const holds = await fix(['--apply'], { result: { ...fixed, verdict: 'holds', answers: [] }, applied: null });
    expect(holds).toMatchObject({ exitCode: 0, files: [] });
    const stopped = await fix(['--apply'], { isStopped: true });
    expect(stopped).toMatchObject({ exitCode: 1, files: [] });
    expect(stopped.stdout).toContain('nothing is written: the search was interrupted\n');
  });

  it.each([
    [
      'a read-only file',
      () => {
        config('');
        chmodSync(join(directory, '.config'), 0o444);
      },
      'is read-only',
    ],
    [
      'a link to one',
      () => {
        writeFileSync(join(directory, 'mine'), '', { mode: 0o444 });
        symlinkSync('mine', join(directory, '.config'));
      },
      'is read-only',
    ],
    ['a directory', () => mkdirSync(join(directory, '.config')), 'is a directory'],
  ] as const)('refuses %s before the search', async (_, prepare, problem) => {
    prepare();
    search.answer = null;
    const error = await fix(['--apply']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    expect((error as HostError).message).toBe(`cannot write .config: ${problem}`);
    expect((error as HostError).hint).toContain('--format fragment');
  });

  it('looks at the .config of the object directory, not at the file that is read', async () => {
    mkdirSync(join(directory, 'build'));
    writeFileSync(join(directory, 'base'), '', { mode: 0o444 });
    const path = join(directory, 'build/.config');
    const applied = { path, text: 'CONFIG_RUST=y\n' };
    const outcome = await fix(['--apply', '-O', 'build', '--config', 'base'], { applied });
    expect(outcome.files).toMatchObject([{ path }]);
    expect(outcome.stdout).toContain('build/.config is written\n');
  });
});

describe('forms', () => {
  it('JSON says on standard error what was written', async () => {
    config('# before\n');
    const outcome = await fix(['--apply', '--format', 'json']);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ verdict: 'fixed' });
    expect(outcome.stderr).toBe('kgate: .config is written; the one before is .config.old\n');
    expect(outcome.files).toHaveLength(2);
  });

  it('a fragment is written byte for byte', async () => {
    const result = {
      ...fixed,
      answers: [fixAnswer({ changes: [], requested: [{ symbol: 'S', from: '', to: '"\xe9"' }] })],
    };
    const outcome = await fix(['--format', 'fragment'], { result });
    expect(outcome.files).toMatchObject([{ path: '-' }]);
    expect(outcome.files[0]?.text).toContain('\nCONFIG_S="\xe9"\n');
    const named = await fix(['--format', 'fragment', '--output', 'f.config', '--apply'], { result });
    expect(named.files.map(({ path }) => path)).toEqual([join(directory, '.config'), join(directory, 'f.config')]);
    expect(named.stdout).toBe('');
  });

  it('--output takes the report', async () => {
    const outcome = await fix(['--output', 'report', '--apply']);
    expect(outcome.stdout).toBe('');
    expect(outcome.files.map(({ path }) => path)).toEqual([join(directory, '.config'), join(directory, 'report')]);
    expect(outcome.files[1]?.text).toContain('.config is written');
  });
});

describe('formats of other programs', () => {
  it('are printed and written, at the line of the fragment that the user named', async () => {
    writeFileSync(join(directory, 'board.config'), '# board\nCONFIG_RUST=n\n');
    const outcome = await fix(['--fragment', 'board.config', '--format', 'github', '--report', 'rdjsonl=out.json']);
    expect(outcome.stdout).toContain('file=board.config,line=2,title=fix/change');
    const [file] = outcome.files;
    expect(file?.path).toBe(join(directory, 'out.json'));
    expect(file?.text).toContain('"suggestions":[{"range":{"start":{"line":2,"column":1}');
    expect(outcome.exitCode).toBe(0);
  });

  it('say on standard error that the configuration is written', async () => {
    const outcome = await fix(['--apply', '--format', 'sarif']);
    expect(outcome.stderr).toBe('kgate: .config is written\n');
    expect(JSON.parse(outcome.stdout)).toMatchObject({ version: '2.1.0' });
  });

  it('have no findings where all holds', async () => {
    const outcome = await fix(['--format', 'rdjsonl'], { result: { ...fixed, verdict: 'holds', answers: [] } });
    expect(outcome).toMatchObject({ stdout: '', exitCode: 0 });
  });
});
