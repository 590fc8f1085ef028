import { describe, expect, it } from 'vitest';
import { type ShellAnswer, type ShellRequest, unknownAnswer } from '../../../src/core/run-shell.ts';
import { FlagTrials, WalkFlags } from '../../../src/kernel/stops/compile-flags.ts';
import { evaluateMakefiles } from '../../../src/make/index.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';

const env = { PATH: '/bin' };
const place = { cwd: '/tree', env };

/** Trials with a compiler that refuses `-mbad`, `-mworse` and an empty source under `-pedantic`. */
function trials() {
  const asked: string[] = [];
  const announced: string[] = [];
  const tryOut = ({ command }: ShellRequest): ShellAnswer => {
    asked.push(command);
    const bad = /-mbad|-mworse/.exec(command)?.[0];
    const isPedantic = command.includes('-pedantic') && command.endsWith('/dev/null');
    const stderr = bad === undefined ? (isPedantic ? 'empty\n' : '') : `gcc: error: ${bad}\n`;
    return { stdout: '', stderr, status: stderr === '' ? 0 : 1, commands: [], unknown: null };
  };
  const announce = ({ command }: ShellRequest): void => void announced.push(command);
  return { flags: new FlagTrials({ tryOut, announce, place }), asked, announced };
}

const call = (text: string) => ({ ...place, argv: text.split(' ') });

describe('FlagTrials', () => {
  it('tries a set of flags once', () => {
    const { flags, asked } = trials();
    expect(flags.refusalOf(call('gcc -O2 -DA -c -o a.o a.c'))).toBeNull();
    expect(flags.refusalOf(call('gcc -O2 -DB -c -o b.o b.c'))).toBeNull();
    expect(asked).toEqual(['gcc -O2 -c -o /dev/null -x c /dev/null']);
  });

  it('tries the first set of a kind at once, and starts others ahead', () => {
    const { flags, asked, announced } = trials();
    expect(flags.refusalOf(call('gcc -mbad -c a.c'))).toMatchObject({ status: 1, stderr: 'gcc: error: -mbad\n' });
    asked.length = 0;
    expect(flags.refusalOf(call('gcc -mworse -c b.c'))).toBeNull();
    expect([asked, announced]).toEqual([[], ['gcc -mworse -c -o /dev/null -x c /dev/null']]);
    expect([flags.settle(), flags.settle()]).toEqual([true, false]);
    expect(flags.refusalOf(call('gcc -mworse -c b.c'))).toMatchObject({ stderr: 'gcc: error: -mworse\n' });
  });

  it('settles without a second walk where all flags are taken', () => {
    const { flags } = trials();
    flags.refusalOf(call('gcc -O1 -c a.c'));
    flags.refusalOf(call('gcc -O2 -c a.c'));
    expect(flags.settle()).toBe(false);
  });

  it('a complaint of the empty source is none of the flags', () => {
    const { flags } = trials();
    expect(flags.refusalOf(call('gcc -pedantic -c a.c'))).toBeNull();
  });

  it('a compiler that does not answer refuses nothing', () => {
    const tryOut = (): ShellAnswer => unknownAnswer('refused');
    expect(new FlagTrials({ tryOut, place }).refusalOf(call('gcc -mbad -c a.c'))).toBeNull();
  });

  it('names what is beyond the limit, each set of flags once', () => {
    const { flags } = trials();
    const line = { location: { file: 'Makefile', line: 1 }, target: 'a.o' };
    for (let at = 0; at < 402; at += 1) flags.refusalOf(call(`gcc -O${at} -c a.c`), line);
    flags.refusalOf(call('gcc -O401 -c b.c'), { location: { file: 'Makefile', line: 1 }, target: 'b.o' });
    expect(flags.takeUntried()).toEqual([
      { line, program: 'gcc' },
      { line, program: 'gcc' },
    ]);
  });

  it('names the first line of flags that the compiler has not answered for', () => {
    const tryOut = (): ShellAnswer => unknownAnswer('timeout');
    const flags = new FlagTrials({ tryOut, place });
    const line = { location: { file: 'Makefile', line: 1 }, target: 'a.o' };
    flags.refusalOf(call('gcc -O2 -c a.c'), line);
    flags.refusalOf(call('gcc -O2 -c b.c'), { location: { file: 'Makefile', line: 1 }, target: 'b.o' });
    flags.settle();
    expect(flags.takeUntried()).toEqual([{ line, program: 'gcc' }]);
  });

  it('a compiler that is not there has its own stop', () => {
    const tryOut = (): ShellAnswer => ({ ...unknownAnswer('refused'), unknown: null, status: 127 });
    const flags = new FlagTrials({ tryOut, place });
    expect(
      flags.refusalOf(call('gcc -O2 -c a.c'), { location: { file: 'Makefile', line: 1 }, target: 'a.o' }),
    ).toBeNull();
    expect(flags.takeUntried()).toEqual([]);
  });
});

describe('WalkFlags', () => {
  const host = createMemoryHost({ files: { '/tree/Makefile': 'all:\n' }, cwd: '/tree' });
  const evaluation = evaluateMakefiles({ host, runShell: () => unknownAnswer('not asked') });
  const level = { evaluation, cwd: '/tree' };

  it('follows a line only where its flags are new', () => {
    const walk = new WalkFlags(trials().flags);
    const line = (name: string, flags: string): string =>
      `set -e; gcc -Wp,-MMD,.${name}.o.d -nostdinc ${flags} -DKBUILD_BASENAME=${name} -c -o ${name}.o ${name}.c; fixdep`;
    expect(
      [line('a', '-O2'), line('b', '-O2'), line('c', '-O3'), 'echo done'].map((text) => walk.isFirst(text)),
    ).toEqual([true, false, true, false]);
  });

  it('reports a complaint once', () => {
    const walk = new WalkFlags(trials().flags);
    let seen = '';
    const start = (text: string) => ({ ...call(text), write: (_: string, written: string) => void (seen += written) });
    walk.begin(level);
    expect(walk.refusalOf(start('gcc -mbad -c a.c'))).toBe(1);
    expect(walk.refused).toHaveLength(1);
    walk.begin(level);
    expect(walk.refusalOf(start('gcc -mbad -c b.c'))).toBeNull();
    expect([walk.refused, seen]).toEqual([undefined, 'gcc: error: -mbad\n']);
  });
});
