/**
 * The search for root causes: backward from a value that a symbol does not have to what would have to be another way, over
 * the conditions as they are written. What stands against a goal is kept together with what leads to it, so that a goal
 * that no configuration reaches has an explanation, too.
 */
import type { Location } from '../../core/location.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import { shorten } from '../../core/shorten.ts';
import {
  type Clause,
  type Configuration,
  clausesOf,
  type Entry,
  type Expr,
  inverseRelation,
  isLogical,
  type KconfigSymbol,
  type MacroUse,
  type Property,
  printExpression,
  promptsOf,
  type Relation,
  type SymbolFacts,
  type Tristate,
  visibleClausesOf,
} from '../../kconfig/index.ts';
import type { RootStep } from '../../results/root-cause.ts';
import { probeRoot, rootCause, rootTool } from './probe-root.ts';
import { isRelated, mirrored } from '../relations.ts';
import {
  constantCondition,
  fixed,
  held,
  nothingSets,
  otherChosen,
  otherTool,
  otherVariable,
  undefinedSymbol,
} from './root-leaves.ts';
import { toolKind, versionText, versionTool } from './version-symbols.ts';
import { allOf, behind, blocked, lightest, reached, type Way, withValue } from './ways.ts';

/** Symbols between the question and a root cause, and selects of one symbol that are looked at. */
const maxDepth = 24;
const maxSelectors = 24;

/** A tool that is older than a comparison asks for. */
const oldToolWeight = 2.5;

/** What may stand against a prompt before other ways to push a symbol down are looked at. */
const maxShowWeight = 8;

/** Characters of a condition that are shown. */
const maxText = 160;

/** What the search needs to know of a tree. */
export interface RootContext {
  readonly configuration: Configuration;
  readonly insight?: ProbeInsight | undefined;
  /** A line of a Kconfig file as it is written, continued lines joined; null where it is not known. */
  readonly lineAt: (location: Location) => string | null;
}

const letters = ['n', 'm', 'y'] as const;

/** Where an expression stands: whose condition it is and what its macros were. */
export interface Place {
  readonly symbol: KconfigSymbol;
  readonly location: Location;
  readonly macros: readonly MacroUse[];
}

/** One search over one configuration; what was found for a symbol is kept. */
export class RootSearch {
  private readonly context: RootContext;
  private readonly configuration: Configuration;
  private readonly known = new Map<string, readonly Way[]>();
  private readonly path = new Set<string>();
  /** Times that a circle or the depth cut a branch: what was found on such a way is not kept. */
  private cuts = 0;

  constructor(context: RootContext) {
    this.context = context;
    this.configuration = context.configuration;
  }

  /** Ways to lift a bool or tristate to `wanted` or more, the lightest first. */
  raise(symbol: KconfigSymbol, wanted: Tristate): readonly Way[] {
    if (symbol === this.configuration.model.mod) return this.raise(this.configuration.model.modules, 2);
    if (this.configuration.tristate(symbol) >= wanted) return [reached];
    if (symbol.entries.length === 0) return [undefinedSymbol(symbol, letters[wanted])];
    if (symbol.type === 'bool' && wanted === 1) return this.raise(symbol, 2);
    if (!isLogical(symbol)) return [fixed(this.configuration.facts(symbol), letters[wanted])];
    return this.once(`+${symbol.id} ${wanted}`, () => this.raiseDefined(symbol, wanted));
  }

  /** Ways to push a bool or tristate to `most` or less. */
  lower(symbol: KconfigSymbol, most: Tristate): readonly Way[] {
    if (this.configuration.tristate(symbol) <= most) return [reached];
    if (symbol.kind !== 'symbol' || symbol.entries.length === 0) return [];
    if (symbol.type === 'bool' && most === 1) return this.lower(symbol, 0);
    return this.once(`-${symbol.id} ${most}`, () => this.lowerDefined(symbol, most));
  }

  /** Ways to let the user's value of a symbol count: its prompt is visible. */
  show(symbol: KconfigSymbol, wanted: Tristate = 1): readonly Way[] {
    const prompts = promptsOf(symbol);
    if (prompts.length === 0) return [fixed(this.configuration.facts(symbol), null)];
    return lightest(prompts.flatMap((prompt) => this.showPrompt(symbol, prompt, wanted)));
  }

