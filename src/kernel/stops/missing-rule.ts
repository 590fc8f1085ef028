/** Where a file that no rule makes comes from: the line of a makefile that named it. */
import type { ByteString } from '../../core/bytes.ts';
import { baseName } from '../../host/paths.ts';
import type { Definition, Evaluation, MakeEvent, Need, PatternRule } from '../../make/index.ts';
import { symbolPrefix } from '../levels/word-origins.ts';
import { everyStep, traceNeed } from '../levels/word-trace.ts';

/** Pattern rules, one for the other, and source files that are given. */
const maxSteps = 4;
const maxSources = 8;

/** What make says of a file that no rule makes. */
type MissingTarget = Pick<Extract<MakeEvent, { readonly code: 'make/no-rule' }>, 'args' | 'needs'>;

/** What an event knows of its place. */
type Place = Pick<MakeEvent, 'location' | 'conditions' | 'path'>;

/** Lists of kbuild that name files; they are looked at before other variables. */
const lists = /^(?:obj|lib|extra|always|subdir|hostprogs|targets|CONFIG)[-_]|-(?:y|m|objs)$/;

/**
 * The line that names the missing file: the definition it came from, where that is written out or in another makefile
 * than the rule, else the rule that needs it; null when neither is known.
 */
export function placeOfMissing(evaluation: Evaluation, { args, needs = [] }: MissingTarget): Place | null {
  const { target, neededBy } = args;
  const [need] = needs;
  if (need !== undefined && hasOrigin(need)) return placeOfNeed(need);
  const definition = definitionWith(evaluation, target);
  if (definition !== null && !definition.name.startsWith(symbolPrefix))
    return { location: definition.location, conditions: definition.conditions, path: [] };
  if (need !== undefined) return { location: need.location, conditions: need.conditions, path: [] };
  const location = (neededBy === null ? undefined : evaluation.target(neededBy)?.locations[0]) ?? null;
  return location === null ? null : { location, conditions: [], path: [] };
}

/** True where the name came from something that was read; else the rule's own text has it. */
function hasOrigin({ stemWords, word }: Need): boolean {
  return word.references.length > 0 || word.shellCalls.length > 0 || stemWords.length > 0;
}

/** `needs` with the list that named the file where the rule itself was made of text, by an `$(eval)` of kbuild. */
export function completeNeeds(evaluation: Evaluation, { args, needs = [] }: MissingTarget): readonly Need[] {
  const [need, ...more] = needs;
  if (need === undefined || hasOrigin(need)) return needs;
  const definition = definitionWith(evaluation, args.target);
  if (definition === null) return needs;
  const { name, value } = definition;
  const reference = { name, value, definition, references: [], shellCalls: [] };
  return [{ ...need, word: { ...need.word, references: [reference] } }, ...more];
}

function placeOfNeed(need: Need): Place {
  const names = new Set([need.name, baseName(need.name)]);
  let found: Definition | null = null;
  for (const { definition } of everyStep(traceNeed(need))) {
    if (definition?.location == null || definition.name.startsWith(symbolPrefix)) continue;
    if (definition.text.split(/[\s"]+/).some((word) => names.has(word))) {
      found = definition;
      break;
    }
    if (definition.location.file !== need.location.file) found = definition;
  }
  const { location, conditions } = found ?? need;
  return { location, conditions, path: [] };
}

/** Files from which pattern rules of the makefiles would make a missing one, if any were there; at most a few. */
export function sourcesOf(evaluation: Evaluation, name: ByteString): ByteString[] {
  const rules = evaluation.patternRules().filter(({ location, recipe }) => location !== null && recipe !== null);
  const sources = new Set<ByteString>();
  const visit = (target: ByteString, depth: number, seen: ReadonlySet<PatternRule>): void => {
    let isMade = false;
    for (const rule of rules) {
      const [first] = rule.prerequisites;
      const stem = first === undefined || seen.has(rule) ? null : stemOf(rule.targets, target);
      if (first === undefined || stem === null || !first.name.includes('%') || depth > maxSteps) continue;
      isMade = true;
      visit(
        first.name.replace('%', () => stem.text).replace(/^(?!\/)/, stem.directory),
        depth + 1,
        new Set([...seen, rule]),
      );
    }
    if (!isMade && depth > 0 && sources.size < maxSources) sources.add(target);
  };
  visit(name, 0, new Set());
  return [...sources];
}

/** What a pattern's `%` is; a pattern without a slash is matched without the directory. */
function stemOf(
  patterns: readonly ByteString[],
  target: ByteString,
): { readonly text: ByteString; readonly directory: ByteString } | null {
  for (const pattern of patterns) {
    const [prefix = '', suffix] = pattern.split('%');
    const directory = pattern.includes('/') ? '' : target.slice(0, target.lastIndexOf('/') + 1);
    const name = target.slice(directory.length);
    // What matches every name (`%_shipped`) says nothing of this one.
    if (suffix === undefined || suffix === '' || name.length <= prefix.length + suffix.length) continue;
    if (name.startsWith(prefix) && name.endsWith(suffix))
      return { text: name.slice(prefix.length, name.length - suffix.length), directory };
  }
  return null;
}

/** True for a file that a symbol of the configuration names: what a build makes on the side has a name of the makefiles'. */
export function isOfConfiguration(needs: readonly Need[]): boolean {
  const [need] = needs;
  if (need === undefined) return false;
  for (const { reference } of everyStep(traceNeed(need))) {
    if (reference.name.startsWith(symbolPrefix) && holdsName(reference.value, need.name)) return true;
  }
  return false;
}

/** True when a value has the name of the file, below whatever directory. */
function holdsName(value: ByteString, name: ByteString): boolean {
  return value.split(/[\s"]+/).some((word) => baseName(word) === baseName(name));
}

/** True when a list of a directory's makefile, or the configuration, names the file. */
export function isListed(evaluation: Evaluation, name: ByteString): boolean {
  if (evaluation.lookup('obj').value === '') return false;
  const definition = definitionWith(evaluation, name);
  return definition !== null && lists.test(definition.name);
}

function definitionWith(evaluation: Evaluation, name: ByteString): Definition | null {
  const directory = evaluation.lookup('obj').value;
  const isBelow = directory !== '' && name.startsWith(`${directory}/`);
  const wanted = new Set([name, baseName(name), ...(isBelow ? [name.slice(directory.length + 1)] : [])]);
  let found: Definition | null = null;
  for (const variable of evaluation.variableNames()) {
    const isList = lists.test(variable);
    if (found !== null && !isList) continue;
    for (const definition of evaluation.lookup(variable).definitions) {
      if (definition.location === null) continue;
      const words = definition.text.split(/[\s"]+/);
      if (!words.some((word) => wanted.has(word))) continue;
      if (isList) return definition;
      found = definition;
    }
  }
  return found;
}
