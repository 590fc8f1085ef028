/** Random small Kconfig trees without loops and mistakes, and configurations for them: what `kgate fix` is asked about. */
import fc from 'fast-check';
import type { Dialect } from '../../src/kconfig/index.ts';

/** A tree and a `.config`, as plain data. */
export interface FixTree {
  readonly kconfig: string;
  readonly config: string;
}

type Type = 'bool' | 'tristate' | 'int' | 'hex' | 'string';

const count = 10;
const nothing = fc.constant('');

/** The type of each symbol is fixed by its number, so that conditions and selects fit it. */
const types: readonly Type[] = [
  'bool',
  'tristate',
  'int',
  'bool',
  'tristate',
  'bool',
  'string',
  'tristate',
  'hex',
  'bool',
];

const numbersOf = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
const isLogicalAt = (at: number): boolean => types[at] === 'bool' || types[at] === 'tristate';

/** `few` in one of four cases. */
function seldom(few: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: nothing, weight: 3 }, { arbitrary: few, weight: 1 });
}

/** Conditions on symbols before `at`. */
function conditions(at: number, dialect: Dialect): fc.Arbitrary<string> {
  const below = numbersOf(0, at);
  const logical = ['MODULES', ...below.filter(isLogicalAt).map((one) => `S${one}`)];
  const order = dialect.reading.orderRelations ? ['<', '<=', '>', '>=', '=', '!='] : ['=', '!='];
  const constants = { int: ['3', '5', '8'], hex: ['0x3', '0x10'], string: ['"a"', '""'], bool: [], tristate: [] };
  const relations = below.flatMap((one) =>
    constants[types[one] ?? 'bool'].flatMap((text) =>
      (types[one] === 'string' ? ['=', '!='] : order).map((sign) => `S${one}${sign}${text}`),
    ),
  );
  const letters = logical.flatMap((name) => [`${name}=y`, `${name}=m`, `${name}=n`]);
  const atom = fc.oneof(
    { arbitrary: fc.constantFrom(...logical), weight: 4 },
    { arbitrary: fc.constantFrom(...logical).map((name) => `!${name}`), weight: 2 },
    { arbitrary: fc.constantFrom(...letters), weight: 1 },
    ...(relations.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...relations), weight: 2 }]),
  );
  return fc.oneof(
    { arbitrary: atom, weight: 2 },
    {
      arbitrary: fc.tuple(atom, fc.constantFrom('&&', '||'), atom).map(([one, sign, two]) => `${one} ${sign} ${two}`),
      weight: 1,
    },
  );
}

/** One symbol. Selects and implies name later ones. */
function symbolAt(at: number, dialect: Dialect): fc.Arbitrary<string> {
  const condition = conditions(at, dialect);
  const when = fc.oneof(
    { arbitrary: nothing, weight: 2 },
    { arbitrary: condition.map((one) => ` if ${one}`), weight: 1 },
  );
  const type = types[at] ?? 'bool';
  const isLogical = isLogicalAt(at);
  const earlier = numbersOf(0, at)
    .filter((one) => types[one] === type)
    .map((one) => `S${one}`);
  const value = {
    bool: fc.constantFrom('y', 'y', 'n', 'm'),
    tristate: fc.constantFrom('y', 'm', 'm', 'n'),
    int: fc.constantFrom('1', '4', '5', '9'),
    hex: fc.constantFrom('0x1', '0x10', '0x1f'),
    string: fc.constantFrom('"a"', '"b"', '""'),
  }[type];
  const given =
    earlier.length === 0
      ? value
      : fc.oneof({ arbitrary: value, weight: 3 }, { arbitrary: fc.constantFrom(...earlier), weight: 1 });
  const line = fc.tuple(given, when).map(([text, suffix]) => `\tdefault ${text}${suffix}\n`);
  const defaults = fc.array(line, { maxLength: 2 }).map((lines) => lines.join(''));
  const later = numbersOf(at + 1, count)
    .filter(isLogicalAt)
    .map((one) => `S${one}`);
  const reverse = (word: string): fc.Arbitrary<string> =>
    !isLogical || later.length === 0
      ? nothing
      : seldom(fc.tuple(fc.constantFrom(...later), when).map(([name, suffix]) => `\t${word} ${name}${suffix}\n`));
  const low = type === 'int' ? ['1', '4'] : ['0x0', '0x8'];
  const high = type === 'int' ? ['5', '8'] : ['0x10', '0x20'];
  const range =
    type === 'int' || type === 'hex'
      ? fc
          .tuple(fc.constantFrom(...low), fc.constantFrom(...high, ...earlier), when)
          .map(([from, to, suffix]) => `\trange ${from} ${to}${suffix}\n`)
      : nothing;
  const prompt = fc.oneof(
    { arbitrary: when.map((suffix) => `\tprompt "S${at}"${suffix}\n`), weight: 5 },
    { arbitrary: nothing, weight: 1 },
  );
  const depends = seldom(condition.map((one) => `\tdepends on ${one}\n`));
  return fc
    .tuple(
      prompt,
      defaults,
      depends,
      reverse('select'),
      dialect.reading.imply ? reverse('imply') : nothing,
      seldom(range),
    )
    .map((lines) => `config S${at}\n\t${type}\n${lines.join('')}`);
}