  private once(key: string, body: () => Way[]): readonly Way[] {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.path.has(key) || this.path.size > maxDepth) {
      this.cuts += 1;
      return [];
    }
    const before = this.cuts;
    this.path.add(key);
    const found = lightest(body());
    this.path.delete(key);
    if (this.cuts === before || this.path.size === 0) this.known.set(key, found);
    return found;
  }

  private raiseDefined(symbol: KconfigSymbol, wanted: Tristate): Way[] {
    const facts = this.configuration.facts(symbol);
    const prompts = promptsOf(symbol);
    if (prompts.length > 0) {
      const need = symbol.type === 'bool' ? 1 : wanted;
      return prompts.flatMap((prompt) => this.setUp(facts, this.showPrompt(symbol, prompt, need), wanted));
    }
    const kind = toolKind(symbol.name);
    if (kind !== null && wanted > 0)
      return [otherTool(this.configuration.facts(symbol), kind.message, kind.words, letters[wanted])];
    const ways: Way[] = [];
    for (const property of symbol.properties) {
      if (property.kind === 'default') ways.push(...this.useDefault(symbol, property, wanted));
    }
    for (const property of symbol.selectedBy.slice(0, maxSelectors)) {
      ways.push(...this.useSelect(symbol, property, wanted));
    }
    for (const property of symbol.impliedBy.slice(0, maxSelectors)) {
      const implied = this.useSelect(symbol, property, wanted);
      ways.push(...symbol.entries.flatMap((entry) => this.withDependencies(symbol, entry, implied, wanted)));
    }
    return ways.length > 0 ? ways : [nothingSets(symbol, letters[wanted])];
  }

  /** The symbol's own part once its prompt is visible: its line, its default, its choice. */
  private setUp(facts: SymbolFacts, shown: readonly Way[], wanted: Tristate): readonly Way[] {
    const { symbol, userValue } = facts;
    const isVisible = shown.some((way) => way.roots.size === 0);
    const user = userValue === null ? null : letters.indexOf(userValue.text as 'n' | 'm' | 'y');
    const values = new Map([[symbol, letters[wanted]]]);
    const isHeldByLine = user !== null && user < wanted && userValue?.location !== null;
    if (symbol.choice !== null && facts.chosen !== null && facts.chosen !== symbol && isVisible) {
      return [otherChosen(this.configuration, facts, facts.chosen, values)];
    }
    if (!isVisible && !isHeldByLine) return withValue(shown, symbol, letters[wanted]);
    // Nothing but the user's own line is missing.
    if (user !== null && user >= wanted && !isHeldByLine) return withValue(shown, symbol, letters[wanted]);
    return allOf([shown, [held(facts, letters[wanted], values, isHeldByLine)]]);
  }

  private showPrompt(symbol: KconfigSymbol, prompt: Property, need: Tristate): readonly Way[] {
    const { entry } = prompt;
    const lists = this.unmetClauses(symbol, [...clausesOf(entry), ...visibleClausesOf(entry)], need);
    const choice = symbol.choice?.prompt ?? null;
    for (const one of choice === null ? [prompt] : [prompt, choice]) {
      if (one.writtenCondition === null || this.level(one.writtenCondition) >= need) continue;
      const place = { symbol, location: one.location, macros: one.macros };
      lists.push(
        behind(
          this.step(symbol, one.location, `prompt if ${this.print(one.writtenCondition)}`),
          this.raiseExpr(one.writtenCondition, need, place),
        ),
      );
    }
    return allOf(lists);
  }

  private unmetClauses(symbol: KconfigSymbol, clauses: readonly Clause[], need: Tristate): (readonly Way[])[] {
    return clauses
      .filter((clause) => this.level(clause.expr) < need)
      .map((clause) => {
        const word = clause.kind === 'depends' ? 'depends on' : clause.kind === 'if' ? 'if' : 'visible if';
        const step = this.step(symbol, clause.location, `${word} ${this.print(clause.expr)}`);
        const { location, macros } = clause;
        return behind(step, this.raiseExpr(clause.expr, need, { symbol, location, macros }));
      });
  }

  private useDefault(symbol: KconfigSymbol, property: Property, wanted: Tristate): readonly Way[] {
    const { entry, location, macros, value, writtenCondition } = property;
    const place = { symbol, location, macros };
    const lists = this.unmetClauses(symbol, clausesOf(entry), wanted);
    const step = this.step(symbol, location, `default ${this.print(value)}`);
    const need = symbol.type === 'bool' ? 1 : wanted;
    if (writtenCondition !== null && this.level(writtenCondition) < need) {
      lists.push(behind(step, this.raiseExpr(writtenCondition, need, place)));
    }
    if (value !== null && this.level(value) < need) lists.push(behind(step, this.raiseExpr(value, need, place)));
    return allOf(lists);
  }

  /** An `imply` counts where one definition's dependencies are met. Source: sym_calc_value of scripts/kconfig/symbol.c. */
  private withDependencies(symbol: KconfigSymbol, entry: Entry, ways: readonly Way[], wanted: Tristate): Way[] {
    return allOf([ways, ...this.unmetClauses(symbol, clausesOf(entry), wanted)]);
  }

  private useSelect(symbol: KconfigSymbol, property: Property, wanted: Tristate): readonly Way[] {
    const { entry, location, macros, writtenCondition } = property;
    const selector = entry.symbol;
    if (selector === null) return [];
    const lists = [this.raise(selector, wanted)];
    if (writtenCondition !== null && this.level(writtenCondition) < wanted) {
      lists.push(this.raiseExpr(writtenCondition, wanted, { symbol, location, macros }));
    }
    const condition = writtenCondition === null ? '' : ` if ${this.print(writtenCondition)}`;
    const text = `${property.kind} ${symbol.name}${condition}`;
    return behind({ ...this.step(symbol, location, text), symbol: selector.name }, allOf(lists));
  }

  private lowerDefined(symbol: KconfigSymbol, most: Tristate): Way[] {
    const facts = this.configuration.facts(symbol);
    const selects = facts.selects.filter((select) => select.value > most);
    if (selects.length > 0) {
      return allOf(
        selects.map(({ property, selector }) => {
          const { location, macros, writtenCondition } = property;
          const step = { ...this.step(symbol, location, `select ${symbol.name}`), symbol: selector.name };
          const ways = [
            ...this.lower(selector, most),
            ...this.lowerExpr(writtenCondition, most, { symbol, location, macros }),
          ];
          return behind(step, ways);
        }),
      );
    }
    if (facts.visibility > 0) {
      if (symbol.choice === null) {
        const values = new Map([[symbol, letters[most]]]);
        return [held(facts, letters[most], values)];
      }
      const { members } = symbol.choice;
      return members
        .filter((member) => member !== symbol && this.configuration.visibility(member) > 0)
        .map((member) =>
          otherChosen(this.configuration, this.configuration.facts(member), symbol, new Map([[member, 'y']])),
        );
    }
    const kind = toolKind(symbol.name);
    if (kind !== null)
      return [otherTool(this.configuration.facts(symbol), `${symbol.name} is ${facts.value}`, '', letters[most])];
    const shown = promptsOf(symbol).flatMap((prompt) => this.showPrompt(symbol, prompt, 1));
    const ways = withValue(shown, symbol, letters[most]);
    // Where the user's own value can be made to count, nothing else has to be taken away.
    if (ways.some(({ weight }) => weight < maxShowWeight)) return ways;
    for (const entry of symbol.entries) {
      for (const { expr, location, macros } of clausesOf(entry)) {
        ways.push(...this.lowerExpr(expr, most, { symbol, location, macros }));
      }
    }
    if (facts.default !== null && promptsOf(symbol).length === 0) {
      const { location, macros, value, writtenCondition } = facts.default.property;
      const place = { symbol, location, macros };
      ways.push(...this.lowerExpr(writtenCondition, most, place), ...this.lowerExpr(value, most, place));
    }
    return ways.length > 0 ? ways : [fixed(this.configuration.facts(symbol), letters[most])];
  }

  /** Ways to lift an expression to `wanted` or more. */
  raiseExpr(expr: Expr, wanted: Tristate, place: Place): readonly Way[] {
    if (this.level(expr) >= wanted) return [reached];
    switch (expr.kind) {
      case 'symbol':
        if (expr.symbol.kind === 'constant' && expr.symbol !== this.configuration.model.mod) {
          return this.constant(expr.symbol, place);
        }
        return this.raise(expr.symbol, wanted);
      case 'not':
        return this.lowerExpr(expr.operand, (2 - wanted) as Tristate, place);
      case 'and':
        return allOf([this.raiseExpr(expr.left, wanted, place), this.raiseExpr(expr.right, wanted, place)]);
      case 'or':
        return lightest([...this.raiseExpr(expr.left, wanted, place), ...this.raiseExpr(expr.right, wanted, place)]);
      default:
        return this.compare(expr, true, place);
    }
  }

  /** Ways to push an expression down to `most` or less; none for an absent one, which is y. */
  lowerExpr(expr: Expr | null, most: Tristate, place: Place): readonly Way[] {
    if (expr === null) return [];
    if (this.level(expr) <= most) return [reached];
    switch (expr.kind) {
      case 'symbol':
        return expr.symbol.kind === 'constant' ? this.constant(expr.symbol, place) : this.lower(expr.symbol, most);
      case 'not':
        return this.raiseExpr(expr.operand, (2 - most) as Tristate, place);
      case 'and':
        return lightest([...this.lowerExpr(expr.left, most, place), ...this.lowerExpr(expr.right, most, place)]);
      case 'or':
        return allOf([this.lowerExpr(expr.left, most, place), this.lowerExpr(expr.right, most, place)]);
      default:
        return this.compare(expr, false, place);
    }
  }

  /** A constant of a condition: what its macro asked, or what is written. */
  private constant(symbol: KconfigSymbol, place: Place): Way[] {
    const found = probeRoot(
      place.macros,
      { location: place.location, symbol: place.symbol.name },
      this.context.insight,
    );
    if (found !== null) return [blocked(found.key, found)];
    return [constantCondition(symbol.name, place.symbol, place.location)];
  }

  /** Two texts that are what they are: a variable of the environment, or what is written. */
  private constants(left: string, relation: Relation, right: string, place: Place): Way[] {
    const asked = { location: place.location, symbol: place.symbol.name };
    const found = probeRoot(place.macros, asked, this.context.insight);
    if (found !== null) return [blocked(found.key, found)];
    const macro = place.macros.find(({ result }) => result === left || result === right);
    if (macro === undefined)
      return [constantCondition(`"${left}" ${relation} "${right}"`, place.symbol, place.location)];
    const [needed, toward] = macro.result === left ? [right, relation] : [left, mirrored[relation]];
    return [otherVariable(macro, `${toward === '=' ? '' : toward}${needed}`, place.symbol, place.location)];
  }

  private compare(expr: Extract<Expr, { left: KconfigSymbol }>, shouldHold: boolean, place: Place): readonly Way[] {
    const { left, right } = expr;
    const kind = shouldHold ? expr.kind : inverseRelation[expr.kind];
    if (left.kind === 'constant' && right.kind === 'constant')
      return this.constants(left.name, kind, right.name, place);
    const [symbol, other, relation] =
      left.kind === 'constant' || left.entries.length === 0
        ? ([right, left, mirrored[kind]] as const)
        : ([left, right, kind] as const);
    if (symbol.kind === 'constant') return this.constant(symbol, place);
    if (symbol.entries.length === 0) return [undefinedSymbol(symbol, `${relation}${other.name}`)];
    const level = letters.indexOf(other.name as 'n' | 'm' | 'y');
    if (isLogical(symbol) && level >= 0) return this.compareLogical(symbol, relation, level as Tristate);
    const bound =
      other.kind === 'constant' || other.entries.length === 0 ? other.name : this.configuration.value(other);
    return this.number(symbol, relation, bound);
  }

  private compareLogical(symbol: KconfigSymbol, relation: Relation, level: Tristate): readonly Way[] {
    const now = this.configuration.tristate(symbol);
    if (relation === '!=') return level === 0 ? this.raise(symbol, 1) : this.lower(symbol, (level - 1) as Tristate);
    if (relation === '=') return now < level ? this.raise(symbol, level) : this.lower(symbol, level);
    const isUp = relation === '>' || relation === '>=';
    const edge = Math.max(0, Math.min(2, relation === '>' ? level + 1 : relation === '<' ? level - 1 : level));
    return isUp ? this.raise(symbol, edge as Tristate) : this.lower(symbol, edge as Tristate);
  }

  /** A number or string that would have to be another one. */
  private number(symbol: KconfigSymbol, relation: Relation, bound: string): readonly Way[] {
    const facts = this.configuration.facts(symbol);
    const needed = `${relation === '=' ? '' : relation}${bound}`;
    if (promptsOf(symbol).length > 0) {
      const values =
        relation === '=' || (relation.endsWith('=') && relation !== '!=')
          ? new Map([[symbol, bound]])
          : new Map<KconfigSymbol, string>();
      const shown = this.show(symbol);
      return allOf([shown, [held(facts, needed, values)]]);
    }
    return [...this.otherDefault(symbol, relation, bound), this.fixedNumber(facts, relation, bound)];
  }

  /** Ways to another default of a number or text without prompt, where its value would do. */
  private otherDefault(symbol: KconfigSymbol, relation: Relation, bound: string): Way[] {
    const ways: Way[] = [];
    for (const property of symbol.properties) {
      const { entry, kind, location, macros, value, writtenCondition } = property;
      if (kind !== 'default' || value?.kind !== 'symbol' || value.symbol.kind !== 'constant') continue;
      if (macros.length > 0 || writtenCondition === null || !isRelated(value.symbol.name, relation, bound)) continue;
      const step = this.step(symbol, location, `default ${value.symbol.name} if ${this.print(writtenCondition)}`);
      const lists = this.unmetClauses(symbol, clausesOf(entry), 1);
      lists.push(behind(step, this.raiseExpr(writtenCondition, 1, { symbol, location, macros })));
      ways.push(...allOf(lists));
    }
    return ways;
  }

  /** A number or text that a tool or the tree itself decides. */
  private fixedNumber(facts: SymbolFacts, relation: Relation, bound: string): Way {
    const { symbol, value } = facts;
    const needed = `${relation === '=' ? '' : relation}${bound}`;
    const tool = versionTool(symbol.name);
    const asked = facts.default?.property ?? null;
    const wanted = versionText(symbol.name, bound);
    const found = versionText(symbol.name, value);
    const location = asked?.location ?? symbol.entries[0]?.location ?? null;
    if (tool !== null && found !== null && wanted !== null) {
      const message = `${tool} is ${found}; ${relation} ${wanted} is needed`;
      const base = { symbol: symbol.name, value, needed, location };
      const root = rootCause({ ...base, kind: 'tool-old', message, tool: rootTool(tool, found, wanted) });
      return blocked(`tool ${tool}`, { root, weight: oldToolWeight });
    }
    const own = asked?.macros ?? [];
    const macros =
      own.length > 0 ? own : symbol.properties.flatMap((one) => (one.kind === 'default' ? one.macros : []));
    const place = location === null ? null : { location, symbol: symbol.name, wanted };
    const probe = place === null ? null : probeRoot(macros, place, this.context.insight);
    if (probe !== null && (probe.root.kind !== 'probe' || tool === null)) return blocked(probe.key, probe);
    return tool === null ? fixed(facts, needed) : otherTool(facts, `the build does not use ${tool}`, '', needed);
  }

  /** Value of a condition as written: an operand `m` means `m && MODULES`. Source: rewrite_m of scripts/kconfig/menu.c. */
  private level(expr: Expr): Tristate {
    const { configuration } = this;
    switch (expr.kind) {
      case 'symbol':
        return expr.symbol === configuration.model.mod
          ? (Math.min(1, configuration.tristate(configuration.model.modules)) as Tristate)
          : configuration.tristate(expr.symbol);
      case 'not':
        return (2 - this.level(expr.operand)) as Tristate;
      case 'and':
        return Math.min(this.level(expr.left), this.level(expr.right)) as Tristate;
      case 'or':
        return Math.max(this.level(expr.left), this.level(expr.right)) as Tristate;
      default:
        return configuration.evalExpr(expr);
    }
  }

  private print(expr: Expr | null): string {
    return printExpression(expr, null);
  }

  private step(symbol: KconfigSymbol, location: Location, text: string): RootStep {
    return { symbol: symbol.name, text: shorten(this.context.lineAt(location) ?? text, maxText), location };
  }
}
