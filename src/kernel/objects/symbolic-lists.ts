/** Which configurations put a name into a list of kbuild. Source: scripts/Makefile.lib, scripts/Makefile.build. */

import type { ByteString } from '../../core/bytes.ts';
import { formatLocation } from '../../core/location.ts';
import { normalPath } from '../../host/paths.ts';
import { wordsOf } from '../levels/word-origins.ts';
import { always, type Case, never } from './cases.ts';
import type { Noted, OpaqueLog } from './opaque-log.ts';
import type { SymbolicLine, SymbolicMakefile } from './symbolic-makefile.ts';

/** Variables read by variables that are followed. */
const maxDepth = 8;

/** Words of one variable that are tried in a text that changes words. */
const maxWords = 400;

/**
 * What of a name counts: a source that is compiled (a composite of its name is made of others), an object of any kind, or
 * an object that is linked by itself, which a module is.
 */
export type Counted = 'source' | 'object' | 'whole';

/** What an object can be listed as. */
export interface ListCases {
  /** Linked into the kernel or the program, as itself or as a part. */
  readonly builtIn: readonly Case[];
  /** A module, or a part of one. */
  readonly module: readonly Case[];
  /** Libraries, programs and other files that are made when the directory is entered. */
  readonly other: readonly Case[];
}

/** A name that is looked for in a line. */
interface Sought {
  readonly name: ByteString;
  readonly depth: number;
  /** The line that expands it, before what comes later; null where that is done in the end. */
  readonly reader: SymbolicLine | null;
}

/** Lists that are made as they are. */
const otherLists: readonly ByteString[] = [
  'lib-y',
  'lib-m',
  'extra-y',
  'extra-m',
  'always',
  'always-y',
  'always-m',
  'hostprogs',
  'hostprogs-y',
  'hostprogs-m',
  'hostprogs-always-y',
  'hostprogs-always-m',
  'userprogs',
  'userprogs-y',
  'userprogs-always-y',
  'userprogs-always-m',
  'dtb-y',
];

const listName =
  /^(?:obj|lib|extra|always|subdir|hostprogs|userprogs|dtb|targets|hostprogs-always|userprogs-always)-(?:[ymn]|)$/;

/** Answers about one directory. Names are from the top of the tree; those of directories end with a slash. */
export class SymbolicLists {
  readonly makefile: SymbolicMakefile;
  private readonly log: OpaqueLog;
  private readonly prefix: ByteString;
  private readonly composites: readonly ByteString[];
  private readonly known = new Map<string, Noted<readonly Case[]>>();

  constructor(makefile: SymbolicMakefile, directory: ByteString, log: OpaqueLog) {
    this.log = log;
    this.makefile = makefile;
    this.prefix = directory === '.' ? '' : `${directory}/`;
    this.composites = compositesOf(makefile.names());
  }

  /** Cases in which a directory below is entered by a word of `obj-y`, and in which by any other. */
  directory(name: ByteString): { readonly builtIn: readonly Case[]; readonly other: readonly Case[] } {
    const { algebra } = this.makefile;
    const bare = name.slice(0, -1);
    let other = this.holds('obj-m', name);
    for (const list of ['subdir-y', 'subdir-m']) {
      other = algebra.or(other, algebra.or(this.holds(list, bare), this.holds(list, name)));
    }
    return { builtIn: this.holds('obj-y', name), other };
  }

  /** Cases in which an object is made. */
  object(name: ByteString, counted: Counted): ListCases {
    const { algebra } = this.makefile;
    const alone = (list: ByteString, suffixes: readonly string[]): readonly Case[] => {
      const found = name.endsWith('.o') ? this.holds(list, name) : never;
      if (found.length === 0 || counted !== 'source') return found;
      return algebra.and(found, algebra.not(this.compositeCases(name, suffixes)));
    };
    let builtIn = alone('obj-y', ['-objs', '-y', '-']);
    let module = alone('obj-m', ['-objs', '-y', '-m', '-']);
    let other = never;
    if (counted === 'whole') return { builtIn, module, other };
    for (const list of otherLists) other = algebra.or(other, this.holds(list, name));
    if (/\.dtbo?$/.test(name)) other = algebra.or(other, this.inAllTrees(name));
    for (const stem of this.composites) {
      const whole = `${this.prefix}${stem}.o`;
      const inBoth = algebra.or(this.holds(`${stem}-objs`, name), this.holds(`${stem}-y`, name));
      const inModule = algebra.or(inBoth, this.holds(`${stem}-m`, name));
      if (inModule.length === 0) continue;
      builtIn = algebra.or(builtIn, algebra.and(inBoth, this.holds('obj-y', whole)));
      module = algebra.or(module, algebra.and(inModule, this.holds('obj-m', whole)));
      // Programs of the build machine and of user space have their parts in the same form.
      for (const list of ['hostprogs', 'hostprogs-y', 'hostprogs-always-y', 'userprogs', 'userprogs-always-y']) {
        other = algebra.or(other, algebra.and(inBoth, this.holds(list, `${this.prefix}${stem}`)));
      }
      // Device trees made of others.
      const inTrees = this.holds(`${stem}-dtbs`, name);
      if (inTrees.length > 0)
        other = algebra.or(other, algebra.and(inTrees, this.holds('dtb-y', `${this.prefix}${stem}.dtb`)));
    }
    return { builtIn, module, other };
  }

