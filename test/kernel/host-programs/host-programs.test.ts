/** Calls of the host compiler: kgate's answer and the real call, on the same files. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { HostPrograms } from '../../../src/kernel/host-programs/host-programs.ts';
import { type HostTree, hostTree, type HostTreeSetup } from '../../support/host-tree.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-host-programs-')));
afterAll(() => rmSync(root, { recursive: true }));
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
let count = 0;

const tree = (setup: HostTreeSetup): HostTree => hostTree(join(root, String(++count)), setup);

const main = 'int main(void) { return 0; }\n';
const stdio = `#include <stdio.h>\n${main}`;

describe('a header that the machine does not have', () => {
  const cases: readonly [
    name: string,
    line: string,
    files: Readonly<Record<string, string>>,
    header: string,
    at: string,
  ][] = [
    [
      'in the source',
      'gcc -c -o a.o a.c',
      { 'a.c': `#include <stdio.h>\n#include <no-such/elf.h>\n${main}` },
      'no-such/elf.h',
      'a.c:2',
    ],
    ['in quotes', 'gcc -c -o a.o a.c', { 'a.c': `#include "no-such.h"\n` }, 'no-such.h', 'a.c:1'],
    [
      'behind headers of the tree',
      'gcc -I include -c -o a.o sub/a.c',
      {
        'sub/a.c': '#include "own.h"\n',
        'sub/own.h': '#include <api.h>\n',
        'include/api.h': `\n#  include <no-such.h>\n`,
      },
      'no-such.h',
      'include/api.h:2',
    ],
    [
      "with kbuild's words",
      'gcc -Wp,-MMD,.a.d -Wall -O2 -std=gnu11 -I ./scripts -o a a.c -lm',
      { 'a.c': '#include <no-such.h>\n' },
      'no-such.h',
      'a.c:1',
    ],
    [
      'behind -include',
      'gcc -include pre.h -c -o a.o a.c',
      { 'a.c': main, 'pre.h': '#include <no-such.h>\n' },
      'no-such.h',
      './pre.h:1',
    ],
    ['in C++', 'g++ -c -o a.o a.cc', { 'a.cc': '#include <vector>\n#include <no-such.h>\n' }, 'no-such.h', 'a.cc:2'],
    [
      'with a warning before it',
      'gcc -Wall -c -o a.o a.c',
      { 'a.c': 'static int f(void) { int x; return 0; }\n#include <no-such.h>\n' },
      'no-such.h',
      'a.c:2',
    ],
    [
      'by a computed name',
      'gcc -c -o a.o a.c',
      { 'a.c': '#define NAME <no-such.h>\n#include NAME\n' },
      'no-such.h',
      'a.c:1',
    ],
  ];
  test.each(cases)('%s', (_name, line, files, header, at) => {
    const { answer, real } = tree({ files });
    const got = answer(line);
    const wanted = real(line);
    expect(wanted.stderr).toContain('No such file or directory');
    expect(got).toMatchObject({ kind: 'failed', ...wanted, missing: [{ kind: 'header', name: header }] });
    const location = got?.kind === 'failed' ? got.location : null;
    expect(`${location?.file}:${location?.line}`).toBe(at);
  });

  test('in the words of the locale', () => {
    const { answer, real } = tree({ files: { 'a.c': '#include <no-such.h>\n' }, env: { LC_ALL: '', LANG: 'C.UTF-8' } });
    expect(answer('gcc -c -o a.o a.c')).toMatchObject({ kind: 'failed', ...real('gcc -c -o a.o a.c') });
  });
});

describe('no stop', () => {
  const cases: readonly [name: string, line: string, setup: HostTreeSetup][] = [
    ['headers of the machine', 'gcc -c -o a.o a.c', { files: { 'a.c': `#include <sys/stat.h>\n${stdio}` } }],
    [
      'an include in a branch that is not taken',
      'gcc -c -o a.o a.c',
      { files: { 'a.c': `#ifdef __NOWHERE__\n#include <no-such.h>\n#endif\n${main}` } },
    ],
    [
      'a branch that a word of the call takes away',
      'gcc -DNO_PLUGINS -c -o a.o a.c',
      { files: { 'a.c': `#ifndef NO_PLUGINS\n#include <no-such.h>\n#endif\n${main}` } },
    ],
    [
      'a header with a computed name',
      'gcc -c -o a.o a.c',
      { files: { 'a.c': `#define N <stdio.h>\n#include N\n${main}` } },
    ],
    ['libraries', 'gcc -o a a.o -lm -ldl', { files: {} }],
  ];
  test.each(cases)('%s', (_name, line, setup) => {
    const { answer, real, cwd } = tree(setup);
    if (line.includes('a.o -lm')) writeFiles(cwd, { 'a.c': main });
    if (line.includes('a.o -lm')) real('gcc -c -o a.o a.c');
    expect(real(line).status).toBe(0);
    expect(answer(line)).toMatchObject({ kind: 'fine' });
  });

  test('a header that an earlier recipe makes, with one of the machine behind it', () => {
    const { answer } = tree({
      files: { 'a.c': '#include "elfconfig.h"\n#include <gen/made.h>\n#include <stdio.h>\n' },
      made: ['elfconfig.h', 'include/gen/made.h'],
    });
    expect(answer('gcc -I include -c -o a.o a.c')).toMatchObject({ kind: 'fine' });
  });

  test('a missing header behind one that is made is still found', () => {
    const setup: HostTreeSetup = {
      files: { 'a.c': '#include "elfconfig.h"\n#include "../gen/made.h"\n#include <no-such.h>\n', 'sub/x': '' },
      made: ['elfconfig.h', 'gen/made.h'],
    };
    const { answer, real, cwd } = tree(setup);
    const line = 'gcc -I sub -c -o a.o a.c';
    const got = answer(line);
    writeFiles(cwd, { 'elfconfig.h': '', 'gen/made.h': '' });
    expect(got).toMatchObject({ kind: 'failed', ...real(line), missing: [{ name: 'no-such.h' }] });
  });

  test('a source that is made', () => {
    const { answer } = tree({ files: {}, made: ['x.tab.c'] });
    expect(answer('gcc -c -o x.tab.o x.tab.c')).toMatchObject({ kind: 'fine' });
  });
});

describe('a library that the machine does not have', () => {
  test.each([
    ['gcc -o a a.o -lno-such', 'no-such'],
    ['gcc -O2 -o a a.o -lm -lno-such', 'no-such'],
    ['gcc -static -o a a.o -lno-such', 'no-such'],
    ['gcc -o a a.o -z noexecstack -lno-such', 'no-such'],
    ['gcc -z noexecstack -Wl,-O1 -o a a.o -u main -lno-such', 'no-such'],
    ['gcc -o a a.c -lno-such', 'no-such'],
  ])('%s', (line, name) => {
    const { answer, real } = tree({ files: { 'a.c': stdio } });
    expect(real('gcc -c -o a.o a.c').status).toBe(0);
    expect(answer(line)).toMatchObject({
      kind: 'failed',
      ...real(line),
      missing: [{ kind: 'library', name }],
      location: null,
    });
  });

  test('two of them', () => {
    const { answer, real } = tree({ files: { 'a.c': stdio } });
    real('gcc -c -o a.o a.c');
    const line = 'gcc -o a a.o -lno-such -lnone-either';
    expect(answer(line)).toMatchObject({
      kind: 'failed',
      ...real(line),
      missing: [{ name: 'no-such' }, { name: 'none-either' }],
    });
  });

  test('one that the build makes is none', () => {
    const { answer } = tree({ files: { 'a.c': stdio }, made: ['lib/libown.a'] });
    expect(answer('gcc -o a a.o -L lib -lown')).toMatchObject({ kind: 'fine' });
  });
});

test('compilers of the target, questions and other programs are not looked at', () => {
  const { answer } = tree({ files: { 'a.c': main } });
  for (const line of [
    'gcc -nostdinc -c -o a.o a.c',
    'gcc -D__KERNEL__ -c -o a.o a.c',
    'gcc --version',
    'gcc -E -o a.i a.c',
    'gcc -x assembler -c -o a.o a.S',
    'ld -o a a.o',
    'cat a.c',
  ]) {
    expect(answer(line), line).toBeNull();
  }
});

test('a program that a policy refuses leaves the call undecided', () => {
  const { cwd } = tree({ files: { 'a.c': '#include <no-such.h>\n' } });
  const node = createNodeHost({ cwd, env });
  const refused = { outcome: 'refused', status: null, signal: null, stdout: '', stderr: '', durationMs: 0 } as const;
  const machine: Host = { ...node, run: () => refused };
  const programs = new HostPrograms({
    files: machine,
    machine,
    treeDirectory: cwd,
    objectTree: cwd,
    mayBeMade: () => false,
  });
  expect(programs.answer({ argv: ['gcc', '-c', '-o', 'a.o', 'a.c'], cwd, env })).toMatchObject({ kind: 'undecided' });
});

test('what is known of the machine is not asked again', () => {
  const { answer, runs } = tree({ files: { 'a.c': stdio, 'b.c': stdio, 'c.c': `#include <stdlib.h>\n${stdio}` } });
  for (const name of ['a', 'b', 'c'])
    expect(answer(`gcc -O2 -c -o ${name}.o ${name}.c`)).toMatchObject({ kind: 'fine' });
  expect(runs).toHaveLength(1);
  for (const name of ['a', 'b']) expect(answer(`gcc -o ${name} ${name}.o`)).toMatchObject({ kind: 'fine' });
  expect(runs).toHaveLength(2);
});
