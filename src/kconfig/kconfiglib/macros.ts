/** The preprocessor: `$(…)`. Source: kconfiglib.py 14.1, _expand_macro, _fn_val, the functions of the preprocessor. */

import { trimEnd } from '../../core/trim.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Reader } from './reader.ts';
import { parseInteger, isBlank, splitLines } from './python-text.ts';
import { LibraryError, type LibrarySession, type PythonFunction, type PythonFunctions } from './session.ts';

/** Calls of a macro with arguments within each other; then Kconfiglib gives up. */
const maxExpansions = 100;
/** Length of a line after its macros; Kconfiglib has no limit. */
const maxLength = 1 << 22;

const builtins: ReadonlyMap<ByteString, PythonFunction> = new Map([
  ['info', { least: 1, most: 1 }],
  ['error-if', { least: 2, most: 2 }],
  ['filename', { least: 0, most: 0 }],
  ['lineno', { least: 0, most: 0 }],
  ['shell', { least: 1, most: 1 }],
  ['warning-if', { least: 2, most: 2 }],
]);

/** A line that grew, and where to go on in it. */
export interface Expanded {
  readonly text: ByteString;
  readonly at: number;
}

/** Expands macros for one reader. */
export class Macros {
  private readonly session: LibrarySession;
  private readonly reader: Reader;

  constructor(session: LibrarySession, reader: Reader) {
    this.session = session;
    this.reader = reader;
  }

  /** A text with all its macros expanded. */
  whole(text: ByteString, args: readonly ByteString[]): ByteString {
    let result = text;
    for (let at = result.indexOf('$('); at >= 0; ) {
      const expanded = this.macro(result, at, args);
      result = expanded.text;
      at = result.indexOf('$(', expanded.at);
    }
    return result;
  }

