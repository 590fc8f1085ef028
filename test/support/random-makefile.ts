/**
 * Makefiles at random, from a seed: statements of all kinds with nested references, odd white space,
 * continuations, comments and quoting. Meant to be read by make and by kgate alike; they run no
 * recipes and write nothing.
 */

/** A makefile to be read, and how make is started. */
export interface RandomMakefile {
  /** Statements, each of one or more whole lines without the last newline. */
  readonly statements: readonly string[];
  /** Included files by name; `NAME` in statements is the case's own prefix. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Words of the command line in addition to `-f`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Small fast generator of numbers (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const names = ['A', 'B', 'C', 'D', 'x', 'y', 'foo', 'bar', 'obj-y', 'a.b', 'V_1', '1', '2', 'F', 'G', 'L'];
const oddNames = [
  'ifdef',
  'export',
  'define',
  'override',
  'private',
  'include',
  'endif',
  'if',
  '@',
  '<',
  'a%',
  '.X',
  '0',
];
const specialNames = [
  'MAKEFLAGS',
  'CURDIR',
  'MAKEFILE_LIST',
  'MAKE',
  'SHELL',
  'CC',
  'MAKECMDGOALS',
  '.DEFAULT_GOAL',
  'E1',
  'E2',
];
const words = [
  'a',
  'b',
  'c',
  'ab',
  'a.c',
  'b.o',
  'd/e.c',
  'd/',
  '/r/s.t',
  './z',
  '%.o',
  '%.c',
  'x%y',
  '1',
  '2',
  '3',
  '0',
  '-1',
  'y',
  'n',
  'm',
  'é',
  'q.',
  '.h',
  '..',
  'A',
  'B',
  'C',
  'foo',
];
const punctuation = [
  ',',
  ':',
  ';',
  '=',
  '(',
  ')',
  '{',
  '}',
  "'",
  '"',
  '|',
  '&',
  '!',
  '*',
  '?',
  '[',
  ']',
  '~',
  '@',
  '<',
  '+',
  '-',
  '\\',
  '\\\\',
  '\\#',
  '\\%',
  '\\:',
  '%',
  '/',
  '.',
];
const blanks = [' ', ' ', ' ', ' ', '  ', '\t', ' \t ', ''];
const operators = ['=', '=', ':=', ':=', '+=', '+=', '?=', '::=', '!='];
const operators44 = [...operators, ':::='];

/** What a makefile may hold. */
export interface RandomOptions {
  /** Functions and operators of make 4.4 are used. */
  readonly has44: boolean;
}

/** Builds one makefile. */
class Builder {
  readonly #random: Random;
  readonly #has44: boolean;
  readonly files: Record<string, readonly string[]> = {};
  /** How often text is broken or odd, chosen for each makefile. */
  readonly #oddness: number;

  constructor(random: Random, options: RandomOptions) {
    this.#random = random;
    this.#has44 = options.has44;
    this.#oddness = random.pick([0, 0.02, 0.1]);
  }

  name(): string {
    const random = this.#random;
    if (random.chance(this.#oddness)) return random.pick(oddNames);
    return random.pick(names);
  }

  #readName(): string {
    return this.#random.chance(0.06) ? this.#random.pick(specialNames) : this.name();
  }

  blank(): string {
    return this.#random.pick(blanks);
  }

  #space(): string {
    return this.#random.chance(0.03) ? ' \\\n ' : this.#random.pick([' ', ' ', ' ', '  ', '\t']);
  }

  reference(depth: number): string {
    const random = this.#random;
    const name = depth > 0 && random.chance(0.15) ? this.text(depth - 1, 2, false) : this.#readName();
    const roll = random.next();
    if (roll < 0.25 && name.length === 1) return `$${name}`;
    if (roll < 0.35) return this.#substitution(name, depth);
    return random.chance(0.25) ? `\${${name}}` : `$(${name})`;
  }

  #substitution(name: string, depth: number): string {
    const random = this.#random;
    const from = random.pick([
      '.c',
      '%.c',
      'a',
      '%',
      '',
      '.o',
      'd/%',
      random.chance(0.5) ? this.text(Math.max(0, depth - 1), 1, false) : 'b',
    ]);
    const to = random.pick(['.o', '%.o', '', 'x', '%', 'p-%-s', this.text(Math.max(0, depth - 1), 1, false)]);
    const gap = random.chance(0.1) ? this.blank() : '';
    return `$(${name}:${gap}${from}=${to}${gap})`;
  }

