import { expect, it } from 'vitest';
import { wordNotes } from '../../../src/api/fix/word-notes.ts';
import { createMemoryHost, createRealShell, parseKconfig } from '../../../src/index.ts';

const Kconfig = `config LOCALVERSION
	string "Local version"
config ARCH
	string
	default "arm64"
`;
const host = createMemoryHost({ files: { Kconfig } });
const { model } = parseKconfig({ host, runShell: createRealShell({ host }) });

it('a word that could be a symbol with a prompt is named, with the form that asks for the symbol', () => {
  if (model === null) throw new Error('no model');
  const words = ['ARCH=arm64', 'LOCALVERSION=-x', 'LOCALVERSION:=-y', 'LLVM=1', 'LOCALVERSION=-x'];
  expect(wordNotes(words, model, 'CONFIG_')).toEqual([
    'LOCALVERSION=-x is read as a variable of make; CONFIG_LOCALVERSION=-x asks for the symbol',
  ]);
  expect(wordNotes(words, model, '')).toEqual([
    'LOCALVERSION=-x is read as a variable of make; -- LOCALVERSION=-x asks for the symbol',
  ]);
});
