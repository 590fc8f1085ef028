/**
 * The makefiles of one directory for every configuration at once: which values of symbols let a line be read, and what its
 * texts are then. Texts are expanded by make's own rules, once for each combination of values that can matter.
 */

import type { ByteString } from '../../core/bytes.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import { type Evaluation, type ScannedGuard, scanMakefile, splitComparison } from '../../make/index.ts';
import { frameworkFile, symbolPrefix, wordsOf } from '../levels/word-origins.ts';
import { always, type Case, type CaseAlgebra, never, type TableSymbol } from './cases.ts';
import { guardKey, holdsNow } from './guards.ts';
import { emptyCases } from './empty-lists.ts';
import { asMake, type SymbolTypes, tableSymbol } from './symbol-values.ts';

/** An assignment, with the conditions around it and around the include lines that led to it. */
export interface SymbolicLine {
  /** In the order of reading. */
  readonly index: number;
  readonly left: ByteString;
  readonly operator: string;
  readonly right: ByteString;
  readonly location: Location;
  readonly guards: readonly ScannedGuard[];
}

/** A text for those configurations in which it is that. */
interface TextCase {
  readonly text: ByteString;
  readonly cases: readonly Case[];
}

/** What a text depends on. */
interface Dependencies {
  readonly symbols: Set<ByteString>;
  readonly locals: Set<ByteString>;
  /** True where a command takes part. */
  runs: boolean;
}

/** Combinations of values that one text is expanded for, values of one variable, makefiles read, an included one each time. */
const maxPoints = 243;
const maxTexts = 32;
const maxReads = 300;
const maxDepth = 8;

