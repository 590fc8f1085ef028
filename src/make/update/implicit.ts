/** Implicit rule search. Source: GNU make manual 4.3 §10.8; docs/make-semantics.md §4.2. */
import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import { expandText } from '../read/expand.ts';
import { parseFileNames } from '../read/file-names.ts';
import { glob, hasGlob } from '../read/glob.ts';
import { substituteStem } from '../rules/record-rule.ts';
import { within } from '../state/make-state.ts';
import type { Prerequisite } from '../state/records.ts';
import { newVariable, type Scope } from '../state/variables.ts';
import { splitWords } from '../syntax/chars.ts';
import { automaticValues } from './automatic.ts';
import { type Dependency, FileState, newDependency } from './file-state.ts';
import type { FileTable } from './file-table.ts';
import type { SearchRule, TargetPattern } from './pattern-rules.ts';
import type { Update } from './state.ts';
import { withinLimits } from '../state/spending.ts';

/** Rules in one chain before the rest is left out; make has no limit but the number of its rules. */
const maxChain = 150;

interface Candidate {
  readonly rule: SearchRule;
  readonly target: TargetPattern;
  readonly stem: ByteString;
  /** Taken off the name before it was matched, and put in front of each `%` prerequisite. */
  readonly directory: ByteString;
}

/** A prerequisite of a candidate, and the file it would be made as when it is intermediate. */
interface Found {
  readonly name: ByteString;
  readonly orderOnly: boolean;
  readonly isHidden: boolean;
  intermediate: FileState | null;
  /** The rule that makes the intermediate file, null without one. */
  match: Candidate | null;
}

/** Where a file without recipe gets one from: implicit rules, then `.DEFAULT`. */
export function findRecipe(update: Update, file: FileState): void {
  if (!file.isPhony && file.recipe === null && !file.triedImplicit) tryImplicitRule(update, file);
  const fallback = update.table.defaultRecord?.recipe ?? null;
  if (file.recipe === null && !file.isTarget && fallback !== null) {
    file.recipe = fallback;
    file.location = fallback.location;
  }
}

/** Gives a file without a recipe the first implicit rule that applies; false when none does. */
function tryImplicitRule(update: Update, file: FileState): boolean {
  file.triedImplicit = true;
  if (search(update, file, 0) !== null) return true;
  const member = archiveMember(file.name);
  if (member === null) return false;
  const inside = new FileState(member);
  inside.parent = file.parent;
  inside.dependencies = file.dependencies;
  if (search(update, inside, 0) === null) return false;
  file.dependencies = inside.dependencies;
  file.recipe = inside.recipe;
  file.stem = inside.stem;
  file.isTarget = true;
  return true;
}

/** `(MEMBER)` of `ARCHIVE(MEMBER)`. */
function archiveMember(name: ByteString): ByteString | null {
  const open = name.indexOf('(');
  return open > 0 && name.endsWith(')') ? name.slice(open) : null;
}

function matchTarget(target: TargetPattern, name: ByteString, slash: number): [ByteString, ByteString] | null {
  const strips = slash >= 0 && !target.hasSlash;
  const directory = strips ? name.slice(0, slash + 1) : '';
  const fixed = target.prefix.length + target.suffix.length;
  if (fixed >= name.length) return null;
  const base = strips ? name.slice(slash + 1) : name;
  if (base.length < fixed || !base.startsWith(target.prefix) || !base.endsWith(target.suffix)) return null;
  return [base.slice(target.prefix.length, base.length - target.suffix.length), directory];
}

/** Rules whose target matches, the shortest stem first, then in order of definition. */
function candidatesFor(update: Update, name: ByteString, depth: number): Candidate[] {
  const found: Candidate[] = [];
  // A name that ends in a slash has no directory part.
  const last = name.lastIndexOf('/');
  const slash = last === name.length - 1 ? -1 : last;
  let hasSpecific = false;
  for (const rule of update.rules) {
    const hasPrerequisites = rule.prerequisites.length > 0 || rule.deferred !== null;
    if (rule.inUse || (hasPrerequisites && rule.recipe === null)) continue;
    for (const target of rule.targets) {
      const isAnything = target.text === '%';
      // What matches everything makes no intermediate files.
      if (depth > 0 && isAnything && !rule.isTerminal) continue;
      const match = matchTarget(target, name, slash);
      if (match === null) continue;
      if (!isAnything) hasSpecific = true;
      if (!hasPrerequisites && rule.recipe === null) continue;
      found.push({ rule, target, stem: match[0], directory: match[1] });
    }
  }
  if (found.length > 1) {
    const length = ({ stem, directory }: Candidate): number => stem.length + directory.length;
    found.sort((left, right) => length(left) - length(right));
  }
  if (!hasSpecific) return found;
  return found.filter(({ rule }) => rule.isTerminal || !rule.targets.some(({ text }) => text === '%'));
}

