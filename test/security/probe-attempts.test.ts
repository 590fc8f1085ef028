/**
 * `--shell=probe` against a tree that tries to have its own code run. Each attempt is first made without kgate, to show that
 * it is one; then kgate reads all of them under strace.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { checkTree, restrictHost } from '../../src/index.ts';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';
import { attempts } from './probe-attempts.ts';
import { createHostileTree, hasItsPrograms, type HostileTree, writeAttempts } from './support/hostile-tree.ts';
import { canTrace, runTraced, type TracedActor, type TracedRun } from './support/trace.ts';

let hostile: HostileTree;
let temporary: string;

beforeAll(async () => {
  hostile = createHostileTree();
  temporary = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-attempts-tmp-')));
  // The launcher builds what has changed; that is not what is watched here.
  await kgate(['--help']);
}, 60_000);
afterAll(() => {
  hostile.remove();
  rmSync(temporary, { recursive: true, force: true });
});

const texts = (): string[] => attempts.map((attempt, index) => hostile.textOf(attempt, index));

it('are many', () => {
  expect(attempts.length).toBeGreaterThan(200);
  expect(new Set(attempts.map(({ text }) => text)).size).toBe(attempts.length);
});

describe.skipIf(!canTrace())('attempts', () => {
  it('do what they try where there is no policy', async () => {
    const expected: string[] = [];
    const shown: string[] = [];
    for (const [index, attempt] of attempts.entries()) {
      if (attempt.shows === undefined || !hasItsPrograms(attempt)) continue;
      expected.push(attempt.tries);
      const text = hostile.textOf(attempt, index);
      const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TMPDIR: temporary };
      if (attempt.shows === 'precompiled') {
        const { read } = await runTraced(['/bin/sh', '-c', text], { cwd: hostile.tree, env });
        if (read.some(({ path }) => isPrecompiled(path))) shown.push(attempt.tries);
        continue;
      }
      const before = hostile.snapshot();
      spawnSync('/bin/sh', ['-c', text], { cwd: hostile.tree, env, input: '' });
      if (hostile.snapshot() !== before) shown.push(attempt.tries);
    }
    expect(shown).toEqual(expected);
  }, 300_000);

  const size = 40;
  const batches = Array.from({ length: Math.ceil(attempts.length / size) }, (_, at) => at * size);
  it.each(batches)(
    'from %i on: nothing of the tree runs, nothing is made, and each is named',
    async (start) => {
      const batch = texts().slice(start, start + size);
      writeAttempts(hostile, batch);
      rmSync(hostile.outside, { recursive: true });
      mkdirSync(hostile.outside);
      const before = hostile.snapshot();
      const words = [node, launcher, 'check', '--shell=probe', '--format', 'json'];
      const env = kgateEnvironment({ PATH: hostile.path, KGATE_NO_CACHE: '1', TMPDIR: temporary });
      const run = await runTraced(words, { cwd: hostile.tree, env, timeoutMs: 240_000 });
      expect(hostile.snapshot()).toBe(before);
      expect(misdeeds(run)).toEqual([]);
      const report = JSON.parse(run.stdout) as Report;
      expect(report.verdict).not.toBe('pass');
      const named = new Map<string, boolean>();
      for (const { code, args, location } of report.diagnostics)
        if (code.startsWith('probe/') && args?.command != null) named.set(args.command, location != null);
      const unnamed = batch.flatMap((text, at) => {
        const attempt = attempts[start + at];
        const place = [...named].find(([command]) => isOf(command, text));
        if (attempt?.isHarmless !== undefined) return place === undefined ? [] : [`refused: ${attempt.tries}`];
        if (place?.[1] === true || (attempt !== undefined && !hasItsPrograms(attempt))) return [];
        return [attempt?.tries ?? ''];
      });
      expect(unnamed).toEqual([]);
    },
    300_000,
  );
});

it('are never passed, each alone', () => {
  const base = createNodeHost({ cwd: hostile.tree, env: kgateEnvironment({ PATH: hostile.path, TMPDIR: temporary }) });
  const passed: string[] = [];
  for (const [index, attempt] of attempts.entries()) {
    if (attempt.isHarmless !== undefined || !hasItsPrograms(attempt)) continue;
    writeAttempts(hostile, [hostile.textOf(attempt, index)]);
    const host = restrictHost(base, { policy: 'probe', trees: [hostile.tree] });
    const request = {
      treeName: '.',
      objectDirectory: null,
      variables: [],
      configFile: null,
      defconfig: null,
      dialect: null,
      topFile: null,
    };
    const { verdict } = checkTree({ host, request, profile: null, otherProfiles: () => [], failOn: null });
    const isInMemory = host.policyLog?.calls.every(({ kind }) => kind === 'in-memory' || kind === 'assumed');
    if (verdict === 'pass' && isInMemory !== true) passed.push(attempt.tries);
  }
  rmSync(base.scratchDirectory(), { recursive: true, force: true });
  expect(passed).toEqual([]);
}, 120_000);

interface Report {
  readonly verdict: string;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly args?: { readonly command?: string | null };
    readonly location?: unknown;
  }[];
}

/** Commands of diagnostics are shortened. */
function isOf(command: string, text: string): boolean {
  return command.startsWith(`{ ${text}`.slice(0, 200));
}

function isPrecompiled(path: string): boolean {
  return path.startsWith(`${hostile.tree}/`) && /\.(?:gch|pch)(?:\/|$)/.test(path);
}

function misdeeds({ connected, executed, loaded, read, written }: TracedRun): string[] {
  const isOfTree = (path: string): boolean => path.startsWith(`${hostile.tree}/`) || path.startsWith(hostile.outside);
  const isOwn = (path: string): boolean =>
    path.startsWith(`${temporary}/`) ||
    /^\/dev\/(?:null|tty|pts\/\d+)$/.test(path) ||
    !path.startsWith('/') ||
    /^\/proc\/(?:self|\d+)\//.test(path);
  // What bubblewrap does in its own mount namespace makes the container.
  const makesContainer = ({ isContained, program }: TracedActor): boolean =>
    isContained && program === '/usr/bin/bwrap';
  return [
    ...executed.filter(({ path }) => isOfTree(path)).map(({ path }) => `ran ${path}`),
    ...loaded.filter(({ path }) => isOfTree(path)).map(({ path }) => `loaded ${path}`),
    ...read.filter(({ path }) => isPrecompiled(path)).map(({ path, program }) => `${program} read ${path}`),
    ...written
      .filter((use) => !isOwn(use.path) && !makesContainer(use))
      .map(({ path, call, program }) => `${program} ${call} ${path}`),
    ...connected
      .filter((use) => use.family !== 'AF_UNIX' && !makesContainer(use))
      .map(({ address, program }) => `${program} connected to ${address}`),
  ];
}
