/** Missing headers in branches: kgate's answer and the real call, on the same files. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type HostTree, hostTree, type HostTreeSetup } from '../../support/host-tree.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-branches-')));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const tree = (setup: HostTreeSetup): HostTree => hostTree(join(root, String(++count)), setup);

const main = 'int main(void) { return 0; }\n';
const missing = '#include <no-such.h>\n';

/** True when the sources themselves were given to the compiler. */
function readsSources({ runs }: HostTree): boolean {
  return runs.some(({ argv }) => argv.some((word) => word.endsWith('.c')));
}

/** `asked`: the compiler is given the source, because its text does not say. */
interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly words?: string;
  readonly asked?: true;
}

const gcc = (words = ''): string => `gcc ${words === '' ? '' : `${words} `}-c -o a.o a.c`;

const cases: readonly Case[] = [
  {
    name: 'a macro that nothing defines',
    files: { 'a.c': `#include <stdio.h>\n#ifdef OTHER_SYSTEM\n${missing}#endif\n${main}` },
  },
  {
    name: 'a macro that nothing defines is not 1',
    files: { 'a.c': `#include <stdio.h>\n#if !defined(OTHER_SYSTEM)\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a macro of the compiler',
    files: { 'a.c': `#if __SIZEOF_POINTER__ > 64 || !defined __GNUC__\n${missing}#endif\n${main}` },
  },
  {
    name: 'a macro of the compiler, with a branch that is taken',
    files: { 'a.c': `#if __SIZEOF_POINTER__ < 64\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a chain of #elif, the last of which is taken',
    files: {
      'a.c': `#if defined A_\n${missing}#elif B_ > 1\n${missing}#elif defined __GNUC__\n#include <stdio.h>\n#else\n${missing}#endif\n${main}`,
    },
  },
  {
    name: 'a chain of #elif that leads to #else',
    files: { 'a.c': `#if defined A_\n#elif B_ > 1\n#elif !defined __GNUC__\n#else\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'nested',
    files: { 'a.c': `#ifndef A_\n#if 0\n#ifndef B_\n${missing}#endif\n#endif\n#endif\n${main}` },
  },
  {
    name: 'nested, inside of a guard that is open',
    files: {
      'a.c': `#include "own.h"\n${main}`,
      'own.h': `#ifndef OWN_H\n#define OWN_H\n#if defined A_ && 1\n${missing}#endif\n#endif\n`,
    },
  },
  {
    name: 'a macro of a header of the machine',
    files: { 'a.c': `#include <limits.h>\n#ifndef CHAR_BIT\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a macro that only a header of the machine brings',
    files: { 'a.c': `#include <limits.h>\n#ifdef CHAR_BIT\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a macro that a header of the machine brings when a source has asked for it',
    files: {
      'a.c': `#define _GNU_SOURCE\n#include <features.h>\n#ifdef __USE_GNU\n${missing}#endif\n${main}`,
    },
    asked: true,
  },
  {
    name: 'a macro of a header of the tree',
    files: { 'a.c': `#include "own.h"\n#ifdef OWN\n${missing}#endif\n${main}`, 'own.h': '#define OWN\n' },
    asked: true,
  },
  {
    name: 'a macro of a header of the tree behind the question',
    files: { 'a.c': `#ifdef OWN\n${missing}#endif\n#include "own.h"\n${main}`, 'own.h': '#define OWN\n' },
    asked: true,
  },
  {
    name: 'a header of the tree in a branch that is not taken',
    files: {
      'a.c': `#ifdef A_\n#include "own.h"\n#endif\n#ifdef OWN\n${missing}#endif\n${main}`,
      'own.h': '#define OWN\n',
    },
    asked: true,
  },
  {
    name: '#ifdef behind an #undef',
    files: { 'a.c': `#undef __GNUC__\n#ifdef __GNUC__\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: '#ifndef behind an #undef',
    files: { 'a.c': `#undef __GNUC__\n#ifndef __GNUC__\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a word of the call',
    words: '-DWITH=0 -DOTHER',
    files: { 'a.c': `#if WITH\n${missing}#endif\n${main}` },
  },
  {
    name: 'a word of the call, taken',
    words: '-DWITH=1',
    files: { 'a.c': `#if WITH\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a word of the call that another one takes away',
    words: '-DNONE -UNONE',
    files: { 'a.c': `#ifndef NONE\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a word of the call that the source takes away',
    words: '-DNONE',
    files: { 'a.c': `#undef NONE\n#ifndef NONE\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a word of the call whose text is a macro of the tree',
    words: '-DWITH=OWN',
    files: { 'a.c': `#define OWN 1\n#if WITH\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a system that the tree claims to be',
    files: { 'a.c': `#define __APPLE__\n#ifdef __APPLE__\n${missing}#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a forced header',
    words: '-include auto.h',
    files: { 'a.c': `#if ENABLE_X\n${missing}#endif\n${main}`, 'auto.h': '#define ENABLE_X 0\n#define ENABLE_Y 1\n' },
  },
  {
    name: 'a forced header, taken',
    words: '-include auto.h',
    files: { 'a.c': `#if ENABLE_Y\n${missing}#endif\n${main}`, 'auto.h': '#define ENABLE_X 0\n#define ENABLE_Y 1\n' },
    asked: true,
  },
  {
    name: 'a forced header that the source changes',
    words: '-imacros auto.h',
    files: {
      'a.c': `#undef ENABLE_X\n#define ENABLE_X 1\n#if ENABLE_X\n${missing}#endif\n${main}`,
      'auto.h': '#define ENABLE_X 0\n',
    },
    asked: true,
  },
  {
    name: 'a forced header that is read again and asks whether it is',
    words: '-include auto.h',
    files: {
      'a.c': `#include "auto.h"\n#ifdef SECOND\n${missing}#endif\n${main}`,
      'auto.h': '#ifdef FIRST\n#define SECOND\n#endif\n#define FIRST\n',
    },
    asked: true,
  },
  {
    name: 'a forced header that takes in another one',
    words: '-include auto.h',
    files: { 'a.c': `#ifdef OWN\n${missing}#endif\n${main}`, 'auto.h': '#include "own.h"\n', 'own.h': '#define OWN\n' },
    asked: true,
  },
  {
    name: 'a name that a macro makes, in a branch that is not taken',
    files: { 'a.c': `#ifdef A_\n#include NAME\n#endif\n${main}` },
  },
  {
    name: '__has_include',
    files: { 'a.c': `#ifdef __has_include\n#if __has_include(<no-such.h>)\n${missing}#endif\n#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a condition over lines, with comments',
    files: { 'a.c': `#if /* a\n */ defined A_ \\\n  && 1 // b\n${missing}#endif\n/*\n#define A_\n*/\n${main}` },
  },
  {
    name: 'an #include in a comment or in a string',
    files: { 'a.c': `/*\n${missing}*/\nconst char *s = "/*";\n#ifdef A_\n${missing}#endif\n${main}/* */\n` },
  },
  {
    name: 'a comment that only looks like one',
    files: { 'a.c': `const char *s = "/*";\n${missing}const char *t = "*/";\n${main}` },
    asked: true,
  },
  {
    name: 'a condition that is no expression',
    files: { 'a.c': `#ifdef A_\n#if (\n${missing}#endif\n#endif\n${main}` },
  },
  {
    name: 'a digraph',
    files: { 'a.c': `%:define OWN\n#ifdef OWN\n%:include <no-such.h>\n#endif\n${main}` },
    asked: true,
  },
  {
    name: 'a header of the tree that one of the machine takes in',
    words: '-I own',
    files: {
      'a.c': `#include <errno.h>\n#ifdef OWN\n${missing}#endif\n${main}`,
      'own/asm/errno.h': '#define OWN\n',
      'own/bits/errno.h': '#include <linux/errno.h>\n#define OWN\n',
      'own/linux/errno.h': '#define OWN\n',
    },
    asked: true,
  },
  {
    name: '#include_next',
    words: '-I own',
    files: {
      'a.c': `#include <stdio.h>\n#ifdef A_\n${missing}#endif\n${main}`,
      'own/stdio.h': '#include_next <stdio.h>\n#include_next <no-such.h>\n',
    },
    asked: true,
  },
];

describe('as the compiler', () => {
  test.each(cases)('$name', ({ asked = false, files, words }) => {
    const at = tree({ files });
    const line = gcc(words);
    const real = at.real(line);
    const isMissing = real.stderr.includes('no-such.h: No such file or directory');
    expect(isMissing || real.status === 0).toBe(true);
    expect(at.answer(line)).toMatchObject(isMissing ? { kind: 'failed', ...real } : { kind: 'fine' });
    expect(readsSources(at)).toBe(asked);
  });
});

test('a forced header that is in memory only', () => {
  const at = tree({
    files: { 'a.c': `#if ENABLE_X\n${missing}#endif\n${main}` },
    memory: { 'auto.h': '#define ENABLE_X 0\n' },
  });
  expect(at.answer(gcc('-include auto.h'))).toMatchObject({ kind: 'fine' });
  expect(readsSources(at)).toBe(false);
});

test('a forced header of unknown content decides nothing', () => {
  const at = tree({ files: { 'a.c': `#if ENABLE_X\n${missing}#endif\n${main}` }, made: ['auto.h'] });
  expect(at.answer(gcc('-include auto.h'))).toMatchObject({ kind: 'undecided' });
});

test('a forced header that is in memory only, and a branch that is taken', () => {
  const files = { 'a.c': `#if ENABLE_X\n${missing}#endif\n${main}` };
  const memory = { 'auto.h': '#define ENABLE_X 1\n' };
  const at = tree({ files, memory });
  const got = at.answer(gcc('-include auto.h'));
  writeFiles(at.cwd, memory);
  expect(got).toMatchObject({ kind: 'failed', missing: [{ name: 'no-such.h' }], location: { file: 'a.c', line: 2 } });
  const { stderr } = at.real(gcc('-include auto.h'));
  expect(got?.kind === 'failed' ? got.stderr : '').toBe(stderr);
});

test('sources of one build share questions', () => {
  const names = Array.from({ length: 20 }, (_none, index) => `a${index}.c`);
  const text = `#include <stdio.h>\n#if ENABLE_X\n${missing}#endif\n${main}`;
  const at = tree({
    files: { 'auto.h': '#define ENABLE_X 0\n', ...Object.fromEntries(names.map((name) => [name, text])) },
  });
  for (const name of names)
    expect(at.answer(`gcc -include auto.h -DNAME=${name.slice(0, -2)} -c -o a.o ${name}`)).toMatchObject({
      kind: 'fine',
    });
  expect(at.runs.length).toBeLessThan(8);
});

describe('random trees', () => {
  /** Numbers that are the same in every run. Source: Park and Miller, minimal standard. */
  function numbers(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
  }

  function source(pick: (below: number) => number, depth: number, headers: readonly string[]): string {
    const macros = ['A_', 'B_', 'C_', '__GNUC__', 'CHAR_BIT', 'EOF', 'WITH', 'FORCED', '__linux__'];
    const macro = (): string => macros[pick(macros.length)] ?? '';
    const condition = (): string => {
      const forms = [
        `defined ${macro()}`,
        `!defined(${macro()})`,
        `${macro()} + 0 > 1`,
        `defined ${macro()} && defined(${macro()})`,
        `${macro()} + 0 || !defined ${macro()}`,
      ];
      return forms[pick(forms.length)] ?? '';
    };
    let text = '';
    for (let left = 1 + pick(4); left > 0; left -= 1) {
      const kind = pick(10);
      if (kind < 4 && depth > 0) {
        text += pick(3) === 0 ? `#ifdef ${macro()}\n` : `#if ${condition()}\n`;
        text += source(pick, depth - 1, headers);
        if (pick(2) === 0) text += `#elif ${condition()}\n${source(pick, depth - 1, headers)}`;
        if (pick(2) === 0) text += `#else\n${source(pick, depth - 1, headers)}`;
        text += '#endif\n';
      } else if (kind < 5) text += pick(4) === 0 ? `#undef ${macro()}\n` : '';
      else if (kind < 6) text += pick(4) > 0 ? '' : `#undef A_\n#define A_ ${['', '1', 'B_', 'WITH'][pick(4)] ?? ''}\n`;
      else if (kind < 8 && headers.length > 0) text += `#include "${headers[pick(headers.length)] ?? ''}"\n`;
      else if (kind < 9) text += `#include <${['stdio.h', 'limits.h', 'errno.h'][pick(3)] ?? ''}>\n`;
      else if (depth < 3) text += missing;
    }
    return text;
  }

  test('of 80, some are decided without their sources', { timeout: 120_000 }, () => {
    const pick = numbers(7919);
    let decided = 0;
    for (let round = 0; round < 80; round += 1) {
      const files = {
        'two.h': source(pick, 2, []),
        'one.h': source(pick, 2, ['two.h']),
        'auto.h': `#define FORCED ${pick(2)}\n`,
        'a.c': `${source(pick, 3, ['one.h', 'two.h'])}${main}`,
      };
      const at = tree({ files });
      const line = gcc(`-include auto.h -DWITH=${pick(2)}`);
      const real = at.real(line);
      const isMissing = real.stderr.includes('no-such.h: No such file or directory');
      const answer = at.answer(line);
      const shown = JSON.stringify(files);
      if (isMissing) expect(answer, shown).toMatchObject({ kind: 'failed', ...real });
      else expect(answer?.kind, shown).not.toBe('failed');
      if (!readsSources(at)) decided += 1;
    }
    expect(decided).toBeGreaterThan(10);
  });
});

test('a header of the tree that comes later', () => {
  const at = tree({ files: { 'a.c': `#include "own.h"\n${main}`, 'b.c': main } });
  expect(at.answer('gcc -c -o b.o b.c')).toMatchObject({ kind: 'fine' });
  expect(at.answer(gcc())).toMatchObject({ kind: 'failed' });
  writeFiles(at.cwd, { 'own.h': '' });
  expect(at.answer(gcc())).toMatchObject({ kind: 'fine' });
});
