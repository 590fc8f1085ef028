/** Why a file is looked for: the rules that have it among their prerequisites, read off the records of rule lines. */
import type { ByteString } from '../../core/bytes.ts';
import { substituteStem } from '../rules/record-rule.ts';
import type { MakeState } from '../state/make-state.ts';
import { conditionsOf } from '../state/context.ts';
import type { ExpandedWord, Need } from '../state/records.ts';
import type { TargetRecord, WaitingRule } from '../state/rule-database.ts';
import { splitWords } from '../syntax/chars.ts';
import type { FileState } from './file-state.ts';

/** Steps from a file to what needs it that are reported. */
const maxNeeds = 8;

/** The rules that ask for a file, for what needs it, and so on; the nearest first. */
export function needsOf(make: MakeState, file: FileState): Need[] {
  const needs: Need[] = [];
  const seen = new Set<FileState>();
  for (let at = file; at.parent !== null && !seen.has(at) && needs.length < maxNeeds; at = at.parent) {
    seen.add(at);
    const need = needOf(make, at.name, at.parent);
    if (need !== null) needs.push(need);
  }
  return needs;
}

function needOf(make: MakeState, name: ByteString, parent: FileState): Need | null {
  const record = make.rules.targets.get(parent.foundName) ?? make.rules.targets.get(parent.name);
  for (const own of record?.doubleColon ?? (record === undefined ? [] : [record])) {
    const need = explicitNeed(own, name, parent);
    if (need !== null) return need;
  }
  const { recipe, stem } = parent;
  const implicit = recipe === null ? undefined : make.rules.patterns.find((pattern) => pattern.recipe === recipe)?.rule;
  return implicit == null ? null : needFrom(implicit, name, parent.name, stem, implicit.words);
}

function explicitNeed(record: TargetRecord, name: ByteString, parent: FileState): Need | null {
  for (const rule of record.rules) {
    const words = record.secondWords === null ? rule.words : [...rule.words, ...record.secondWords];
    const need = needFrom(rule, name, parent.name, rule.pattern === null ? null : record.stem, words);
    if (need !== null) return need;
  }
  return null;
}

/** Names of words, kept: a rule may have a hundred thousand prerequisites, and each may be asked for. */
const keptNames = new WeakMap<ExpandedWord, ReadonlySet<ByteString>>();
const keptTexts = new WeakMap<WaitingRule, ExpandedWord>();

function namesIn(word: ExpandedWord): ReadonlySet<ByteString> {
  let names = keptNames.get(word);
  if (names === undefined) keptNames.set(word, (names = new Set(splitWords(word.value))));
  return names;
}

/** The text of a rule as a word without references. */
function writtenWord(rule: WaitingRule): ExpandedWord {
  let word = keptTexts.get(rule);
  if (word === undefined) {
    const text = rule.prerequisites ?? '';
    keptTexts.set(rule, (word = { text, value: text, references: [], shellCalls: [] }));
  }
  return word;
}

/** `words` first, then the text of the rule, which is all there is of a rule without references. */
function needFrom(
  rule: WaitingRule,
  name: ByteString,
  neededBy: ByteString,
  stem: ByteString | null,
  words: readonly ExpandedWord[],
): Need | null {
  const written = writtenWord(rule);
  for (const word of [...words, written]) {
    const names = namesIn(word);
    if (stem === null && !names.has(name)) continue;
    for (const one of stem === null ? [name] : names) {
      if (one !== name && (stem === null || substituteStem(one, stem) !== name)) continue;
      const { location, context, targetWords } = rule;
      return {
        name,
        neededBy,
        location,
        conditions: conditionsOf(context),
        word: word === written ? { ...written, text: one, value: one } : word,
        stemWords: one === name ? [] : targetWords,
      };
    }
  }
  return null;
}
