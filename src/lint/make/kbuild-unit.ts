/** One makefile with those it includes, as kbuild would read it: lists, composite objects, rules; nothing evaluated. */
import type { ByteString } from '../../core/bytes.ts';
import type { MakefileScan, ScannedStatement } from '../../make/index.ts';
import { directoryOf, type FileList, joinPath } from './file-list.ts';
import { endOfReference, ownDirectory, StaticExpander, type StaticWord, treeTop, unknownText } from './static-words.ts';

/** A line that adds to a list of kbuild: `obj-y += a.o`. */
export interface ListLine {
  /** What stands before the last `-`, without `-objs`: `obj`, `lib`, or the name of a composite object. */
  readonly base: string;
  /** As written behind the `-`: `y`, `m`, `objs`, `$(CONFIG_X)`. */
  readonly suffix: ByteString;
  /** The symbol (without prefix) when the suffix is nothing but its value. */
  readonly symbol: string | null;
  /** What the suffix can be. */
  readonly values: readonly string[];
  readonly words: readonly StaticWord[];
  readonly statement: ScannedStatement;
  /** File that has the line. */
  readonly file: string;
}

/** A rule, its words as paths below the tree; `%` and {@link unknownText} take the place of any text. */
export interface UnitRule {
  readonly targets: readonly string[];
  readonly sources: readonly string[];
  /** True when each prerequisite is known. */
  readonly isKnown: boolean;
}

/** Texts and scans of the makefiles of a tree. */
export interface UnitFiles {
  readonly list: FileList;
  scanOf(path: string): MakefileScan | undefined;
  valuesOf(symbol: string): readonly string[];
  /** Further lines for a directory: `//kbuild:` of BusyBox. */
  extraScans(directory: string): readonly { readonly file: string; readonly scan: MakefileScan }[];
}

const maxIncluded = 60;
/** Pattern rules of one makefile that are looked at; the most of Linux 6.12 are 24. */
const maxPatterns = 200;
/** Files of the build system itself: what they assign is about every directory. */
export const frameworkFile =
  /^scripts\/|(?:^|\/)Makefile\.(?:build|lib|host|clean|headersinst|modpost|modfinal|compiler|extrawarn)$/;

/** A statement and the file that has it. */
export interface UnitStatement {
  readonly statement: ScannedStatement;
  readonly file: string;
}

/** One makefile. */
export class KbuildUnit {
  readonly path: string;
  /** Directory that words of lists start from. */
  readonly base: string;
  readonly statements: readonly UnitStatement[];
  /** Makefiles that it includes, as far as their names are known. */
  readonly included: ReadonlySet<string>;
  readonly expander: StaticExpander;
  private readonly files: UnitFiles;
  private readonly texts = new Map<string, ByteString[]>();
  private readonly loose: { pattern: RegExp; text: ByteString }[] = [];
  private listLines: readonly ListLine[] | undefined;
  private targets: ReadonlySet<string> | undefined;
  private patterns: readonly UnitRule[] | undefined;
  private ruleLines: readonly UnitRule[] | undefined;
  private composites: ReadonlyMap<string, readonly ListLine[]> | undefined;

  constructor(path: string, files: UnitFiles) {
    this.path = path;
    this.files = files;
    this.base = isReadFromTop(path) ? '' : directoryOf(path);
    const included = new Set<string>();
    const statements: UnitStatement[] = [];
    this.read(path, statements, included);
    if (path === `${this.base}/Kbuild.src` || path === 'Kbuild.src') {
      for (const { file, scan } of files.extraScans(this.base)) {
        for (const statement of scan.statements) statements.push({ statement, file });
      }
    }
    this.statements = statements;
    this.included = included;
    this.nameTexts();
    this.expander = this.createExpander();
  }

  /** Lines that add to a list whose name ends with a value: `obj-y`, `foo-objs`, `lib-$(CONFIG_X)`. */
  get lists(): readonly ListLine[] {
    this.listLines ??= this.readLists();
    return this.listLines;
  }

  /** Lines by the name of their list. */
  linesOf(base: string): readonly ListLine[] {
    if (this.composites === undefined) {
      const found = new Map<string, ListLine[]>();
      for (const line of this.lists) {
        const known = found.get(line.base);
        if (known === undefined) found.set(line.base, [line]);
        else known.push(line);
      }
      this.composites = found;
    }
    return this.composites.get(base) ?? [];
  }

