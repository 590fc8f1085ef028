import { type ConfigChange, diagnostic, type Fix, type Severity } from '../../core/diagnostic.ts';
import { hasPrompt, isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { configFix } from '../../solve/fixes.ts';
import { groupDiagnostic, groupLost, type LostGroup, type LostValue } from '../lost-groups.ts';
import { type AskedPlace, askedPlaces } from '../lines/asked-places.ts';
import { createRootFinder, rootDetails } from '../root-details.ts';
import { holdingChanges } from './config-fixes.ts';
import type { TreeFindings } from './findings.ts';
import { packageFix } from './package-fix.ts';

/** Values that are explained; more than these are counted. */
const maxExplained = 400;

/**
 * Lines of the user's `.config` that olddefconfig silently changes, by what they are lost for; `explained`: symbols that
 * another finding has.
 */
export function lostValues(
  findings: TreeFindings,
  isWhole: boolean,
  explained: ReadonlySet<KconfigSymbol> = new Set(),
): Diagnostic[] {
  const { tree } = findings;
  const places = askedPlaces(tree);
  const all = findLost(findings, places).filter(({ symbol }) => !explained.has(symbol));
  const asked = all.filter(({ severity }) => severity === 'warning');
  return [
    ...lostOf(asked, 'warning', findings, isWhole),
    ...lostOf(
      all.filter((one) => !asked.includes(one)),
      'info',
      findings,
      isWhole,
    ),
  ];
}

/** The findings about values of one severity. */
function lostOf(
  lost: readonly LostValue[],
  severity: Severity,
  findings: TreeFindings,
  isWhole: boolean,
): Diagnostic[] {
  if (lost.length === 0) return [];
  const { configuration, insight, reading, tree } = findings;
  const { session } = tree;
  const finder = createRootFinder(session, configuration, insight);
  const groups = groupLost(lost.slice(0, maxExplained), configuration, finder);
  const isTested = isWhole && severity === 'warning' ? testChanges(groups, findings) : groups.map(() => false);
  const detail = rootDetails({ ...findings.options, session, configuration, level: reading.working });
  const nameOf = (name: string): string => configuration.state.prefix + name;
  const found = groups.map((group, at) => {
    const fixes = fixesOf(group, isTested[at] === true, findings);
    return groupDiagnostic(group, { severity, nameOf, detail, fixes });
  });
  const rest = lost.slice(maxExplained);
  return rest.length === 0 ? found : [...found, countedOnly(rest, severity, nameOf)];
}

/** Values that no cause is looked for. */
function countedOnly(values: readonly LostValue[], severity: Severity, nameOf: (name: string) => string): Diagnostic {
  const args = { symbol: null, wanted: null, value: null, count: values.length, because: null, kind: null };
  const items = values.map(({ location, symbol, value, wanted }) => ({
    message: `${nameOf(symbol.name)}=${wanted} becomes ${value === '' ? 'unset' : value}`,
    location,
    symbol: symbol.name,
    wanted,
    value,
  }));
  const message = `${values.length} more settings are lost`;
  return diagnostic({
    code: 'kernel/value-not-kept',
    severity,
    message,
    args,
    items,
    location: items[0]?.location ?? null,
  });
}

/** A value that is lost, and whose line it is. */
type PlacedValue = LostValue & AskedPlace;

function findLost({ configuration }: TreeFindings, places: ReturnType<typeof askedPlaces>): PlacedValue[] {
  const lost: PlacedValue[] = [];
  for (const symbol of configuration.model.symbols.values()) {
    const given = configuration.userValue(symbol);
    if (given === null || given.location === null || symbol.entries.length === 0 || !hasPrompt(symbol)) continue;
    const value = configuration.isWritten(symbol) ? configuration.value(symbol) : '';
    if (value === given.text || (isLogical(symbol) && given.text === 'n' && value === '')) continue;
    const place = places(given.location);
    if (place !== null) lost.push({ symbol, wanted: given.text, value, ...place });
  }
  return lost.sort((one, other) => one.location.line - other.location.line);
}

/** Which changes bring no stop that was not there before. */
function testChanges(groups: readonly LostGroup[], findings: TreeFindings): boolean[] {
  const changes = groups.flatMap(({ applied }) => (applied === null ? [] : [applied]));
  const holding = new Set(holdingChanges(changes, findings));
  return groups.map(({ applied }) => applied !== null && holding.has(applied));
}

function fixesOf({ applied, roots }: LostGroup, isTested: boolean, { configuration, options }: TreeFindings): Fix[] {
  if (applied !== null) {
    // What the file asks for already is no change.
    const isAsked = ({ symbol, to }: ConfigChange): boolean => {
      const own = configuration.model.symbols.get(symbol);
      return own !== undefined && configuration.userValue(own)?.text === to;
    };
    const changes = applied.changes.filter((one) => !isAsked(one));
    return changes.length === 0 ? [] : [configFix({ ...applied, changes }, isTested)];
  }
  return roots.flatMap((root) => toolFix(root, options.host));
}

function toolFix({ kind, tool }: RootCause, host: TreeFindings['options']['host']): Fix[] {
  return kind === 'tool-missing' && tool !== null ? [packageFix({ kind: 'program', name: tool.name }, host)] : [];
}
