/** `.SECONDEXPANSION`: prerequisites that are expanded when their target is looked at. Source: GNU make manual 4.3 §3.9. */
import type { ByteString } from '../../core/bytes.ts';
import { expandWord } from '../read/expand-word.ts';
import { type MakeState, within } from '../state/make-state.ts';
import { enterTarget, type TargetRecord } from '../state/rule-database.ts';
import type { ExpandedWord } from '../state/records.ts';
import type { Scope } from '../state/variables.ts';
import { wordPieces } from '../syntax/rule-head.ts';
import { automaticTexts, suffixStem } from './automatic.ts';
import { automaticScope } from './recipe.ts';
import { splitPrerequisites } from './record-rule.ts';

/** Expands the prerequisites that `.SECONDEXPANSION` put off; `scope` holds the target's variables. */
export function settleDeferred(make: MakeState, record: TargetRecord, scope: Scope | null = make.at.scope): void {
  if (!record.hasDeferred) return;
  record.settle(({ text, stem }) => {
    const namesOf = (orderOnly: boolean): ByteString[] =>
      record.prerequisites.filter((entry) => entry.orderOnly === orderOnly).map(({ name }) => name);
    const normal = namesOf(false);
    const values = automaticTexts({
      target: record.name,
      member: '',
      stem: stem ?? record.stem ?? suffixStem(make, record.name),
      first: normal[0] ?? '',
      normal,
      orderOnly: namesOf(true),
      newer: [],
    });
    const position = { reading: record.recipe?.location ?? null, scope: automaticScope(values, scope) };
    // In a static pattern rule the stem takes the place of each `%` before the second expansion.
    const source = stem === null ? text : text.replaceAll('%', () => '$*');
    const words: ExpandedWord[] = [];
    const expanded = within(make, position, () =>
      wordPieces(source)
        .map((piece) => expandWord(make, piece, words))
        .join(''),
    );
    (record.secondWords ??= []).push(...words);
    const found = splitPrerequisites(make, expanded);
    for (const prerequisite of found) enterTarget(make.rules, prerequisite.name);
    return found;
  });
}
