import type { BuildEntry } from './build-types.ts';
import { symbolsBelow } from './check-dependencies.ts';
import type { FlatChoice, FlatModel } from './flat-model.ts';
import { absentExpr, entryCode, exprCode, propertyCode, symbolFlag, symbolKindCode, typeCode } from './flat-model.ts';
import type { Expr, KconfigModel, KconfigSymbol } from './model.ts';

const known = new WeakMap<KconfigModel, FlatModel>();

/** The flat form of a model; made at the first call and shared from then on. Cost: linear in the model. */
export function flattenModel(model: KconfigModel): FlatModel {
  let flat = known.get(model);
  if (flat === undefined) {
    flat = flatten(model);
    known.set(model, flat);
  }
  return flat;
}

/** Makes {@link flattenModel} give a form that is known to be that of the model. */
export function shareFlat(model: KconfigModel, flat: FlatModel): void {
  known.set(model, flat);
}

function flatten(model: KconfigModel): FlatModel {
  const { dialect, entries } = model;
  const symbols = symbolsOf(model);
  const choices = flattenChoices(model);
  const expressions = new Expressions(model.expressionCount);
  const symbolArrays = flattenSymbols(symbols, expressions);
  const count = entries.length;
  const entryKind = new Uint8Array(count);
  const entrySymbol = new Int32Array(count);
  const entryParent = new Int32Array(count);
  const entryFirstChild = new Int32Array(count);
  const entryNext = new Int32Array(count);
  const entryPromptCondition = new Int32Array(count);
  const entryPrompt = new Array<string | null>(count);
  const entryVisibility = new Int32Array(count);
  const entryFile = new Int32Array(count);
  const entryLine = new Int32Array(count);
  const fileNames: string[] = [];
  const fileIds = new Map<string, number>();
  let lastFile: string | null = null;
  let file = 0;
  for (let id = 0; id < count; id++) {
    const entry = entries[id]!;
    const { prompt, location } = entry;
    entryKind[id] = entryCode[entry.kind];
    entrySymbol[id] = entry.symbol?.id ?? -1;
    entryParent[id] = entry.parent?.id ?? -1;
    entryFirstChild[id] = entry.firstChild?.id ?? -1;
    entryNext[id] = entry.next?.id ?? -1;
    entryPrompt[id] = prompt === null ? null : (prompt.text ?? '');
    entryPromptCondition[id] = expressions.add(prompt?.condition ?? null);
    entryVisibility[id] = expressions.add(entry.visibility);
    // Most entries follow one of the same file.
    if (location.file !== lastFile) {
      lastFile = location.file;
      const known = fileIds.get(lastFile);
      file = known ?? fileNames.length;
      if (known === undefined) {
        fileNames.push(lastFile);
        fileIds.set(lastFile, file);
      }
    }
    entryFile[id] = file;
    entryLine[id] = location.line;
  }
  return {
    dialect,
    mainMenu: model.mainMenu,
    symbolCount: model.symbolCount,
    exprCount: model.expressionCount,
    entryCount: count,
    ...symbolArrays,
    symbolChoice: choiceOfSymbols(model, symbols, choices),
    symbolFlags: flagsOf(symbols, choices),
    hashOrder: hashOrderOf(model),
    exprKind: expressions.kind,
    exprLeft: expressions.left,
    exprRight: expressions.right,
    entryKind,
    entrySymbol,
    entryParent,
    entryFirstChild,
    entryNext,
    entryPromptCondition,
    entryPrompt,
    entryVisibility,
    entryFile,
    entryLine,
    fileNames,
    choices,
    defconfigList: model.defconfigList?.id ?? -1,
    modules: model.modules.id,
    yes: model.yes.id,
    mod: model.mod.id,
    no: model.no.id,
    dependencyOrder:
      model.dependencyOrder === null ? null : Int32Array.from(model.dependencyOrder, (symbol) => symbol.id),
  };
}

function hashOrderOf(model: KconfigModel): Int32Array {
  const order = new Int32Array(model.hashOrder.length);
  let length = 0;
  for (const symbol of model.hashOrder) if (symbol.kind !== 'constant') order[length++] = symbol.id;
  return order.slice(0, length);
}

/** All symbols by id. The hash table leaves y, m and n out. */
export function symbolsOf(model: KconfigModel): readonly (KconfigSymbol | undefined)[] {
  const symbols = new Array<KconfigSymbol | undefined>(model.symbolCount);
  for (const symbol of model.hashOrder) symbols[symbol.id] = symbol;
  for (const symbol of [model.no, model.mod, model.yes]) symbols[symbol.id] = symbol;
  return symbols;
}

