import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  namesAskedFor,
  readCompilerCall,
  readSearchDirectories,
  readSearchPlaces,
  takesInFiles,
} from '../../src/toolchain/compiler-call.ts';
import { hasProgram } from '../support/oracle.ts';

const words = (text: string): string[] => text.split(' ');

describe.skipIf(!hasProgram('gcc'))('gcc', () => {
  it.each([
    'gcc -c a.c -o a.o',
    'gcc -S a.c -o a.s',
    'gcc -E a.c -o a.i',
    'gcc -E -gsplit-dwarf a.c -o a.i',
    'gcc -gsplit-dwarf -E a.c -c -o a.i',
    'gcc a.c b.c -o prog',
    'gcc -O2 -Wall -c -x c a.c -o out',
    'gcc -fsyntax-only a.c',
  ])('%s writes the files that are read off its words', (line) => {
    const directory = mkdtempSync(join(tmpdir(), 'kgate-call-'));
    writeFileSync(join(directory, 'a.c'), 'int main(void) { return 0; }\n');
    writeFileSync(join(directory, 'b.c'), 'int b;\n');
    const [program = '', ...args] = words(line);
    expect(spawnSync(program, args, { cwd: directory }).status).toBe(0);
    const made = readdirSync(directory).filter((name) => name !== 'a.c' && name !== 'b.c');
    const call = readCompilerCall(words(line));
    expect(call?.outputs).toEqual(made);
    expect(call?.inputs.every((path) => existsSync(join(directory, path)))).toBe(true);
    rmSync(directory, { recursive: true });
  });

  it('names the directories it looks in', () => {
    const { stderr } = spawnSync('gcc', ['-v', '-E', '-x', 'c', '/dev/null'], {
      encoding: 'latin1',
      env: { LC_ALL: 'C', PATH: process.env.PATH },
    });
    const places = readSearchPlaces(stderr);
    expect(places?.calledAs).toBe('gcc');
    expect(places?.headers).toContain('/usr/include');
    const prog = spawnSync('gcc', ['-print-prog-name=cc1'], { encoding: 'latin1' }).stdout.trim();
    expect(places?.programs.some((path) => prog.startsWith(path.replace(/\/+$/, '')))).toBe(true);
    const search = spawnSync('gcc', ['-print-search-dirs'], { encoding: 'latin1' }).stdout;
    expect(readSearchDirectories(search)?.libraries.length).toBeGreaterThan(0);
  });
});

it.each([
  'gcc -c a.c -I/x -v -o a.o',
  'gcc -c a.c -I/x -Wmissing-include-dirs -o a.o',
  'gcc -c a.c -I=/x -o a.o',
  'gcc -c a.c -I- -o a.o',
  'g++ -c a.c -stdlib=libc++ -o a.o',
  'gcc @file',
  'gcc -c a.c -o a.o -MD',
  'gcc -fplugin=x.so -c a.c -o a.o',
  'gcc -c a.c -gsplit-dwarf',
  'gcc -Wa,-I/x -c a.c -o a.o',
])('%s touches files in a way that is not followed', (line) => {
  expect(readCompilerCall(words(line))).toBeNull();
});

it.each([
  ['gcc -c -x c /dev/null -o /dev/null', { outputs: [], inputs: [], links: false, readsStandardInput: false }],
  ['gcc -E -', { readsStandardInput: true, links: false }],
  ['gcc -E - -I/x -isystem y -Iz', { headers: ['/x', 'y', 'z'], language: 'c' }],
  ['gcc -E -x c++ -', { language: 'c++', headers: [] }],
  ['aarch64-linux-gnu-g++-12 -c a.c', { language: 'c++' }],
  ['g++ -x c a.c', { language: 'c' }],
  ['gcc -m32 a.o -lm -o p', { links: true, machineWords: ['-m32'], libraries: ['m'] }],
])('%s', (line, expected) => {
  expect(readCompilerCall(words(line))).toMatchObject(expected);
});

it('asks for names', () => {
  expect(namesAskedFor(words('gcc -print-file-name=plugin -print-prog-name=as'))).toEqual({
    files: ['plugin'],
    programs: ['as'],
  });
  expect(namesAskedFor(words('gcc -print-libgcc-file-name'))).toEqual({ files: ['libgcc.a'], programs: [] });
  expect(namesAskedFor(words('gcc -print-sysroot'))).toEqual({ files: [], programs: [] });
  expect(namesAskedFor(words('gcc -print-something'))).toBeNull();
});

it.each([
  ['#include <x>', true],
  ['# import "x"', true],
  ['__has_include(<x>)', true],
  ['.incbin "x"', true],
  ['int include;', true],
  ['int x; /* includes */', false],
  ['int x;', false],
])('takesInFiles(%j) is %s', (text, expected) => {
  expect(takesInFiles(text)).toBe(expected);
});
