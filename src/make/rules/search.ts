/** Which rule makes a target: explicit, implicit, `.DEFAULT`. Source: GNU make manual 4.3 §10.8. */
import type { ByteString } from '../../core/bytes.ts';
import type { RuleMatch } from '../contract.ts';
import { limits } from '../limits.ts';
import { expandReference, expandText } from '../read/expand.ts';
import { fileExists } from '../state/file-view.ts';
import type { MakeState } from '../state/make-state.ts';
import type { Prerequisite } from '../state/records.ts';
import { enterTarget, type PatternRecord, TargetRecord } from '../state/rule-database.ts';
import { newVariable, type Scope } from '../state/variables.ts';
import { compilePattern, matchesPattern, splitWords, stripSpaces } from '../syntax/chars.ts';
import { splitPrerequisites, substituteStem } from './rules.ts';

/** Memory of one search: names that turned out to be unmakeable. */
interface SearchState {
  readonly impossible: Set<ByteString>;
  steps: number;
}

/** True when a name is a prerequisite of `.PHONY`. */
export function isPhony(make: MakeState, name: ByteString): boolean {
  const phony = make.rules.targets.get('.PHONY');
  if (phony === undefined) return false;
  const { prerequisites } = phony;
  let names = phonySets.get(prerequisites);
  if (names === undefined) {
    names = new Set(prerequisites.map((prerequisite) => prerequisite.name));
    phonySets.set(prerequisites, names);
  }
  return names.has(name);
}

const phonySets = new WeakMap<readonly Prerequisite[], Set<ByteString>>();

/**
 * Expands the prerequisites that `.SECONDEXPANSION` put off; `scope` holds the target's variables.
 * Source: GNU make manual 4.3 §3.9.
 */
export function settleDeferred(make: MakeState, record: TargetRecord, scope: Scope | null = make.at.scope): void {
  if (!record.hasDeferred) return;
  record.settle(({ text, stem }) => {
    const saved = { scope: make.at.scope, reading: make.at.reading };
    const known = record.prerequisites.filter(({ orderOnly }) => !orderOnly).map(({ name }) => name);
    const orderOnly = record.prerequisites.filter((entry) => entry.orderOnly).map(({ name }) => name);
    const values: [ByteString, ByteString][] = [
      ['@', record.name],
      ['%', ''],
      ['*', stem ?? record.stem ?? suffixStem(make, record.name)],
      ['<', known[0] ?? ''],
      ['^', [...new Set(known)].join(' ')],
      ['+', known.join(' ')],
      ['?', ''],
      ['|', [...new Set(orderOnly)].filter((name) => !known.includes(name)).join(' ')],
    ];
    const own = new Map(values.map(([name, value]) => [name, newVariable(name, value, 'automatic', false)]));
    make.at.reading = record.recipe?.location ?? null;
    make.at.scope = { variables: own, next: scope, hidesPrivateOfNext: false };
    // In a static pattern rule the stem takes the place of each `%` before the second expansion.
    const expanded = expandText(make, stem === null ? text : text.replaceAll('%', () => '$*'));
    make.at.scope = saved.scope;
    make.at.reading = saved.reading;
    const found = splitPrerequisites(make, expanded);
    for (const prerequisite of found) enterTarget(make.rules, prerequisite.name);
    return found;
  });
}

/** In an explicit rule `$*` is the target without a suffix make knows. Source: GNU make manual 4.3 §10.5.3. */
export function suffixStem(make: MakeState, target: ByteString): ByteString {
  const known = make.rules.targets.get('.SUFFIXES')?.prerequisites ?? [];
  for (const { name } of known) {
    if (target.endsWith(name) && target.length > name.length) return target.slice(0, -name.length);
  }
  return '';
}

/** Where VPATH or `vpath` finds a file, undefined when it does not. Source: manual §4.5. */
export function searchVpath(make: MakeState, name: ByteString): ByteString | undefined {
  if (name.startsWith('/')) return undefined;
  for (const { pattern, directories } of make.rules.vpaths) {
    if (!matchesPattern(pattern, name)) continue;
    for (const directory of directories) {
      const candidate = `${directory}/${name}`;
      if (fileExists(make.files, candidate)) return candidate;
    }
  }
  const saved = make.at.references;
  make.at.references = null;
  const general = make.globals.has('VPATH') ? stripSpaces(expandReference(make, 'VPATH')) : '';
  make.at.references = saved;
  if (general === '') return undefined;
  for (const directory of splitWords(general.replaceAll(':', ' '))) {
    const candidate = directory.endsWith('/') ? directory + name : `${directory}/${name}`;
    if (fileExists(make.files, candidate) || make.rules.targets.get(candidate)?.isTarget === true) return candidate;
  }
  return undefined;
}

/** The rule make would use for a target; undefined when it has none and no file of that name exists. */
export function findRule(make: MakeState, name: ByteString): RuleMatch | undefined {
  return searchRule(make, name, { impossible: new Set(), steps: 0 });
}

