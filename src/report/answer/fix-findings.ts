/** The answer of `kgate fix` as findings, for the formats of other programs: one for each line that the first answer changes. */
import { type AnyDiagnostic, cause, diagnostic, type Fix, type TextEdit } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import { settingText, usualPrefix } from '../../core/symbol-name.ts';
import type { FixResult } from '../../results/fix.ts';
import { changedValue, questionWords } from './fix-text.ts';

/** A file of the user's with settings, the one that counts most first. */
export interface SettingsFile {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
}

/** Where a setting is written. */
interface SettingPlace {
  readonly location: Location;
  readonly start: number;
  readonly end: number;
}

/** The last line of a file that gives a symbol a value. Source: docs/kconfig-semantics.md §4.3. */
function placeOf(files: readonly SettingsFile[], name: string): SettingPlace | null {
  for (const { name: file, text } of files) {
    let found: SettingPlace | null = null;
    let start = 0;
    for (const [index, line] of text.split('\n').entries()) {
      const end = start + line.length;
      if (line.startsWith(`${name}=`) || line.trimEnd() === `# ${name} is not set`) {
        found = { location: { file, line: index + 1 }, start, end };
      }
      start = end + 1;
    }
    if (found !== null) return found;
  }
  return null;
}

/** The end of a file, for a setting that no file has. */
function endOf({ name, text }: SettingsFile): SettingPlace & { readonly lead: string } {
  const lines = text.split('\n');
  const isEnded = text === '' || text.endsWith('\n');
  const line = Math.max(1, isEnded ? lines.length - 1 : lines.length);
  return { location: { file: name, line }, start: text.length, end: text.length, lead: isEnded ? '' : '\n' };
}

/** One finding for each change of the first answer; without an answer, one that says why. Nothing where all holds already. */
export function fixFindings(result: FixResult, files: readonly SettingsFile[]): AnyDiagnostic[] {
  const { answers, proof, verdict } = result;
  const [answer] = answers;
  const question = questionWords(result).join(' ');
  if (verdict === 'holds') return [];
  if (answer === undefined) {
    const conflicts = proof?.conflicts ?? [];
    const isProved = verdict === 'impossible';
    return [
      diagnostic({
        code: isProved ? 'fix/impossible' : 'fix/undecided',
        severity: isProved ? 'error' : 'warning',
        message: `${question}: ${isProved ? 'no configuration has it' : 'no change was found'}`,
        args: { question },
        location: conflicts.find(({ location }) => location !== null)?.location ?? null,
        causes: conflicts.map(({ location, message }) => cause('dependency', message, location)),
        notes: result.notes,
      }),
    ];
  }
  const { symbolPrefix: prefix = usualPrefix } = result.tree;
  const [first] = files;
  const needs = answer.needs.map(({ message }) => message);
  const all = [...answer.changes, ...answer.requested.map((one) => ({ ...one, reason: null, location: null }))];
  /** What stands between a file whose last line has no end and the first line that is added. */
  let lead = first === undefined ? '' : endOf(first).lead;
  return all.map((change) => {
    const { location, reason, symbol, to } = change;
    const value = changedValue(to);
    const text = settingText(symbol, value === 'n' ? '' : value, prefix);
    const written = placeOf(files, prefix + symbol);
    const place = written ?? (first === undefined ? null : endOf(first));
    const added = `${lead}${text}\n`;
    if (written === null) lead = '';
    const edits: TextEdit[] =
      place === null
        ? []
        : [{ file: place.location.file, start: place.start, end: place.end, text: written === null ? added : text }];
    const fix: Fix = {
      title: text,
      kind: 'config',
      safety: 'unsafe',
      changes: [{ symbol, from: change.from, to }],
      edits,
      verified: answer.verified,
      effects: [],
    };
    return diagnostic({
      code: 'fix/change',
      severity: 'warning',
      message: `${settingText(symbol, value, prefix)}: ${reason ?? `for ${question}`}`,
      args: { symbol },
      location: place?.location ?? location,
      causes: reason === null ? [] : [cause('dependency', reason, location)],
      notes: needs.length === 0 ? [] : [`it takes ${needs.join(' and ')}`],
      fixes: [fix],
    });
  });
}
