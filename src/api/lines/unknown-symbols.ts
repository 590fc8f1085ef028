/** Lines for symbols that the tree does not define: misspelt, renamed, of another architecture, or gone. */

import type { ByteString } from '../../core/bytes.ts';
import { cause } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import { type Entry, type KconfigModel, suggestNames } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { definedElsewhere, type ForeignDefinition } from '../mismatch/symbols-below.ts';
import type { AskedLine, AskedLines } from './asked-lines.ts';
import { lineFindings, type LostLine, namesOf } from './line-finding.ts';

/** Names that near ones are looked for; a file of another version has hundreds that are simply gone. */
const maxSuggested = 25;

/** Near names of one. */
const maxNear = 2;

/** Where other architectures are looked for. */
export interface TreePlace {
  readonly host: Host;
  readonly treeDirectory: ByteString;
  /** The directory of arch/ that is built; null where that is not known. */
  readonly architecture: string | null;
}

type Reason = 'misspelt' | 'renamed' | 'other-arch' | 'gone';

const headlines: Readonly<Record<Reason, (count: number) => string>> = {
  misspelt: (count) => `${count} lines name symbols that this tree does not have`,
  renamed: (count) => `${count} lines name symbols that have another name in this tree`,
  'other-arch': (count) => `${count} lines name symbols that only other architectures have`,
  gone: (count) => `${count} lines name symbols that this tree does not have, under any similar name`,
};

/** What a name may be in an assignment. */
export const nameForm = /^[A-Za-z0-9_]+$/;

/** Findings about unknown symbols, one for each reason. */
export function unknownSymbols(asked: AskedLines, place: TreePlace): Diagnostic[] {
  const { configuration, lines, prefix } = asked;
  const { model } = configuration;
  // A symbol that is off is not missed.
  const lost = lines.filter(({ kind, name, value }) => kind === 'unknown' && value !== 'n' && nameForm.test(name));
  // The oldest conf says so itself.
  if (lost.length === 0 || model.dialect.dotConfig.unknownSymbols === 'always') return [];
  const { architecture, host, treeDirectory } = place;
  const names = new Set(lost.map(({ name }) => name));
  const elsewhere =
    architecture === null ? new Map<string, never>() : definedElsewhere(host, treeDirectory, names, architecture);
  const helps = namedInHelp(model, lost);
  const byReason = new Map<Reason, LostLine[]>();
  let suggested = 0;
  const add = (reason: Reason, line: LostLine): void => {
    byReason.set(reason, [...(byReason.get(reason) ?? []), line]);
  };
  for (const line of lost) {
    const text = line.text.trim();
    const other = elsewhere.get(line.name);
    const help = helps.get(line.name);
    if (other === undefined && help?.symbol != null) {
      const words = `${text}: no such symbol; the help of ${prefix}${help.symbol.name} names it`;
      const { name } = help.symbol;
      const place = cause('definition', `${name} is defined here`, help.location);
      add('renamed', { line, words, causes: () => [{ ...place, symbol: name }] });
    } else if (other !== undefined) {
      const same = other.flatMap((one) => samePrompt(one, place, model));
      const here = same.length === 0 ? '' : `; here ${namesOf(same.map((name) => prefix + name))} has its prompt`;
      const words = `${text}: only ${other.map(({ directory }) => `ARCH=${directory}`).join(' and ')} has this symbol${here}`;
      add('other-arch', {
        line,
        words,
        causes: () =>
          other.map(({ directory, location }) => cause('definition', `arch/${directory} defines it`, location)),
      });
    } else {
      const near = suggested < maxSuggested ? suggestNames(model, line.name, maxNear) : [];
      suggested += 1;
      const words = `${text}: this tree has no such symbol`;
      if (near.length === 0) add('gone', { line, words });
      else {
        const causes = near.flatMap((name) => {
          const at = model.symbols.get(name)?.entries[0]?.location;
          return at === undefined ? [] : [{ ...cause('definition', `${name} is defined here`, at), symbol: name }];
        });
        add('misspelt', {
          line,
          words: `${words}; did you mean ${near.map((name) => prefix + name).join(' or ')}?`,
          causes: () => causes,
        });
      }
    }
  }
  const order: readonly Reason[] = ['misspelt', 'renamed', 'other-arch', 'gone'];
  return order.flatMap((reason) => {
    const found = byReason.get(reason) ?? [];
    return lineFindings({ code: 'kernel/unknown-symbol', lost: found, several: headlines[reason], args: { reason } });
  });
}

/** What conf says of an unknown symbol, with the names near to it. */
export function withNearNames(one: Diagnostic, { configuration, prefix }: AskedLines): Diagnostic {
  if (one.code !== 'kconfig/config-unknown-symbol' || one.notes.length > 0) return one;
  const near = suggestNames(configuration.model, one.args.symbol, maxNear).map((name) => prefix + name);
  return near.length === 0 ? one : { ...one, notes: [`did you mean ${near.join(' or ')}?`] };
}

/** Lines of a definition in which its prompt is looked for. */
const promptLines = 5;

/** Symbols of this tree with the prompt that another architecture's definition has. */
function samePrompt(
  { location }: ForeignDefinition,
  { host, treeDirectory }: TreePlace,
  model: KconfigModel,
): string[] {
  const lines = (host.readFile(`${treeDirectory}/${location.file}`) ?? '')
    .split('\n')
    .slice(location.line, location.line + promptLines);
  const text = lines
    .map((line) => /^\s+(?:bool|tristate|int|hex|string|prompt)\s+"(.+)"/.exec(line)?.[1])
    .find(Boolean);
  if (text === undefined) return [];
  const same = [...model.symbols.values()].filter(({ properties }) => properties.some((one) => one.text === text));
  return same.map(({ name }) => name);
}

/** The definition whose help names a symbol that is gone, as a help does that says what it replaces. */
function namedInHelp(model: KconfigModel, lost: readonly AskedLine[]): Map<string, Entry> {
  const names = new Set(lost.map(({ name }) => name));
  const found = new Map<string, Entry>();
  for (const entry of model.entries) {
    if (entry.help === null || entry.symbol === null) continue;
    for (const [word] of entry.help.matchAll(/\b[A-Z]\w*/g)) {
      // A word without `_` is a symbol only where the text says so: `CONFIG_ACPI`, and not `ACPI`.
      if (!/^[A-Z0-9_]+$/.test(word) || !word.slice(1, -1).includes('_')) continue;
      const name = names.has(word) ? word : word.replace(/^CONFIG_/, '');
      if (names.has(name) && !found.has(name)) found.set(name, entry);
    }
  }
  return found;
}