/** Functions that do more than make a text. */
const acting = /\$[({](?:shell|call|error|warning|info|eval|file)\s/;

/** What {@link SymbolicMakefile} needs. */
export interface SymbolicOptions {
  readonly evaluation: Evaluation;
  readonly readFile: (name: ByteString) => ByteString | undefined;
  readonly types: SymbolTypes;
  readonly quotesTexts: boolean;
  readonly algebra: CaseAlgebra;
}

/** Lines of one directory's makefiles, and the cases in which they count. */
export class SymbolicMakefile {
  readonly lines: readonly SymbolicLine[];
  /** Makefiles that were read, by their names in include lines. */
  readonly files: readonly ByteString[];
  readonly algebra: CaseAlgebra;
  private readonly options: SymbolicOptions;
  private readonly evaluation: Evaluation;
  private readonly byName = new Map<ByteString, { line: SymbolicLine; cases: readonly Case[] }[]>();
  private readonly guards = new Map<string, readonly Case[]>();
  private readonly values = new Map<ByteString, readonly TextCase[] | null>();
  /** What could not be read as conditions on symbols, by line. */
  private readonly opaqueGuards = new Map<string, string>();
  private readonly opaqueLines = new Map<SymbolicLine, string>();

  constructor(options: SymbolicOptions) {
    this.options = options;
    this.evaluation = options.evaluation;
    this.algebra = options.algebra;
    [this.lines, this.files] = this.readLines();
    this.nameLines();
  }

  /** Lines that assign to a variable, in order, with the cases in which their left side is that name. */
  linesOf(name: ByteString): readonly { readonly line: SymbolicLine; readonly cases: readonly Case[] }[] {
    return this.byName.get(name) ?? [];
  }

  /** Names that lines may assign to. */
  names(): Iterable<ByteString> {
    return this.byName.keys();
  }

  /** When the conditionals around a line let it be read. */
  reached(line: SymbolicLine): readonly Case[] {
    let cases = always;
    for (const guard of line.guards) {
      cases = this.algebra.and(cases, this.guardCases(guard));
      if (cases.length === 0) break;
    }
    return cases;
  }

  /** What is not understood about a line: its conditionals, its left side. */
  opaque(line: SymbolicLine): string[] {
    const own = this.opaqueLines.get(line);
    const found = own === undefined ? [] : [own];
    for (const guard of line.guards) {
      const text = this.opaqueGuards.get(guardKey(guard));
      if (text !== undefined) found.push(text);
    }
    return found;
  }

  /** When a text, expanded, is accepted; null where that is not decided. `bound` are variables with a given value. */
  casesWhere(
    text: ByteString,
    accepts: (expanded: ByteString) => boolean,
    bound: ReadonlyMap<ByteString, ByteString> = new Map(),
    hints: readonly string[] = [],
  ): readonly Case[] | null {
    const found = this.textCases(text, bound, hints);
    if (found === null) return null;
    let cases = never;
    for (const one of found) if (accepts(one.text)) cases = this.algebra.or(cases, one.cases);
    return cases;
  }

  /** Variables of these makefiles that a text reads and that lines of theirs assign to. */
  localsOf(text: ByteString): Set<ByteString> {
    return this.dependencies(text).locals;
  }

  /** A text as it is now. */
  readonly expand = (text: ByteString): ByteString => this.evaluation.expand(text);

  /** True for a variable whose values are expanded when they are assigned. */
  isSimple(name: ByteString): boolean {
    return this.evaluation.lookup(name).flavor === 'simple';
  }

  /** True for a variable that comes from the makes above. */
  isHandedDown(name: ByteString): boolean {
    return this.evaluation.lookup(name).origin === 'environment';
  }

  private readLines(): [lines: SymbolicLine[], files: ByteString[]] {
    const { evaluation, options } = this;
    const lines: SymbolicLine[] = [];
    const read = new Set<string>();
    const around: string[] = [];
    const unset = new Map<ByteString, ByteString>();
    let left = maxReads;
    const visit = (name: ByteString, outer: readonly ScannedGuard[]): void => {
      const key = name.replace(/^(?:\.\/)+/, '');
      if (around.includes(key) || left === 0 || frameworkFile.test(name)) return;
      const text = options.readFile(name);
      if (text === undefined) return;
      left -= 1;
      read.add(key);
      around.push(key);
      for (const { kind, left, keyword, right, location, guards, targets } of scanMakefile(name, text).statements) {
        const all = outer.length === 0 ? guards : [...outer, ...guards];
        if (kind === 'assignment' && targets === '') {
          // Names of includes in a branch that is not taken follow from variables that are not set now.
          if (!left.includes('$') && !acting.test(right) && evaluation.lookup(left).flavor === 'undefined') {
            const value = evaluation.expand(right, unset);
            unset.set(left, keyword === '+=' ? joined(unset.get(left) ?? '', value) : value);
          }
          lines.push({ index: lines.length, left, operator: keyword, right, location, guards: all });
        } else if (kind === 'include') {
          for (const file of wordsOf(evaluation.expand(right, unset))) visit(file, all);
        }
      }
      around.pop();
    };
    for (const name of evaluation.makefiles) if (!read.has(name.replace(/^(?:\.\/)+/, ''))) visit(name, []);
    return [lines, [...read]];
  }

  private nameLines(): void {
    for (const line of this.lines) {
      const add = (name: ByteString, cases: readonly Case[]): void => {
        const known = this.byName.get(name);
        if (known === undefined) this.byName.set(name, [{ line, cases }]);
        else known.push({ line, cases });
      };
      if (!line.left.includes('$')) {
        add(line.left, always);
        continue;
      }
      const found = this.textCases(line.left, new Map(), []);
      if (found === null) {
        const name = this.evaluation.expand(line.left).trim();
        this.opaqueLines.set(line, `${formatLocation(line.location)}: ${line.left} is taken as ${name}`);
        add(name, always);
      } else for (const { text, cases } of found) add(text.trim(), cases);
    }
  }

  private guardCases(guard: ScannedGuard): readonly Case[] {
    const key = guardKey(guard);
    const known = this.guards.get(key);
    if (known !== undefined) return known;
    // A conditional that leads back to itself counts as it is now.
    this.guards.set(key, holdsNow(this.evaluation, guard) ? always : never);
    const { cases, opaque } = this.judge(guard);
    this.guards.set(key, cases);
    if (opaque) {
      const state = cases.length > 0 ? 'holds' : 'does not hold';
      const text = `${guard.branch === 'else' ? 'not ' : ''}${guard.test} ${guard.args}`;
      this.opaqueGuards.set(key, `${formatLocation(guard.location)}: ${text} ${state} now`);
    }
    return cases;
  }

  private judge(guard: ScannedGuard): { cases: readonly Case[]; opaque: boolean } {
    const isNow = holdsNow(this.evaluation, guard) ? always : never;
    const wanted = (guard.test === 'ifeq' || guard.test === 'ifdef') === (guard.branch === 'then');
    let found: readonly Case[] | null;
    let text: ByteString;
    if (guard.test === 'ifdef' || guard.test === 'ifndef') {
      const name = this.evaluation.expand(guard.args).trim();
      // Make looks at the text that is assigned; for a symbol that is its value.
      text = `$(${name})`;
      const isOwn = name.startsWith(symbolPrefix) || this.byName.has(name);
      found = isOwn && !guard.args.includes('$') ? this.casesWhere(text, (value) => (value !== '') === wanted) : null;
    } else {
      const { left, right } = splitComparison(guard.args);
      if (left === null || right === null) return { cases: isNow, opaque: true };
      const separator = '\u0002';
      text = `${left}${separator}${right}`;
      const hints = [left, right].flatMap((side) => (side.includes('$') ? [] : [side.trim()]));
      const accepts = (both: ByteString): boolean => {
        const at = both.indexOf(separator);
        return (both.slice(0, at) === both.slice(at + 1)) === wanted;
      };
      found = this.casesWhere(text, accepts, new Map(), hints);
      if (left === '' || right === '') found ??= emptyCases(this, left + right, wanted);
    }
    const { symbols, locals } = this.dependencies(text);
    const isFact = symbols.size === 0 && locals.size === 0;
    if (found === null) return { cases: isNow, opaque: !isFact || isNow.length === 0 };
    // What no symbol of these makefiles decides is a fact, or follows from makefiles above.
    return { cases: isFact ? isNow : found, opaque: isFact && isNow.length === 0 };
  }

  /** What a text can be; null where that is not decided by few symbols alone. */
  private textCases(
    text: ByteString,
    bound: ReadonlyMap<ByteString, ByteString>,
    hints: readonly string[],
  ): readonly TextCase[] | null {
    const plain = /^([^$]*)\$[({](CONFIG_\w+)[)}]([^$]*)$/.exec(text);
    if (plain !== null) return this.plainCases(plain[1]!, plain[2]!, plain[3]!, hints);
    const { symbols, locals, runs } = this.dependencies(text);
    for (const name of bound.keys()) locals.delete(name);
    if (symbols.size === 0 && locals.size === 0) return [{ text: this.evaluation.expand(text, bound), cases: always }];
    if (runs) return null;
    const table = [...symbols].map((name) => this.tableSymbol(name, hints));
    const variables: (readonly TextCase[])[] = [];
    for (const name of locals) {
      const found = this.valueCases(name);
      if (found === null) return null;
      variables.push(found);
    }
    const count = [...table.map(({ values }) => values.length), ...variables.map(({ length }) => length)];
    if (count.reduce((product, length) => product * length, 1) > maxPoints) return null;
    const results = new Map<ByteString, readonly Case[]>();
    const names = [...locals];
    const choose = (index: number, taken: Map<ByteString, ByteString>, cases: readonly Case[]): void => {
      if (cases.length === 0) return;
      if (index < variables.length) {
        for (const one of variables[index]!) {
          choose(index + 1, new Map(taken).set(names[index]!, one.text), this.algebra.and(cases, one.cases));
        }
        return;
      }
      for (const [value, where] of this.overTable(text, table, taken)) {
        results.set(value, this.algebra.or(results.get(value) ?? never, this.algebra.and(cases, where)));
      }
    };
    choose(0, new Map(bound), always);
    if (results.size > maxPoints) return null;
    return [...results].filter(([, cases]) => cases.length > 0).map(([value, cases]) => ({ text: value, cases }));
  }

  /** Results of a text over all points of a table. */
  private overTable(
    text: ByteString,
    table: readonly TableSymbol[],
    taken: ReadonlyMap<ByteString, ByteString>,
  ): Map<ByteString, readonly Case[]> {
    const known = new Map<string, ByteString>();
    const valueAt = (point: readonly string[]): ByteString => {
      const key = point.join('\0');
      let value = known.get(key);
      if (value === undefined) {
        const bound = new Map(taken);
        for (const [index, symbol] of table.entries()) bound.set(symbol.name, asMake(symbol, point[index]!));
        value = this.evaluation.expand(text, bound);
        known.set(key, value);
      }
      return value;
    };
    // The first table reads every point.
    this.algebra.fromTable(table, (point) => valueAt(point) === '');
    const found = new Map<ByteString, readonly Case[]>();
    for (const value of new Set(known.values())) {
      found.set(
        value,
        this.algebra.fromTable(table, (point) => valueAt(point) === value),
      );
    }
    return found;
  }

  /** `obj-$(CONFIG_X)`: nothing has to be expanded. */
  private plainCases(before: string, name: ByteString, after: string, hints: readonly string[]): TextCase[] {
    const symbol = this.tableSymbol(name, hints);
    return symbol.values.map((value) => ({
      text: before + asMake(symbol, value) + after,
      cases: this.algebra.fromTable([symbol], ([point]) => point === value),
    }));
  }

  private tableSymbol(name: ByteString, hints: readonly string[]): TableSymbol {
    return tableSymbol(name, this.options, this.evaluation.lookup(name).value, hints);
  }

  /** What a variable of these makefiles can be at the end; null where that is too much. */
  private valueCases(name: ByteString): readonly TextCase[] | null {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    this.values.set(name, null);
    let states: readonly TextCase[] = [{ text: '', cases: always }];
    for (const { line, cases } of this.linesOf(name)) {
      const reached = this.algebra.and(cases, this.reached(line));
      if (reached.length === 0) continue;
      const own = this.dependencies(line.right).locals.has(name);
      const values = own ? null : this.textCases(line.right, new Map(), []);
      if (values === null) return null;
      const next = new Map<ByteString, readonly Case[]>();
      const add = (text: ByteString, where: readonly Case[]): void => {
        if (where.length > 0) next.set(text, this.algebra.or(next.get(text) ?? never, where));
      };
      const elsewhere = this.algebra.not(reached);
      for (const state of states) {
        add(state.text, this.algebra.and(state.cases, elsewhere));
        const here = this.algebra.and(state.cases, reached);
        for (const value of values) {
          const text =
            line.operator === '+='
              ? joined(state.text, value.text)
              : line.operator === '?=' && state.text !== ''
                ? state.text
                : value.text;
          add(text, this.algebra.and(here, value.cases));
        }
      }
      if (next.size > maxTexts) return null;
      states = [...next].map(([text, where]) => ({ text, cases: where }));
    }
    this.values.set(name, states);
    return states;
  }

  private dependencies(text: ByteString): Dependencies {
    const found: Dependencies = { symbols: new Set(), locals: new Set(), runs: false };
    this.collect(text, found, 0, new Set());
    return found;
  }

  private collect(text: ByteString, found: Dependencies, depth: number, seen: Set<ByteString>): void {
    if (!text.includes('$') || depth > maxDepth) return;
    if (/\$[({]shell\s/.test(text)) found.runs = true;
    for (const [, name] of text.matchAll(/\$[({](CONFIG_\w+)[:)}]/g)) found.symbols.add(name!);
    for (const [, name] of text.matchAll(/\$[({](CONFIG_\w*(?:\$[({]\w+[)}]\w*)+)[:)}]/g)) {
      found.symbols.add(this.evaluation.expand(name!));
    }
    for (const [, name] of text.matchAll(/\$[({](?:call\s+)?((?!CONFIG_)[\w.%+/-]+)[:,)}]/g)) {
      if (seen.has(name!)) continue;
      seen.add(name!);
      if (this.isSymbolic(name!)) found.locals.add(name!);
      else {
        const { flavor, value, definitions } = this.evaluation.lookup(name!);
        const file = definitions.at(-1)?.location?.file ?? '';
        if (flavor === 'recursive' && !frameworkFile.test(file)) this.collect(value, found, depth + 1, seen);
      }
    }
  }

  /** True for a variable that symbols decide: by the lines around its assignments, or in their text. */
  private isSymbolic(name: ByteString): boolean {
    const lines = this.byName.get(name);
    if (lines === undefined) return false;
    return lines.some(
      ({ line }) => line.left.includes('$') || line.right.includes('$') || this.reached(line) !== always,
    );
  }
}

function joined(left: ByteString, right: ByteString): ByteString {
  return left === '' ? right : right === '' ? left : `${left} ${right}`;
}
