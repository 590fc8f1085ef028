/**
 * The formula in the Universal Variability Language, Boolean level: menus are mandatory abstract features, symbols optional
 * ones in the menu of their first definition, each clause is a constraint. Source: the grammar of
 * Universal-Variability-Language/uvl-parser.
 */
import type { ByteString } from '../../core/bytes.ts';
import { encodeBytes } from '../../core/bytes.ts';
import type { Configuration, Entry, KconfigSymbol } from '../../kconfig/index.ts';
import type { NamedFormula, NamedVariable } from './named-formula.ts';

/** Constraints that are written as one piece. */
const pieceSize = 4096;

/** A name as an identifier: quoted unless it is a plain word; what no quoted name may hold becomes `%XX`. */
function identifier(name: ByteString): ByteString {
  if (/^[A-Za-z]\w*$/.test(name)) return name;
  const safe = name.replace(/["\r\n.%]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
  });
  return `"${safe}"`;
}

/** A text as an attribute's value. */
function attribute(text: ByteString): ByteString {
  return `'${text.replace(/['\r\n.]/g, ' ')}'`;
}

/** A feature of the tree, with its groups. */
interface Feature {
  readonly name: ByteString;
  readonly attributes: ByteString;
  readonly mandatory: Feature[];
  readonly optional: Feature[];
  readonly alternative: Feature[];
}

function feature(name: ByteString, attributes: ByteString): Feature {
  return { name: identifier(name), attributes, mandatory: [], optional: [], alternative: [] };
}

const abstract = '{abstract}';

/** The whole model; `head` lines are comments. */
export function uvlText(formula: NamedFormula, configuration: Configuration, head: readonly string[]): ByteString {
  const pieces: ByteString[] = head.map((line) => `// ${encodeBytes(line).replaceAll('\n', ' ')}\n`);
  for (const { reason, symbol } of formula.free) pieces.push(`// free ${symbol}: ${reason}\n`);
  pieces.push('features\n');
  const names = new Array<ByteString | undefined>(formula.variables + 1);
  for (const { name, variable } of formula.names) names[variable] = identifier(name);
  const root = feature('the tree', abstract);
  addSymbols(root, formula.names, configuration);
  const auxiliary = feature('auxiliary variables', abstract);
  root.mandatory.push(auxiliary);
  for (let variable = 1; variable <= formula.variables; variable++) {
    if (names[variable] !== undefined) continue;
    // No symbol has such a name.
    const name = `#${variable}`;
    names[variable] = identifier(name);
    auxiliary.optional.push(feature(name, abstract));
  }
  writeTree(root, pieces);
  pieces.push('constraints\n');
  writeConstraints(formula.clauses, names, pieces);
  return pieces.join('');
}

/** Symbols in their menus and choices; other variables with names below one feature. */
function addSymbols(root: Feature, names: readonly NamedVariable[], { model, state }: Configuration): void {
  const places = new Map<Entry, Feature>([[model.root, root]]);
  const placeOf = (entry: Entry | null): Feature => {
    const above: Entry[] = [];
    let at = entry;
    while (at !== null && !places.has(at)) {
      if (at.kind === 'menu') above.push(at);
      at = at.enclosing;
    }
    let place = at === null ? root : (places.get(at) ?? root);
    for (const menu of above.reverse()) {
      const made = feature(`menu ${menu.id}`, `{abstract, prompt ${attribute(menu.prompt?.text ?? '')}}`);
      place.mandatory.push(made);
      places.set(menu, made);
      place = made;
    }
    return place;
  };
  const choices = new Map<Entry, Feature>();
  const isNew = state.flat.dialect.values.choiceEngine === 'new';
  /** At most one member of such a choice is on, and whether one is says the choice. */
  const choiceOf = (symbol: KconfigSymbol): Feature | null => {
    const { choice } = symbol;
    if (choice === null || !isNew || choice.members.some(({ type }) => type !== 'bool')) return null;
    let made = choices.get(choice);
    if (made === undefined) {
      made = feature(`choice ${choice.id}`, `{abstract, prompt ${attribute(choice.prompt?.text ?? '')}}`);
      choices.set(choice, made);
      placeOf(choice.enclosing).optional.push(made);
    }
    return made;
  };
  const others = feature('other variables', abstract);
  root.mandatory.push(others);
  const features = new Map<KconfigSymbol, Feature>();
  for (const { name, role, symbol } of names) {
    if (symbol === null) others.optional.push(feature(name, abstract));
    else if (role === 'y') features.get(symbol)?.optional.push(feature(name, ''));
    else {
      const made = feature(name, `{type '${symbol.type}'}`);
      features.set(symbol, made);
      const choice = choiceOf(symbol);
      if (choice !== null) choice.alternative.push(made);
      else placeOf(symbol.entries[0]?.enclosing ?? null).optional.push(made);
    }
  }
}

/** Depth first without recursion: menus of a tree can be nested without limit. */
function writeTree(root: Feature, pieces: ByteString[]): void {
  const waiting: (readonly [depth: number, node: Feature | ByteString])[] = [[1, root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [depth, node] = next;
    const indent = '\t'.repeat(depth);
    if (typeof node === 'string') {
      pieces.push(`${indent}${node}\n`);
      continue;
    }
    pieces.push(`${indent}${node.name}${node.attributes === '' ? '' : ` ${node.attributes}`}\n`);
    for (const group of ['alternative', 'optional', 'mandatory'] as const) {
      const members = node[group];
      if (members.length === 0) continue;
      for (const member of [...members].reverse()) waiting.push([depth + 2, member]);
      waiting.push([depth + 1, group]);
    }
  }
}

function writeConstraints(clauses: Int32Array, names: readonly (ByteString | undefined)[], pieces: ByteString[]): void {
  let lines: ByteString[] = [];
  let line = '\t';
  for (const literal of clauses) {
    if (literal === 0) {
      lines.push(line);
      line = '\t';
      if (lines.length === pieceSize) {
        pieces.push(`${lines.join('\n')}\n`);
        lines = [];
      }
      continue;
    }
    if (line !== '\t') line += ' | ';
    line += literal < 0 ? `!${names[-literal] ?? ''}` : (names[literal] ?? '');
  }
  if (lines.length > 0) pieces.push(`${lines.join('\n')}\n`);
}
