/** Files of an update: made on first mention from what the rules say. Source: GNU make manual 4.3 §4.8, §4.13. */
import type { ByteString } from '../../core/bytes.ts';
import { expandReference } from '../read/expand.ts';
import { parseFileNames } from '../read/file-names.ts';
import { openTargetScope } from '../rules/recipe.ts';
import { settleDeferred } from '../rules/second-expansion.ts';
import { hostPath } from '../state/file-view.ts';
import { type MakeState, within } from '../state/make-state.ts';
import { enterTarget, type TargetRecord } from '../state/rule-database.ts';
import type { Scope, Variable } from '../state/variables.ts';
import { splitWords } from '../syntax/chars.ts';
import { type Dependency, FileState, missingTime } from './file-state.ts';

/** Prerequisites of a special target; `'all'` when it is a target without any. */
export type SpecialNames = ReadonlySet<ByteString> | 'all';

const noNames: ReadonlySet<ByteString> = new Set();

/** All files of one update. */
export class FileTable {
  readonly make: MakeState;
  readonly files = new Map<ByteString, FileState>();
  /** Changes when a file whose scope was opened gets another parent. */
  scopeEpoch = 1;
  readonly ignoresErrors: SpecialNames;
  readonly isSilent: SpecialNames;
  readonly deletesOnError: boolean;
  readonly isOneShell: boolean;
  /** `.SECONDARY` without prerequisites: no intermediate file is deleted. */
  readonly allSecondary: boolean;
  /** `.NOTINTERMEDIATE` without prerequisites. */
  readonly noneIntermediate: boolean;
  readonly defaultRecord: TargetRecord | undefined;
  private readonly special: Readonly<Record<string, SpecialNames>>;
  private readonly extra: readonly ByteString[];
  /** Goals of the command line, which are known before anything is read. */
  private readonly goals: ReadonlySet<ByteString>;
  private readonly directories = new Map<ByteString, ReadonlySet<ByteString>>();
  /** True when any target or pattern has variables of its own. */
  readonly hasTargetVariables: boolean;

  private readonly looksUpNames: boolean;

  /** `looksUpNames`: no directory is listed. */
  constructor(make: MakeState, looksUpNames = false) {
    this.make = make;
    this.looksUpNames = looksUpNames;
    const { targets } = make.rules;
    this.goals = new Set(splitWords(make.globals.get('MAKECMDGOALS')?.value ?? ''));
    const knowsNotIntermediate = make.dialect.features.includes('notintermediate');
    this.special = {
      phony: this.namesOf('.PHONY', false),
      intermediate: this.namesOf('.INTERMEDIATE', false),
      secondary: this.namesOf('.SECONDARY', true),
      precious: this.namesOf('.PRECIOUS', true),
      notIntermediate: knowsNotIntermediate ? this.namesOf('.NOTINTERMEDIATE', true) : noNames,
      coarse: this.namesOf('.LOW_RESOLUTION_TIME', false),
    };
    this.allSecondary = this.special['secondary'] === 'all';
    this.noneIntermediate = this.special['notIntermediate'] === 'all';
    this.ignoresErrors = this.namesOf('.IGNORE', true);
    this.isSilent = this.namesOf('.SILENT', true);
    this.deletesOnError = targets.get('.DELETE_ON_ERROR')?.isTarget === true;
    this.isOneShell = targets.get('.ONESHELL')?.isTarget === true;
    this.defaultRecord = targets.get('.DEFAULT');
    if (targets.get('.EXPORT_ALL_VARIABLES')?.isTarget === true) make.modes.exportAll = true;
    this.extra = make.dialect.features.includes('extra-prereqs') ? this.extraNames() : [];
    const hasOwn = (record: TargetRecord): boolean => record.variables !== null && record.variables.size > 0;
    this.hasTargetVariables = make.rules.patternVariables.length > 0 || [...targets.values()].some(hasOwn);
  }

  /** The state of a name that some rule or goal mentions; undefined when none does. */
  lookup(name: ByteString): FileState | undefined {
    const known = this.files.get(name);
    if (known !== undefined) return known;
    const record = this.make.rules.targets.get(name);
    return record === undefined ? undefined : this.fromRecord(record);
  }

  /** The state of a name, made on first mention. */
  enter(name: ByteString): FileState {
    let file = this.lookup(name);
    if (file === undefined) {
      file = new FileState(name);
      this.mark(file);
      this.files.set(name, file);
    }
    return file;
  }

  /** True when rules mention a name; cheaper than {@link lookup}. */
  isMentioned(name: ByteString): boolean {
    return this.files.has(name) || this.make.rules.targets.has(name);
  }

  /** True when a directory lists a name. Directories are read once until a command has run, as make does. */
  exists(name: ByteString): boolean {
    const slash = name.lastIndexOf('/');
    const base = name.slice(slash + 1);
    if (this.looksUpNames || base === '' || base === '.' || base === '..')
      return this.make.files.host.stat(hostPath(this.make.files, name)) !== undefined;
    const directory = slash < 0 ? '.' : slash === 0 ? '/' : name.slice(0, slash);
    let names = this.directories.get(directory);
    if (names === undefined) {
      names = new Set(this.make.files.host.readDirectory(hostPath(this.make.files, directory)) ?? []);
      if (this.directories.size > 5000) this.directories.clear();
      this.directories.set(directory, names);
    }
    return names.has(base);
  }

  /** A command may have made files. */
  forgetDirectories(): void {
    if (this.directories.size > 0) this.directories.clear();
  }

