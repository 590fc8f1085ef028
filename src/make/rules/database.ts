/** `-p`: make's data base as text. Source: GNU make manual 4.3 §9.7; docs/make-semantics.md §5.2. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Evaluation } from '../contract.ts';
import { stateOf } from '../evaluation.ts';
import { expandReference } from '../read/expand.ts';
import type { MakeState } from '../state/make-state.ts';
import type { Origin, Recipe } from '../state/records.ts';
import type { Variable } from '../state/variables.ts';
import { compareBytes } from '../syntax/chars.ts';
import { currentState, type FileState, missingTime, newTime, oldTime, status } from '../update/file-state.ts';
import type { FileTable } from '../update/file-table.ts';
import { collectPatternRules } from '../update/pattern-rules.ts';
import { withinLimits } from '../state/spending.ts';

const originWords: Readonly<Record<Origin, string>> = {
  undefined: 'undefined',
  default: 'default',
  environment: 'environment',
  'environment override': 'environment under -e',
  file: 'makefile',
  'command line': 'command line',
  override: "'override' directive",
  automatic: 'automatic',
};

function placeOf(location: Location | null): string {
  return location === null || location.file === '' ? '' : ` (from '${location.file}', line ${location.line})`;
}

/** A value as it would have to be written. */
function valueText({ isRecursive, value }: Variable): ByteString {
  if (/^[ \t]+$/.test(value)) return `$(subst ,,${value})`;
  return isRecursive ? value : value.replaceAll('$', () => '$$');
}

/** One variable; `prefix` goes before each line of it. */
function variableText(variable: Variable, prefix: ByteString): ByteString {
  const { definition, isAppend, isPrivate, isRecursive, name, origin, value } = variable;
  // The list of makefiles is written when one is opened.
  const opened = name === 'MAKEFILE_LIST' ? value.trimEnd().split(' ').at(-1) : undefined;
  const place = placeOf(opened === undefined ? (definition?.location ?? null) : { file: opened, line: 1 });
  // Make clears it once more when reading is over.
  const from = name === 'GNUMAKEFLAGS' && value === '' ? 'override' : origin;
  const head = `# ${originWords[from]}${isPrivate ? ' private' : ''}${place}\n${prefix}`;
  if (isRecursive && value.includes('\n')) return `${head}define ${name}\n${value}\nendef\n`;
  return `${head}${name} ${isAppend ? '+=' : isRecursive ? '=' : ':='} ${valueText(variable)}\n`;
}

function byName(left: { readonly name: ByteString }, right: { readonly name: ByteString }): number {
  return compareBytes(left.name, right.name);
}

function recipeText(recipe: Recipe): ByteString {
  const { file, line } = recipe.location;
  const place = file === '' || file === '<builtin>' ? ' (built-in):' : ` (from '${file}', line ${line}):`;
  return `#  recipe to execute${place}\n${recipe.lines.map((text) => `\t${text}\n`).join('')}`;
}

function prerequisitesText(names: readonly { readonly name: ByteString; readonly orderOnly: boolean }[]): ByteString {
  const normal = names.filter((one) => !one.orderOnly).map((one) => ` ${one.name}`);
  const orderOnly = names.filter((one) => one.orderOnly).map((one) => ` ${one.name}`);
  return normal.join('') + (orderOnly.length > 0 ? ` |${orderOnly.join('')}` : '');
}

function variablesText(make: MakeState): ByteString {
  const all = [...make.globals.values()].sort(byName);
  return `\n# Variables\n\n${all.map((variable) => variableText(variable, '')).join('')}`;
}

function patternVariablesText(make: MakeState): ByteString {
  const { patternVariables } = make.rules;
  const heading = '\n# Pattern-specific Variable Values\n';
  if (patternVariables.length === 0) return `${heading}\n# No pattern-specific variable values.`;
  const parts = patternVariables.map(({ pattern, variable }) => {
    return `\n${pattern.text} :\n${variableText({ ...variable, isAppend: false, isRecursive: false }, '# ')}`;
  });
  return `${heading}${parts.join('')}\n# ${parts.length} pattern-specific variable values`;
}

function rulesText(make: MakeState): ByteString {
  const rules = collectPatternRules(make, []);
  const parts = rules.map(({ isTerminal, prerequisites, recipe, targets }) => {
    const head = `\n${targets.map(({ text }) => text).join(' ')}:${isTerminal ? ':' : ''}${prerequisitesText(prerequisites)}\n`;
    return head + (recipe === null ? '' : recipeText(recipe));
  });
  const terminal = rules.filter((rule) => rule.isTerminal).length;
  if (parts.length === 0) return '\n\n# Implicit Rules\n\n# No implicit rules.\n';
  const share = ((terminal / parts.length) * 100).toFixed(1);
  return `\n\n# Implicit Rules\n${parts.join('')}\n# ${parts.length} implicit rules, ${terminal} (${share}%) terminal.`;
}

