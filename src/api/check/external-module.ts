/**
 * The gate for a module that is built against a tree (`M=`). Its build makes no configuration: make reads the
 * `auto.conf` that the tree's own build has left, and Kconfig is not looked at.
 */
import { UsageError } from '../../core/errors.ts';
import { explainStop } from '../../explain/stop.ts';
import { normalPath } from '../../host/paths.ts';
import {
  type BuildRequest,
  createInsight,
  eventDiagnostic,
  findStops,
  openPrepared,
  openSession,
  readBuild,
  type Session,
} from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import { askMachineToolchain } from '../../kernel/session/machine-toolchain.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { ConfigSummary } from '../../results/summary.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import { fold } from '../mismatch/mismatches.ts';
import type { CheckOptions } from './check-options.ts';
import { notesOf } from './explain-events.ts';
import { packageFixes } from './package-fix.ts';
import { prepareFixes } from './prepare-fix.ts';
import { verdict } from './verdict.ts';

/** What make reads of the configuration. Source: Linux top Makefile, `include include/config/auto.conf`. */
const configuration = 'include/config/auto.conf';

/** The result for a module. Throws KgateError as the check of a tree does. */
export function checkModule(options: CheckOptions): CheckResult {
  refuseConfiguration(options.request);
  const session = openSession(options);
  const reading = readBuild(openPrepared(session));
  const { working } = reading;
  const toolchain = session.profile === null ? askMachineToolchain(session.host, working) : null;
  const insight = createInsight(session, working);
  const explain = (event: MakeEvent): Diagnostic => ({
    ...eventDiagnostic(event),
    causes: explainStop(event, null, insight).causes,
    notes: [...notesOf(event), ...relativeNotes(event, session, working)],
    fixes: [...packageFixes(event, session.host), ...prepareFixes(event, session.host, working.cwd, session.request)],
  });
  const source = summaryOf(session.base.readFile(pathOf(working)), working);
  const { coverage, events } = findStops(reading);
  // Without a configuration what make would meet next is not known.
  const shown = source.file === null ? events.filter(({ afterStop }) => !afterStop) : events;
  const diagnostics = shown.map(explain);
  const build = { session, source, toolchain };
  diagnostics.push(
    ...session.probes.findings(),
    ...probeDiagnostics({ ...build, severity: 'error', matters: () => true }),
  );
  return verdict(options, build, working, fold([], diagnostics), coverage);
}

/** A configuration that make would not look at is not passed over in silence. */
function refuseConfiguration({ configFile, defconfig, fragments = [] }: BuildRequest): void {
  if (configFile === null && defconfig === null && fragments.length === 0) return;
  const option = configFile !== null ? '--config' : defconfig !== null ? '--defconfig' : '--fragment';
  throw new UsageError('usage/no-configuration', `${option}: a module has no configuration of its own`, {
    hint: `make reads ${configuration} of the tree, which is made by configuring and preparing the tree`,
  });
}

/** A relative `M=` is looked for where make works, which need not be where the user means. */
function relativeNotes(event: MakeEvent, { host, request }: Session, { cwd }: MakeLevel): string[] {
  const { moduleDirectory, treeDirectory } = request;
  if (moduleDirectory === null || moduleDirectory.startsWith('/') || event.code !== 'make/no-rule') return [];
  const meant = normalPath(treeDirectory, moduleDirectory);
  if (host.stat(normalPath(cwd, moduleDirectory)) !== undefined || event.afterStop) return [];
  const found = host.stat(meant) === undefined ? '' : `; there is ${meant}`;
  return [`M=${moduleDirectory} is relative to ${cwd}, where make works: give the whole path${found}`];
}

/** The file in the directory where make works. */
function pathOf({ cwd }: MakeLevel): string {
  return normalPath(cwd, configuration);
}

function summaryOf(text: string | undefined, level: MakeLevel): ConfigSummary {
  const symbols = text?.match(/^CONFIG_\w+=/gm)?.length ?? 0;
  return { source: 'prepared', file: text === undefined ? null : pathOf(level), symbols, isImplicit: false };
}
