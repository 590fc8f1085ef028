/**
 * What follows from what an earlier make has left: stops that make meets because it reads that `auto.conf` first, what has
 * to be run then, and what is built again.
 */

import type { ByteString } from '../../core/bytes.ts';
import { type Cause, cause, diagnostic, type Fix } from '../../core/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import { absolutePath } from '../../host/paths.ts';
import {
  autoConfName as autoConf,
  buildTexts,
  builtAs,
  eventDiagnostic,
  type GoalResult,
  type LeftFile,
  type Session,
  runConfigGoal,
} from '../../kernel/index.ts';
import { isUnknownGoal } from '../../kernel/levels/unknown-goal.ts';
import type { MakeEvent, Reference } from '../../make/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { makeCommand } from '../../kernel/levels/make-command.ts';
import type { TreeFindings } from './findings.ts';
import { isGone } from './stops.ts';

/** Goals that write `auto.conf`, the name of today first. Source: scripts/kconfig/Makefile, before 4.19 silentoldconfig. */
const syncGoals = ['syncconfig', 'silentoldconfig'];

const prefix = 'CONFIG_';

/** Symbols that are listed; the rest is counted. */
const maxListed = 20;

/** Stops of the first reading that the configuration itself does not cause. */
export function leftStops({ left, reading }: Pick<TreeFindings, 'left' | 'reading'>): readonly MakeEvent[] {
  // Where no rule makes it, this reading is the only one.
  if (left?.text === null && !left.isRenewed) return [];
  return (left?.stops ?? []).filter((event) => !reading.events.some((other) => other.fatal && isSame(event, other)));
}

function isSame(one: MakeEvent, other: MakeEvent): boolean {
  return !isGone(one, [other], { stops: new Set(), all: new Set() });
}

/** True when make does not write `auto.conf` again by itself, so that a change of `.config` is not enough. */
export function needsSync({ left }: TreeFindings): boolean {
  return left !== null && (left.stops.length > 0 || !left.isRenewable);
}

/** Such a stop, with the symbols whose values come from the earlier make. */
export function explainLeftStop(event: MakeEvent, findings: TreeFindings): Diagnostic {
  const { causes } = explainStop(event, null, findings.insight);
  const symbols = symbolsOf(event);
  const isThere = findings.left?.text !== null;
  const why = cause(
    'note',
    isThere
      ? `make reads ${autoConf} of an earlier run first, and looks only then whether .config is newer`
      : `make reads everything once without ${autoConf}, which is not there yet`,
    null,
    [...symbols].flatMap((name) => explainValue(name, findings)),
  );
  return {
    ...eventDiagnostic(event),
    causes: [why, ...causes],
    notes: [`a change of .config alone is not enough: make stops before it writes ${autoConf} again`],
    fixes: [syncFix(findings)],
  };
}

/** What make builds with where it does not see that the configuration is another one. */
export function explainKeptConfig(findings: TreeFindings): Diagnostic[] {
  const { configuration, left, tree } = findings;
  if (left === null || left.text === null || left.isRenewed || left.stops.length > 0) return [];
  const names = differentNames(left.text, buildTexts(configuration).autoConf);
  if (names.length === 0) return [];
  const file = tree.source.file ?? '.config';
  const count = `${names.length} symbol${names.length === 1 ? ' has another value' : 's have other values'}`;
  const causes = names.slice(0, maxListed).flatMap((name) => explainValue(name, findings));
  if (names.length > maxListed) causes.push(cause('note', `${names.length - maxListed} more symbols differ`));
  return [
    diagnostic({
      code: 'kernel/left-config',
      severity: 'warning',
      message: `make builds with ${autoConf} of an earlier run, not with ${file}: ${count} there`,
      args: { file, symbols: names.length },
      causes,
      notes: [`make brings ${autoConf} up to date only for a .config that is newer, and not for every goal`],
      fixes: [syncFix(findings)],
    }),
  ];
}

