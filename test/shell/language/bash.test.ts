import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { loadProfile } from '../../../src/probe/profile/load.ts';
import { createReplayShell } from '../../../src/probe/replay-shell.ts';
import { isCoveredBash } from '../../../src/shell/language/bash.ts';
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

/** What the interpreter knows of bash alone. */
const ofBash = [
  'echo "a\\tb" -n',
  'echo -e "a\\tb\\n" c; echo -n x; echo -ne "y\\\\z"; echo -E "a\\tb"; echo -e -E "a\\n"; echo -x; echo -',
  'echo -e "a\\cb"; echo c',
  'set -e; x=$(false; echo a); echo "<$x>"; false; echo b',
  'set -e; (false; echo a) || echo b; (false; echo c); echo d',
  'set -o pipefail; false | true; echo $?; true | false | true; echo $?; set +o pipefail; false | true; echo $?',
  'set -o pipefail; (exit 3) | (exit 4) | true; echo $?; if false | true; then echo y; else echo n; fi; ! false | true; echo $?',
  'set -e; set -o pipefail; echo a | grep -q b && exit 1; echo c; echo a | grep -q b; echo d',
  'set -o pipefail; x=$(false | true); echo $?; (false | true); echo $?',
  'set -e; trap "echo end" EXIT; echo a; false; echo b',
  'command -v sh >/dev/null && echo y; command -v -- -x || echo n; sh -c \'echo "$0" $#\' a b c; bash -c \'echo -n "$0" $#; exit 3\' a b; echo $?',
];

describe('scripts that are the same under bash', () => {
  it.each(ofBash)('%j gives what bash gives', (text) => {
    expect(isCoveredBash(text)).toBe(true);
    const [real, own] = both(text);
    expect(own).toEqual(real);
  });

  it('give what bash gives, all texts of the corpus that are taken for such', () => {
    // A replay has the standard programs wherever PATH leads.
    const taken = shellCorpus.filter((text) => isCoveredBash(text) && !text.includes('PATH='));
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
    'cat <(echo a)',
    'test a == a && echo y',
    'echo $RANDOM',
    'x=${y^a}',
    'export X=$y',
    'set -x; echo a',
    'set -o posix',
    'printf "%q" a',
  ])('are not: %j', (text) => {
    expect(isCoveredBash(text)).toBe(false);
  });
});

it.each([
  'source ./x',
  'f() { readonly x; }; f',
  'trap "echo a" ERR',
  'command echo a',
  'x=source; $x ./a',
  'x=1; ${x/1/2}',
])('is not interpreted to its end: %j', (text) => {
  expect(both(text)[1]).toBe(null);
});

it.each(['{,', '${', '=a', '$((', '<<E\n', '[[', 'echo ', '\n', ' ', '{'])(
  'a text of nothing but %j takes no time',
  (piece) => {
    for (const length of [999, 3999, 16_000, 64_000]) {
      const started = performance.now();
      const line = piece.repeat(length / piece.length);
      isCoveredBash(line);
      for (const width of [900, 3900]) isCoveredBash(line.replace(new RegExp(`.{${width}}`, 'g'), '$&\n'));
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

  it.each(['x=${x^a}\n', 'set -x\nfalse\n', '[[ a = b ]]\n'])('is not where the two differ: %j', (text) => {
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