function searchRule(make: MakeState, name: ByteString, state: SearchState): RuleMatch | undefined {
  const record = make.rules.targets.get(name);
  if (record !== undefined) settleDeferred(make, record);
  if (record?.recipe != null) return explicitMatch(record);
  if (!isPhony(make, name)) {
    const match = searchPatterns(make, name, record, state, 0);
    if (match !== undefined) return match;
  }
  if (record?.isTarget === true) return explicitMatch(record);
  if (fileExists(make.files, name) || searchVpath(make, name) !== undefined) {
    return {
      target: name,
      kind: 'explicit',
      pattern: null,
      stem: null,
      recipe: null,
      prerequisites: [],
      location: null,
    };
  }
  const fallback = make.rules.targets.get('.DEFAULT');
  if (fallback?.recipe != null) {
    return {
      target: name,
      kind: 'default',
      pattern: null,
      stem: null,
      recipe: fallback.recipe,
      prerequisites: [],
      location: fallback.locations[0] ?? null,
    };
  }
  return undefined;
}

function explicitMatch(record: TargetRecord): RuleMatch {
  return {
    target: record.name,
    kind: 'explicit',
    pattern: null,
    stem: record.stem,
    recipe: record.recipe,
    prerequisites: record.prerequisites,
    location: record.locations[0] ?? null,
  };
}

interface Candidate {
  readonly rule: PatternRecord;
  readonly stem: ByteString;
  /** Directory put in front of each `%` prerequisite when the pattern has no slash. */
  readonly directory: ByteString;
  readonly order: number;
}

/** Pattern rules whose target matches, shortest stem first, then in order of definition. */
function candidatesFor(make: MakeState, name: ByteString, depth: number): Candidate[] {
  const found: Candidate[] = [];
  const slash = name.lastIndexOf('/');
  let hasSpecific = false;
  const consider = (rule: PatternRecord, target: ByteString): void => {
    const pattern = compilePattern(target);
    if (pattern.parts === null) return;
    const isAnything = pattern.parts.prefix === '' && pattern.parts.suffix === '';
    if (depth > 0 && isAnything && !rule.isTerminal) return;
    const directory = slash >= 0 && !target.includes('/') ? name.slice(0, slash + 1) : '';
    const base = directory === '' ? name : name.slice(slash + 1);
    const fixed = pattern.parts.prefix.length + pattern.parts.suffix.length;
    // A stem is never empty.
    if (base.length <= fixed || !matchesPattern(pattern, base)) return;
    if (!isAnything) hasSpecific = true;
    if (rule.prerequisites.length === 0 && rule.deferred === null && rule.recipe === null) return;
    const stem = base.slice(pattern.parts.prefix.length, base.length - pattern.parts.suffix.length);
    found.push({ rule, stem, directory, order: found.length });
  };
  for (const rule of make.rules.patterns) {
    const hasPrerequisites = rule.prerequisites.length > 0 || rule.deferred !== null;
    if (rule.inUse || (hasPrerequisites && rule.recipe === null)) continue;
    for (const target of rule.targets) consider(rule, target);
  }
  found.sort((left, right) => {
    const byStem = left.stem.length + left.directory.length - (right.stem.length + right.directory.length);
    return byStem !== 0 ? byStem : left.order - right.order;
  });
  if (!hasSpecific) return found;
  return found.filter(({ rule }) => rule.isTerminal || !rule.targets.includes('%'));
}

function searchPatterns(
  make: MakeState,
  name: ByteString,
  record: TargetRecord | undefined,
  state: SearchState,
  depth: number,
): RuleMatch | undefined {
  if (depth > 16 || state.steps > limits.references * 10) return undefined;
  const candidates = candidatesFor(make, name, depth);
  for (const mayChain of [false, true]) {
    for (const candidate of candidates) {
      state.steps++;
      if (mayChain && candidate.rule.isTerminal) continue;
      const prerequisites = prerequisitesOf(make, candidate, name);
      candidate.rule.inUse = true;
      const applies = prerequisites.every((prerequisite) =>
        isAvailable(make, prerequisite.name, record, state, depth, mayChain),
      );
      candidate.rule.inUse = false;
      if (!applies) continue;
      return {
        target: name,
        kind: 'pattern',
        pattern: candidate.rule,
        stem: candidate.directory + candidate.stem,
        recipe: candidate.rule.recipe,
        prerequisites: [...prerequisites, ...(record?.prerequisites ?? [])],
        location: candidate.rule.location,
      };
    }
  }
  return undefined;
}

function prerequisitesOf(make: MakeState, candidate: Candidate, target: ByteString): readonly Prerequisite[] {
  const { rule, stem, directory } = candidate;
  if (rule.deferred === null) {
    const plain: Prerequisite[] = [];
    for (const { name, orderOnly } of rule.prerequisites) {
      plain.push({ name: name.includes('%') ? directory + substituteStem(name, stem) : name, orderOnly });
    }
    return plain;
  }
  const record = new TargetRecord(target);
  record.stem = directory + stem;
  const location = rule.location ?? { file: '', line: 0 };
  record.addPrerequisites({ text: rule.deferred, stem: record.stem, location }, false);
  settleDeferred(make, record);
  return record.prerequisites;
}

/** A prerequisite exists, is mentioned anywhere, or (second pass) can be made by another pattern rule. */
function isAvailable(
  make: MakeState,
  name: ByteString,
  record: TargetRecord | undefined,
  state: SearchState,
  depth: number,
  mayChain: boolean,
): boolean {
  if (state.impossible.has(name)) return false;
  if (record?.prerequisites.some((prerequisite) => prerequisite.name === name) === true) return true;
  if (make.rules.targets.has(name) || fileExists(make.files, name)) return true;
  if (searchVpath(make, name) !== undefined) return true;
  if (!mayChain) return false;
  if (searchPatterns(make, name, undefined, state, depth + 1) !== undefined) return true;
  state.impossible.add(name);
  return false;
}
