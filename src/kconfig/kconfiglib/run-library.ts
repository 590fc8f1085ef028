/** The scripts of Kconfiglib, from a tree to the files they write. */

import type { ByteString } from '../../core/bytes.ts';
import type { FileOperation } from '../conf/conf-types.ts';
import type { OutputChunk } from '../model/model.ts';
import { escapeText } from './expressions.ts';
import { loadConfig, setChoiceValue, setValue } from './load-config.ts';
import { universalNewlines, strip } from './python-text.ts';
import { joinPaths, readLines } from './reader.ts';
import { readLibrary } from './read-library.ts';
import { LibraryError, type LibraryOptions, type LibraryWarning } from './session.ts';
import type { Place } from './types.ts';
import { isLogical, triNames } from './types.ts';
import type { Values } from './values.ts';
import { configText, headerText, minimalText } from './write.ts';

/** What a script does, by the name of the script or of the mode of conf that does the same. */
export type LibraryScript =
  | 'olddefconfig'
  | 'defconfig'
  | 'savedefconfig'
  | 'alldefconfig'
  | 'allnoconfig'
  | 'allyesconfig'
  | 'allmodconfig'
  | 'listnewconfig';

/** {@link runLibrary}'s request. */
export interface LibraryRequest extends Omit<LibraryOptions, 'emit' | 'warnsAtOnce'> {
  readonly script: LibraryScript;
  /** The file that defconfig reads or savedefconfig writes. */
  readonly file?: ByteString;
  /** The name that the script was started by, which its errors begin with. */
  readonly program: ByteString;
  readonly emit?: (chunk: OutputChunk) => void;
}

/** What a script leaves. */
export interface LibraryRun {
  readonly exitStatus: 0 | 1;
  readonly output: readonly OutputChunk[];
  readonly operations: readonly FileOperation[];
  /** Null where the tree has an error. */
  readonly values: Values | null;
  readonly warnings: readonly LibraryWarning[];
  /** The error that ended the script; null where it reaches its end. */
  readonly error: { readonly text: ByteString; readonly place: Place | null } | null;
}

/** Collects what a script prints and writes. */
export class LibraryOutput {
  readonly chunks: OutputChunk[] = [];
  readonly operations: FileOperation[] = [];
  private readonly onChunk: ((chunk: OutputChunk) => void) | undefined;
  private readonly options: Pick<LibraryOptions, 'cwd' | 'host'>;

  constructor(options: Pick<LibraryOptions, 'cwd' | 'host'>, onChunk: ((chunk: OutputChunk) => void) | undefined) {
    this.options = options;
    this.onChunk = onChunk;
  }

  readonly emit = (stream: OutputChunk['stream'], text: ByteString): void => {
    const chunk = { stream, text };
    this.chunks.push(chunk);
    this.onChunk?.(chunk);
  };

  /** A line on stdout, as print() writes it. */
  print(line: ByteString): void {
    this.emit('stdout', `${line}\n`);
  }

  /** Writes a `.config`, with the old one as its backup; gives the message. */
  config(name: ByteString, text: ByteString): ByteString {
    if (this.holds(name, text)) return `No change to configuration in '${name}'`;
    if (this.options.host.stat(joinPaths(this.options.cwd, name))?.kind === 'file')
      this.operations.push({ kind: 'backup', name, to: `${name}.old` });
    this.operations.push({ kind: 'write', name, text, isInPlace: true });
    return `Configuration saved to '${name}'`;
  }

  /** Writes a file when it changes; false when it does not. */
  file(name: ByteString, text: ByteString): boolean {
    if (this.holds(name, text)) return false;
    this.operations.push({ kind: 'write', name, text, isInPlace: true });
    return true;
  }

  private holds(name: ByteString, text: ByteString): boolean {
    const lines = readLines(this.options.host, joinPaths(this.options.cwd, name));
    return typeof lines !== 'string' && lines.join('') === universalNewlines(text);
  }
}

/** Runs a script on a tree. */
export function runLibrary(request: LibraryRequest): LibraryRun {
  const output = new LibraryOutput(request, request.emit);
  let values: Values | null = null;
  const warnings = (): readonly LibraryWarning[] => values?.session.warnings ?? [];
  try {
    values = readSettled(request, output);
  } catch (error) {
    const failure = asLibraryError(error);
    output.emit('stderr', `${request.program}: ${strip(failure.message)}\n`);
    return ended(output, null, [], failure);
  }
  try {
    runScript(request, values, output);
    return ended(output, values, warnings(), null);
  } catch (error) {
    const failure = asLibraryError(error);
    // Python prints where in its own files that is, too.
    output.emit('stderr', `${failure.message}\n`);
    return ended(output, values, warnings(), failure);
  }
}

/** Reads the tree; again, where functions of Python have been answered in the meantime. */
export function readSettled(options: Omit<LibraryOptions, 'emit'>, output: LibraryOutput): Values {
  for (;;) {
    const chunks: OutputChunk[] = [];
    let values: Values | null = null;
    let failure: unknown = null;
    try {
      values = readLibrary({ ...options, emit: (stream, text) => chunks.push({ stream, text }) });
    } catch (error) {
      failure = error;
    }
    if (options.functions?.settle() === true) continue;
    for (const { stream, text } of chunks) output.emit(stream, text);
    if (values === null) throw failure;
    values.session.emit = output.emit;
    return values;
  }
}

function ended(
  { chunks, operations }: LibraryOutput,
  values: Values | null,
  warnings: readonly LibraryWarning[],
  failure: LibraryError | null,
): LibraryRun {
  const error = failure === null ? null : { text: failure.message, place: failure.place };
  return { exitStatus: failure === null ? 0 : 1, output: chunks, operations, values, warnings, error };
}

