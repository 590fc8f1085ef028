import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { probeFlag } from '../../../src/probe/asking/flag.ts';
import { probeIdentity } from '../../../src/probe/asking/identity.ts';
import type { ProbeSource } from '../../../src/probe/asking/source.ts';
import { hasProgram } from '../../support/oracle.ts';
import { loadProfile } from '../../../src/probe/profile/load.ts';

const host = createNodeHost();
const profilesDirectory = fileURLToPath(new URL('../../../profiles', import.meta.url));
const tool = (...cc: string[]): ProbeSource => ({ kind: 'tool', host, cc, ld: ['aarch64-linux-gnu-ld'] });
const recorded = (name: string): ProbeSource => ({
  kind: 'profile',
  profile: loadProfile(name, { host, profilesDirectory }),
});

const patchable = '-fpatchable-function-entry=2';

describe.skipIf(!hasProgram('aarch64-linux-gnu-gcc-12') || !hasProgram('aarch64-linux-gnu-gcc-11'))(
  'aarch64 gcc',
  () => {
    it.each([
      ['aarch64-linux-gnu-gcc-12', '12.2.0'],
      ['aarch64-linux-gnu-gcc-11', '11.3.0'],
    ])('%s says who it is', (compiler, version) => {
      const identity = probeIdentity(tool(compiler));
      expect(identity).toMatchObject({
        vendor: 'gcc',
        target: 'aarch64-linux-gnu',
        assembler: { vendor: 'GNU' },
        linker: { vendor: 'GNU' },
        problem: null,
      });
      expect(identity.version?.split('.')[0]).toBe(version.split('.')[0]);
      expect(identity.assembler?.version).toMatch(/^2\.\d+\.\d+$/);
      expect(identity.commands).toHaveLength(5);
    });

    it.each(['aarch64-linux-gnu-gcc-12', 'aarch64-linux-gnu-gcc-11'])(
      '%s takes and obeys patchable entries',
      (compiler) => {
        for (const flag of [patchable, '-fpatchable-function-entry=4,2']) {
          expect(probeFlag(tool(compiler), flag)).toMatchObject({
            flag,
            verdict: 'accepted',
            works: true,
            status: 0,
            stderr: '',
            text: 'accepted, and works',
          });
        }
      },
    );

    it('refuses in its own words, complete, and shows the command', () => {
      expect(probeFlag(tool('aarch64-linux-gnu-gcc-12'), '-fsanitize=kcfi')).toMatchObject({
        verdict: 'rejected',
        argv: expect.arrayContaining([
          'aarch64-linux-gnu-gcc-12',
          '-Werror',
          '-fsanitize=kcfi',
          '-c',
          '-x',
          'c',
          '/dev/null',
        ]),
        status: 1,
        stderr: "aarch64-linux-gnu-gcc-12: error: unrecognized argument to '-fsanitize=' option: 'kcfi'\n",
      });
    });

    it('notes that an unknown -Wno-… is accepted without effect', () => {
      const unknown = probeFlag(tool('aarch64-linux-gnu-gcc-12'), '-Wno-kgate-nonsense');
      expect(unknown).toMatchObject({ verdict: 'accepted', works: false, text: 'accepted, but without effect' });
      expect(unknown.notes[0]).toContain('-Wkgate-nonsense');
      const known = probeFlag(tool('aarch64-linux-gnu-gcc-12'), '-Wno-unused');
      expect(known).toMatchObject({ verdict: 'accepted', notes: [] });
      expect(known).not.toHaveProperty('works');
    });
  },
);

describe.skipIf(!hasProgram('avr-gcc'))('avr-gcc 5.4', () => {
  it('refuses patchable entries', () => {
    expect(probeFlag(tool('avr-gcc'), patchable)).toMatchObject({
      verdict: 'rejected',
      stderr: `avr-gcc: error: unrecognized command line option '${patchable}'\n`,
    });
    expect(probeIdentity(tool('avr-gcc'))).toMatchObject({ vendor: 'gcc', version: '5.4.0', target: 'avr' });
  });
});

