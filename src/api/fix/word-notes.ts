import type { ByteString } from '../../core/bytes.ts';
import { hasPrompt, type KconfigModel } from '../../kconfig/index.ts';

/**
 * A line for each variable of make whose word could ask for a symbol as well: the tree has a symbol of that name which can be
 * set. `variables` are the words of the command line, `prefix` is that of the tree.
 */
export function wordNotes(variables: readonly ByteString[], model: KconfigModel, prefix: ByteString): ByteString[] {
  const notes: ByteString[] = [];
  for (const word of variables) {
    const [, name = ''] = /^(\w+)=/.exec(word) ?? [];
    const symbol = model.symbols.get(name);
    if (symbol === undefined || !hasPrompt(symbol)) continue;
    const form = prefix === '' ? `-- ${word}` : `${prefix}${word}`;
    notes.push(`${word} is read as a variable of make; ${form} asks for the symbol`);
  }
  return [...new Set(notes)];
}