function flattenSymbols(symbols: readonly (KconfigSymbol | undefined)[], expressions: Expressions) {
  const count = symbols.length;
  const symbolNames = new Array<string>(count).fill('');
  const symbolKind = new Uint8Array(count);
  const symbolType = new Uint8Array(count);
  const symbolDirect = new Int32Array(count).fill(-1);
  const symbolReverse = new Int32Array(count).fill(-1);
  const symbolImplied = new Int32Array(count).fill(-1);
  const symbolFirstEntry = new Int32Array(count).fill(-1);
  const propertyStart = new Int32Array(count + 1);
  let properties = 0;
  for (let id = 0; id < count; id++) {
    propertyStart[id] = properties;
    properties += symbols[id]?.properties.length ?? 0;
  }
  propertyStart[count] = properties;
  const propertyKind = new Uint8Array(properties);
  const propertyCondition = new Int32Array(properties);
  const propertyValue = new Int32Array(properties);
  const propertyLow = new Int32Array(properties);
  const propertyHigh = new Int32Array(properties);
  for (let id = 0; id < count; id++) {
    const symbol = symbols[id];
    if (symbol === undefined) continue;
    symbolNames[id] = symbol.name;
    symbolKind[id] = symbolKindCode[symbol.kind];
    symbolType[id] = typeCode[symbol.type];
    symbolDirect[id] = expressions.add(symbol.directDependency);
    symbolReverse[id] = expressions.add(symbol.reverseDependency);
    symbolImplied[id] = expressions.add(symbol.impliedDependency);
    symbolFirstEntry[id] = symbol.entries[0]?.id ?? -1;
    let at = propertyStart[id]!;
    for (const property of symbol.properties) {
      propertyKind[at] = propertyCode[property.kind];
      propertyCondition[at] = expressions.add(property.condition);
      propertyValue[at] = property.kind === 'default' ? expressions.add(property.value) : -1;
      propertyLow[at] = (property.target ?? property.low)?.id ?? -1;
      propertyHigh[at] = property.high?.id ?? -1;
      at++;
    }
  }
  return {
    symbolNames,
    symbolKind,
    symbolType,
    symbolDirect,
    symbolReverse,
    symbolImplied,
    symbolFirstEntry,
    propertyStart,
    propertyKind,
    propertyCondition,
    propertyValue,
    propertyLow,
    propertyHigh,
  };
}

/**
 * With the old engines choices of one name are one symbol with one member list. Source: conf 6.1
 * keeps members on the first choice property of the symbol.
 */
function flattenChoices(model: KconfigModel): FlatChoice[] {
  const shares = model.dialect.values.choiceEngine !== 'new';
  const members = new Map<number, Set<number>>();
  if (shares) {
    for (const { symbol, members: own } of model.choices) {
      const id = symbol?.id ?? -1;
      const all = members.get(id) ?? new Set<number>();
      for (const member of own) all.add(member.id);
      members.set(id, all);
    }
  }
  return model.choices.map((choice) => {
    const symbol = choice.symbol?.id ?? -1;
    return {
      symbol,
      entry: choice.id,
      isOptional: model.choices.some((other) => other.symbol === choice.symbol && other.isOptional),
      members: Int32Array.from(shares ? (members.get(symbol) ?? []) : choice.members.map((member) => member.id)),
      below: Int32Array.from(symbolsBelow(choice as BuildEntry), (member) => member.id),
    };
  });
}

function choiceOfSymbols(
  model: KconfigModel,
  symbols: readonly (KconfigSymbol | undefined)[],
  choices: readonly FlatChoice[],
): Int32Array {
  const choiceOf = new Int32Array(symbols.length).fill(-1);
  const first = new Map<number, number>();
  choices.forEach((choice, index) => {
    if (!first.has(choice.symbol)) first.set(choice.symbol, index);
  });
  const shares = model.dialect.values.choiceEngine !== 'new';
  const byEntry = new Map(model.choices.map((choice, index) => [choice, index]));
  for (const symbol of symbols) {
    if (symbol === undefined || symbol.choice === null) continue;
    const index = byEntry.get(symbol.choice) ?? -1;
    choiceOf[symbol.id] = shares && index >= 0 ? (first.get(choices[index]!.symbol) ?? index) : index;
  }
  return choiceOf;
}

function flagsOf(symbols: readonly (KconfigSymbol | undefined)[], choices: readonly FlatChoice[]): Uint8Array {
  const flags = new Uint8Array(symbols.length);
  for (const symbol of symbols) {
    if (symbol !== undefined) flags[symbol.id] = symbol.flags | (symbol.entries.length > 0 ? symbolFlag.defined : 0);
  }
  for (const { members } of choices) {
    for (const member of members) flags[member] = flags[member]! | symbolFlag.member;
  }
  return flags;
}

/** Arrays of expressions by id; an expression is stored when it is asked for. */
export class Expressions {
  readonly kind: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  private readonly waiting: Expr[] = [];

  constructor(count: number) {
    this.kind = new Uint8Array(count).fill(absentExpr);
    this.left = new Int32Array(count);
    this.right = new Int32Array(count);
  }

  /** Id of the expression, -1 for none; it and its operands are stored. */
  add(expr: Expr | null): number {
    if (expr === null) return -1;
    if (this.kind[expr.id] === absentExpr) {
      this.waiting.push(expr);
      for (let at = this.waiting.pop(); at !== undefined; at = this.waiting.pop()) this.store(at);
    }
    return expr.id;
  }

  private store(expr: Expr): void {
    const { id } = expr;
    if (this.kind[id] !== absentExpr) return;
    this.kind[id] = exprCode[expr.kind];
    switch (expr.kind) {
      case 'symbol':
        this.left[id] = expr.symbol.id;
        break;
      case 'not':
        this.left[id] = expr.operand.id;
        this.waiting.push(expr.operand);
        break;
      case 'and':
      case 'or':
        this.left[id] = expr.left.id;
        this.right[id] = expr.right.id;
        this.waiting.push(expr.left, expr.right);
        break;
      default:
        this.left[id] = expr.left.id;
        this.right[id] = expr.right.id;
    }
  }
}
