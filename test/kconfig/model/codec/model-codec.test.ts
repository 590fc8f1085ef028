import { describe, expect, it } from 'vitest';
import { deserialize, serialize } from 'node:v8';
import {
  createConfiguration,
  type DialectName,
  decodeModel,
  type EncodedModel,
  encodeModel,
  type Entry,
  type Expr,
  flattenModel,
  type KconfigModel,
  type KconfigSymbol,
  type Property,
} from '../../../../src/kconfig/index.ts';
import { answersOf, inDialect, modelOf } from '../../configure.ts';
import { randomTree } from '../../../differential/kconfig-generator.ts';

/** A copy as a cache makes it. */
function kept(model: KconfigModel): KconfigModel {
  const read = decodeModel(deserialize(serialize(encodeModel(model))) as EncodedModel);
  if (read === null) throw new Error('the encoding is not whole');
  return read;
}

/** Everything that a model says, with numbers in place of objects. */
function plainModel(model: KconfigModel): unknown {
  const properties = new Map<Property, number>();
  const number = (property: Property): number => {
    if (!properties.has(property)) properties.set(property, properties.size);
    return properties.get(property)!;
  };
  const symbol = (one: KconfigSymbol | null): number | null => one?.id ?? null;
  const entry = (one: Entry | null): number | null => one?.id ?? null;
  const exprs = new Map<number, unknown>();
  const expr = (one: Expr | null): number | null => {
    const waiting = one === null ? [] : [one];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (exprs.has(at.id)) continue;
      if (at.kind === 'symbol') exprs.set(at.id, [at.kind, at.symbol.id]);
      else if (at.kind === 'not') exprs.set(at.id, [at.kind, at.operand.id]);
      else exprs.set(at.id, [at.kind, at.left.id, at.right.id]);
      if (at.kind === 'not') waiting.push(at.operand);
      if (at.kind === 'and' || at.kind === 'or') waiting.push(at.left, at.right);
    }
    return one?.id ?? null;
  };
  const entries = model.entries.map((one) => ({
    ...one,
    symbol: symbol(one.symbol),
    location: one.location,
    parent: entry(one.parent),
    firstChild: entry(one.firstChild),
    next: entry(one.next),
    enclosing: entry(one.enclosing),
    prompt: one.prompt === null ? null : number(one.prompt),
    properties: one.properties.map(number),
    clauses: one.clauses.map((clause) => ({ ...clause, entry: entry(clause.entry), expr: expr(clause.expr) })),
    visibleClauses: one.visibleClauses.map((clause) => ({
      ...clause,
      entry: entry(clause.entry),
      expr: expr(clause.expr),
    })),
    dependency: expr(one.dependency),
    visibility: expr(one.visibility),
    help: one.help,
    members: one.members.map(symbol),
    helpSource: undefined,
    helpStart: undefined,
    helpKeepsBlanks: undefined,
  }));
  const all = new Set([...model.hashOrder, model.yes, model.mod, model.no]);
  const symbols = [...all].map((one) => ({
    id: one.id,
    kind: one.kind,
    name: one.name,
    type: one.type,
    flags: one.flags,
    properties: one.properties.map(number),
    entries: one.entries.map(entry),
    direct: expr(one.directDependency),
    reverse: expr(one.reverseDependency),
    implied: expr(one.impliedDependency),
    selectedBy: one.selectedBy.map(number),
    impliedBy: one.impliedBy.map(number),
    choice: entry(one.choice),
  }));
  const statements = [...properties.keys()].map((one) => ({
    ...one,
    value: expr(one.value),
    target: symbol(one.target),
    low: symbol(one.low),
    high: symbol(one.high),
    condition: expr(one.condition),
    writtenCondition: expr(one.writtenCondition),
    entry: entry(one.entry),
  }));
  return {
    ...model,
    symbols: [...model.symbols].map(([name, one]) => [name, one.id]),
    choices: model.choices.map(entry),
    root: entry(model.root),
    entries,
    properties: statements,
    exprs: [...exprs].sort(([left], [right]) => left - right),
    modules: symbol(model.modules),
    defconfigList: symbol(model.defconfigList),
    yes: symbol(model.yes),
    mod: symbol(model.mod),
    no: symbol(model.no),
    hashOrder: model.hashOrder.map(symbol),
    allSymbols: symbols,
    textReferences: model.textReferences.map((one) => ({
      ...one,
      symbol: symbol(one.symbol),
      entry: entry(one.entry),
    })),
    dependencyOrder: model.dependencyOrder?.map(symbol) ?? null,
  };
}

describe('encoded and decoded', () => {
  const names: readonly DialectName[] = ['linux-6.12', 'linux-6.1', 'linux-5.0', 'u-boot'];
  it.each(names)('%s: random trees are the same', (dialect) => {
    let compared = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { kconfig } = randomTree(seed);
      let model: KconfigModel;
      try {
        model = modelOf(inDialect(kconfig.replace(/^\tmodules$/m, 'MODULES_OPTION'), dialect), dialect);
      } catch {
        continue;
      }
      const read = kept(model);
      expect(plainModel(read)).toEqual(plainModel(model));
      expect(flattenModel(read)).toEqual(flattenModel(model));
      expect(answersOf(createConfiguration(read).state)).toEqual(answersOf(createConfiguration(model).state));
      compared++;
    }
    expect(compared).toBeGreaterThan(15);
  });

  it('keeps texts, places, macros and what is shared', () => {
    const model = modelOf(
      'mainmenu "T \xe9"\nf := $(shell,echo y)\nconfig A\n\tbool "a"\n\tdefault $(f)\n\tdepends on $(shell,echo y) && B = "x\0y"\n\thelp\n\t  Some\n\n\t  help.\nconfig B\n\tstring\nconfig A\n\tdefault y\nmenu "m"\n\tvisible if A\nchoice\n\tprompt "c"\n\toptional\nconfig C\n\tbool "c"\nconfig D\n\tbool "d"\nendchoice\nendmenu\nconfig E\n\tbool\n\tselect A if B = "s"\n\timply C\nconfig N\n\tint\n\trange 1 A_MISSING\n',
      'linux-6.1',
      'y',
    );
    const read = kept(model);
    expect(plainModel(read)).toEqual(plainModel(model));
    const [a] = read.symbols.get('A')!.entries;
    expect(a?.help).toBe('Some\n\nhelp.');
    expect(a?.clauses[0]?.macros[0]?.shellCalls[0]?.command).toBe('echo y');
    expect(read.assignedMacros.map(({ variable }) => variable)).toEqual(['f']);
    // One expression is one object.
    const [d, c] = [read.symbols.get('D')!, read.symbols.get('C')!];
    expect(c.directDependency).toBe(d.directDependency);
    expect(read.symbols.get('E')!.properties[0]).toBe(read.symbols.get('A')!.selectedBy[0]);
  });

  it('is refused when it is cut, longer or of another kind', () => {
    const encoded = encodeModel(modelOf('config A\n\tbool "a"\n', 'linux-6.12'));
    const { bytes } = encoded;
    for (let length = 0; length < bytes.length; length += 7) {
      expect(decodeModel({ ...encoded, bytes: bytes.slice(0, length) })).toBe(null);
    }
    expect(decodeModel({ ...encoded, bytes: Buffer.concat([bytes, Buffer.of(0)]) })).toBe(null);
    const other = bytes.slice();
    other[12] = 48;
    expect(decodeModel({ ...encoded, bytes: other })).toBe(null);
  });
});
