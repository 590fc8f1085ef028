/** A finding about several lines, as the finding about some of them. */
import type { FindingItem } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';

/** Where an item is; null for a finding without items, which is where the finding is. */
export function itemLocation({ location }: Diagnostic, item: FindingItem | null): Location | null {
  return item === null ? location : (item.location ?? location);
}

/** The finding with the items that are wanted, at least one; a finding without items as it is. */
export function withItems(diagnostic: Diagnostic, isWanted: (item: FindingItem, index: number) => boolean): Diagnostic {
  const { items } = diagnostic;
  const left = items?.filter(isWanted) ?? [];
  const [first] = left;
  if (items === undefined || first === undefined || left.length === items.length) return diagnostic;
  const isAlone = left.length === 1;
  const { items: _, ...rest } = diagnostic;
  return {
    ...rest,
    // Messages about several lines begin with their number.
    message: isAlone ? first.message + whyOf(diagnostic) : diagnostic.message.replace(/^\d+/, String(left.length)),
    location: itemLocation(diagnostic, first),
    args: argsOf(diagnostic, left),
    ...(!isAlone && { items: left }),
  } as Diagnostic;
}

/** What values are lost for: what follows the headline of a finding about several. */
function whyOf({ code, message }: Diagnostic): string {
  const at = message.indexOf(': ');
  return code === 'kernel/value-not-kept' && at !== -1 ? message.slice(at) : '';
}

function argsOf(diagnostic: Diagnostic, items: readonly FindingItem[]): Diagnostic['args'] {
  const [first] = items;
  const isAlone = items.length === 1;
  if (diagnostic.code === 'kernel/value-not-kept') {
    const { symbol = null, value = null, wanted = null } = isAlone && first !== undefined ? first : {};
    return { ...diagnostic.args, symbol, wanted, value, count: items.length };
  }
  const symbols = items.map(({ symbol }) => symbol ?? '');
  return {
    ...diagnostic.args,
    ...('count' in diagnostic.args && { count: items.length }),
    ...('symbols' in diagnostic.args && { symbols }),
  };
}
