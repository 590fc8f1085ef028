/** Statements and their blocks. Source: kconfiglib.py 14.1, _parse_block, _next_line. */

import { trimEnd } from '../../core/trim.ts';
import type { ByteString } from '../../core/bytes.ts';
import { globPaths } from '../language/source-paths.ts';
import { nameAndPlace } from './expressions.ts';
import { strip } from './python-text.ts';
import { type PropertyLines, parseProperties } from './properties.ts';
import { joinPaths, Reader } from './reader.ts';
import { LibraryError, type LibrarySession } from './session.ts';
import { TokenLine } from './token-line.ts';
import { Tokenizer } from './tokenizer.ts';
import { Choice, MenuNode, Sym } from './types.ts';

type BlockEnd = 'endmenu' | 'endif' | 'endchoice';

/** Blocks within each other, and parentheses: as deep as Python's stack lets them be, about. */
const maxDepth = 250;

/** Reads the top file and all that it includes into the session's menu. */
export function parseTree(session: LibrarySession): void {
  const parser = new Parser(session);
  const { topNode } = session;
  parser.block(null, topNode, topNode).next = null;
  topNode.list = topNode.next;
  topNode.next = null;
}

class Parser implements PropertyLines {
  readonly session: LibrarySession;
  readonly reader: Reader;
  tokens: TokenLine;
  private readonly tokenizer: Tokenizer;
  private isRepeated = false;
  private depth = 0;

  constructor(session: LibrarySession) {
    this.session = session;
    this.reader = new Reader(session);
    this.tokenizer = new Tokenizer(session, this.reader);
    this.tokens = new TokenLine([null], session, this.reader);
  }

  /** Goes to the next line; false at the end of the file. */
  nextLine(): boolean {
    if (this.isRepeated) {
      this.isRepeated = false;
      this.tokens.at = 1;
      return true;
    }
    const line = this.reader.next();
    if (line === '') return false;
    this.reader.line++;
    this.take(this.reader.continued(line));
    return true;
  }

  /** The line that ended a list of properties is the next one, once more. */
  repeat(): void {
    this.isRepeated = true;
  }

  /** The line behind a help text. */
  takeAfterHelp(line: ByteString): void {
    this.take(this.reader.continued(line));
    this.isRepeated = true;
  }

  private take(line: ByteString): void {
    this.tokens = new TokenLine(this.tokenizer.tokens(line), this.session, this.reader);
  }

  /** Reads statements up to the end of the block or of the file; gives the last node. */
  block(end: BlockEnd | null, parent: MenuNode, first: MenuNode): MenuNode {
    if (++this.depth > maxDepth) throw new LibraryError('maximum recursion depth exceeded');
    let last = first;
    while (this.nextLine()) {
      const keyword = this.tokens.keyword;
      if (keyword === null) continue;
      if (keyword === end) {
        this.tokens.expectEnd(1);
        last.next = null;
        this.depth--;
        return last;
      }
      last = this.statement(keyword, parent, last);
    }
    if (end !== null) throw new LibraryError(`error: expected '${end}' at end of '${this.reader.file}'`);
    this.depth--;
    return last;
  }

  private statement(keyword: string, parent: MenuNode, last: MenuNode): MenuNode {
    const { reader, session, tokens } = this;
    switch (keyword) {
      case 'config':
      case 'menuconfig':
      case 'configdefault':
        return this.append(last, this.config(keyword, parent));
      case 'source':
      case 'rsource':
      case 'osource':
      case 'orsource':
        return this.source(keyword, parent, last);
      case 'if': {
        const node = new MenuNode('if', parent, reader.place, session.y);
        node.dep = tokens.conditionToEnd();
        return this.append(last, this.fill(node, 'endif'));
      }
      case 'menu': {
        const node = this.titled('menu', parent);
        node.isMenuconfig = true;
        parseProperties(this, node);
        return this.append(last, this.fill(node, 'endmenu'));
      }
      case 'comment': {
        const node = this.titled('comment', parent);
        parseProperties(this, node);
        return this.append(last, node);
      }
      case 'choice':
        return this.append(last, this.choice(parent));
      case 'mainmenu':
        session.topNode.prompt = { text: tokens.textToEnd(), cond: session.y };
        return last;
      default: {
        const opener = { endchoice: 'choice', endif: 'if', endmenu: 'menu' }[keyword];
        return reader.fail(opener === undefined ? 'unrecognized construct' : `no corresponding '${opener}'`);
      }
    }
  }