  /** Rules, also those of a `define`. */
  get rules(): readonly UnitRule[] {
    this.ruleLines ??= this.statements.flatMap(({ statement }) => this.ruleOf(statement));
    return this.ruleLines;
  }

  /** Targets that a rule names as they are. */
  get madeTargets(): ReadonlySet<string> {
    this.targets ??= new Set(this.rules.flatMap(({ targets }) => targets));
    return this.targets;
  }

  /** Rules for more than the targets they name. */
  get patternRules(): readonly UnitRule[] {
    this.patterns ??= this.rules
      .filter(({ targets }) => targets.some((one) => /[%\u0001]/.test(one)))
      .slice(0, maxPatterns);
    return this.patterns;
  }

  /** Rules with names as they are in the directory that a makefile of the build system is used for. */
  get ownRules(): readonly UnitRule[] {
    const own = `${directoryOf(this.path)}/`;
    const strip = (one: string): string => (one.startsWith(own) ? one.slice(own.length) : one);
    return this.rules.map(({ targets, sources, isKnown }) => ({
      targets: targets.map(strip),
      sources: sources.map(strip),
      isKnown,
    }));
  }

  /** True when a line gives the variable a value. */
  assigns(name: string): boolean {
    return this.texts.has(name) || this.loose.some(({ pattern }) => pattern.test(name));
  }

  /** A word as a path below the tree; undefined where it leads out of it. */
  resolve(word: string): string | undefined {
    const top = word.lastIndexOf(treeTop);
    const own = word.lastIndexOf(ownDirectory);
    if (own > top) return joinPath(directoryOf(this.path), word.slice(own + 1));
    return top === -1 ? joinPath(this.base, word) : joinPath('', word.slice(top + 1));
  }

  private read(path: string, statements: UnitStatement[], included: Set<string>): void {
    const scan = this.files.scanOf(path);
    if (scan === undefined) return;
    for (const statement of scan.statements) {
      statements.push({ statement, file: path });
      if (statement.kind !== 'include') continue;
      const expander = new StaticExpander({
        textsOf: () => undefined,
        filesLike: () => undefined,
        valuesOf: () => [unknownText],
      });
      for (const { alternatives } of expander.wordsOf(statement.right)) {
        const [word = '', ...others] = alternatives;
        if (others.length > 0 || word.includes(unknownText)) continue;
        const isPlain = !word.includes(ownDirectory) && !word.includes(treeTop);
        const target = this.resolve(word);
        const neighbour = isPlain ? joinPath(directoryOf(this.path), word) : undefined;
        for (const one of new Set([target, neighbour])) {
          if (one === undefined || one === this.path || included.has(one) || included.size > maxIncluded) continue;
          if (this.files.scanOf(one) === undefined) continue;
          included.add(one);
          if (!frameworkFile.test(one)) this.read(one, statements, included);
        }
      }
    }
  }

  /** Puts the texts of assignments below every name that the left side can be. */
  private nameTexts(): void {
    const computed: { left: ByteString; text: ByteString }[] = [];
    const add = (name: string, text: ByteString): void => {
      const known = this.texts.get(name);
      if (known === undefined) this.texts.set(name, [text]);
      else known.push(text);
    };
    for (const { statement } of this.statements) {
      if (statement.kind !== 'assignment' && statement.kind !== 'define') continue;
      const left = statement.left.trim();
      if (left.includes('$')) computed.push({ left, text: statement.right });
      else add(left, statement.right);
    }
    if (computed.length === 0) return;
    const expander = this.createExpander();
    const named = computed.map(({ left, text }) => ({ text, names: expander.flatWords(left) }));
    for (const { text, names } of named) {
      for (const name of names) {
        if (name.includes(unknownText)) this.loose.push({ pattern: patternOf(name), text });
        else add(name, text);
      }
    }
  }