function search(update: Update, file: FileState, depth: number): Candidate | null {
  if (depth > maxChain || update.steps > limits.statementSteps) return null;
  const { dialect } = update.make;
  const candidates = candidatesFor(update, file.name, depth);
  const rejected = new Set<Candidate>();
  // The last pass takes a file to exist when any rule mentions it; before 4.4 all passes do.
  const passes = dialect.prefersOwnPrerequisites ? 3 : 2;
  for (let pass = 0; pass < passes; pass++) {
    const mayChain = pass > 0;
    const trustsMentions = !dialect.prefersOwnPrerequisites || pass === 2;
    for (const candidate of candidates) {
      if (rejected.has(candidate) || (pass === 1 && candidate.rule.isTerminal)) continue;
      update.steps++;
      candidate.rule.inUse = true;
      const found = checkCandidate(
        update,
        file,
        candidate,
        depth,
        mayChain && !candidate.rule.isTerminal,
        trustsMentions,
        rejected,
      );
      candidate.rule.inUse = false;
      if (found === null) continue;
      applyRule(update, file, candidate, found);
      if (depth === 0 && candidate.rule.isTerminal) endSearches(file.dependencies.slice(0, found.length));
      return candidate;
    }
  }
  return null;
}

/** The prerequisites when every one exists or can be made, null otherwise. */
function checkCandidate(
  update: Update,
  file: FileState,
  candidate: Candidate,
  depth: number,
  mayChain: boolean,
  trustsMentions: boolean,
  rejected: Set<Candidate>,
): Found[] | null {
  const found: Found[] = [];
  for (const { name, orderOnly, isHidden } of prerequisitesOf(update, file, candidate)) {
    const entry: Found = { name, orderOnly, isHidden: isHidden === true, intermediate: null, match: null };
    found.push(entry);
    if (update.impossible.has(name)) {
      rejected.add(candidate);
      return null;
    }
    const isOwn = file.dependencies.some((dependency) => dependency.name === name);
    if (isOwn || oughtToExist(update, name, trustsMentions) || update.paths.find(name) !== undefined) continue;
    if (mayChain) {
      const intermediate = new FileState(name);
      intermediate.parent = file;
      const match = search(update, intermediate, depth + 1);
      if (match !== null) {
        entry.intermediate = intermediate;
        entry.match = match;
        continue;
      }
      if (trustsMentions) update.impossible.add(name);
    }
    return null;
  }
  return found;
}

function oughtToExist(update: Update, name: ByteString, trustsMentions: boolean): boolean {
  const { table } = update;
  if (trustsMentions ? table.isMentioned(name) : table.lookup(name)?.isTarget === true) return true;
  return table.exists(name);
}

type PatternPrerequisite = Prerequisite & { readonly isHidden?: boolean };

function* prerequisitesOf(
  update: Update,
  file: FileState,
  candidate: Candidate,
): Generator<PatternPrerequisite, void, undefined> {
  const { rule, stem, directory } = candidate;
  if (rule.deferred !== null) yield* expandDeferred(update, file, candidate, rule.deferred);
  for (const prerequisite of rule.prerequisites) {
    const { name } = prerequisite;
    if (!name.includes('%')) {
      yield prerequisite;
      continue;
    }
    const full = directory + substituteStem(name, stem);
    const found = hasGlob(full) ? glob(update.make, full) : [];
    for (const one of found.length > 0 ? found : [full]) yield { ...prerequisite, name: one };
  }
}