  private append(last: MenuNode, node: MenuNode): MenuNode {
    last.next = node;
    return node;
  }

  private fill(node: MenuNode, end: BlockEnd): MenuNode {
    this.block(end, node, node);
    node.list = node.next;
    return node;
  }

  private config(keyword: string, parent: MenuNode): MenuNode {
    const { reader, session, tokens } = this;
    const symbol = tokens.list[1];
    if (!(symbol instanceof Sym) || symbol.isConstant) return reader.fail('missing or bad symbol name');
    tokens.expectEnd(2);
    session.definedSyms.push(symbol);
    const node = new MenuNode(symbol, parent, reader.place, session.y);
    node.isMenuconfig = keyword === 'menuconfig';
    node.isDefaultOnly = keyword === 'configdefault';
    symbol.nodes.push(node);
    parseProperties(this, node);
    if (node.isDefaultOnly && hasMoreThanDefaults(node, session.y))
      reader.fail('configdefault can only contain `default`');
    if (node.isMenuconfig && node.prompt === null)
      session.warn(`the menuconfig symbol ${nameAndPlace(symbol)} has no prompt`, null, node);
    return node;
  }

  private choice(parent: MenuNode): MenuNode {
    const { reader, session, tokens } = this;
    let choice: Choice | undefined;
    if (tokens.list[1] === null) choice = new Choice(null, session.n);
    else {
      const name = tokens.textToEnd();
      choice = session.namedChoices.get(name) ?? new Choice(name, session.n);
      session.namedChoices.set(name, choice);
    }
    session.choices.push(choice);
    const node = new MenuNode(choice, parent, reader.place, session.y);
    node.isMenuconfig = true;
    choice.nodes.push(node);
    parseProperties(this, node);
    return this.fill(node, 'endchoice');
  }

  private titled(item: 'menu' | 'comment', parent: MenuNode): MenuNode {
    const { reader, session, tokens } = this;
    const prompt = { text: tokens.textToEnd(), cond: session.y };
    const node = new MenuNode(item, parent, reader.place, session.y);
    node.prompt = prompt;
    return node;
  }

  private source(keyword: string, parent: MenuNode, first: MenuNode): MenuNode {
    const { reader, session } = this;
    let pattern = this.tokens.textToEnd();
    if (keyword.includes('rsource')) pattern = joinPaths(directoryName(reader.file), pattern);
    const files = globPaths(session.options.host, '/', joinPaths(session.srctreePrefix, pattern));
    if (files.length === 0 && !keyword.startsWith('o')) {
      const set = session.srctree === '' ? 'unset or blank' : `set to '${session.srctree}'`;
      const { file, line, place, text } = reader;
      throw new LibraryError(
        `${file}:${line}: '${pattern}' not found (in '${strip(text)}'). Check that environment variables are set ` +
          `correctly (e.g. $srctree, which is ${set}). Also note that unset environment variables expand to the empty string.`,
        place,
      );
    }
    let last = first;
    for (const file of files) {
      reader.enter(file);
      last = this.block(null, parent, last);
      reader.leave();
    }
    return last;
  }
}

function hasMoreThanDefaults({ dep, implies, prompt, ranges, selects }: MenuNode, y: Sym): boolean {
  return prompt !== null || dep !== y || ranges.length + selects.length + implies.length > 0;
}

/** os.path.dirname(). */
function directoryName(path: ByteString): ByteString {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : trimEnd(head, '/');
}