/** A time as make shows it, in the zone of the machine; the times of a host are exact to about 100 ns. */
function timeText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const nanoseconds = Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6);
  return `${day} ${clock}.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
}

function timeLine({ time: now, timeBefore }: FileState, isQuestion: boolean): string {
  // Under -q nothing becomes new.
  const time = isQuestion && now === newTime ? timeBefore : now;
  if (time === undefined) return '#  Modification time never checked.\n';
  if (time === missingTime) return '#  File does not exist.\n';
  if (time === oldTime) return '#  File is very old.\n';
  // Make shows its largest time here, which is no date.
  return time === newTime ? '#  Last modified now\n' : `#  Last modified ${timeText(time)}\n`;
}

function resultLine({ isUpdated, status: result }: FileState): string {
  if (!isUpdated || result === status.none) return '';
  if (result === status.success) return '#  Successfully updated.\n';
  return result === status.failed ? '#  Failed to be updated.\n' : '#  Needs to be updated (-q is set).\n';
}

function fileText(make: MakeState, file: FileState, usesSuffixes: boolean): ByteString {
  const { alsoMakes, doubleColon, name, recipe, stem, variables } = file;
  const isBuiltin = name === '.SUFFIXES' && make.modes.startedWithBuiltins && file.location === null && !usesSuffixes;
  const dependencies = file.dependencies.map((one) => ({ ...one, name: currentState(one.file).name }));
  const group = make.rules.targets.get(name)?.alsoMakes ?? [];
  const others = group.length > 0 ? [...group].reverse() : alsoMakes.map((other) => other.name);
  const ofRecipe = file.shellStatus === null ? [] : [[file.shellStatus.name, file.shellStatus] as const];
  const own = [...new Map([...(variables ?? []), ...ofRecipe]).values()].sort(byName);
  const flags = [
    file.isPrecious && 'Precious file (prerequisite of .PRECIOUS).',
    file.isPhony && 'Phony target (prerequisite of .PHONY).',
    file.isGoal && make.globals.has('MAKECMDGOALS') && 'Command line target.',
    file.dontCare && 'A default, MAKEFILES, or -include/sinclude makefile.',
    (file.hasBuiltinRecipe || isBuiltin) && 'Builtin rule',
    `Implicit rule search has ${file.triedImplicit ? '' : 'not '}been done.`,
    stem !== null && `Implicit/static pattern stem: '${stem}'`,
    file.isIntermediate && 'File is an intermediate prerequisite.',
    others.length > 0 && `Also makes:${others.map((other) => ` ${other}`).join('')}`,
  ].filter((line) => line !== false);
  return [
    '\n',
    ...own.map((variable) => variableText(variable, `${name}: `)),
    file.isTarget ? '' : '# Not a target:\n',
    `${name}:${doubleColon === null ? '' : ':'}${prerequisitesText(dependencies)}\n`,
    ...flags.map((line) => `#  ${line}\n`),
    timeLine(file, make.options.letters.has('q')),
    `#  File has ${file.isUpdated ? '' : 'not '}been updated.\n`,
    resultLine(file),
    recipe === null ? '' : recipeText(recipe),
  ].join('');
}

function filesText(make: MakeState, table: FileTable): ByteString {
  // `$*` of a rule without a pattern is the name without a suffix: make enters the list of them where it looks, as any file.
  const usesSuffixes = [...table.files.values()].some((file) => file.stem === '');
  const special = usesSuffixes ? ['.DEFAULT', '.SUFFIXES'] : ['.DEFAULT'];
  for (const name of [...make.rules.targets.keys(), ...special]) table.enter(name);
  // A search path gives a file another name; make then has it under that one only.
  const files = [...new Set([...table.files.values()].filter((file) => file.renamed === null))].flatMap(
    (file) => file.doubleColon ?? [file],
  );
  return `\n# Files\n${files
    .sort(byName)
    .map((file) => fileText(make, file, usesSuffixes))
    .join('')}\n`;
}

function searchPathsText(make: MakeState): ByteString {
  const { vpaths } = make.rules;
  const parts = vpaths.map(({ directories, text }) => `vpath ${text} ${directories.join(':')}\n`).join('');
  const specific =
    vpaths.length === 0 ? "\n# No 'vpath' search paths.\n" : `\n${parts}\n# ${vpaths.length} 'vpath' search paths.\n`;
  const general = make.globals.has('VPATH') ? withinLimits(make, () => expandReference(make, 'VPATH')).trim() : '';
  const directories = general.split(/[:\s]+/).filter((word) => word !== '');
  const last =
    directories.length === 0
      ? "\n# No general ('VPATH' variable) search path.\n"
      : `\n# General ('VPATH' variable) search path:\n# ${directories.join(':')}\n`;
  return `# VPATH Search Paths\n${specific}${last}`;
}

/**
 * The data base as make prints it. The order within a section is by name, make's is that of its hash tables;
 * statistics of make's own memory (hash tables, directories read) are left out.
 */
export function printDatabase(evaluation: Evaluation, table: FileTable): ByteString {
  const make = stateOf(evaluation);
  return [
    '\n# Make data base\n',
    variablesText(make),
    patternVariablesText(make),
    rulesText(make),
    filesText(make, table),
    searchPathsText(make),
    '\n# Finished Make data base\n\n',
  ].join('');
}