  /** Every name that a line may put into a list of objects or directories; with `parts` also those of composites. */
  listed(parts = false): Set<ByteString> {
    const found = new Set<ByteString>();
    const lists = ['obj-y', 'obj-m', 'lib-y', 'lib-m', 'dtb-y', 'subdir-y', 'subdir-m'];
    if (parts) lists.push(...this.composites.flatMap((stem) => [`${stem}-objs`, `${stem}-y`, `${stem}-m`]));
    for (const list of lists) {
      for (const word of this.wordsIn(list, 0, new Set())) {
        const name = normalPath('/', this.prefix + word).slice(1);
        found.add(list.startsWith('subdir-') || word.endsWith('/') ? `${name}/` : name);
      }
    }
    return found;
  }

  /** Cases in which a variable holds a name. */
  holds(variable: ByteString, name: ByteString): readonly Case[] {
    return this.search(variable, name, 0, null);
  }

  /** `before`: the line that reads the variable and sees what comes before it alone; null sees all. */
  private search(variable: ByteString, name: ByteString, depth: number, before: SymbolicLine | null): readonly Case[] {
    const key = `${variable}\0${name}\0${before === null ? '' : before.index}`;
    const known = this.known.get(key);
    if (known !== undefined) return this.log.recall(known);
    // A variable that reads itself adds nothing by that.
    this.known.set(key, { value: never, opaque: [] });
    const found = this.log.watch(() => this.overLines(variable, name, depth, before));
    this.known.set(key, found);
    return found.value;
  }

  private overLines(
    variable: ByteString,
    name: ByteString,
    depth: number,
    before: SymbolicLine | null,
  ): readonly Case[] {
    const { makefile } = this;
    const { algebra } = makefile;
    let cases = never;
    for (const { line, cases: named } of makefile.linesOf(variable)) {
      if (before !== null && line.index >= before.index) break;
      // What is added to a variable set by := is expanded at once.
      const reader = before ?? (makefile.isSimple(variable) ? line : null);
      const here = depth > maxDepth ? never : this.inLine(line, variable, { name, depth, reader });
      const isReset = line.operator !== '+=' && line.operator !== '?=' && cases.length > 0;
      if (here.length === 0 && !isReset) continue;
      const reached = algebra.and(named, makefile.reached(line));
      if (isReset && !this.keeps(line, variable)) cases = algebra.and(cases, algebra.not(reached));
      if (here.length === 0) continue;
      this.log.add(makefile.opaque(line));
      cases = algebra.or(cases, algebra.and(reached, here));
    }
    return cases;
  }

  /** Device trees that no symbol asks for are made with all others. Source: scripts/Makefile.dtbs. */
  private inAllTrees(name: ByteString): readonly Case[] {
    const left = this.holds('dtb-', name);
    if (left.length === 0) return never;
    const all = this.makefile.casesWhere('$(CONFIG_OF_ALL_DTBS)', (value) => value === 'y') ?? never;
    return this.makefile.algebra.and(left, all);
  }

  /** True where a line that sets a variable takes over what it was. */
  private keeps({ right }: SymbolicLine, variable: ByteString): boolean {
    return right.includes(`$(${variable})`) || right.includes(`\${${variable}}`);
  }

  private isName(word: ByteString, name: ByteString): boolean {
    const isDirectory = name.endsWith('/');
    if (isDirectory !== word.endsWith('/')) return false;
    const full = normalPath('/', this.prefix + word).slice(1);
    return (isDirectory ? `${full}/` : full) === name;
  }