  /** Text with references; `atoms` at most that many pieces. */
  text(depth: number, atoms: number, mayBlank = true): string {
    const random = this.#random;
    let out = '';
    const count = random.below(atoms + 1);
    for (let i = 0; i < count; i++) {
      const roll = random.next();
      if (depth > 0 && roll < 0.22) out += this.call(depth - 1);
      else if (roll < 0.42) out += this.reference(depth);
      else if (roll < 0.45) out += random.pick(['$$', '$$', '$$(A)', '$$$$']);
      else if (roll < 0.45 + this.#oddness) out += random.pick(punctuation);
      else if (roll < 0.46 + this.#oddness * 1.1 && random.chance(this.#oddness))
        out += random.pick(['$', '$(', '${', '# c', '$ ', '$)', '$(A', '$(call A', '$\t']);
      else out += random.pick(words);
      if (mayBlank && random.chance(0.6)) out += this.#space();
    }
    return out;
  }

  number(): string {
    const random = this.#random;
    if (random.chance(0.08)) return this.text(1, 2);
    return random.pick(['1', '2', '3', '10', '1', '2', '0', '-1', ' 2 ', '007', '99999999999', '+1', '']);
  }

  call(depth: number): string {
    const random = this.#random;
    const [name, args] = this.#functionCall(depth);
    let list = args;
    if (random.chance(this.#oddness)) list = random.chance(0.5) ? args.slice(0, -1) : [...args, this.text(depth, 2)];
    const gap = random.chance(0.9) ? ' ' : random.pick(['  ', '\t', ' \t', ' \\\n\t']);
    let body = list.join(',');
    if (random.chance(0.05)) body = list.join(random.pick([', ', ' ,', ',\\\n', ' , ']));
    return random.chance(0.2) ? `\${${name}${gap}${body}}` : `$(${name}${gap}${body})`;
  }

  #functionCall(depth: number): [string, string[]] {
    const random = this.#random;
    const t = (atoms = 3): string => this.text(depth, atoms);
    const list = (): string =>
      random.chance(0.5)
        ? t(5)
        : random.pick([
            'a b c',
            'a.c b.c d/e.c',
            'b a  b ab',
            ' a.o  b.o ',
            '%.c a.c x%y',
            '',
            '1 2 3',
            'y',
            '/r/s.t ../u .h',
          ]);
    const pattern = (): string =>
      random.pick(['%.c', '%', 'a', 'a%', '%b', '\\%x', 'd/%', 'x%y', 'a b', '%.o %.c', '', t(2)]);
    const names44 = ['let', 'intcmp'];
    const roll = random.below(this.#has44 ? 42 : 39);
    switch (roll) {
      case 0:
      case 1:
        return ['call', [this.#readName(), ...Array.from({ length: random.below(4) }, () => t(2))]];
      case 2:
        return [
          'call',
          [
            random.pick([
              'if',
              'or',
              'foreach',
              'subst',
              'sort',
              'origin',
              'strip',
              'info',
              'value',
              'words',
              'nofn',
              'firstword',
              'let',
              'intcmp',
            ]),
            ...Array.from({ length: random.below(4) }, () => t(2)),
          ],
        ];
      case 3:
      case 4:
        return ['if', random.chance(0.5) ? [t(), t(), t()] : [t(), t()]];
      case 5:
        return ['or', Array.from({ length: 1 + random.below(3) }, () => t(2))];
      case 6:
        return ['and', Array.from({ length: 1 + random.below(3) }, () => t(2))];
      case 7:
      case 8:
        return [
          'foreach',
          [
            random.pick(['x', 'y', ' x ', 'A', 'v', this.#readName()]),
            list(),
            `${t(2)}${random.pick(['$x', '$(x)', '$(A)', ''])}`,
          ],
        ];
      case 9:
        return [
          'eval',
          [
            random.chance(0.3)
              ? this.#evalText(depth)
              : `${this.name()} ${random.pick(this.#has44 ? operators44 : operators).replace('!=', '=')} ${t(2)}`,
          ],
        ];
      case 10:
        return ['value', [this.#readName()]];
      case 11:
        return ['origin', [this.#readName()]];
      case 12:
        return ['flavor', [this.#readName()]];
      case 13:
        return [
          'subst',
          [random.pick(['a', 'b', ' ', '.c', '', 'ab', t(1)]), random.pick(['x', '', ' ', 'aa', t(1)]), list()],
        ];
      case 14:
        return ['patsubst', [pattern(), random.pick(['%.o', 'x', '%', '', 'p%s%', t(1)]), list()]];
      case 15:
        return ['strip', [t(4)]];
      case 16:
        return ['findstring', [random.pick(['a', '', ' ', t(1)]), list()]];
      case 17:
        return ['filter', [pattern(), list()]];
      case 18:
        return ['filter-out', [pattern(), list()]];
      case 19:
        return ['sort', [list()]];
      case 20:
        return ['word', [this.number(), list()]];
      case 21:
        return ['wordlist', [this.number(), this.number(), list()]];
      case 22:
        return ['words', [list()]];
      case 23:
        return ['firstword', [list()]];
      case 24:
        return ['lastword', [list()]];
      case 25:
        return [random.pick(['dir', 'notdir']), [list()]];
      case 26:
        return [random.pick(['suffix', 'basename']), [list()]];
      case 27:
        return [random.pick(['addsuffix', 'addprefix']), [t(1), list()]];
      case 28:
        return ['join', [list(), list()]];
      case 29:
        return ['abspath', [list()]];
      case 30:
        return ['realpath', [random.pick(['.', 'f1.c', 'nope', 'sub/../f2.c', list()])]];
      case 31:
        return [
          'wildcard',
          [
            random.pick([
              '*.c',
              'f?.c',
              'sub/*',
              'nope',
              'f1.c nope',
              '*',
              '*/',
              '[f]1.c',
              './*.h',
              'f1.c f1.c',
              list(),
            ]),
          ],
        ];
      case 32:
        return ['info', [t()]];
      case 33:
        return ['warning', [t()]];
      case 34:
        return random.chance(0.15) ? ['error', [t()]] : ['info', [t()]];
      case 35:
        return ['file', [random.pick(['<f1.c', '< nope', '<sub/h.h', '< f1.c ', '<', 'x', '<f1.c,x'])]];
      case 36:
        return random.chance(0.2)
          ? [
              'shell',
              [random.pick(['echo a b', "printf 'a\\nb\\n\\n'", 'exit 3', 'echo "$$E1"', 'echo "[$$A]"', 'true', ''])],
            ]
          : ['strip', [t(2)]];
      case 37:
        return [random.pick(['guile', 'nosuch', 'Sort', 'info.', 'sub-st']), [t(2)]];
      case 38:
        return ['call', [this.#readName(), t(2), t(2)]];
      default: {
        const name = random.pick(names44);
        if (name === 'let')
          return ['let', [random.pick(['x', 'x y', ' x  y ', 'A B C', '']), list(), `${t(2)}[$x][$y]`]];
        return ['intcmp', [this.number(), this.number(), ...Array.from({ length: random.below(4) }, () => t(1))]];
      }
    }
  }

  #evalText(depth: number): string {
    const random = this.#random;
    return random.pick([
      `$(${random.pick(['D', 'F', 'G'])})`,
      `${this.name()} = $$(${this.name()})${this.text(Math.max(0, depth - 1), 2)}`,
      `$$(info ${this.text(Math.max(0, depth - 1), 2)})`,
      `$$(warning ${this.text(0, 2)})`,
      `ifdef ${this.name()}`,
      `define ${this.name()}`,
      `t1: t2`,
      `t1: ${this.name()} := ${this.text(0, 2)}`,
      `export ${this.name()}`,
      `undefine ${this.name()}`,
      `$(call ${this.name()},a,b)`,
      this.text(Math.max(0, depth - 1), 3),
    ]);
  }

  #modifiers(isTarget: boolean): string {
    const random = this.#random;
    let out = '';
    while (random.chance(0.15))
      out += `${random.pick(['override', 'export', 'private', isTarget ? 'private' : 'override'])}${this.#space()}`;
    return out;
  }

  #value(): string {
    let out = this.text(3, 5);
    if (this.#random.chance(0.08))
      out += this.#random.pick([' # comment', '# c', ' \\# no comment', ' # $(error in comment)', ' # c \\\n more']);
    if (this.#random.chance(0.05)) out += this.#random.pick(['  ', '\t', ' \\\n', '\\']);
    return out;
  }

  assignment(): string {
    const random = this.#random;
    const operator = random.pick(this.#has44 ? operators44 : operators);
    const name = random.chance(0.1) ? this.text(1, 2, random.chance(0.1)) : this.name();
    if (operator === '!=')
      return `${name}${this.blank()}!=${this.blank()}${random.pick(['echo a', "printf 'x\\ny\\n\\n'", 'exit 2', 'echo $$E1', ''])}`;
    const indent = random.chance(0.05) ? random.pick([' ', '  ', '        ', '\t']) : '';
    const isSpecial = random.chance(0.01);
    const left = isSpecial
      ? random.pick([
          'MAKEFLAGS',
          '.DEFAULT_GOAL',
          'MAKEFILE_LIST',
          'MAKEFILES',
          '.SHELLFLAGS',
          'CURDIR',
          'MAKEOVERRIDES',
          'CC',
        ])
      : name;
    const value = isSpecial ? random.pick(['', 'k', '-r', 'a', '-c', '--no-print-directory']) : this.#value();
    return `${indent}${this.#modifiers(false)}${left}${this.blank()}${operator}${this.blank()}${value}`;
  }

  define(depth: number): string {
    const random = this.#random;
    const operator = random.chance(0.6)
      ? ''
      : `${this.blank()}${random.pick(this.#has44 ? operators44 : operators).replace('!=', '=')}`;
    const lines: string[] = [];
    const count = random.below(4);
    for (let i = 0; i < count; i++) {
      const roll = random.next();
      if (roll < 0.4) lines.push(this.text(2, 4));
      else if (roll < 0.55) lines.push(this.assignment());
      else if (roll < 0.65) lines.push(`\t${this.text(1, 3)}`);
      else if (roll < 0.72) lines.push('');
      else if (roll < 0.8) lines.push(this.message());
      else if (roll < 0.85 && depth > 0) lines.push(this.define(depth - 1));
      else if (roll < 0.9 && depth > 0) lines.push(this.conditional(depth - 1));
      else if (roll < 0.94)
        lines.push(random.pick(['# comment', ' \\# x', 'a \\\n b', '  \\', 'endef x', '  define', 'endif', '\tendef']));
      else lines.push(this.rule());
    }
    const tail = random.chance(this.#oddness) ? random.pick([' junk', ' # c', '  ', ' =']) : '';
    const head = `${random.chance(0.05) ? ' ' : ''}${this.#modifiers(false)}define${this.#space()}${random.chance(0.05) ? this.text(1, 2) : this.name()}${operator}${tail}`;
    const end = random.chance(this.#oddness * 0.3)
      ? ''
      : `\n${random.chance(0.05) ? '  ' : ''}endef${random.chance(this.#oddness) ? random.pick([' junk', ' # c', '\t', 'x']) : ''}`;
    return `${[head, ...lines].join('\n')}${end}`;
  }

  #test(): string {
    const random = this.#random;
    const gap = (): string => (random.chance(0.15) ? this.blank() : '');
    const t = (): string => this.text(2, 2, random.chance(0.3)).replaceAll('\n', ' ').replaceAll('\\', '');
    const word = random.pick(['ifeq', 'ifneq', 'ifdef', 'ifndef']);
    if (word === 'ifdef' || word === 'ifndef') {
      return `${word}${this.#space()}${random.chance(0.2) ? this.text(1, 2, random.chance(0.1)) : this.#readName()}${gap()}${random.chance(0.05) ? '# c' : ''}`;
    }
    const tail = random.chance(this.#oddness) ? random.pick([' junk', ' # c', ')', '  ']) : '';
    const after = random.chance(this.#oddness) ? '' : this.#space();
    if (random.chance(0.25)) {
      const quote = (): string => random.pick(['"', "'"]);
      const [q, r] = [quote(), quote()];
      return `${word}${after}${q}${t()}${q}${random.chance(0.9) ? ' ' : gap()}${r}${t()}${r}${tail}`;
    }
    const same = t();
    return `${word}${after}(${gap()}${same}${gap()},${gap()}${random.chance(0.4) ? same : t()}${gap()})${tail}`;
  }

  conditional(depth: number): string {
    const random = this.#random;
    const lines = [this.#indented(this.#test())];
    const body = (): void => {
      for (let i = random.below(3); i > 0; i--) lines.push(this.statement(depth - 1));
    };
    body();
    while (random.chance(0.3)) {
      lines.push(this.#indented(`else${random.chance(0.95) ? ' ' : this.#space()}${this.#test()}`));
      body();
    }
    if (random.chance(0.5)) {
      lines.push(
        this.#indented(`else${random.chance(this.#oddness) ? random.pick([' junk', ' # c', ' ifdef', '  ']) : ''}`),
      );
      body();
    }
    if (!random.chance(this.#oddness * 0.3))
      lines.push(
        this.#indented(`endif${random.chance(this.#oddness) ? random.pick([' junk', ' # c', '\t', 'x']) : ''}`),
      );
    return lines.join('\n');
  }

  #indented(line: string): string {
    return this.#random.chance(0.1) ? `${this.#random.pick([' ', '    ', '\t', '\f'])}${line}` : line;
  }

  message(): string {
    const kind = this.#random.pick(['info', 'info', 'info', 'warning']);
    return `$(${this.#random.chance(this.#oddness * 0.3) ? 'error' : kind} ${this.text(3, 5)})`;
  }

  target(): string {
    const random = this.#random;
    return random.pick([
      't1',
      't2',
      't3',
      'd/t4',
      'a.c',
      'b.o',
      './t5',
      '.t6',
      'all',
      random.chance(0.3) ? this.reference(1) : 't1',
    ]);
  }

  #targets(): string {
    let out = this.target();
    while (this.#random.chance(0.25)) out += `${this.#space()}${this.target()}`;
    return out;
  }

  rule(): string {
    const random = this.#random;
    const targets = this.#targets();
    const roll = random.next();
    if (roll < 0.35) {
      const operator = random.pick(this.#has44 ? operators44 : operators).replace('!=', '=');
      const left = random.chance(0.2) ? random.pick(['%.o', 'd/%', '%', '%.o %.c']) : targets;
      return `${left}${this.blank()}:${this.blank()}${this.#modifiers(true)}${this.name()}${this.blank()}${operator}${this.blank()}${this.#value()}`;
    }
    let head: string;
    if (roll < 0.45)
      head = `${random.pick(['b.o c.o', 'b.o', 'd/t4.o', 'x.y'])}: ${random.pick(['%.o', '%', 'd/%.o', '%.o %.c', 'x'])}: ${random.pick(['%.c', 'a', '%.c | t2', '', '%.c d/%'])}`;
    else if (roll < 0.5)
      head = `${random.pick(['%.o', 'd/%.o', '%.x %.y'])}: ${random.pick(['%.c', '', '%.c t1', 'a'])}`;
    else {
      const colon = random.pick([
        ':',
        ':',
        ':',
        ':',
        ':',
        '::',
        ' : ',
        random.chance(0.3) ? '&:' : ':',
        random.chance(0.3) ? '& :' : ':',
      ]);
      head = `${targets}${colon}${this.blank()}${this.text(1, 4)}`;
      if (random.chance(0.1)) head += ` | ${this.text(0, 2)}`;
    }
    if (random.chance(0.2)) head += `;${this.blank()}${this.text(1, 3)}`;
    if (random.chance(0.05)) head += ' # c';
    const lines = [head];
    while (random.chance(0.4)) {
      lines.push(
        random.pick([
          `\t${this.text(1, 4)}`,
          `\t${random.pick(['@', '-', '+', ''])}${this.text(1, 2)}`,
          '\t',
          '',
          '# c',
          `\t# $(info recipe)`,
          `\ta \\\n\tb`,
        ]),
      );
    }
    return lines.join('\n');
  }

  #directive(): string {
    const random = this.#random;
    const t = (): string => this.text(1, 2);
    return random.pick([
      `export ${this.name()}`,
      `unexport ${this.name()}`,
      `export ${this.name()} ${t()}`,
      random.chance(0.3) ? 'export' : `undefine ${this.name()}`,
      random.chance(0.3) ? 'unexport' : `override undefine ${this.name()}`,
      `undefine ${this.text(1, 2)}`,
      `vpath ${random.pick(['%.c sub', '%.c', '', 't()'])}`,
      `-include ${random.pick(['nope.mk', '', t()])}`,
      `include ${random.pick(['NAME.1.mk', 'NAME.1.mk NAME.2.mk', './NAME.2.mk', '$(A)', random.chance(0.1) ? 'nope.mk' : ''])}`,
      `sinclude NAME.1.mk`,
      `.PHONY: t1`,
      random.chance(0.1) ? `.SECONDEXPANSION:` : '',
      random.chance(0.05) ? `.RECIPEPREFIX = ${random.pick(['>', '', 'ab'])}` : '',
    ]);
  }

  statement(depth: number): string {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.4) return this.assignment();
    if (roll < 0.5) return this.define(2);
    if (roll < 0.62 && depth > 0) return this.conditional(depth);
    if (roll < 0.75) return this.message();
    if (roll < 0.82) return this.rule();
    if (roll < 0.9) return this.#directive();
    if (roll < 0.93) return this.call(2);
    if (roll < 0.96)
      return random.pick([
        '',
        '# comment',
        '  # indented',
        '# c \\\n still',
        '\t',
        '\t# tab comment',
        ' ',
        '\\',
        '# \\\\\n$(info not c)',
      ]);
    if (roll < 0.96 + this.#oddness * 0.3) {
      return random.pick([
        this.text(2, 5),
        'else',
        'endif',
        'endef',
        'foo bar',
        ':',
        ': x',
        '=',
        ' = 1',
        'ifeq',
        'ifeq (a',
        'ifeq "a',
        'ifdef',
        'ifdef a b',
        'else junk',
        'define',
        '\tx',
        '        x',
        'override',
        'override x',
        'private',
        'a b = c',
        'export = 1',
        'include',
        ';',
        'a:b:c',
        'a: b: c',
        'a:: b::',
        '%: x: y',
        '$',
        '$(',
        'undefine',
        'x = $(y',
      ]);
    }
    return this.assignment();
  }
}

/** The makefile of a seed. The same seed gives the same makefile as long as this file does not change. */
export function randomMakefile(seed: number, options: RandomOptions): RandomMakefile {
  const random = new Random(seed);
  const builder = new Builder(random, options);
  const statements: string[] = [];
  for (let i = 1 + random.below(14); i > 0; i--) statements.push(builder.statement(2));
  if (random.chance(0.7)) statements.push('$(info [$A][$B][$(C)][$(x)][$(foo)])');
  const files: Record<string, readonly string[]> = {};
  for (const name of ['NAME.1.mk', 'NAME.2.mk']) {
    files[name] = Array.from({ length: random.below(4) }, () => builder.statement(1)).map((text) =>
      text.replaceAll(/NAME\.[12]\.mk/g, 'nope.mk'),
    );
  }
  const args: string[] = [];
  const env: Record<string, string> = { E1: random.pick(['e', '$(A)', 'x y', '']), E2: '$$' };
  if (random.chance(0.15)) args.push(random.pick(['A=cmd', 'A:=$(B)c', 'foo=$(x)', 'x=', 'B+=q', 'D?=z', 'define=1']));
  if (random.chance(0.05)) args.push(random.pick(['C=2', 'A=3', 'MAKEFLAGS=k', 'E1=c']));
  if (random.chance(0.08))
    args.push(
      random.pick(['-e', '-r', '-R', '-k', '--no-print-directory', '-Isub', '--warn-undefined-variables', '-s', '-n']),
    );
  if (random.chance(0.03))
    args.push(`--eval=${random.pick(['A = ev', '$(info ev)', 't9: ; @:', 'ifdef', '$(warning w)'])}`);
  if (random.chance(0.2)) {
    env[random.pick(['A', 'B', 'foo', 'x', 'a.b'])] = random.pick(['1', '$(B)', '$(E1) x', 'k', '']);
  }
  if (random.chance(0.03)) {
    env.MAKEFLAGS = random.pick([
      'k',
      '',
      '$(B)',
      'rs',
      ' --warn-undefined-variables',
      'e',
      ' -- A=mf',
      'k -- A=m\\ f B=3',
    ]);
  }
  return { statements, files, args, env };
}