/** Symbols of which two `auto.conf` have different lines. */
function differentNames(one: ByteString, other: ByteString): string[] {
  const linesOf = (text: ByteString): Map<string, string> =>
    new Map(
      text.split('\n').flatMap((line) => (line.startsWith(prefix) ? [[line.slice(0, line.indexOf('=')), line]] : [])),
    );
  const [left, right] = [linesOf(one), linesOf(other)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
}

/** The commands after which make reads the configuration as it is. */
export function syncCommands(findings: TreeFindings, isChanged: boolean): readonly string[] {
  return planOf(findings, isChanged).commands;
}

/** What is to be run where the goals only look whether `auto.conf` is there, and it is not; none for any other stop. */
export function missingConfigFixes({ args, code }: MakeEvent, findings: TreeFindings): Fix[] {
  const isLooked = code === 'make/recipe-failed' && `/${args.target}`.endsWith(`/${autoConf}`);
  return isLooked && findings.left?.isRenewed === false ? [syncFix(findings)] : [];
}

function syncFix(findings: TreeFindings): Fix {
  const { commands, isVerified } = planOf(findings, false);
  const title = `run this first: it writes ${autoConf} from .config`;
  return { title, kind: 'command', safety: 'manual', changes: [], commands, verified: isVerified, effects: [] };
}

interface SyncPlan {
  readonly commands: readonly string[];
  readonly isVerified: boolean;
}

const plans = new WeakMap<TreeFindings, string | null>();

/** The goal of this tree that writes `auto.conf`, tried in memory; null when there is none that does. */
function syncGoal(findings: TreeFindings): string | null {
  const known = plans.get(findings);
  if (known !== undefined) return known;
  const { configuration, tree } = findings;
  const { config, autoConf: wanted } = buildTexts(configuration);
  const path = absolutePath(tree.cwd, autoConf);
  const found =
    syncGoals.find((goal) => {
      const text = tryGoal(tree.session, goal, config)?.get(path);
      return text === wanted;
    }) ?? null;
  plans.set(findings, found);
  return found;
}

/** What conf prints, and asks without an answer, when make brings the configuration up to date. */
function syncOutput(session: Session, config: ByteString): string {
  for (const goal of syncGoals) {
    const result = runSync(session, goal, config);
    if (result !== null) return result.output.map(({ text }) => text).join('');
  }
  return '';
}

/** Files that a goal leaves with this `.config`; null where it fails or the tree has none of that name. */
function tryGoal(session: Session, goal: string, config: ByteString): ReadonlyMap<string, ByteString | null> | null {
  const result = runSync(session, goal, config);
  if (result === null || result.status !== 0) return null;
  return new Map(result.files.map(({ path, text }) => [path, text]));
}

/** One goal with this `.config`, in memory; null where the tree has none of that name. */
function runSync(
  session: Session,
  goal: string,
  config: ByteString,
): (Pick<GoalResult, 'output' | 'status'> & { readonly files: readonly LeftFile[] }) | null {
  const { workFiles } = session;
  const { overlay } = workFiles;
  try {
    const result = runConfigGoal(session, goal, { given: { name: null, text: config } });
    return { output: result.output, status: result.status, files: result.files() };
  } catch (error) {
    if (isUnknownGoal(error)) return null;
    throw error;
  } finally {
    workFiles.overlay = overlay;
  }
}

function planOf(findings: TreeFindings, isChanged: boolean): SyncPlan {
  const { configuration, tree } = findings;
  const { configFile, defconfig, objectTree } = tree.session.request;
  const { configName } = tree.session;
  const goal = syncGoal(findings);
  const make = (...goals: string[]): string => makeCommand(tree.session.request, goals);
  const commands: string[] = [];
  const place = absolutePath(objectTree, configName);
  if (defconfig !== null) commands.push(make(defconfig));
  else if (configFile !== null && configFile.path !== place) commands.push(`cp ${configFile.path} ${place}`);
  const isCurrent =
    defconfig !== null || tree.session.host.readFile(configFile?.path ?? place) === buildTexts(configuration).config;
  if (isChanged || !isCurrent) commands.push(make('olddefconfig'));
  if (goal === null) commands.push(`rm ${absolutePath(tree.cwd, autoConf)}`);
  else commands.push(make(goal));
  return { commands, isVerified: goal !== null };
}

/** The line that gives a symbol a value, 1-based; 0 where there is none. */
function lineOf(lines: readonly string[], name: string): number {
  return lines.findIndex((line) => line.startsWith(`${name}=`)) + 1;
}

/** A value that the earlier `auto.conf` has otherwise than the configuration. */
function explainValue(name: string, { configuration, left, tree }: TreeFindings): Cause[] {
  const valueIn = (lines: readonly string[]): string => {
    const line = lines[lineOf(lines, name) - 1];
    return line === undefined ? 'not set' : line.slice(name.length + 1);
  };
  const lines = left?.text?.split('\n') ?? [];
  const before = valueIn(lines);
  const now = valueIn(buildTexts(configuration).autoConf.split('\n'));
  if (before === now) return [];
  const line = lineOf(lines, name);
  const short = name.slice(prefix.length);
  const symbol = configuration.model.symbols.get(short);
  const given = symbol === undefined ? null : (configuration.userValue(symbol)?.location ?? null);
  const message = `${name} is ${before} in ${autoConf}, and ${now} in ${tree.source.file ?? '.config'}`;
  return [
    {
      kind: 'symbol',
      message,
      location: line === 0 ? null : { file: autoConf, line },
      symbol: short,
      value: before,
      causes: given === null ? [] : [cause('user-value', `${name} is ${now}`, given)],
    },
  ];
}

/** Symbols that decided the way to an event. */
function symbolsOf({ conditions, references }: MakeEvent): Set<string> {
  const found = new Set<string>();
  const seen = new Set<Reference>();
  const walk = (inner: readonly Reference[]): void => {
    for (const reference of inner) {
      if (seen.has(reference)) continue;
      seen.add(reference);
      if (reference.name.startsWith(prefix)) found.add(reference.name);
      walk(reference.references);
      walk(reference.definition?.references ?? []);
      for (const condition of reference.definition?.conditions ?? []) walk(condition.references);
    }
  };
  for (const condition of conditions) walk(condition.references);
  walk(references);
  return found;
}

/**
 * What every source of a kernel is compiled with, so that it depends on `CONFIG_CC_VERSION_TEXT`. Source: Linux
 * include/linux/compiler-version.h, 5.13 and later.
 */
const compilerHeader = 'include/linux/compiler-version.h';

/** A symbol that conf asks for because `.config` does not have it. */
const newSymbol = /\((\w+)\)(?: \[[^\n]*\])? \(NEW\)/g;

/** Symbols that are named; the rest is counted. */
const maxNamed = 10;

/** A note where make brings an `auto.conf` up to date that is of another build; what it does then. */
export function leftBuild(findings: TreeFindings): Diagnostic[] {
  const { configuration, left, tree } = findings;
  if (left === null || left.text === null || !left.isRenewed) return [];
  const texts = buildTexts(configuration);
  const [before, now] = [builtAs(left.text), builtAs(texts.autoConf)];
  const isOtherCompiler = before.compiler !== now.compiler;
  if (!isOtherCompiler && before.kernel === now.kernel) return [];
  const { host, request } = tree.session;
  const symbols = newSymbols(findings, texts.config);
  const notes: string[] = [];
  if (isOtherCompiler && host.stat(absolutePath(request.treeDirectory, compilerHeader)) !== undefined) {
    notes.push('every object depends on CONFIG_CC_VERSION_TEXT: make compiles all of them again');
  }
  if (symbols.length > 0) {
    const names = symbols.slice(0, maxNamed).join(', ');
    const more = symbols.length > maxNamed ? ` and ${symbols.length - maxNamed} more` : '';
    notes.push(
      `make asks for symbols that .config does not have: ${names}${more}; at the end of its input it takes their defaults, as 'make olddefconfig' does`,
    );
  }
  const words = (kernel: ByteString, compiler: ByteString): string =>
    [kernel, ...(isOtherCompiler ? [`"${compiler}"`] : [])].filter((word) => word !== '').join(' with ');
  return [
    diagnostic({
      code: 'kernel/left-build',
      severity: 'info',
      message: `the object directory was built as ${words(before.kernel, before.compiler)}, this is ${words(now.kernel, now.compiler)}`,
      args: {
        kernel: before.kernel,
        compiler: before.compiler,
        kernelNow: now.kernel,
        compilerNow: now.compiler,
        asked: symbols,
      },
      location: { file: autoConf, line: before.line },
      notes,
    }),
  ];
}

/** Symbols that conf asks for on the way to the goals, in its order. */
function newSymbols({ tree }: TreeFindings, config: ByteString): string[] {
  const { configFile, defconfig, objectTree } = tree.session.request;
  // A goal of its own has written a whole configuration before.
  if (defconfig !== null) return [];
  const path = configFile?.path ?? absolutePath(objectTree, tree.session.configName);
  const text = tree.session.host.readFile(path);
  if (text === undefined || text === config) return [];
  return [...syncOutput(tree.session, text).matchAll(newSymbol)].map(([, name = '']) => name);
}