  /** Prerequisites with `.SECONDEXPANSION` done; what it prints is printed now. */
  settle(file: FileState): void {
    if (file.isSettled) return;
    file.isSettled = true;
    const record = this.make.rules.targets.get(file.foundName);
    if (record === undefined) return;
    const records = record.doubleColon ?? [record];
    const at = file.doubleColon === null ? 0 : file.doubleColon.indexOf(file);
    const own = records[Math.max(at, 0)];
    if (own === undefined) return;
    if (own.hasDeferred) settleDeferred(this.make, own, openTargetScope(this.make, file.name, null));
    this.setDependencies(file, own);
  }

  private namesOf(target: ByteString, emptyMeansAll: boolean): SpecialNames {
    const record = this.make.rules.targets.get(target);
    if (record === undefined) return noNames;
    settleDeferred(this.make, record);
    if (emptyMeansAll && record.isTarget && record.prerequisites.length === 0) return 'all';
    return new Set(record.prerequisites.map(({ name }) => name));
  }

  /** Names that `.EXTRA_PREREQS` adds to every target. Source: GNU make manual 4.3 §6.14. */
  private extraNames(): ByteString[] {
    if (!this.make.globals.has('.EXTRA_PREREQS')) return [];
    return this.namesFrom(expandReference(this.make, '.EXTRA_PREREQS'));
  }

  private namesFrom(text: ByteString): ByteString[] {
    const { names } = parseFileNames(this.make, text, { stop: 0, glob: true });
    for (const name of names) enterTarget(this.make.rules, name);
    return names;
  }

  private fromRecord(record: TargetRecord): FileState {
    const records = record.doubleColon ?? [record];
    const states = records.map(() => new FileState(record.name));
    const first = states[0]!;
    this.files.set(record.name, first);
    for (const [at, own] of records.entries()) {
      const state = states[at]!;
      if (record.doubleColon !== null) state.doubleColon = states;
      state.isTarget = own.isTarget;
      state.isExplicit = true;
      state.recipe = own.recipe;
      state.stem = own.stem;
      state.location = own.rules[0]?.location ?? null;
      state.variables = record.variables;
      state.hasBuiltinRecipe = own.recipe?.location.file === '<builtin>';
      this.mark(state);
      if (own.hasDeferred) continue;
      state.isSettled = true;
      this.setDependencies(state, own);
    }
    for (const [at, own] of records.entries()) {
      if (own.alsoMakes.length > 0) {
        states[at]!.alsoMakes = own.alsoMakes
          .filter((name) => name !== record.name)
          .map((name) => {
            const other = this.enter(name);
            return other.doubleColon?.find((state) => state.recipe === own.recipe) ?? other;
          });
      }
    }
    return first;
  }

  private setDependencies(file: FileState, record: TargetRecord): void {
    const list: Dependency[] = [];
    for (const { name, orderOnly } of record.prerequisites) {
      if (name === '.WAIT' && this.make.dialect.features.includes('jobserver-fifo')) continue;
      list.push(new LazyDependency(this, name, orderOnly, false));
    }
    const own = file.variables?.get('.EXTRA_PREREQS');
    const extra = own !== undefined ? this.targetExtra(file, own) : file.isTarget ? this.extra : [];
    // A file is not made to depend on itself.
    if (extra.length > 0 && !extra.includes(file.name)) {
      for (const name of extra) list.push(new LazyDependency(this, name, false, true));
    }
    file.dependencies = list;
  }

  private targetExtra(file: FileState, variable: Variable): readonly ByteString[] {
    if (!this.make.dialect.features.includes('extra-prereqs')) return [];
    const scope: Scope = { variables: file.variables ?? new Map(), next: null, hidesPrivateOfNext: true };
    return this.namesFrom(within(this.make, { scope }, () => expandReference(this.make, variable.name)));
  }

  /** Extra prerequisites of files that only implicit rules make. */
  get extraForPatterns(): readonly ByteString[] {
    return this.extra;
  }

  private mark(file: FileState): void {
    const { phony, intermediate, secondary, precious, notIntermediate, coarse } = this.special;
    const is = (names: SpecialNames | undefined): boolean =>
      names !== undefined && names !== 'all' && names.has(file.name);
    if (is(phony)) {
      file.isPhony = true;
      file.isTarget = true;
      file.time = missingTime;
      file.timeBefore = missingTime;
    }
    const isNamed = this.make.rules.targets.has(file.name) || this.goals.has(file.name);
    if (is(intermediate) || (secondary === 'all' && isNamed)) file.isIntermediate = true;
    if (is(secondary)) {
      file.isIntermediate = true;
      file.isSecondary = true;
    }
    if (precious === 'all' || is(precious)) file.isPrecious = true;
    if (is(notIntermediate)) {
      file.isNotIntermediate = true;
      file.isIntermediate = false;
    }
    if (is(coarse)) file.hasCoarseTime = true;
  }
}

/** A prerequisite whose state is made when it is first asked for: rules mention far more files than are looked at. */
class LazyDependency implements Dependency {
  readonly name: ByteString;
  readonly orderOnly: boolean;
  readonly isHidden: boolean;
  changed = false;
  private readonly table: FileTable;
  private state: FileState | null = null;

  constructor(table: FileTable, name: ByteString, orderOnly: boolean, isHidden: boolean) {
    this.table = table;
    this.name = name;
    this.orderOnly = orderOnly;
    this.isHidden = isHidden;
  }

  get file(): FileState {
    this.state ??= this.table.enter(this.name);
    return this.state;
  }

  set file(next: FileState) {
    this.state = next;
  }
}

/** True when a special target names a file or means every one. */
export function isNamed(names: SpecialNames, file: FileState): boolean {
  return names === 'all' || names.has(file.name);
}

/** Words of a search path: blanks and colons part them. */
export function pathWords(text: ByteString): ByteString[] {
  return splitWords(text.replaceAll(':', ' '));
}
