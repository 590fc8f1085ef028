import type { Dialect } from '../../dialect/dialect.ts';
import { dialects } from '../../dialect/dialects.ts';
import type { FlatChoice, FlatModel } from '../flat-model.ts';
import { FrameReader, frame, textParts, words } from './frames.ts';

/** First bytes of the encoding; the number changes whenever the layout does. */
const magic = 'kgate flat 2\n';
const byteArrays = ['symbolKind', 'symbolType', 'symbolFlags', 'propertyKind', 'exprKind', 'entryKind'] as const;
const wordArrays = [
  'symbolDirect',
  'symbolReverse',
  'symbolImplied',
  'symbolChoice',
  'symbolFirstEntry',
  'propertyStart',
  'hashOrder',
  'propertyCondition',
  'propertyValue',
  'propertyLow',
  'propertyHigh',
  'exprLeft',
  'exprRight',
  'entrySymbol',
  'entryParent',
  'entryFirstChild',
  'entryNext',
  'entryPromptCondition',
  'entryVisibility',
  'entryFile',
  'entryLine',
] as const;

/** Everything that is small; it is stored as JSON. */
interface Header extends Scalars {
  readonly choices: readonly Pick<FlatChoice, 'symbol' | 'entry' | 'isOptional'>[];
  readonly hasOrder: boolean;
}

type Scalars = Pick<
  FlatModel,
  | 'dialect'
  | 'mainMenu'
  | 'symbolCount'
  | 'exprCount'
  | 'entryCount'
  | 'modules'
  | 'defconfigList'
  | 'yes'
  | 'mod'
  | 'no'
>;

/** A flat model as one block of bytes, for a cache; {@link decodeFlatModel} reads it back. */
export function encodeFlatModel(flat: FlatModel): Uint8Array {
  const { dialect, mainMenu, symbolCount, exprCount, entryCount, modules, defconfigList, yes, mod, no } = flat;
  const scalars: Scalars = {
    dialect,
    mainMenu,
    symbolCount,
    exprCount,
    entryCount,
    modules,
    defconfigList,
    yes,
    mod,
    no,
  };
  const header: Header = {
    ...scalars,
    choices: flat.choices.map(({ symbol, entry, isOptional }) => ({ symbol, entry, isOptional })),
    hasOrder: flat.dependencyOrder !== null,
  };
  const parts: Uint8Array[] = [Buffer.from(magic, 'latin1'), frame(Buffer.from(JSON.stringify(header), 'utf8'))];
  for (const texts of [flat.symbolNames, flat.entryPrompt, flat.fileNames]) parts.push(...textParts(texts));
  for (const name of byteArrays) parts.push(frame(flat[name]));
  for (const name of wordArrays) parts.push(words(flat[name]));
  for (const { members, below } of flat.choices) parts.push(words(members), words(below));
  parts.push(words(flat.dependencyOrder ?? new Int32Array(0)));
  return Buffer.concat(parts);
}

/**
 * The model stored by {@link encodeFlatModel}; null when the bytes are not whole or of another
 * version. The bytes are not checked for sense: keep a checksum where they come from outside.
 */
export function decodeFlatModel(bytes: Uint8Array): FlatModel | null {
  const reader = new FrameReader(bytes);
  if (reader.take(magic.length)?.toString('latin1') !== magic) return null;
  const json = reader.frame()?.toString('utf8');
  const header = json === undefined ? null : readHeader(json);
  const symbolNames = reader.texts();
  const entryPrompt = reader.texts();
  const fileNames = reader.texts();
  const made: Partial<Record<keyof FlatModel, unknown>> = {};
  for (const name of byteArrays) made[name] = reader.bytes();
  for (const name of wordArrays) made[name] = reader.words();
  const choices = (header?.choices ?? []).map(
    (choice): FlatChoice => ({ ...choice, members: reader.words(), below: reader.words() }),
  );
  const order = reader.words();
  if (header === null || !reader.isDone()) return null;
  const { hasOrder, dialect, ...scalars } = header;
  return {
    ...(made as Pick<FlatModel, (typeof byteArrays)[number] | (typeof wordArrays)[number]>),
    ...scalars,
    dialect: sharedDialect(dialect),
    symbolNames: symbolNames.map((name) => name ?? ''),
    entryPrompt,
    fileNames: fileNames.map((name) => name ?? ''),
    choices,
    dependencyOrder: hasOrder ? order : null,
  };
}

function readHeader(json: string): Header | null {
  try {
    return JSON.parse(json) as Header;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The row of the table where the stored one is the same, so that there is one object per dialect. */
function sharedDialect(stored: Dialect): Dialect {
  const text = JSON.stringify(stored);
  return Object.values(dialects).find((row) => JSON.stringify(row) === text) ?? stored;
}
