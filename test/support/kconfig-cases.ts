/** Random Kconfig trees and configurations as fast-check arbitraries, so that what differs can be shrunk. */
import fc from 'fast-check';
import type { ConfMode, Dialect } from '../../src/kconfig/index.ts';
import { configTexts } from './config-lines.ts';

/** Everything conf is given. Plain data: a fixture. */
export interface KconfigCase {
  readonly kconfig: string;
  readonly config: string;
  readonly mode: ConfMode;
  readonly env: Readonly<Record<string, string>>;
}

const names = Array.from({ length: 18 }, (_, at) => `S${at}`);
const symbol = fc.constantFrom(...names);
const constants = ['y', 'm', 'n', '"y"', '"text"', '5', '0x10', '-3', '""', 'UNDEF', "'q'"];

/** `Many` of one, a few of the other. */
function mostly<T>(many: fc.Arbitrary<T>, few: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: many, weight: 6 }, { arbitrary: few, weight: 1 });
}

/** Zero or one line. */
function maybe(lines: fc.Arbitrary<readonly string[]>): fc.Arbitrary<readonly string[]> {
  return fc.oneof({ arbitrary: fc.constant<readonly string[]>([]), weight: 2 }, { arbitrary: lines, weight: 1 });
}

function relationsOf(dialect: Dialect): readonly string[] {
  return dialect.reading.orderRelations ? ['=', '!=', '<', '<=', '>', '>='] : ['=', '!='];
}

function expressions(dialect: Dialect): fc.Arbitrary<string> {
  const relations = relationsOf(dialect);
  const operand = mostly(symbol, fc.constantFrom(...constants));
  const relation = fc
    .tuple(operand, fc.constantFrom(...relations), operand)
    // conf of 6.12 reads memory wrongly for "BOOL != y".
    .map(([left, sign, right]) => (sign === '!=' ? `${left}!=S17` : `${left}${sign}${right}`));
  return fc.letrec<{ expr: string }>((tie) => ({
    expr: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      mostly(symbol, fc.constantFrom('y', 'm', 'n')),
      relation,
      symbol.map((name) => `!${name}`),
      fc
        .tuple(tie('expr'), fc.constantFrom('&&', '||'), tie('expr'))
        .map(([left, sign, right]) => `${left} ${sign} ${right}`),
      tie('expr').map((inner) => `(${inner})`),
    ),
  })).expr;
}

