import { decodeBytes } from '../core/bytes.ts';

/** Fields of results that the JSON form does not have: `call` of a cause is for those who look further. */
const isLeftOut = (key: string): boolean => key === 'call';

/** JSON with every byte string decoded, two blanks of indentation and a final newline. */
export function renderJson(value: unknown): string {
  const form = (key: string, item: unknown): unknown =>
    typeof item === 'string' ? decodeBytes(item) : isLeftOut(key) ? undefined : item;
  return `${JSON.stringify(value, form, 2)}\n`;
}
