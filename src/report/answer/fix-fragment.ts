import { type ByteString, encodeBytes } from '../../core/bytes.ts';
import type { ConfigChange } from '../../core/diagnostic.ts';
import { formatLocation } from '../../core/location.ts';
import { settingText, usualPrefix } from '../../core/symbol-name.ts';
import type { FixAnswer, FixResult } from '../../results/fix.ts';
import { priceText } from '../fix.ts';
import { compilerText, treeText } from '../head.ts';
import { printable } from '../style.ts';
import { changedValue, questionWords, requestedReason } from './fix-text.ts';

/** Names in one comment before the rest is counted. */
const maxNames = 8;

/**
 * A comment that no reader of configurations takes for a setting: its first word is one of ours, and it is one line.
 * Source: docs/kconfig-semantics.md §4.3.
 */
function comment(text: string): ByteString {
  return encodeBytes(`# ${printable(text).replaceAll(/\s+/g, ' ').trim()}`);
}

/** Bytes as they are: a string of any encoding stays what it is. */
function line({ symbol, to }: ConfigChange, prefix: string): ByteString {
  const value = changedValue(to);
  return settingText(symbol, value === 'n' ? '' : value, prefix);
}

function namesOf(changes: readonly ConfigChange[]): string {
  const names = changes.slice(0, maxNames).map(({ symbol }) => symbol);
  const hidden = changes.length - names.length;
  return `${names.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

/** The lines above the settings: what they are for, and what comes with them. */
function headOf(result: FixResult, answer: FixAnswer): ByteString[] {
  const { effects, isPreliminary, lost, needs, taints, verified } = answer;
  const head = [
    comment(`kgate fix ${questionWords(result).join(' ')}`),
    comment(`for ${[treeText(result.tree), compilerText(result.toolchain)].filter((part) => part !== '').join(', ')}`),
  ];
  if (verified) {
    const names = effects.length === 0 ? '' : `: ${namesOf(effects)}`;
    head.push(comment(`tested: ${priceText(effects.length)}${names}`));
  } else head.push(comment('untested'));
  for (const { message, root } of needs) {
    const command = root.tool?.command ?? null;
    head.push(comment(`takes ${message}${command === null ? '' : `: ${command}`}`));
  }
  if (isPreliminary) head.push(comment('preliminary: a smaller change may exist'));
  if (taints.length > 0) head.push(comment(`opens ${taints.join(', ')}`));
  if (lost.length > 0) head.push(comment(`loses settings of yours: ${namesOf(lost)}`));
  return head;
}

/** The lines where there is no answer. */
function withoutAnswer({ proof, verdict, ...result }: FixResult): ByteString[] {
  const words = questionWords(result).join(' ');
  if (verdict === 'holds') return [comment(`kgate fix ${words}: holds already, nothing has to change`)];
  const lines = [comment(`kgate fix ${words}: ${verdict === 'impossible' ? 'impossible' : 'undecided'}`)];
  for (const { location, message } of proof?.conflicts ?? []) {
    lines.push(comment(`because ${message}${location === null ? '' : `, ${formatLocation(location)}`}`));
  }
  return lines;
}

/** The first answer as a fragment: each setting behind a comment that says why. Without an answer, comments only. */
export function renderFixFragment(result: FixResult): ByteString {
  const [answer] = result.answers;
  const lines: ByteString[] = [];
  if (answer === undefined) lines.push(...withoutAnswer(result));
  else {
    const { symbolPrefix: prefix = usualPrefix } = result.tree;
    lines.push(...headOf(result, answer));
    const words = questionWords(result);
    const purpose = `needed for ${words.length > maxNames ? 'what is asked' : words.join(', ')}`;
    for (const one of answer.changes) {
      const place = one.location === null ? '' : `, ${formatLocation(one.location)}`;
      lines.push(comment(`${one.reason === null ? purpose : `because ${one.reason}`}${place}`), line(one, prefix));
    }
    for (const one of answer.requested) lines.push(comment(requestedReason(one, result)), line(one, prefix));
  }
  return lines.map((one) => `${one}\n`).join('');
}
