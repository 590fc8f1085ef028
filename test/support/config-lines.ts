/** Random lines of a `.config`: values of every kind, right and wrong, for symbols S0 to S17. */
import fc from 'fast-check';
import type { Dialect } from '../../src/kconfig/index.ts';

/** Logical values: right, of another type, by their first letter, with blanks. */
const logical = ['y', 'm', 'n', 'Y', 'yes', 'no', 'mod', 'nonsense', ' y', 'y ', '"y"', 'y=n'];

/** Numbers: inside and outside the ranges of the trees, at the limits of the C types, signed, with blanks, in wrong digits. */
const numbers = [
  '0',
  '1',
  '2',
  '4',
  '7',
  '12',
  '31',
  '32',
  '33',
  '256',
  '100000',
  '-1',
  '-3',
  '-0',
  '+5',
  '007',
  '08',
  '012',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '-2147483648',
  '-2147483649',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551616',
  '-9223372036854775809',
  '9'.repeat(40),
  ' 5',
  '5 ',
  '5\t',
  '5.0',
  '1e3',
  '5a',
  '--5',
  '-',
  '"5"',
  "'5'",
  '0b1',
  '',
];

/** Hexadecimal numbers: with and without prefix, in both cases, negative, too long, without digits. */
const hexadecimal = [
  '0x0',
  '0x1',
  '0x2',
  '0x5',
  '0x1f',
  '0x1F',
  '0X1F',
  '0xFF',
  '1f',
  '1F',
  'ff',
  'FF',
  '0x20',
  '0x21',
  '0x0010',
  '-0x5',
  '-ff',
  '0x',
  '0X',
  'x5',
  '0x1G',
  '0xg',
  ' 0x5',
  '0x5 ',
  '"0x5"',
  '0x0x5',
  '0x7fffffff',
  '0x80000000',
  '0xffffffff',
  '0x100000000',
  '0x7fffffffffffffff',
  '0x8000000000000000',
  '0xffffffffffffffff',
  '0x10000000000000000',
  `0x${'f'.repeat(40)}`,
];

/** Strings: quoted, unquoted, with escapes, without an end, with something behind the end, long. */
const strings = [
  '""',
  '"text"',
  'bare',
  '"a\\"b"',
  '"a\\\\b"',
  '"a\\\\"',
  '"\\n"',
  '"open',
  '"',
  '"\\',
  '"a\\"',
  '"a" more',
  '"a"b"',

  ' "text"',
  '"text" ',
  "'q'",
  '"\ttab"',
  '" blanks "',
  '"$(M)"',
  '"$S0"',
  '"#"',
  '"=y"',
  '"\xe4\x80"',
  '"y"',
  '"5"',
  `"${'long '.repeat(70)}"`,
  `"${'x'.repeat(1100)}"`,
];

/** Lines by the name of a symbol; `PREFIX` becomes the dialect's. */
const forms: readonly ((name: string) => string)[] = [
  (name) => `#PREFIX${name} is not set`,
  (name) => `#\tPREFIX${name} is not set`,
  (name) => `#  PREFIX${name} is not set`,
  (name) => `# PREFIX${name} is not set `,
  (name) => `# PREFIX${name} is not set any more`,
  (name) => `# PREFIX${name} is  not set`,
  (name) => `# PREFIX${name}=y`,
  (name) => `# PREFIX${name}`,
  (name) => ` PREFIX${name}=y`,
  (name) => `\tPREFIX${name}=y`,
  (name) => `PREFIX${name} =y`,
  (name) => `PREFIX${name}= y`,
  (name) => `PREFIX${name}=y\r`,
  (name) => `# PREFIX${name} is not set\r`,
  (name) => `PREFIX${name}`,
  (name) => `PREFIX${name}\r`,
  (name) => `export PREFIX${name}=y`,
  (name) => `PREFIX${name.toLowerCase()}=y`,
  (name) => `${name}=y`,
];

/** Lines that concern no symbol of the trees. */
const others = [
  'PREFIXUNKNOWN=y',
  'PREFIXMODULES=y',
  '# PREFIXMODULES is not set',
  '# PREFIXUNKNOWN is not set',
  'PREFIXMODULES=m',

  'nonsense',
  'PREFIX',
  'PREFIX=y',
  '=y',
  '=',
  '#',
  '# a comment',
  '\r',
  ' ',
  '# PREFIX is not set',
  'PREFIXUNDEF=5',
];

/** Texts of a `.config`: lines of one of `names`, some of them twice, the last one sometimes without its newline. */
export function configTexts(dialect: Dialect, names: readonly string[]): fc.Arbitrary<string> {
  const symbol = fc.constantFrom(...names);
  const value = fc.oneof(
    { arbitrary: fc.constantFrom(...numbers, ...hexadecimal), weight: 5 },
    { arbitrary: fc.constantFrom(...logical), weight: 4 },
    { arbitrary: fc.constantFrom(...strings), weight: 3 },
  );
  const one = fc.oneof(
    { arbitrary: fc.tuple(symbol, value).map(([name, text]) => [`PREFIX${name}=${text}`]), weight: 12 },
    { arbitrary: symbol.map((name) => [`# PREFIX${name} is not set`]), weight: 3 },
    // Twice: the same symbol with two values.
    {
      arbitrary: fc
        .tuple(symbol, value, fc.option(value))
        .map(([name, first, second]) => [
          `PREFIX${name}=${first}`,
          second === null ? `# PREFIX${name} is not set` : `PREFIX${name}=${second}`,
        ]),
      weight: 2,
    },
    { arbitrary: fc.tuple(symbol, fc.constantFrom(...forms)).map(([name, form]) => [form(name)]), weight: 2 },
    { arbitrary: fc.constantFrom(...others).map((text) => [text]), weight: 1 },
  );
  const end = fc.constantFrom('\n', '\n', '\n', '\n', '\n', '');
  return fc.tuple(fc.array(one, { maxLength: 10 }), end).map(([lines, last]) => {
    const text = lines.flat().join('\n').replaceAll('PREFIX', dialect.dotConfig.prefix);
    return text === '' ? '' : `${text}${last}`;
  });
}
