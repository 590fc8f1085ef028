/** Symbols whose names are put together by macros, as templates of Zephyr have them: `config $(module)_LOG_LEVEL`. */
import type { ByteString } from '../../core/bytes.ts';
import type { StaticFile } from '../../kconfig/index.ts';

const reference = /\$\(([\w-]+)\)/;
/** Names that one template makes. */
const maxNames = 20_000;

/**
 * Every name that a template can make with the values that lines of the tree give its macros. `texts`: files with
 * mistakes, of which any line that looks like an assignment counts.
 */
export function templateNames(files: Iterable<StaticFile>, texts: readonly ByteString[]): Set<string> {
  const values = new Map<string, Set<string>>();
  const templates = new Set<string>();
  const give = (name: string, value: string): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, new Set([value]));
    else known.add(value);
  };
  for (const { assignments, entries } of files) {
    for (const { name, value } of assignments) give(name, value.trim());
    for (const { symbol } of entries) if (symbol?.name.includes('$(') === true) templates.add(symbol.name);
  }
  for (const text of texts) {
    for (const [, name = '', value = ''] of text.matchAll(/^[ \t]*([\w-]+)[ \t]*:?=[ \t]*(\S+)[ \t]*$/gm))
      give(name, value);
  }
  const names = new Set<string>();
  for (const template of templates) expand(template, values, names);
  return names;
}

function expand(template: string, values: ReadonlyMap<string, ReadonlySet<string>>, names: Set<string>): void {
  const waiting = [template];
  const seen = new Set(waiting);
  for (let text = waiting.pop(); text !== undefined && seen.size < maxNames; text = waiting.pop()) {
    const found = reference.exec(text);
    if (found === null) {
      if (!text.includes('$')) names.add(text);
      continue;
    }
    for (const value of values.get(found[1] ?? '') ?? []) {
      const next = text.slice(0, found.index) + value + text.slice(found.index + found[0].length);
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
}
