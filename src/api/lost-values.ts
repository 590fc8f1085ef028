/** Lines of the user's files that conf silently changes, by what they are lost for. */
import { type ConfigChange, diagnostic, type Fix, type Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import { type Configuration, hasPrompt, isLogical } from '../kconfig/index.ts';
import type { Session, TreeInsight } from '../kernel/index.ts';
import type { MakeLevel } from '../kernel/levels/top-makefile.ts';
import type { CompilerProfile } from '../probe/index.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { RootCause } from '../results/root-cause.ts';
import type { AppliedPlan } from '../solve/apply.ts';
import { configFix } from '../solve/fixes.ts';
import { packageFix } from './check/package-fix.ts';
import type { AskedPlace } from './lines/asked-places.ts';
import { groupDiagnostic, groupLost, type LostGroup, type LostValue, lostItems } from './lost-groups.ts';
import { createRootFinder, rootDetails } from './root-details.ts';

/** Values that are explained; more than these are counted. */
const maxExplained = 400;

/** A value that is lost, and whose line it is. */
export type PlacedValue = LostValue & AskedPlace;

/** What {@link lostFindings} needs. */
export interface LostValuesContext {
  readonly session: Session;
  readonly configuration: Configuration;
  readonly insight: TreeInsight;
  /** The make that read the tree last. */
  readonly level: MakeLevel | undefined;
  readonly profile: CompilerProfile | null;
  readonly otherProfiles?: (() => readonly CompilerProfile[]) | undefined;
  /** True where what brings values of a severity back is looked for. */
  readonly seeksChange: (severity: Severity) => boolean;
  /** Those of some changes that hold in whatever else is looked at. */
  readonly holding: (changes: readonly AppliedPlan[], severity: Severity) => readonly AppliedPlan[];
}

/** Values of the files that the configuration does not have; `places` gives the line of a file, or null for no file's. */
export function findLost(
  configuration: Configuration,
  places: (location: Location) => AskedPlace | null,
): PlacedValue[] {
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

/** The findings, one a root cause; what the user asks for comes first. */
export function lostFindings(lost: readonly PlacedValue[], context: LostValuesContext): Diagnostic[] {
  const severities: readonly Severity[] = ['warning', 'info'];
  return severities.flatMap((severity) => {
    const own = lost.filter((one) => one.severity === severity);
    return lostOf(own, severity, context);
  });
}

/** The findings about values of one severity. */
function lostOf(lost: readonly PlacedValue[], severity: Severity, context: LostValuesContext): Diagnostic[] {
  if (lost.length === 0) return [];
  const { configuration, holding, insight, seeksChange, session } = context;
  const finder = createRootFinder(session, configuration, insight);
  const groups = groupLost(lost.slice(0, maxExplained), configuration, finder, seeksChange(severity));
  const changes = groups.flatMap(({ applied }) => (applied === null ? [] : [applied]));
  const tested = new Set(changes.length === 0 ? [] : holding(changes, severity));
  const detail = rootDetails(context);
  const nameOf = (name: string): string => configuration.state.prefix + name;
  const found = groups.map((group) => {
    const fixes = fixesOf(group, group.applied !== null && tested.has(group.applied), context);
    return groupDiagnostic(group, { severity, nameOf, detail, fixes });
  });
  const rest = lost.slice(maxExplained);
  if (rest.length === 0) return found;
  return [...found, listedValues(rest, `${rest.length} more settings are lost`, severity, nameOf)];
}

/** Values that no cause is looked for. */
export function listedValues(
  values: readonly LostValue[],
  message: string,
  severity: Severity,
  nameOf: (name: string) => string,
): Diagnostic {
  const args = { symbol: null, wanted: null, value: null, count: values.length, because: null, kind: null };
  const items = lostItems(values, nameOf);
  const location = items[0]?.location ?? null;
  return diagnostic({ code: 'kernel/value-not-kept', severity, message, args, items, location });
}

function fixesOf(
  { applied, roots }: LostGroup,
  isTested: boolean,
  { configuration, session }: LostValuesContext,
): Fix[] {
  if (applied !== null) {
    // What the file asks for already is no change.
    const isAsked = ({ symbol, to }: ConfigChange): boolean => {
      const own = configuration.model.symbols.get(symbol);
      return own !== undefined && configuration.userValue(own)?.text === to;
    };
    const changes = applied.changes.filter((one) => !isAsked(one));
    return changes.length === 0 ? [] : [configFix({ ...applied, changes }, isTested)];
  }
  return roots.flatMap((root) => toolFix(root, session));
}

function toolFix({ kind, tool }: RootCause, { host }: Session): Fix[] {
  return kind === 'tool-missing' && tool !== null ? [packageFix({ kind: 'program', name: tool.name }, host)] : [];
}
