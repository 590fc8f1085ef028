/** Where the release and the version strings of a kernel come from: words, symbols, files and the state of a repository. */
import type { StopCase } from './stops.ts';

const goals = ['include/generated/utsrelease.h'];
const x86 = ['ARCH=x86'];
const tooLong = 'exceeds 64 characters';

/** Letters that fill a release of either tree up to `length`; the version comes before them. */
function filled(tree: StopCase['tree'], length: number, taken = 0): string {
  const version = { 'linux-6.1': '6.1.192', 'linux-6.12': '6.12.117' }[tree];
  return 'x'.repeat(length - version.length - taken);
}

const git = 'git -c user.name=x -c user.email=x@example.com';
const start = `${git} init -q && ${git} add -A && ${git} commit -q -m one`;
const further = `${git} commit -q --allow-empty -m two`;
const version = '"v$(sed -n \'s/^\\(VERSION\\|PATCHLEVEL\\|SUBLEVEL\\) = //p\' Makefile | paste -sd.)"';
const tagged = `${git} tag -a -m tag ${version}`;
const modified = 'echo x >> localfile';

function casesOf(tree: StopCase['tree']): StopCase[] {
  const at = (length: number, taken = 0): string => filled(tree, length, taken);
  const of = (one: Omit<StopCase, 'tree' | 'place' | 'goals'> & Partial<StopCase>): StopCase => ({
    tree,
    place: 'R Makefile:1363,1290',
    goals,
    config: [],
    words: x86,
    ...one,
  });
  /** A repository of links to the tree. */
  const inRepository = (prepare: string): Partial<StopCase> => ({ source: { localfile: 'a\n' }, prepare });
  const word = (value: string): string[] => [...x86, `LOCALVERSION=${value}`];
  const symbol = (value: string): string[] => [`CONFIG_LOCALVERSION=${value}`];
  const auto = (value: string): string[] => [...symbol(value), 'CONFIG_LOCALVERSION_AUTO=y'];
  return [
    of({ id: 'LOCALVERSION of 70 letters', words: word('x'.repeat(70)), expect: tooLong }),
    of({ id: 'LOCALVERSION that just fits', words: word(at(64)), expect: '' }),
    of({ id: 'LOCALVERSION one letter too long', words: word(at(65)), expect: tooLong }),
    of({ id: 'LOCALVERSION of the environment', env: { LOCALVERSION: at(65) }, expect: tooLong }),
    of({ id: 'EXTRAVERSION', words: [...x86, `EXTRAVERSION=-${at(70)}`], expect: tooLong }),
    of({ id: 'CONFIG_LOCALVERSION', config: symbol(at(65)), expect: tooLong }),
    of({ id: 'CONFIG_LOCALVERSION that fits', config: symbol(at(64)), expect: '' }),
    of({ id: 'both', config: symbol(at(40)), words: word('y'.repeat(25)), expect: tooLong }),
    of({ id: 'a file of the object directory', objects: { 'localversion-a': `${at(65)}\n` }, expect: tooLong }),
    of({ id: 'a file of the source tree', source: { 'localversion-a': `${at(65)}\n` }, expect: tooLong }),
    of({
      id: 'files of both',
      objects: { 'localversion-b': 'b\n' },
      source: { localversion: `${at(64)}\n` },
      expect: tooLong,
    }),
    of({ id: 'a copy of an editor', objects: { 'localversion~': `${at(65)}\n` }, expect: '' }),
    of({ id: 'blanks in a file', objects: { localversion: `${at(50)}\n  y y\n` }, expect: '' }),
    of({ id: 'KERNELRELEASE', words: [...x86, `KERNELRELEASE=${'x'.repeat(65)}`], expect: tooLong }),
    of({ id: 'KERNELRELEASE that fits', words: [...x86, `KERNELRELEASE=${'x'.repeat(64)}`], expect: '' }),
    of({ id: 'a quote', words: word('-a"b'), expect: 'yntax error' }),
    of({ id: 'a backquote', words: word('-a`b'), expect: 'yntax error' }),
    of({ id: 'a parenthesis', words: word('-a(b'), expect: 'yntax error' }),
    of({ id: 'a repository without tags', config: symbol(at(64)), ...inRepository(start), expect: tooLong }),
    of({
      id: 'a repository without tags, LOCALVERSION empty',
      config: symbol(at(64)),
      words: word(''),
      ...inRepository(start),
      expect: '',
    }),
    of({
      id: 'a plain tag',
      config: symbol(at(64)),
      ...inRepository(`${start} && git tag ${version}`),
      expect: tooLong,
    }),
    of({ id: 'at the tag', config: symbol(at(64)), ...inRepository(`${start} && ${tagged}`), expect: '' }),
    of({
      id: 'after the tag',
      config: auto(at(64, 20)),
      ...inRepository(`${start} && ${tagged} && ${further}`),
      expect: '',
    }),
    of({
      id: 'after the tag, too long',
      config: auto(at(64, 19)),
      ...inRepository(`${start} && ${tagged} && ${further}`),
      expect: '-00001-g',
    }),
    of({
      id: 'at the tag, changed',
      config: auto(at(64, 5)),
      ...inRepository(`${start} && ${tagged} && ${modified}`),
      expect: '-dirty',
    }),
    of({
      id: 'changed, without tags',
      config: auto(at(64, 19)),
      ...inRepository(`${start} && ${modified}`),
      expect: '-dirty',
    }),
    of({
      id: 'a file that git does not know',
      config: auto(at(64, 14)),
      ...inRepository(`${start} && echo x > unknown`),
      expect: '',
    }),
    of({
      id: 'the tag of a localversion file',
      config: auto(at(64)),
      source: { 'localversion-rt': '-rt1\n', localfile: 'a\n' },
      prepare: `${start} && ${git} tag -a -m tag ${version}-rt1 && ${further}`,
      expect: tooLong,
    }),
    of({ id: 'a repository without commits', config: auto(at(64)), ...inRepository(`${git} init -q`), expect: '' }),
    of({
      id: 'no git',
      config: auto(at(64)),
      ...inRepository(start),
      programs: { git: '#!/bin/sh\nexit 127\n' },
      expect: '',
    }),
    of({
      id: '.scmversion',
      config: auto(at(60)),
      source: { '.scmversion': '-saved\n' },
      expect: tree === 'linux-6.1' ? tooLong : '',
    }),
  ];
}

export const releaseCases: readonly StopCase[] = [...casesOf('linux-6.12'), ...casesOf('linux-6.1')];