  private inLine(line: SymbolicLine, variable: ByteString, sought: Sought): readonly Case[] {
    const { name, depth, reader } = sought;
    const { makefile } = this;
    const { algebra } = makefile;
    const last = name.slice(name.lastIndexOf('/', name.length - 2) + 1);
    if (!line.right.includes('$') && !line.right.includes(last)) return never;
    let cases = never;
    for (const word of topWords(line.right)) {
      if (!word.includes('$')) {
        if (this.isName(word, name)) return always;
        continue;
      }
      const plain = /^\$[({]([\w.+/-]+)[)}]$/.exec(word)?.[1];
      if (plain !== undefined && !plain.startsWith('CONFIG_') && makefile.linesOf(plain).length > 0) {
        if (plain !== variable) cases = algebra.or(cases, this.search(plain, name, depth + 1, reader));
        continue;
      }
      // Directories that the top Makefile hands down are looked for there.
      if (plain !== undefined && name.endsWith('/') && makefile.isHandedDown(plain)) continue;
      cases = algebra.or(cases, this.inText(line, word, variable, sought));
    }
    return cases;
  }

  /** A word of a line with functions in it. */
  private inText(
    line: SymbolicLine,
    text: ByteString,
    variable: ByteString,
    { name, depth, reader }: Sought,
  ): readonly Case[] {
    const { makefile } = this;
    const { algebra } = makefile;
    const accepts = (expanded: ByteString): boolean => wordsOf(expanded).some((word) => this.isName(word, name));
    const locals = [...makefile.localsOf(text)].filter((one) => one !== variable);
    const last = name.slice(name.lastIndexOf('/', name.length - 2) + 1);
    const hints = [last, last.replace(/\.\w+$/, '')];
    if (locals.length === 0) {
      const own = new Map([[variable, '']]);
      const found = makefile.casesWhere(text, accepts, own, hints);
      if (found === null) this.log.add([`${formatLocation(line.location)}: ${text} is not followed`]);
      return found ?? never;
    }
    let cases = never;
    const empty = new Map([variable, ...locals].map((local) => [local, '']));
    for (const local of locals) {
      for (const word of this.wordsIn(local, depth + 1, new Set([variable]))) {
        const one = new Map([
          [variable, ''],
          [local, word],
        ]);
        const found =
          makefile.casesWhere(text, accepts, one, hints) ??
          makefile.casesWhere(text, accepts, new Map(empty).set(local, word), hints);
        if (found === null || found.length === 0) continue;
        const isDirectory = word.endsWith('/');
        const full = normalPath('/', this.prefix + word).slice(1);
        const inLocal = this.search(local, isDirectory ? `${full}/` : full, depth + 1, reader);
        cases = algebra.or(cases, algebra.and(found, inLocal));
      }
    }
    return cases;
  }

  /** Words that lines may put into a variable. */
  private wordsIn(variable: ByteString, depth: number, seen: Set<ByteString>): Set<ByteString> {
    const found = new Set<ByteString>();
    if (depth > maxDepth || seen.has(variable)) return found;
    seen.add(variable);
    for (const { line } of this.makefile.linesOf(variable)) {
      for (const word of topWords(line.right)) {
        if (found.size > maxWords) return found;
        if (!word.includes('$')) found.add(word);
        else {
          for (const local of this.makefile.localsOf(word)) {
            for (const inner of this.wordsIn(local, depth + 1, seen)) found.add(inner);
          }
          for (const one of wordsOf(this.makefile.expand(word))) found.add(one);
        }
      }
    }
    return found;
  }

  /** Cases in which an object is linked of others, so that its own source is not compiled. */
  private compositeCases(name: ByteString, suffixes: readonly string[]): readonly Case[] {
    const { makefile } = this;
    let cases = never;
    if (!name.startsWith(this.prefix)) return cases;
    const stem = name.slice(this.prefix.length).replace(/\.o$/, '');
    for (const suffix of suffixes) {
      for (const { line, cases: named } of makefile.linesOf(stem + suffix)) {
        if (listName.test(stem + suffix) || line.right.trim() === '') continue;
        cases = makefile.algebra.or(cases, makefile.algebra.and(named, makefile.reached(line)));
      }
    }
    return cases;
  }
}

function compositesOf(names: Iterable<ByteString>): ByteString[] {
  const found = new Set<ByteString>();
  for (const name of names) {
    const stem = /^(.+)-(?:objs|dtbs|y|m)$/.exec(name)?.[1];
    if (stem !== undefined && !listName.test(name)) found.add(stem);
  }
  return [...found];
}

/** Words of a text that is not expanded: blanks within `$(…)` separate nothing. */
export function topWords(text: ByteString): ByteString[] {
  if (!text.includes('$')) return wordsOf(text);
  const words: ByteString[] = [];
  let word = '';
  let depth = 0;
  for (const char of text) {
    if (depth === 0 && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (char === '(' || char === '{') depth += depth > 0 || word.endsWith('$') ? 1 : 0;
    else if ((char === ')' || char === '}') && depth > 0) depth -= 1;
    word += char;
  }
  if (word !== '') words.push(word);
  return words;
}