/** Each word by itself: `%` becomes `$*`, and the directory goes in front of what a word with a `%` gives. */
function* expandDeferred(
  update: Update,
  file: FileState,
  candidate: Candidate,
  text: ByteString,
): Generator<PatternPrerequisite, void, undefined> {
  const { make } = update;
  const values = automaticValues(update.table, file, { stem: candidate.directory + candidate.stem, isForced: false });
  const variables = new Map([...values].map(([name, value]) => [name, newVariable(name, value, 'automatic', false)]));
  let orderOnly = false;
  for (const word of wordsWithReferences(text)) {
    if (word === '|') {
      orderOnly = true;
      continue;
    }
    const at = word.indexOf('%');
    const usesStem = at >= 0;
    const source = usesStem
      ? `${word.slice(0, at)}${candidate.directory === '' ? '$*' : '$(*F)'}${word.slice(at + 1)}`
      : word;
    const scope: Scope = { variables, next: update.scopeOf(file), hidesPrivateOfNext: false };
    const expanded = withinLimits(make, () => within(make, { scope, reading: null }, () => expandText(make, source)));
    for (const [index, piece] of expanded.split('|').entries()) {
      if (index > 0) orderOnly = true;
      for (const name of parseFileNames(make, piece, { stop: 0, glob: true }).names) {
        yield { name: usesStem ? candidate.directory + name : name, orderOnly };
      }
    }
  }
}

/** Words parted by blanks outside of references. */
function wordsWithReferences(text: ByteString): ByteString[] {
  if (!text.includes('$')) return splitWords(text);
  const words: ByteString[] = [];
  let word = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '$' && (text.charAt(at + 1) === '(' || text.charAt(at + 1) === '{')) {
      depth++;
      word += char + text.charAt(++at);
      continue;
    }
    if (depth > 0 && (char === '(' || char === '{')) depth++;
    else if (depth > 0 && (char === ')' || char === '}')) depth--;
    if (depth === 0 && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += char;
  }
  if (word !== '') words.push(word);
  return words;
}

/** Files that a terminal rule found get no implicit rule of their own. Observed with make 4.3. */
function endSearches(found: readonly Dependency[]): void {
  for (const { file } of found) file.triedImplicit = true;
}

function applyRule(update: Update, file: FileState, candidate: Candidate, found: readonly Found[]): void {
  const { table } = update;
  const { rule, stem, directory } = candidate;
  const own: Dependency[] = [];
  for (const { name, orderOnly, isHidden, intermediate, match } of found) {
    if (intermediate !== null && match !== null) enterIntermediate(update, name, intermediate, match);
    own.push(newDependency(table.enter(name), orderOnly, isHidden));
  }
  file.dependencies = own.length === 0 ? file.dependencies : [...own, ...file.dependencies];
  file.stem = directory + stem;
  file.recipe = rule.recipe;
  file.isTarget = true;
  file.location ??= rule.location;
  if (isPreciousPattern(table, candidate.target.text)) file.isPrecious = true;
  if (isNotIntermediatePattern(table, candidate.target.text)) file.isNotIntermediate = true;
  if (rule.targets.length < 2) return;
  const also: FileState[] = [];
  for (const target of rule.targets) {
    if (target === candidate.target) continue;
    const name = (target.hasSlash ? '' : directory) + target.prefix + stem + target.suffix;
    const other = table.enter(name);
    if (isPreciousPattern(table, target.text)) other.isPrecious = true;
    other.isTarget = true;
    also.push(other);
  }
  file.alsoMakes = also;
}

function isPreciousPattern(table: FileTable, pattern: ByteString): boolean {
  return table.make.rules.targets.has(pattern) && table.lookup(pattern)?.isPrecious === true;
}

function isNotIntermediatePattern(table: FileTable, pattern: ByteString): boolean {
  return table.make.rules.targets.has(pattern) && table.lookup(pattern)?.isNotIntermediate === true;
}

function enterIntermediate(update: Update, name: ByteString, from: FileState, match: Candidate): void {
  const { table } = update;
  const file = table.enter(name);
  file.dependencies = from.dependencies;
  file.recipe = from.recipe;
  file.stem = from.stem;
  file.location = from.location;
  file.alsoMakes = from.alsoMakes;
  file.isTarget = true;
  file.triedImplicit = true;
  if (match.rule.isTerminal) endSearches(from.dependencies);
  if (isPreciousPattern(table, match.target.text)) file.isPrecious = true;
  if (from.isNotIntermediate) file.isNotIntermediate = true;
  file.isIntermediate = !file.isNotIntermediate && !table.noneIntermediate;
}
