/** Lines as tokens. Source: kconfiglib.py 14.1, _tokenize, _parse_assignment. */

import type { ByteString } from '../../core/bytes.ts';
import { Macros } from './macros.ts';
import { expandVariables, isBlank, strip, stripStart } from './python-text.ts';
import type { Reader } from './reader.ts';
import type { LibrarySession } from './session.ts';
import { Sym } from './types.ts';

/** A text between quotes, in a place where texts stand. */
export interface TextToken {
  readonly text: ByteString;
}

/** A keyword or an operator by its name, a symbol, a text; null at the end. */
export type Token = string | Sym | TextToken | null;

/** Words that are keywords wherever they stand without quotes, with the name they have here. */
const keywords: ReadonlyMap<string, string> = new Map([
  ...[
    'allnoconfig_y bool choice comment config def_bool def_hex def_int def_string def_tristate default defconfig_list',
    'depends endchoice endif endmenu env help hex if imply int mainmenu menu menuconfig modules on option optional',
    'orsource osource prompt range rsource select source string tristate visible',
  ]
    .join(' ')
    .split(' ')
    .map((word) => [word, word] as const),
  ['---help---', 'help'],
  ['boolean', 'bool'],
  ['grsource', 'orsource'],
  ['gsource', 'osource'],
]);

/** Keywords that a text follows; an unquoted word is one, too. */
const beforeTexts = new Set(
  'bool choice comment hex int mainmenu menu orsource osource prompt rsource source string tristate'.split(' '),
);

const operators = ['&&', '||', '!=', '=', '!', '(', ')', '<=', '<', '>=', '>'];

/** Makes tokens of the lines of one reader. */
export class Tokenizer {
  readonly macros: Macros;
  private readonly session: LibrarySession;
  private readonly reader: Reader;

  constructor(session: LibrarySession, reader: Reader) {
    this.session = session;
    this.reader = reader;
    this.macros = new Macros(session, reader);
  }

  /** The tokens of a line, null at their end; an assignment is carried out and has none. */
  tokens(line: ByteString): Token[] {
    const { reader } = this;
    reader.text = line;
    const command = /^\s*([A-Za-z0-9_$-]+)\s*/.exec(line);
    if (command === null) {
      if (isBlank(line) || stripStart(line).startsWith('#')) return [null];
      return reader.fail('unknown token at start of line');
    }
    const keyword = this.keyword(command[1] ?? '');
    if (keyword === undefined) {
      // "--help--" and the like.
      if (strip(line, ' \t\n-') === 'help') return ['help', null];
      this.assign(line);
      return [null];
    }
    return this.rest(line, command[0].length, keyword);
  }

  private rest(line: ByteString, start: number, keyword: string): Token[] {
    const tokens: Token[] = [keyword];
    let text = line;
    let at = start;
    let token: Token = keyword;
    while (at < text.length) {
      const word = /([A-Za-z0-9_$/.-]+)\s*/y;
      word.lastIndex = at;
      const found = word.exec(text);
      if (found === null) {
        const c = text[at] ?? '';
        if (c === '#') break;
        if (c === '"' || c === "'") {
          const { at: end, text: expanded, value } = this.quoted(text, at);
          text = expanded;
          at = end;
          const isText: boolean = (typeof token === 'string' && beforeTexts.has(token)) || tokens[0] === 'option';
          token = isText ? { text: value } : this.session.constant(value);
        } else {
          const from = at;
          const operator = operators.find((one) => text.startsWith(one, from));
          if (operator === undefined) return this.reader.fail('unknown tokens in line');
          token = operator;
          at += operator.length;
        }
        while (at < text.length && isBlank(text[at] ?? '')) at++;
      } else {
        const name = found[1] ?? '';
        const end = at + found[0].length;
        const known = this.keyword(name);
        if (known !== undefined) {
          token = known;
          at = end;
        } else if (typeof token === 'string' && beforeTexts.has(token)) {
          if (token !== 'choice') this.warnUnquoted(name);
          token = { text: name };
          at = end;
        } else if (name.includes('$')) {
          const expanded = this.macros.name(text, at);
          ({ text, at } = expanded);
          token = this.named(expanded.name);
        } else {
          token = this.named(name);
          at = end;
        }
      }
      tokens.push(token);
    }
    tokens.push(null);
    return tokens;
  }

  private keyword(word: string): string | undefined {
    if (word === 'configdefault' && this.session.options.variant?.hasConfigDefault === true) return word;
    return keywords.get(word);
  }

  private named(name: ByteString): Sym {
    return name === 'n' || name === 'm' || name === 'y' ? this.session.constant(name) : this.session.symbol(name);
  }

  private quoted(line: ByteString, start: number): { text: ByteString; at: number; value: ByteString } {
    if (!line.includes('$') && !line.includes('\\')) {
      const end = line.indexOf(line[start] ?? '', start + 1) + 1;
      if (end === 0) this.reader.fail('unterminated string');
      return { text: line, at: end, value: line.slice(start + 1, end - 1) };
    }
    const { at, text } = this.macros.string(line, start);
    const raw = text.slice(start + 1, at - 1);
    const value = raw.includes('$') ? expandVariables(this.withRelease(raw), this.session.env) : raw;
    return { text, at, value };
  }

  /** The release of the running kernel in place of its variable. */
  private withRelease(text: ByteString): ByteString {
    if (!text.includes('$UNAME_RELEASE')) return text;
    const { cwd, env, runShell } = this.session.options;
    const { stdout } = runShell({ command: 'uname -r', cwd, env, location: this.reader.place });
    return text.replaceAll('$UNAME_RELEASE', stdout.trim());
  }

  private warnUnquoted(name: ByteString): void {
    const { place, text } = this.reader;
    this.session.warn(`style: quotes recommended around '${name}' in '${strip(text)}'`, place);
  }

  private assign(line: ByteString): void {
    const { macros, reader, session } = this;
    let text = stripStart(line);
    let at = 0;
    for (;;) {
      while (/[A-Za-z0-9_-]/.test(text[at] ?? '')) at++;
      if (!text.startsWith('$(', at)) break;
      ({ text, at } = macros.macro(text, at, []));
    }
    if (isBlank(text) || (text === '' && session.options.variant?.isFork === true)) return;
    const name = text.slice(0, at);
    const right = /\s*(=|:=|\+=)\s*(.*)/y;
    right.lastIndex = at;
    const found = right.exec(text);
    if (found === null) return reader.fail('syntax error');
    const [, operator, value = ''] = found;
    let variable = session.variables.get(name);
    const isNew = variable === undefined;
    variable ??= { name, isRecursive: true, value: '', expansions: 0 };
    session.variables.set(name, variable);
    if (operator === ':=') {
      variable.isRecursive = false;
      variable.value = macros.whole(value, []);
    } else if (operator === '=' || isNew) {
      variable.isRecursive = true;
      variable.value = value;
    } else variable.value += ` ${variable.isRecursive ? value : macros.whole(value, [])}`;
  }
}

/** True for a text. */
export function isText(token: Token | undefined): token is TextToken {
  return typeof token === 'object' && token !== null && !(token instanceof Sym);
}
