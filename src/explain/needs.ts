/** Why make looks for a file that no rule makes: the rules that ask for it, and what the file's name came from. */
import { type Cause, cause } from '../core/diagnostic.ts';
import { frameworkFile } from '../kernel/levels/word-origins.ts';
import { type TraceStep, traceNeed } from '../kernel/levels/word-trace.ts';
import type { KconfigSymbol } from '../kconfig/index.ts';
import type { Definition, Need } from '../make/index.ts';
import {
  type ConditionWalk,
  explainCalls,
  explainCondition,
  explainReference,
  newConditionWalk,
  symbolOf,
} from './references.ts';

/** Symbols further out that are given. */
const maxFurther = 6;

/** Characters of a makefile line that are shown. */
const maxText = 120;

/**
 * The chain from a file to what its name came from; a file whose name no symbol brought is followed to what needs it,
 * until a symbol decides that. `isFirstPlaced`: the conditions around the first rule are explained elsewhere.
 * `untilSymbol`: a program that was asked on the way does not end the chain.
 */
export function explainNeeds(
  needs: readonly Need[],
  walk: ConditionWalk,
  {
    isFirstPlaced = true,
    untilSymbol = false,
  }: { readonly isFirstPlaced?: boolean; readonly untilSymbol?: boolean } = {},
): Cause[] {
  const causes: Cause[] = [];
  for (const need of needs) {
    const own = explainNeed(need, walk, need !== needs[0] || !isFirstPlaced);
    const isDecided = walk.symbols.size + (untilSymbol ? 0 : walk.commands.length) > 0;
    if (causes.length === 0 || isDecided) causes.push(own);
    if (isDecided) break;
  }
  return causes;
}

/** Symbols that decide all that asks for a file, without those that were met on the walk. */
export function furtherSymbols(needs: readonly Need[], { configuration, symbols }: ConditionWalk): KconfigSymbol[] {
  const walk = newConditionWalk(configuration);
  for (const need of needs) {
    for (const step of traceNeed(need)) explainStep(step, walk);
    if (frameworkFile.test(need.location.file)) continue;
    for (const condition of need.conditions) explainCondition(condition, walk);
  }
  return [...walk.symbols].filter((symbol) => !symbols.has(symbol)).slice(0, maxFurther);
}

function explainNeed(need: Need, walk: ConditionWalk, hasConditions: boolean): Cause {
  const causes = traceNeed(need).flatMap((step) => explainStep(step, walk));
  if (hasConditions && !frameworkFile.test(need.location.file)) {
    for (const condition of [...need.conditions].reverse()) {
      const known = walk.symbols.size;
      const own = explainCondition(condition, walk);
      if (walk.symbols.size > known) causes.push(own);
    }
  }
  const { name, neededBy, word } = need;
  const written = word.text.trim();
  const source = written === name ? '' : `, written ${shortened(written)}`;
  return cause('variable', `'${neededBy}' needs '${name}'${source}`, need.location, causes);
}

/** A step with what is behind it; nothing for one that leads nowhere. */
export function explainStep(step: TraceStep, walk: ConditionWalk): Cause[] {
  const { definition, names, reference, steps, shellCalls } = step;
  if (symbolOf(reference.name, walk) !== undefined) return explainReference(reference, walk, 0);
  const causes = [
    ...steps.flatMap((inner) => explainStep(inner, walk)),
    ...explainCalls(shellCalls, walk),
    ...names.flatMap((name) => explainReference(name, walk, 0)),
  ];
  if (definition?.location == null || frameworkFile.test(definition.location.file))
    return causes.length > 0 ? causes : explainReference(reference, walk, 0);
  return [cause('variable', textOf(definition), definition.location, causes)];
}

function textOf({ nameText, operator, text }: Definition): string {
  return shortened(`${nameText} ${operator} ${text}`.trimEnd());
}

function shortened(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText)} ...`;
}