  /** A name that has a macro in it, at this place of the line. */
  name(line: ByteString, start: number): Expanded & { readonly name: ByteString } {
    let text = line;
    let at = start;
    for (;;) {
      const special = /[^A-Za-z0-9_$/.-]|\$\(|$/g;
      special.lastIndex = at;
      const found = special.exec(text);
      if (found === null || found[0] !== '$(') {
        at = found?.index ?? text.length;
        break;
      }
      ({ text, at } = this.macro(text, found.index, []));
    }
    const name = text.slice(start, at);
    if (name === '' || isBlank(name)) this.reader.fail('macro expanded to blank string');
    while (isBlank(text[at] ?? '')) at++;
    return { name, text, at };
  }

  /** A string with macros or backslashes in it; `at` is behind its closing quote. */
  string(line: ByteString, start: number): Expanded {
    let text = line;
    let at = start + 1;
    const quote = text[start];
    for (;;) {
      const special = /["'\\]|\$\(/g;
      special.lastIndex = at;
      const found = special.exec(text);
      if (found === null) this.reader.fail('unterminated string');
      const end = found.index + found[0].length;
      if (found[0] === quote) return { text, at: end };
      if (found[0] === '\\') {
        text = text.slice(0, found.index) + text.slice(end);
        at = end;
      } else if (found[0] === '$(') ({ text, at } = this.macro(text, found.index, []));
      else at++;
    }
  }

  /** Expands the macro at this place; `at` is behind what came of it. */
  macro(line: ByteString, start: number, args: readonly ByteString[]): Expanded {
    const before = line.slice(0, start);
    let text = line;
    let at = start + 2;
    let argumentStart = at;
    let nesting = 0;
    const own: ByteString[] = [];
    for (;;) {
      this.countWork(text);
      const special = /[(),]|\$\(/g;
      special.lastIndex = at;
      const found = special.exec(text);
      if (found === null) this.reader.fail('missing end parenthesis in macro expansion');
      const end = found.index + found[0].length;
      if (found[0] === '$(') {
        ({ text, at } = this.macro(text, found.index, args));
        continue;
      }
      at = end;
      if (found[0] === '(') nesting++;
      else if (found[0] === ')' && nesting > 0) nesting--;
      else if (found[0] === ')') {
        own.push(text.slice(argumentStart, found.index));
        const result = before + (this.argument(own[0] ?? '', args) ?? this.value(own));
        return { text: result + text.slice(end), at: result.length };
      } else if (nesting === 0) {
        own.push(text.slice(argumentStart, found.index));
        argumentStart = end;
      }
    }
  }

  /** `$(1)` in the value of a macro; as in Python, a negative number counts from the end. */
  private argument(word: ByteString, args: readonly ByteString[]): ByteString | undefined {
    const index = parseInteger(word, 10);
    return index === undefined ? undefined : args.at(Number(index));
  }

  private value(call: readonly ByteString[]): ByteString {
    const { options, variables } = this.session;
    const name = call[0] ?? '';
    const variable = variables.get(name);
    if (variable !== undefined) {
      if (call.length === 1) {
        if (variable.expansions > 0) this.reader.fail(`Preprocessor variable ${name} recursively references itself`);
      } else if (variable.expansions > maxExpansions)
        this.reader.fail(`Preprocessor function ${name} seems stuck in infinite recursion`);
      variable.expansions++;
      const result = this.whole(variable.value, call);
      variable.expansions--;
      return result;
    }
    const { functions } = options;
    const own = functions?.table.get(name);
    const shape = own ?? builtins.get(name);
    if (shape !== undefined) {
      this.checkCount(name, call.length - 1, shape);
      const args = call.slice(1);
      return own === undefined || functions == null ? this.builtin(name, args) : this.python(functions, name, args);
    }
    if (Object.hasOwn(this.session.env, name)) {
      this.session.envVariables.add(name);
      return this.session.env[name] ?? '';
    }
    if (!this.session.unsetVariables.has(name)) this.session.unsetVariables.set(name, this.reader.place);
    return '';
  }

  private python(functions: PythonFunctions, name: ByteString, args: readonly ByteString[]): ByteString {
    const { place } = this.reader;
    const { fault, printed, value } = functions.call(name, args, place);
    if (printed !== '') this.session.emit('stdout', printed);
    // Kconfiglib does not catch it.
    if (fault !== null) throw new LibraryError(fault, place);
    return value;
  }

  private checkCount(name: ByteString, count: number, { least, most }: PythonFunction): void {
    if (count >= least && (most === null || count <= most)) return;
    const expected = least === most ? least : most === null ? `${least} or more` : `${least}-${most}`;
    const { file, line } = this.reader;
    throw new LibraryError(
      `${file}:${line}: bad number of arguments in call to ${name}, expected ${expected}, got ${count}`,
      this.reader.place,
    );
  }

  private builtin(name: ByteString, [first = '', second = '']: readonly ByteString[]): ByteString {
    const { file, line, place } = this.reader;
    switch (name) {
      case 'info':
        this.session.emit('stdout', `${file}:${line}: ${first}\n`);
        return '';
      case 'error-if':
        if (first === 'y') throw new LibraryError(`${file}:${line}: ${second}`, place);
        return '';
      case 'warning-if':
        if (first === 'y') this.session.warn(second, place);
        return '';
      case 'filename':
        return file;
      case 'lineno':
        return String(line);
      default:
        return this.shell(first);
    }
  }

  private shell(command: ByteString): ByteString {
    const { cwd, env, runShell } = this.session.options;
    const answer = runShell({ command, cwd, env, location: this.reader.place });
    if (answer.stderr !== '')
      this.session.warn(`'${command}' wrote to stderr: ${splitLines(answer.stderr).join('\n')}`, this.reader.place);
    return trimEnd(splitLines(answer.stdout).join('\n'), '\n').replaceAll('\n', ' ');
  }

  private countWork(text: ByteString): void {
    const isOver = this.session.options.host.budget?.spend(1 + (text.length >> 6), null) === true;
    if (isOver || text.length > maxLength) this.reader.fail('the limit of macro expansion is reached');
  }
}