function statements(dialect: Dialect): fc.Arbitrary<string> {
  const expr = expressions(dialect);
  const condition = fc.oneof(
    { arbitrary: fc.constant(''), weight: 2 },
    { arbitrary: expr.map((text) => ` if ${text}`), weight: 1 },
  );
  const value = mostly(fc.constantFrom('y', 'm', 'n', ...names), fc.oneof(fc.constantFrom(...constants), expr));
  const attribute = fc.oneof(
    fc.tuple(value, condition).map(([text, when]) => `\tdefault ${text}${when}`),
    expr.map((text) => `\tdepends on ${text}`),
    fc.tuple(symbol, condition).map(([name, when]) => `\tselect ${name}${when}`),
    ...(dialect.reading.imply ? [fc.tuple(symbol, condition).map(([name, when]) => `\timply ${name}${when}`)] : []),
    fc
      .tuple(fc.constantFrom('1', '5', '0x2', ...names), fc.constantFrom('10', '0x20', '7', ...names), condition)
      .map(([low, high, when]) => `\trange ${low} ${high}${when}`),
    condition.map((when) => `\tprompt "again"${when}`),
    ...(dialect.reading.expansion === 'macros'
      ? [fc.constantFrom('\tdefault $(M)', '\tdefault "$(env)" if $(T)', '\tdefault $(f,y,m)')]
      : []),
    fc.constant('\thelp\n\t  Text.\n'),
  );
  const type = mostly(fc.constantFrom('bool', 'tristate'), fc.constantFrom('int', 'hex', 'string'));
  const body = fc.tuple(type, fc.boolean(), condition, fc.array(attribute, { maxLength: 4 }));
  const config = fc
    .tuple(fc.constantFrom('config', 'config', 'config', 'menuconfig'), symbol, body, fc.integer({ min: 0, max: 5 }))
    .map(([word, name, [kind, asks, when, lines], order]) => {
      const text = [`\t${kind}${asks ? ` "the prompt"${when}` : ''}`, ...lines, ''].join('\n');
      return `${word} ${name}\n${order === 0 ? text : ordered(text, Number(name.slice(1)))}`;
    });
  const member = fc
    .tuple(symbol, condition, maybe(expr.map((text) => [`\tdepends on ${text}`])))
    .map(([name, when, lines]) => [`config ${name}`, `\tbool "member ${name}"${when}`, ...lines, ''].join('\n'));
  const depends = maybe(expr.map((text) => [`\tdepends on ${low(text)}`]));
  // A number with a range, and what is computed from it.
  const limit = mostly(fc.constantFrom('1', '2', '5', '0x2', '-3'), symbol);
  const upper = mostly(fc.constantFrom('10', '32', '0x20', '7', '1F'), symbol);
  const number = fc
    .record({
      name: symbol,
      kind: fc.constantFrom('int', 'int', 'hex'),
      asks: mostly(
        fc.constant(' "number"'),
        condition.map((when) => ` "number"${when}`),
      ),
      range: fc.tuple(limit, upper, condition).map(([first, last, when]) => `\trange ${first} ${last}${when}\n`),
      initial: maybe(fc.constantFrom('4', '0', '64', '0x3', '"x"', 'S3').map((text) => [`\tdefault ${text}\n`])),
      user: symbol,
      relation: fc.constantFrom(...relationsOf(dialect)),
      bound: fc.constantFrom('4', '32', '0x20', '0'),
    })
    .map(({ name, kind, asks, range, initial, user, relation, bound }) => {
      const follower =
        user === name
          ? ''
          : `config ${user}\n\tbool "follows" if ${name}${relation}${bound}\n\tdefault y if ${name}=32\n`;
      return `config ${name}\n\t${kind}${asks}\n${range}${initial.join('')}${follower}`;
    });
  const choice = fc
    .tuple(
      condition,
      maybe(fc.tuple(symbol, condition).map(([name, when]) => [`\tdefault ${name}${when}`])),
      depends,
      dialect.reading.optionalChoice
        ? fc.constantFrom('', '\tbool\n', '\ttristate\n', '\toptional\n')
        : fc.constant(''),
      fc.array(member, { minLength: 1, maxLength: 3 }),
    )
    .map(
      ([when, lines, more, extra, members]) =>
        `choice\n\tprompt "choice"${when}\n${extra}${[...lines, ...more].map((line) => `${line}\n`).join('')}${members.join('')}endchoice\n`,
    );
  const visible =
    dialect.reading.visibleIf === 'any'
      ? maybe(expr.map((text) => [`\tvisible if ${text}`]))
      : fc.constant<readonly string[]>([]);
  return fc.letrec<{ block: string }>((tie) => {
    const inner = fc.array(tie('block'), { maxLength: 4, depthIdentifier: 'block' }).map((list) => list.join(''));
    return {
      block: fc.oneof(
        { depthSize: 'small', depthIdentifier: 'block', withCrossShrink: true },
        { arbitrary: config, weight: 10 },
        { arbitrary: choice, weight: 2 },
        { arbitrary: number, weight: 2 },
        { arbitrary: fc.tuple(depends).map(([lines]) => ['comment "a comment"', ...lines, ''].join('\n')), weight: 1 },
        {
          arbitrary: fc
            .tuple(visible, depends, inner)
            .map(([seen, lines, list]) => ['menu "a menu"', ...seen, ...lines, list].join('\n') + 'endmenu\n'),
          weight: 2,
        },
        { arbitrary: fc.tuple(expr, inner).map(([text, list]) => `if ${low(text)}\n${list}endif\n`), weight: 2 },
      ),
    };
  }).block;
}