  private createExpander(): StaticExpander {
    return new StaticExpander({
      textsOf: (name) => {
        const plain = this.texts.get(name);
        if (this.loose.length === 0) return plain;
        const found = this.loose.filter(({ pattern }) => pattern.test(name)).map(({ text }) => text);
        return found.length === 0 ? plain : [...(plain ?? []), ...found];
      },
      valuesOf: this.files.valuesOf,
      filesLike: (pattern) => {
        const path = this.resolve(pattern);
        if (path === undefined || pattern.includes(unknownText)) return undefined;
        const directory = directoryOf(path);
        const wanted = globOf(path.slice(path.lastIndexOf('/') + 1));
        if (directory.includes('*')) return undefined;
        const lead = pattern.slice(0, pattern.lastIndexOf('/') + 1);
        return [...this.files.list.namesIn(directory)].filter((name) => wanted.test(name)).map((name) => lead + name);
      },
    });
  }

  private readLists(): ListLine[] {
    const lines: ListLine[] = [];
    for (const { statement, file } of this.statements) {
      if (statement.kind !== 'assignment' || statement.targets !== '') continue;
      const parts = listName(statement.left.trim());
      if (parts === undefined) continue;
      const [base, suffix] = parts;
      const bases = base.includes('$') ? this.expander.flatWords(base) : [base];
      if (bases.some((one) => one.includes(unknownText))) continue;
      const symbol = /^\$[({]CONFIG_(\w+)[)}]$/.exec(suffix)?.[1] ?? null;
      const values = suffix.includes('$')
        ? this.expander.wordsOf(suffix).flatMap(({ alternatives }) => alternatives)
        : [suffix];
      const words = this.expander.wordsOf(statement.right);
      for (const one of bases) {
        lines.push({ base: one.replace(/-objs$/, ''), suffix, symbol, values, words, statement, file });
      }
    }
    return lines;
  }

  private ruleOf(statement: ScannedStatement): UnitRule[] {
    if (statement.kind === 'define') {
      const heads = statement.right.split('\n').filter((line) => !line.startsWith('\t') && line.includes(':'));
      return heads.map((line) => this.ruleFrom(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)));
    }
    return statement.kind === 'rule' ? [this.ruleFrom(statement.left, statement.right)] : [];
  }

  private ruleFrom(left: ByteString, right: ByteString): UnitRule {
    const targets = this.paths(left.replaceAll('$$', '$'));
    // A static pattern rule: targets: pattern: sources.
    const [first = '', ...rest] = splitAtColons(right.replaceAll('$$', '$'));
    const sources = this.paths(rest.length === 0 ? first : rest.join(' '));
    return { targets, sources, isKnown: sources.every((one) => !one.includes(unknownText)) };
  }

  private paths(text: ByteString): string[] {
    return this.expander.flatWords(text).map((word) => this.resolve(word) ?? unknownText);
  }
}

/** Parts between colons that stand outside of parentheses and begin no `:=`. */
function splitAtColons(text: ByteString): ByteString[] {
  const parts: ByteString[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === ':' && depth <= 0 && at + 1 < text.length && text[at + 1] !== '=') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** True for a makefile that the top one includes: its lists start from the top. */
function isReadFromTop(path: string): boolean {
  return /^(?:Makefile|Kbuild|[^/]+\.mk|scripts\/Makefile\.\w+|arch\/[^/]+\/(?:Makefile[\w.-]*|[\w./-]*config\.mk)|arch\/.*\/Platform)$/.test(
    path,
  );
}

/** `obj-$(CONFIG_X)` as its two sides of the last `-`. */
function listName(left: ByteString): [base: ByteString, suffix: ByteString] | undefined {
  const plain = /^([^\s]+)-(y|m|n|objs|)$/.exec(left);
  if (plain !== null) return [plain[1] ?? '', plain[2] ?? ''];
  for (let at = left.indexOf('-$'); at !== -1; at = left.indexOf('-$', at + 1)) {
    if (endOfReference(left, at + 1) === left.length && at > 0) return [left.slice(0, at), left.slice(at + 1)];
  }
  return undefined;
}

/** A word with unknown parts as a pattern over the whole text; `%` is any text, too. */
export function patternOf(word: string, unknown = '.*'): RegExp {
  const parts = word.split(/[\u0001-\u0003%]+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join(unknown)}$`);
}

function globOf(pattern: string): RegExp {
  const text = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${text}$`);
}
