import { decodeBytes } from '../../core/bytes.ts';
import { escapeJson } from '../../core/display.ts';

/** Fields of results that the JSON form does not have: `call` of a cause is for those who look further. */
const isLeftOut = (key: string): boolean => key === 'call';

/**
 * JSON with every byte string decoded, two blanks of indentation and a final newline; what a terminal or a log would act
 * on is written as escapes.
 */
export function renderJson(value: unknown): string {
  const form = (key: string, item: unknown): unknown =>
    typeof item === 'string' ? decodeBytes(item) : isLeftOut(key) ? undefined : item;
  return `${escapeJson(JSON.stringify(value, form, 2))}\n`;
}