/** Conditions mention lower symbols and selects higher ones, so that few trees have loops. */
function ordered(text: string, own: number): string {
  return text.replace(/(select |imply )?\bS(\d+)/g, (_whole, target: string | undefined, digits: string) => {
    const at = Number(digits);
    const above = names.length - own - 1;
    if (target !== undefined) return `${target}${above === 0 ? 'UNDEF' : `S${own + 1 + (at % above)}`}`;
    return own === 0 ? 'y' : `S${at % own}`;
  });
}

/** The same for conditions of blocks, by the lowest symbols. */
function low(text: string): string {
  return text.replace(/\bS(\d+)/g, (_whole, digits: string) => `S${Number(digits) % 2}`);
}

/** Scraps that make a tree faulty when put into it. */
const scraps = [
  'endif\n',
  'endmenu\n',
  '"',
  '(',
  '\tbool\n',
  'config\n',
  '= y',
  '\t',
  '\n',
  '$(',
  'source "Kmissing"\n',
  'on',
  '&&',
  '\\',
];

const modes: readonly ConfMode[] = [
  'olddefconfig',
  'olddefconfig',
  'allyesconfig',
  'allmodconfig',
  'allnoconfig',
  'alldefconfig',
  'savedefconfig',
  'listnewconfig',
  'randconfig',
  'oldconfig',
  'syncconfig',
];

/** Those that a dialect has beyond these, and those it lacks. */
function modesOf(dialect: Dialect): readonly ConfMode[] {
  const { hasLetterModes, hasHelpNew, hasRewriteModes, hasMod2no } = dialect.modes;
  // randconfig of the letters takes no seed.
  if (hasLetterModes) return [...modes.filter((mode) => mode.startsWith('all')), 'oldconfig', 'oldconfig'];
  const more: ConfMode[] = [];
  if (hasHelpNew) more.push('helpnewconfig');
  if (hasRewriteModes) more.push('yes2modconfig', 'mod2yesconfig');
  if (hasMod2no) more.push('mod2noconfig');
  return [...modes, ...more];
}

/** Cases for a dialect; one tree of eight has a random fault. */
export function kconfigCases(dialect: Dialect): fc.Arbitrary<KconfigCase> {
  const macros = dialect.reading.expansion === 'macros' ? 'M := m\nT = y\nf = $(2)\nenv := $(shell,echo $(M)1)\n' : '';
  const onModules = { 'option modules': '\toption modules\n', modules: '\tmodules\n', 'symbol MODULES': '' };
  const head = fc.constantFrom('\tdefault y\n', '');
  const fault = fc.oneof(
    { arbitrary: fc.constant(null), weight: 7 },
    { arbitrary: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...scraps)), weight: 1 },
  );
  return fc
    .record({
      head,
      blocks: fc.array(statements(dialect), { minLength: 1, maxLength: 10, size: 'max' }),
      config: configTexts(dialect, names),
      mode: fc.constantFrom(...modesOf(dialect)),
      seed: fc.integer({ min: 0, max: 1000 }),
      fault,
    })
    .map(({ head: on, blocks, config, mode, seed, fault: damage }) => {
      let kconfig = `${macros}config MODULES\n\tbool "modules"\n${onModules[dialect.reading.moduleSwitch]}${on}${blocks.join('')}`;
      if (damage !== null) {
        const at = Math.floor(damage[0] * kconfig.length);
        kconfig = kconfig.slice(0, at) + damage[1] + kconfig.slice(at);
      }
      const env: Record<string, string> = mode === 'randconfig' ? { KCONFIG_SEED: String(seed) } : {};
      return { kconfig, config, mode, env };
    });
}
