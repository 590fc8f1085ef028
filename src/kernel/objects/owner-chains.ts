/** Ways by which a file would be compiled: from the line that names its object up to the top of the build. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import type { Evaluation } from '../../make/index.ts';
import type { OwnerStep, WantedSymbol } from '../../results/owner.ts';
import { wordsOf } from '../levels/word-origins.ts';
import type { SubMake } from '../levels/sub-makes.ts';
import type { Descent } from './descend.ts';
import { wordOf } from './descend.ts';
import { type NamingLine, namingLines } from './naming-lines.ts';

/** Ways kept, and lines of one way. */
const maxWays = 24;
const maxSteps = 40;
/** Characters of a line that are shown. */
const maxLine = 110;

/** One way, from the file up. */
export interface OwnerWay {
  readonly object: ByteString;
  /** Directory whose makefile names the object. */
  readonly directory: ByteString;
  readonly steps: readonly OwnerStep[];
  readonly isMet: boolean;
}

/** A directory with its makefile read. */
interface OpenDirectory {
  readonly name: ByteString;
  readonly make: SubMake;
  readonly evaluation: Evaluation;
  /** True when the build goes there. */
  readonly isEntered: boolean;
  readonly isTop: boolean;
}

/** A makefile that {@link OwnerSearch.makefileOf} has read. */
export interface OpenMakefile extends OpenDirectory {
  readonly readFile: (name: ByteString) => ByteString | undefined;
}

/** Lists a makefile fills; what they hold is built when the directory is. */
const listName =
  /^(?:obj|lib|extra|always|subdir|hostprogs|userprogs|targets|dtb|hostprogs-always|userprogs-always|hostlibs)(?:-.*)?$/;

/** Reads the directories on the way to a file, and finds the lines. */
export class OwnerSearch {
  private readonly descent: Descent;
  private readonly place: (location: Location) => Location;
  private readonly open = new Map<ByteString, OpenDirectory | null>();
  private readonly handedDown: ReadonlyMap<ByteString, { readonly location: Location; readonly target: string }>;
  private readonly ways: OwnerWay[] = [];

  constructor(
    descent: Descent,
    place: (location: Location) => Location,
    handedDown: ReadonlyMap<ByteString, { readonly location: Location; readonly target: string }>,
  ) {
    this.descent = descent;
    this.place = place;
    this.handedDown = handedDown;
  }

  /** Reads every directory from the top that leads to `directory`, as the build would. */
  enter(make: SubMake, directory: ByteString, isTop: boolean): void {
    const name = wordOf(make, 'obj') ?? make.target;
    const known = this.open.get(name);
    const evaluation = known?.isEntered === true ? known.evaluation : this.descent.read(make);
    if (known?.isEntered !== true) this.open.set(name, { name, make, evaluation, isEntered: true, isTop });
    const step = { directory: name, parent: null, depth: 0, make };
    const isAbove = (below: ByteString): boolean => directory === below || directory.startsWith(`${below}/`);
    for (const below of this.descent.below(step, evaluation, isAbove)) this.enter(below, directory, false);
  }

  /** The makefile of an entered directory, undefined for another. */
  entered(directory: ByteString): Evaluation | undefined {
    const found = this.open.get(directory);
    return found?.isEntered === true ? found.evaluation : undefined;
  }

  /** A directory's makefile, read as if the build went there where it does not; null without one. */
  makefileOf(directory: ByteString): OpenMakefile | null {
    const found = this.directory(directory);
    if (found === null) return null;
    const { cwd } = found.make;
    return { ...found, readFile: (name) => this.descent.readFile(absolutePath(cwd, name)) };
  }

  /** Ways to an object, given from the top of the object tree. */
  find(object: ByteString, directories: readonly ByteString[]): OwnerWay[] {
    this.ways.length = 0;
    for (const directory of directories) this.climb(object, object, directory, [], new Set());
    return [...this.ways];
  }

  /** The directory's makefile read as if the build went there; null without one. */
  private directory(name: ByteString): OpenDirectory | null {
    const known = this.open.get(name);
    if (known !== undefined) return known;
    const above = parentOf(name);
    const from = above === null ? null : this.nearestEntered(above);
    let found: OpenDirectory | null = null;
    if (from !== null) {
      const { command } = from.make;
      const words = command.overrides.filter((word) => !/^(?:obj|need-builtin|need-modorder)=/.test(word));
      const overrides = [`obj=${name}`, ...words, 'need-builtin=1', 'need-modorder=1'];
      const env = from.evaluation.exportedEnvironment();
      const make = { ...from.make, command: { ...command, overrides }, env, target: name };
      const evaluation = this.descent.read(make);
      const lacksMakefile = evaluation.missingIncludes.some((missing) => !missing.optional);
      if (!lacksMakefile) found = { name, make, evaluation, isEntered: false, isTop: false };
    }
    this.open.set(name, found);
    return found;
  }

