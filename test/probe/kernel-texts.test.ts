import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { loadProfile } from '../../src/probe/profile/load.ts';
import { createRealShell } from '../../src/probe/real-shell.ts';
import { createReplayShell } from '../../src/probe/replay-shell.ts';
import { hasOracle } from '../support/oracle.ts';
import { canRecord, type KernelText, recordKernelTexts } from './kernel-texts.ts';

const isPossible = canRecord();

const profilesDirectory = fileURLToPath(new URL('../../profiles', import.meta.url));
const host = createNodeHost();

describe.skipIf(!hasOracle('a kernel, strace or a cross compiler', isPossible))(
  'the shell texts of linux 6.12 arm64',
  () => {
    let directory = '';
    let texts: readonly KernelText[] = [];
    const expected = new Map<KernelText, { status: number | null; stdout: string; stderr: string }>();

    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'kgate-texts-'));
      texts = recordKernelTexts(directory);
      for (const text of texts) {
        const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', text.command], {
          cwd: text.cwd,
          env: text.env,
          encoding: 'latin1',
          input: '',
        });
        expected.set(text, { status, stdout, stderr });
      }
    }, 180_000);
    afterAll(() => {
      rmSync(directory, { recursive: true });
    });

    it('are as many as the kernel asks for', () => {
      expect(texts.filter(({ from }) => from === 'conf').length).toBeGreaterThan(100);
      expect(texts.filter(({ from }) => from === 'make').length).toBeGreaterThan(40);
    });

    it.each(['run', 'interpret'] as const)(
      'are all interpreted, scripts: %s, and give what /bin/sh gives',
      (scripts) => {
        const run = createRealShell({ host, fallback: 'refuse', scripts });
        const before = readdirSync(join(directory, 'objects'));
        for (const text of texts) {
          const { status, stdout, stderr, unknown } = run(text);
          expect({ command: text.command, unknown, status, stdout, stderr }).toEqual({
            command: text.command,
            unknown: null,
            ...expected.get(text),
          });
        }
        expect(readdirSync(join(directory, 'objects'))).toEqual(before);
      },
      120_000,
    );

    it.each(['unknown', 'run'] as const)(
      'a replay of gcc 12 never differs from gcc 12, other programs: %s',
      (otherPrograms) => {
        const run = createReplayShell({
          host,
          profile: loadProfile('gcc-12', { host, profilesDirectory }),
          otherPrograms,
        });
        const unknown: string[] = [];
        for (const text of texts) {
          const answer = run(text);
          if (answer.unknown !== null) {
            unknown.push(`${text.command} -> ${answer.unknown}`);
            continue;
          }
          expect({ command: text.command, status: answer.status, stdout: answer.stdout }).toEqual({
            command: text.command,
            status: expected.get(text)?.status,
            stdout: expected.get(text)?.stdout,
          });
        }
        // Linking, compiling real source text, -print-file-name, and programs that are no part of a toolchain.
        expect(unknown.length, unknown.join('\n')).toBeLessThanOrEqual(otherPrograms === 'run' ? 16 : 27);
      },
    );

    it('a replay of gcc 7.5.0 says no where the recorded compiler refused', () => {
      const run = createReplayShell({ host, profile: loadProfile('gcc-7.5.0', { host, profilesDirectory }) });
      const text = texts.find(({ command }) => command.includes('-fpatchable-function-entry=2'));
      expect(text).toBeDefined();
      if (text === undefined) return;
      const answer = run(text);
      expect(answer).toMatchObject({ stdout: 'n\n', unknown: null });
      expect(answer.commands.map(({ stderr, source }) => ({ stderr, source }))).toEqual([
        {
          stderr: "aarch64-linux-gnu-gcc: error: unrecognized command line option '-fpatchable-function-entry=2'\n",
          source: 'profile',
        },
      ]);
      const version = texts.find(({ command }) => /cc-version\.sh/.test(command));
      expect(version === undefined ? null : run(version).stdout).toBe('GCC 70500\n');
    });
  },
);
