/** Why a command of a recipe failed, as far as its words name files that the configuration names. */
import { type Cause, distinct } from '../core/diagnostic.ts';
import type { KconfigSymbol } from '../kconfig/index.ts';
import { symbolPrefix } from '../kernel/levels/word-origins.ts';
import { traceReferences } from '../kernel/levels/word-trace.ts';
import type { MakeEvent, Reference } from '../make/index.ts';
import { explainStep } from './needs.ts';
import type { ConditionWalk } from './references.ts';
import { explainSymbol } from './symbol.ts';

/** Variables within variables in which symbols are looked for. */
const maxDepth = 10;

/** Where a build has its configuration for shell scripts. */
const autoConf = 'include/config/auto.conf';

/** True where a text has a name by itself, or at the end of a path. */
export function standsIn(text: string, name: string): boolean {
  if (name.length < 2 || !/[A-Za-z]/.test(name)) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w/-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** The words of a value that a text has. */
function wordsIn(value: string, text: string): string[] {
  return value.split(/[\s"']+/).filter((word) => standsIn(text, word));
}

/**
 * The chains from the words of a failure to the symbols they came from: through the variables that the command line
 * read, or, for a script that reads the configuration itself, the symbol alone.
 */
export function explainFailure(event: MakeEvent, walk: ConditionWalk): Cause[] {
  const { message, reads = [], references } = event;
  const words = new Set<string>();
  collectWords(references, message, words, 0);
  // Makes often read a variable more than once for one line.
  const causes = distinct(
    [...words].flatMap((word) => traceReferences(references, word).flatMap((step) => explainStep(step, walk))),
  );
  const { configuration } = walk;
  if (configuration === null || !reads.some((path) => path.endsWith(autoConf))) return causes;
  for (const symbol of configuration.model.symbols.values()) {
    if (!isTextIn(symbol, message, configuration.value(symbol)) || walk.symbols.has(symbol)) continue;
    walk.symbols.add(symbol);
    causes.push(explainSymbol(configuration, symbol, walk.explained, walk.insight));
  }
  return causes;
}

function isTextIn(symbol: KconfigSymbol, message: string, value: string): boolean {
  return symbol.type === 'string' && symbol.entries.length > 0 && wordsIn(value, message).length > 0;
}

/** Words of symbols' values that the failure names. */
function collectWords(references: readonly Reference[], message: string, words: Set<string>, depth: number): void {
  if (depth > maxDepth) return;
  for (const { definition, name, references: inner, value } of references) {
    if (name.startsWith(symbolPrefix)) for (const word of wordsIn(value, message)) words.add(word);
    else {
      collectWords(inner, message, words, depth + 1);
      if (definition !== null) collectWords(definition.references, message, words, depth + 1);
    }
  }
}