describe.skipIf(!hasProgram('clang'))('clang', () => {
  const clang = tool('clang', '--target=aarch64-linux-gnu');

  it('is distinguished from gcc although it says it is one', () => {
    expect(probeIdentity(clang)).toMatchObject({ vendor: 'clang', assembler: { vendor: 'LLVM' }, problem: null });
    expect(probeIdentity(clang).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([
    ['clang', '--target=aarch64-linux-gnu'],
    ['clang', '--target=x86_64-linux-gnu'],
  ])('%s %s takes and obeys patchable entries', (...cc) => {
    expect(probeFlag(tool(...cc), patchable)).toMatchObject({ verdict: 'accepted', works: true });
    expect(probeFlag(tool(...cc), '-fpatchable-function-entry=5,1')).toMatchObject({ works: true });
  });

  it.each([
    ['-Wno-such-warning', /unknown warning option/],
    ['-Wno-no-such-warning', /unknown warning option/],
    ['-fno-such-option', /unknown argument/],
    ['-fconserve-stack', /./],
  ])('refuses %s, which it would only warn about', (flag, words) => {
    const answer = probeFlag(clang, flag);
    expect(answer.verdict).toBe('rejected');
    expect(answer.stderr).toMatch(words);
  });
});

describe('a compiler that is none', () => {
  it('is reported, not thrown', () => {
    expect(probeIdentity(tool('no-such-gcc'))).toMatchObject({
      vendor: 'unknown',
      version: null,
      problem: 'no-such-gcc: not found',
    });
    expect(probeFlag(tool('no-such-gcc'), '-O2')).toMatchObject({
      verdict: 'unknown',
      text: 'unknown: no-such-gcc: not found',
    });
    expect(probeFlag(tool('/bin/true'), '-O2')).toMatchObject({ verdict: 'unknown' });
    expect(probeFlag(tool('/bin/false'), '-O2')).toMatchObject({
      verdict: 'unknown',
      text: 'unknown: the compiler fails without the flag as well',
    });
    expect(probeIdentity(tool('/bin/true')).problem).toMatch(/neither gcc nor clang/);
  });

  it('may hang: the limit is named', () => {
    const slow = createMemoryHost({ run: () => ({ outcome: 'timed-out', status: null }) });
    const source: ProbeSource = { kind: 'tool', host: slow, cc: ['slow-gcc'], timeoutMs: 250 };
    expect(probeFlag(source, '-O2', { vendor: 'gcc' }).text).toBe('unknown: slow-gcc did not end within 250 ms');
    expect(probeIdentity(source).problem).toBe('slow-gcc did not end within 250 ms');
    expect(slow.calls.every(({ timeoutMs, env }) => timeoutMs === 250 && env.LC_ALL === 'C')).toBe(true);
  });

  it('may accept patchable entries without making them', () => {
    const files: Record<string, string> = {};
    const lying = createMemoryHost({
      files,
      run: ({ argv }) => {
        const output = argv[argv.indexOf('-o') + 1] ?? '';
        if (output.startsWith('/')) lying.writeFile(output, 'object');
        return output === '-' ? { stdout: 'traced:\n\tnop\n\tret\n' } : {};
      },
    });
    const answer = probeFlag({ kind: 'tool', host: lying, cc: ['lying-gcc'] }, patchable, { vendor: 'gcc' });
    expect(answer).toMatchObject({ verdict: 'accepted', works: false, text: 'accepted, but does not work' });
    expect(answer.notes[0]).toMatch(/1 of 2 NOPs .* and no section __patchable_function_entries/);
  });
});

describe('a recorded compiler', () => {
  it('says who it was', () => {
    expect(probeIdentity(recorded('gcc-7.5.0'))).toMatchObject({
      vendor: 'gcc',
      version: '7.5.0',
      target: 'aarch64-linux-gnu',
      words: 'aarch64-linux-gnu-gcc (GCC) 7.5.0',
      assembler: { vendor: 'GNU', version: '2.40.0' },
      linker: { vendor: 'GNU', version: '2.40.0' },
      problem: null,
    });
  });

  it('answers as far as it was asked', () => {
    expect(probeFlag(recorded('gcc-7.5.0'), patchable)).toMatchObject({
      verdict: 'rejected',
      status: 1,
      stderr: `aarch64-linux-gnu-gcc: error: unrecognized command line option '${patchable}'\n`,
      commands: [{ source: 'profile' }],
    });
    expect(probeFlag(recorded('gcc-12'), patchable)).toMatchObject({ verdict: 'accepted', works: true });
    // Whether it works was asked for two NOPs only.
    const other = '-fpatchable-function-entry=4';
    expect(probeFlag(recorded('gcc-12'), other)).toMatchObject({ verdict: 'accepted', works: 'unknown' });
    expect(probeFlag(recorded('gcc-12'), '-fnobody-asked')).toMatchObject({
      verdict: 'unknown',
      text: 'unknown: gcc-12 has no record of -fnobody-asked',
      commands: [{ source: 'unknown' }],
    });
  });

  it.skipIf(!hasProgram('aarch64-linux-gnu-gcc-12'))('never says otherwise than the compiler itself', () => {
    const flags = ['-O2', '-Wall', '-fsanitize=kcfi', '-m32', '-Wformat-zero-length', '-mcpu=v', patchable, '-gz=zstd'];
    for (const flag of flags) {
      const fromRecord = probeFlag(recorded('gcc-12'), flag);
      if (fromRecord.verdict === 'unknown') continue;
      expect([flag, fromRecord.verdict]).toEqual([flag, probeFlag(tool('aarch64-linux-gnu-gcc-12'), flag).verdict]);
    }
  });
});
