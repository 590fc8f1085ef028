import { decodeBytes } from '../core/bytes.ts';

/** JSON with every byte string decoded, two blanks of indentation and a final newline. */
export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? decodeBytes(item) : item), 2)}\n`;
}