  private nearestEntered(name: ByteString): OpenDirectory | null {
    for (let at: ByteString | null = name; at !== null; at = parentOf(at)) {
      const found = this.open.get(at);
      if (found?.isEntered === true) return found;
    }
    // Trees without a makefile for the top start at several directories.
    for (const found of this.open.values()) if (found?.isEntered === true) return found;
    return null;
  }

  private linesFor(directory: OpenDirectory, accepts: (word: ByteString) => boolean): NamingLine[] {
    const { cwd } = directory.make;
    return namingLines(directory.evaluation, accepts, (name) => this.descent.readFile(absolutePath(cwd, name)));
  }

  /** From a name that a makefile of `directory` has to have, up. `wanted` is from the top, with a final slash for directories. */
  private climb(
    object: ByteString,
    wanted: ByteString,
    directory: ByteString,
    steps: readonly OwnerStep[],
    seen: ReadonlySet<string>,
  ): void {
    const opened = this.directory(directory);
    if (opened === null || steps.length > maxSteps || this.ways.length >= maxWays) return;
    const prefix = directory === '.' ? '' : `${directory}/`;
    const isDirectory = wanted.endsWith('/');
    const accepts = (word: ByteString): boolean => {
      if (word.endsWith('/') !== isDirectory && !isDirectory) return false;
      const full = normalPath('/', prefix + word).slice(1);
      return (
        (isDirectory ? `${full}/` : full) === wanted && (!isDirectory || word.endsWith('/') || !word.includes('.'))
      );
    };
    for (const line of this.linesFor(opened, accepts)) {
      const key = `${line.location.file}:${line.location.line}`;
      if (seen.has(key)) continue;
      const next = new Set(seen).add(key);
      const list = listName.test(line.target) || listName.test(line.variable);
      const whole = list ? null : wholeOf(line);
      const step = this.stepOf(line, wanted, opened);
      if (list) {
        if (isDirectory && !/^(?:obj|subdir)(?:-|$)/.test(line.variable)) continue;
        this.up(object, opened, [...steps, step], next);
      } else if (whole !== null && !isDirectory) {
        const wholes = line.variable.endsWith('-dtbs') ? [`${whole}.dtb`] : [`${whole}.o`, whole];
        for (const name of wholes) this.climb(object, prefix + name, directory, [...steps, step], next);
      }
    }
  }

  /** From a directory to the makefiles that lead to it. */
  private up(object: ByteString, from: OpenDirectory, steps: readonly OwnerStep[], seen: ReadonlySet<string>): void {
    if (from.isTop) {
      const isMet = steps.every((step) => step.isMet);
      this.ways.push({ object, directory: from.name, steps, isMet });
      return;
    }
    for (let above = parentOf(from.name); above !== null; above = parentOf(above)) {
      this.climb(object, `${from.name}/`, above, steps, seen);
    }
  }

  private stepOf(line: NamingLine, name: ByteString, directory: OpenDirectory): OwnerStep {
    const down = this.handedDown.get(name);
    const symbols: readonly WantedSymbol[] = line.symbols;
    const counts = !/(?:^|-)(?:n|)$/.test(line.variable) && line.isReached;
    const isMet = counts && line.otherConditions.length === 0 && symbols.every((symbol) => symbol.isMet);
    const otherConditions = [...line.otherConditions];
    if (!counts && otherConditions.length === 0 && symbols.every((symbol) => symbol.isMet)) {
      otherConditions.push(`${line.target} is ${line.variable}`);
    }
    const from = down === undefined ? '' : ` (${down.target} in ${down.location.file}:${down.location.line})`;
    return {
      name: shortName(name, directory.name),
      location: this.place(line.location),
      text: `${shownLine(line)}${from}`,
      symbols,
      otherConditions,
      isMet,
    };
  }
}

function parentOf(directory: ByteString): ByteString | null {
  if (directory === '.') return null;
  const slash = directory.lastIndexOf('/');
  return slash < 0 ? '.' : directory.slice(0, slash);
}

function shortName(name: ByteString, directory: ByteString): ByteString {
  return directory !== '.' && name.startsWith(`${directory}/`) ? name.slice(directory.length + 1) : name;
}

/** `e1000e` for `e1000e-objs`, `e1000e-y`, `e1000e-$(CONFIG_X)`; null for a variable of another kind. */
function wholeOf(line: NamingLine): ByteString | null {
  const match = /^(.+)-(?:objs|cxxobjs|dtbs|y|m|n|)$/.exec(line.variable);
  return match?.[1] ?? null;
}

/** The line with its right side cut around the word. */
function shownLine(line: NamingLine): string {
  const right = wordsOf(line.text);
  const whole = `${line.target} ${line.operator} ${right.join(' ')}`;
  if (whole.length <= maxLine) return whole;
  const at = right.indexOf(line.word);
  const word = at < 0 ? '' : ` ${line.word}`;
  return `${line.target} ${line.operator} ...${word} ...`;
}