/** The error of Kconfiglib; where conditions nest too deeply, Python's. Others are thrown again. */
export function asLibraryError(error: unknown): LibraryError {
  if (error instanceof LibraryError) return error;
  if (error instanceof RangeError) return new LibraryError('maximum recursion depth exceeded');
  throw error;
}

function runScript({ file, script }: LibraryRequest, values: Values, output: LibraryOutput): void {
  const { env } = values.session;
  const standard = env['KCONFIG_CONFIG'] ?? '.config';
  switch (script) {
    case 'olddefconfig':
      output.print(loadConfig(values, null));
      break;
    case 'defconfig':
      output.print(loadConfig(values, file ?? null));
      break;
    case 'savedefconfig': {
      output.print(loadConfig(values, null));
      const name = file ?? 'defconfig';
      const isNew = output.file(name, minimalText(values));
      output.print(`${isNew ? 'Minimal configuration saved to' : 'No change to minimal configuration in'} '${name}'`);
      return;
    }
    case 'listnewconfig':
      output.emit('stderr', `${loadConfig(values, null)}\n`);
      output.emit('stdout', newSymbols(values));
      return;
    default:
      setAll(script, values);
      loadAllConfig(values, `${script.replace(/config$/, '')}.config`, output);
  }
  output.print(output.config(standard, configText(values)));
}

/** Sets every symbol, before any file is read. */
function setAll(script: LibraryScript, values: Values): void {
  if (script === 'alldefconfig') return;
  const { session } = values;
  session.warns = false;
  for (const symbol of session.definedSyms) {
    if (script === 'allnoconfig') setValue(values, symbol, symbol.isAllnoconfigY ? 2 : 0);
    else if (script === 'allyesconfig') setValue(values, symbol, symbol.choice === null ? 2 : 1);
    else if (symbol.type === 'tristate') setValue(values, symbol, 1);
    else if (symbol.type === 'bool' && symbol.choice === null) setValue(values, symbol, 2);
  }
  if (script !== 'allnoconfig') {
    for (const choice of session.choices)
      setChoiceValue(values, choice, script === 'allyesconfig' || choice.type === 'bool' ? 2 : 1);
  }
  session.warns = true;
}

/** Reads the file of KCONFIG_ALLCONFIG. Source: kconfiglib.py 14.1, load_allconfig. */
function loadAllConfig(values: Values, name: ByteString, output: LibraryOutput): void {
  const { session } = values;
  const asked = session.env['KCONFIG_ALLCONFIG'];
  if (asked === undefined) return;
  session.warnsOverride = false;
  session.warnsRedundant = false;
  const faults: string[] = [];
  let isLoaded = false;
  for (const file of asked === '' || asked === '1' ? [name, 'all.config'] : [asked]) {
    try {
      output.print(loadConfig(values, file, false));
      isLoaded = true;
      break;
    } catch (error) {
      faults.push(systemError(asLibraryError(error).message, joinPaths(session.srctree, file)));
    }
  }
  session.warnsOverride = true;
  session.warnsRedundant = true;
  if (isLoaded) return;
  const [first = '', second = ''] = faults;
  throw new LibraryError(
    asked === '' || asked === '1'
      ? `error: KCONFIG_ALLCONFIG is set, but neither ${name} nor all.config could be opened: ${first}, ${second}`
      : `error: KCONFIG_ALLCONFIG is set to '${asked}', which could not be opened: ${first}`,
  );
}

function systemError(message: ByteString, file: ByteString): ByteString {
  const [, name = 'ENOENT', words = ''] = /\((E[A-Z]+): ([^)]*)\)/.exec(message) ?? [];
  const number = name === 'EISDIR' ? 21 : name === 'EACCES' ? 13 : 2;
  return `[Errno ${number}] ${words}: '${file}'`;
}

/** Lines for what a user could set and the file does not. Source: Kconfiglib 14.1, listnewconfig.py. */
function newSymbols(values: Values): ByteString {
  const { definedSyms, prefix } = values.session;
  const lines: ByteString[] = [];
  // One symbol after the other: warnings come where a value is first asked for.
  for (const symbol of definedSyms) {
    if (symbol.userValue !== null || !canBeSet(values, symbol)) continue;
    const isShort = isLogical(symbol.type);
    const line = isShort
      ? `${prefix}${symbol.name}=${triNames[values.tri(symbol)]}\n`
      : values.configLine(symbol, escapeText);
    lines.push(line);
  }
  return lines.join('');
}

/** True where the user has more than one value to choose from. Source: kconfiglib.py 14.1, Symbol._assignable. */
function canBeSet(values: Values, symbol: Values['session']['modules']): boolean {
  const visibility = values.visibility(symbol);
  if (visibility === 0) return false;
  if (!isLogical(symbol.type)) return symbol.type !== 'unknown' || symbol.choice !== null;
  const reverse = values.expr(symbol.reverse);
  if (symbol.choice !== null) return true;
  if (visibility !== 2) {
    if (reverse === 0) values.expr(symbol.weakReverse);
    return reverse === 0;
  }
  if (reverse === 2) return false;
  const isTwoValued = values.type(symbol) === 'bool' || values.expr(symbol.weakReverse) === 2;
  return reverse === 0 || !isTwoValued;
}

/** The C header as a file operation; for scripts that write one. */
export function writeHeader(values: Values, output: LibraryOutput, name: ByteString): ByteString {
  const isNew = output.file(name, headerText(values));
  return isNew ? `Kconfig header saved to '${name}'` : `No change to Kconfig header in '${name}'`;
}