/** A choice after the symbol `at`; its members are C0, C1, … of that number. */
function choiceAfter(at: number, dialect: Dialect): fc.Arbitrary<string> {
  const condition = conditions(at + 1, dialect);
  const when = seldom(condition.map((one) => ` if ${one}`));
  const kinds = dialect.reading.optionalChoice ? ['', '\tbool\n', '\ttristate\n', '\toptional\n'] : [''];
  const members = fc.array(
    fc.tuple(
      when,
      seldom(condition.map((one) => `\tdepends on ${one}\n`)),
      seldom(fc.constant(`\tselect S${count - 1}\n`)),
    ),
    { minLength: 2, maxLength: 3 },
  );
  return fc
    .tuple(
      fc.constantFrom(...kinds),
      when,
      seldom(
        fc.tuple(fc.integer({ min: 0, max: 1 }), when).map(([one, suffix]) => `\tdefault C${at}${one}${suffix}\n`),
      ),
      seldom(condition.map((one) => `\tdepends on ${one}\n`)),
      members,
    )
    .map(([kind, suffix, given, depends, list]) => {
      const type = kind === '\ttristate\n' ? 'tristate' : 'bool';
      const texts = list.map(
        ([shown, more, selects], one) =>
          `config C${at}${one}\n\t${type} "C${at}${one}"${shown}\n${more}${at < count - 1 ? selects : ''}`,
      );
      return `choice\n\tprompt "choice ${at}"${suffix}\n${kind}${given}${depends}${texts.join('')}endchoice\n`;
    });
}

/** Trees of a dialect. */
export function fixTrees(dialect: Dialect): fc.Arbitrary<FixTree> {
  const { moduleSwitch } = dialect.reading;
  const onModules = { 'option modules': '\toption modules\n', modules: '\tmodules\n', 'symbol MODULES': '' }[
    moduleSwitch
  ];
  const statements = numbersOf(0, count).map((at) =>
    fc.tuple(
      fc.oneof({ arbitrary: symbolAt(at, dialect), weight: 6 }, { arbitrary: nothing, weight: 1 }),
      fc.oneof({ arbitrary: choiceAfter(at, dialect), weight: 1 }, { arbitrary: nothing, weight: 6 }),
    ),
  );
  const value = (at: number): fc.Arbitrary<string> =>
    ({
      bool: fc.constantFrom('y', 'n'),
      tristate: fc.constantFrom('y', 'm', 'n'),
      int: fc.constantFrom('2', '5', '9'),
      hex: fc.constantFrom('0x2', '0x10'),
      string: fc.constantFrom('"a"', '"c"', '""'),
    })[types[at] ?? 'bool'];
  const lines = numbersOf(0, count).map((at) => seldom(value(at).map((text) => `CONFIG_S${at}=${text}\n`)));
  return fc
    .record({
      modules: fc.constantFrom('', '\tdefault y\n'),
      blocks: fc.tuple(...statements),
      lines: fc.tuple(...lines),
    })
    .map(({ modules, blocks, lines: given }) => ({
      kconfig: `config MODULES\n\tbool "modules"\n${onModules}${modules}${blocks.flat().join('')}`,
      config: given.map((line) => line.replace(/^CONFIG_(\S+)=n$/m, '# CONFIG_$1 is not set')).join(''),
    }));
}
