import type { KconfigSymbol } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { askedPlaces } from '../lines/asked-places.ts';
import { findLost, lostFindings } from '../lost-values.ts';
import { holdingChanges } from './config-fixes.ts';
import type { TreeFindings } from './findings.ts';

/**
 * Lines of the user's `.config` that olddefconfig silently changes, by what they are lost for; `explained`: symbols that
 * another finding has.
 */
export function lostValues(
  findings: TreeFindings,
  isWhole: boolean,
  explained: ReadonlySet<KconfigSymbol> = new Set(),
): Diagnostic[] {
  const { configuration, insight, options, reading, tree } = findings;
  const lost = findLost(configuration, askedPlaces(tree)).filter(({ symbol }) => !explained.has(symbol));
  return lostFindings(lost, {
    ...options,
    session: tree.session,
    configuration,
    insight,
    level: reading.working,
    seeksChange: () => true,
    holding: (changes, severity) => (isWhole && severity === 'warning' ? holdingChanges(changes, findings) : []),
  });
}
