import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  clangLinkers,
  clangMachineWords,
  isClangPlaces,
  isFollowedClangCall,
  readClangPlaces,
} from '../../src/toolchain/clang-places.ts';
import { readSearchPlaces } from '../../src/toolchain/compiler-call.ts';
import { hasProgram } from '../support/oracle.ts';

const ask = (compiler: string, ...words: string[]): string =>
  spawnSync(compiler, [...words, '-v', '-E', '-x', 'c', '/dev/null'], { encoding: 'latin1' }).stderr;

describe.skipIf(!hasProgram('clang') || !hasProgram('gcc'))('clang -v', () => {
  it('names its resources, headers and the gcc installations it looks at', () => {
    const places = readClangPlaces(ask('clang'));
    if (places === null) throw new Error('not read');
    const resources = spawnSync('clang', ['-print-resource-dir'], { encoding: 'latin1' }).stdout.trim();
    expect(places.resources).toBe(resources);
    expect(places.headers).toContain(`${resources}/include`);
    expect(existsSync(places.installed)).toBe(true);
    expect(places.version).toBe(spawnSync('clang', ['--version'], { encoding: 'latin1' }).stdout.split('\n')[0]);
    const target = spawnSync('clang', ['-print-target-triple'], { encoding: 'latin1' }).stdout.trim();
    expect(places.triples).toContain(target);
    expect(clangLinkers(places)).toEqual(expect.arrayContaining(['ld', `${target}-ld`]));
    expect(isClangPlaces(places)).toBe(true);
  });

  it('gcc is none, and a configuration file may say anything', () => {
    expect(readClangPlaces(ask('gcc'))).toBeNull();
    const places = readSearchPlaces(ask('gcc'));
    expect(places !== null && isClangPlaces(places)).toBe(false);
    expect(readClangPlaces(`Configuration file: /x.cfg\n${ask('clang')}`)).toBeNull();
  });
});

it.each([
  ['clang -c -x c /dev/null', true],
  ['clang -mllvm -asan-x=1 -c', true],
  ['clang -mllvm -load=/x.so', false],
  ['clang -Xclang -load', false],
  ['clang -fno-integrated-as -c', false],
])('%s is followed: %s', (line, expected) => {
  expect(isFollowedClangCall(line.split(' '))).toBe(expected);
});

it('the target chooses directories, and for a link its variant', () => {
  const words = ['--target=arm', '-mfloat-abi=soft', '-O2'];
  expect(clangMachineWords(words, true)).toEqual(['--target=arm', '-mfloat-abi=soft']);
  expect(clangMachineWords(words, false)).toEqual(['--target=arm']);
});
