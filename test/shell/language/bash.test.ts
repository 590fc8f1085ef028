import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { loadProfile } from '../../../src/probe/profile/load.ts';
import { createReplayShell } from '../../../src/probe/replay-shell.ts';
import { isSameUnderBash } from '../../../src/shell/language/bash.ts';
import { oracle } from '../../support/kernel-source.ts';
import { repository } from '../../support/kgate.ts';
import { shellCorpus } from '../corpus.ts';

const profilesDirectory = join(repository, 'profiles');
const profile = loadProfile('gcc-12', { host: createNodeHost(), profilesDirectory });
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Runs a text as a script under bash, and interpreted; each in an empty directory of its own. */
function both(text: string): readonly [real: unknown, interpreted: unknown] {
  const run = (how: (cwd: string) => { stdout: string; status: number | null } | null): unknown => {
    const cwd = mkdtempSync(join(tmpdir(), 'kgate-bash-'));
    writeFileSync(join(cwd, 'script.sh'), `#!/bin/sh\n${text}\n`);
    try {
      const answer = how(cwd);
      return answer === null ? null : [answer.stdout.replaceAll(cwd, 'CWD'), answer.status];
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  };
  return [
    run((cwd) => spawnSync('/bin/bash', ['./script.sh'], { cwd, env, encoding: 'latin1', input: '' })),
    run((cwd) => {
      const shell = createReplayShell({ host: createNodeHost({ cwd, env }), profile, otherPrograms: 'run' });
      const answer = shell({ command: '/bin/bash ./script.sh', cwd, env });
      return answer.unknown === null ? answer : null;
    }),
  ];
}

describe('scripts that are the same under bash', () => {
  it('give what bash gives, all texts of the corpus that are taken for such', () => {
    // A replay has the standard programs wherever PATH leads.
    const taken = shellCorpus.filter((text) => isSameUnderBash(text) && !text.includes('PATH='));
    let interpreted = 0;
    const different = taken.filter((text) => {
      const [real, own] = both(text);
      if (own === null) return false;
      interpreted += 1;
      return JSON.stringify(real) !== JSON.stringify(own);
    });
    expect(different).toEqual([]);
    expect(interpreted).toBeGreaterThan(60);
  }, 60_000);

  it.each([
    'echo a{b,c}',
    '[[ a = a ]] && echo y',
    'echo "a\\nb"',
    'echo -n a',
    'cat <<< a',
    'test a == a && echo y',
    'echo $RANDOM',
    'x=${y/a/b}',
    'export X=$y',
    'set -e; x=$(false; echo a)',
    'source ./x',
    'printf "%q" a',
    'f() { local x; }',
  ])('are not: %j', (text) => {
    expect(isSameUnderBash(text)).toBe(false);
  });
});

it.each(['{,', '${', '=a', '$((', '<<E\n', '[[', 'echo ', '\n', ' ', '{'])(
  'a text of nothing but %j takes no time',
  (piece) => {
    for (const length of [999, 16_000, 64_000]) {
      const started = performance.now();
      const line = piece.repeat(length / piece.length);
      isSameUnderBash(line);
      isSameUnderBash(line.replace(/.{900}/g, '$&\n'));
      expect(performance.now() - started).toBeLessThan(1000);
    }
  },
);

describe('a script that a tree starts with bash, replayed', () => {
  const ask = (command: string, files: Record<string, string>) => {
    const host = createMemoryHost({
      files: { '/bin/bash': '', ...files },
      executables: ['/bin/bash'],
      directories: ['/work/o'],
    });
    const answer = createReplayShell({ host, profile, otherPrograms: 'run' })({
      command,
      cwd: '/work/o',
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(host.calls).toEqual([]);
    return answer;
  };
  const ofUBoot = (name: string): string => readFileSync(join(oracle('u-boot').tree, 'scripts', name), 'latin1');

  it('is interpreted', () => {
    const real = join(oracle('u-boot').tree, 'scripts/gcc-version.sh');
    const expected = spawnSync('/bin/bash', [real, 'aarch64-linux-gnu-gcc'], { env, encoding: 'latin1' });
    expect(expected.stdout).toMatch(/^\d{4}\n$/);
    const script = '/work/scripts/gcc-version.sh';
    const answer = ask(`/bin/bash ${script} aarch64-linux-gnu-gcc`, { [script]: ofUBoot('gcc-version.sh') });
    expect(answer).toMatchObject({ stdout: expected.stdout, unknown: null });
  });

  it.each(['echo "a\\tb"\n', 'set -eu\nfalse\n', '[[ a = b ]]\n'])('is not where the two differ: %j', (text) => {
    const script = '/work/scripts/other.sh';
    expect(ask(`/bin/bash ${script} aarch64-linux-gnu-gcc`, { [script]: `#!/bin/sh\n${text}` }).unknown).toMatch(
      /bash/,
    );
  });

  it('is unknown where bash would have something to say', () => {
    const script = '/work/scripts/other.sh';
    const text = '#!/bin/sh\nno-such-program\n';
    expect(ask(`/bin/bash ${script}`, { [script]: text }).unknown).toMatch(/bash/);
    expect(ask(`/bin/bash ${script} 2>/dev/null || echo n`, { [script]: text })).toMatchObject({ stdout: 'n\n' });
  });
});
