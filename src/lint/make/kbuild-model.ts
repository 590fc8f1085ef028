/**
 * A static model of kbuild: every makefile of the tree, what can be made from what is there, which directories are
 * entered, which sources a makefile names. One for all rules; each part is made when a rule first asks for it.
 * Source: Linux Documentation/kbuild/makefiles.rst.
 */
import type { ByteString } from '../../core/bytes.ts';
import { type MakefileScan, scanMakefile } from '../../make/index.ts';
import { isBoolEverywhere, isTristateSomewhere, type SymbolIndex } from '../kconfig/symbol-index.ts';
import { directoryOf, FileList } from './file-list.ts';
import { frameworkFile, KbuildUnit, patternOf, type UnitRule } from './kbuild-unit.ts';
import { unknownText } from './static-words.ts';

/** What {@link KbuildModel} is made of. */
export interface KbuildInput {
  /** Names of every directory of the tree. */
  readonly directories: ReadonlyMap<string, readonly string[]>;
  /** Makefiles by path; those that cannot be scanned are left out. */
  readonly makefiles: ReadonlyMap<string, ByteString>;
  /** Scans that are there already. */
  readonly scans: ReadonlyMap<string, MakefileScan>;
  readonly symbols: SymbolIndex;
  /** The text of a file below the tree. */
  readFile(path: string): ByteString | undefined;
}

/** Endings of what `%.o` is compiled from. Source: Linux scripts/Makefile.build; U-Boot and coreboot add few. */
const compiled = ['.c', '.S', '.s', '.rs', '.cc', '.cpp', '.C', '.ll', '.asm', '.adb', '.ads', '.m'];
/** What other sources are made to. Source: Linux scripts/Makefile.lib (flex, bison, asn1, dtb, shipped). */
const conversions: readonly (readonly [made: string, from: readonly string[]])[] = [
  ['.dtb.o', ['.dts', '.dtso', '.dtb', '.dtsi']],
  ['.dtbo.o', ['.dtso', '.dts', '.dtbo']],
  ['.asn1.o', ['.asn1']],
  ['.lex.o', ['.l']],
  ['.tab.o', ['.y']],
  ['.lex.c', ['.l']],
  ['.tab.c', ['.y']],
  ['.asn1.c', ['.asn1']],
  ['.dtb', ['.dts', '.dtso']],
  ['.dtbo', ['.dtso', '.dts']],
  ['.ttf.o', ['.ttf']],
  ['.bmp.o', ['.bmp']],
  ['.efi', ['.c', '_efi.so', '.so']],
  ['_efi.so', ['.c', '.o']],
];
const maxMakeDepth = 4;
const noPaths: ReadonlySet<string> = new Set();

/** The model of one tree. */
export class KbuildModel {
  readonly files: FileList;
  private readonly input: KbuildInput;
  private readonly scans = new Map<string, MakefileScan>();
  private readonly unitsByPath = new Map<string, KbuildUnit>();
  private foreignTexts: readonly ByteString[] | undefined;
  private mentionedWords: Mentions | undefined;
  private settersByName: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  private handedDown: ReadonlySet<string> | undefined;
  private patternRules: readonly UnitRule[] | undefined;
  private includers: ReadonlyMap<string, readonly KbuildUnit[]> | undefined;

  constructor(input: KbuildInput) {
    this.input = input;
    this.files = new FileList(input.directories);
  }

  /** Every makefile of the tree. */
  get paths(): Iterable<string> {
    return this.input.makefiles.keys();
  }

  textOf(path: string): ByteString | undefined {
    return this.input.makefiles.get(path);
  }

  /** The text of any file of the tree. */
  readFile(path: string): ByteString | undefined {
    return this.files.has(path) ? this.input.readFile(path) : undefined;
  }

  /** The unit that begins with a makefile. */
  unitAt(path: string): KbuildUnit | undefined {
    const known = this.unitsByPath.get(path);
    if (known !== undefined || !this.input.makefiles.has(path)) return known;
    const unit = new KbuildUnit(path, {
      list: this.files,
      scanOf: (one) => this.scanOf(one),
      valuesOf: (symbol) => this.valuesOf(symbol),
      extraScans: (directory) => this.extraScans(directory),
    });
    this.unitsByPath.set(path, unit);
    return unit;
  }

  /** Every makefile as a unit of its own. */
  units(): KbuildUnit[] {
    return [...this.paths].flatMap((path) => this.unitAt(path) ?? []);
  }

  /** Makefiles that set a variable, in whatever way. */
  settersOf(name: string): ReadonlySet<string> {
    if (this.settersByName === undefined) {
      const found = new Map<string, Set<string>>();
      for (const [path, text] of this.input.makefiles) {
        for (const one of namesSetIn(text)) {
          const known = found.get(one);
          if (known === undefined) found.set(one, new Set([path]));
          else known.add(path);
        }
      }
      this.settersByName = found;
    }
    return this.settersByName.get(name) ?? noPaths;
  }

  /** True for a variable that some command sets for a make or a program: `$(MAKE) X=…`. */
  isHandedDown(name: string): boolean {
    if (this.handedDown === undefined) {
      const found = new Set<string>();
      for (const text of this.input.makefiles.values()) {
        for (const [, one = ''] of text.matchAll(/[ \t](\w+)=/g)) found.add(one);
      }
      this.handedDown = found;
    }
    return this.handedDown.has(name);
  }

  /** Units that include a makefile. */
  includersOf(path: string): readonly KbuildUnit[] {
    if (this.includers === undefined) {
      const found = new Map<string, KbuildUnit[]>();
      for (const unit of this.units()) {
        for (const one of unit.included) {
          const known = found.get(one);
          if (known === undefined) found.set(one, [unit]);
          else known.push(unit);
        }
      }
      this.includers = found;
    }
    return this.includers.get(path) ?? [];
  }

  /** The makefile that kbuild reads in a directory. */
  makefileOf(directory: string): string | undefined {
    const lead = directory === '' ? '' : `${directory}/`;
    return ['Kbuild', 'Kbuild.src', 'Makefile']
      .map((name) => lead + name)
      .find((path) => this.input.makefiles.has(path));
  }

  /** True when a file is there or a makefile, or kbuild itself, can make it. */
  canMake(unit: KbuildUnit, path: string, depth = 0): boolean {
    if (this.files.has(path) || this.files.has(`${path}_shipped`)) return true;
    if (path.includes(unknownText) || depth > maxMakeDepth) return true;
    if (path.endsWith('.o')) {
      const stem = path.slice(0, -2);
      if (compiled.some((ending) => this.files.has(stem + ending) || this.files.has(`${stem}${ending}_shipped`)))
        return true;
    }
    for (const [made, from] of conversions) {
      if (!path.endsWith(made)) continue;
      const stem = path.slice(0, -made.length);
      if (from.some((ending) => this.files.has(stem + ending))) return true;
    }
    if (unit.madeTargets.has(path)) return true;
    for (const rule of unit.patternRules) if (this.isMadeBy(unit, rule, path, depth)) return true;
    for (const rule of this.frameworkRules()) {
      if (this.isMadeBy(unit, rule, path.slice(path.lastIndexOf('/') + 1), depth, directoryOf(path))) return true;
    }
    if (!path.endsWith('.o')) return false;
    return compiled.some((ending) => {
      const source = path.slice(0, -2) + ending;
      return unit.madeTargets.has(source) || unit.patternRules.some((rule) => this.isMadeBy(unit, rule, source, depth));
    });
  }

  private isMadeBy(unit: KbuildUnit, rule: UnitRule, path: string, depth: number, directory = ''): boolean {
    for (const target of rule.targets) {
      if (target === path && directory === '') return true;
      if (target !== path && !target.includes('%') && !target.includes(unknownText)) continue;
      if (target === '%' || target === unknownText) continue;
      const match = stemPattern(target).exec(path);
      if (match === null) continue;
      const stem = match[1] ?? '';
      if (!rule.isKnown) return true;
      const first = rule.sources.find((one) => one.includes('%')) ?? (directory === '' ? undefined : rule.sources[0]);
      if (first === undefined) return true;
      const source = first.replaceAll('%', stem);
      if (this.canMake(unit, directory === '' ? source : `${directory}/${source}`, depth + 1)) return true;
    }
    return false;
  }

  /** Pattern rules of the build system itself, which count in every directory. */
  private frameworkRules(): readonly UnitRule[] {
    this.patternRules ??= [...this.paths]
      .filter((path) => frameworkFile.test(path))
      .flatMap((path) => this.unitAt(path)?.ownRules ?? [])
      .flatMap(({ targets, sources, isKnown }) => {
        const isLocal = (one: string): boolean => !one.includes('/') && !/^[%\u0001]*$/.test(one);
        const made = targets.filter(isLocal);
        const from = sources.filter(isLocal);
        return made.length === 0 || from.length === 0 ? [] : [{ targets: made, sources: from, isKnown }];
      });
    return this.patternRules;
  }

  /** True when a makefile names a source, its object or its program, by a path or next to itself. */
  isMentioned(path: string): boolean {
    this.mentionedWords ??= this.readMentions();
    const stem = path.replace(/\.\w+$/, '');
    if (this.mentionedWords.stems.has(stem)) return true;
    for (const pattern of this.mentionedWords.patternsIn(directoryOf(path))) if (pattern.test(stem)) return true;
    return false;
  }

  private readMentions(): Mentions {
    const mentions = new Mentions();
    for (const unit of this.units()) {
      for (const { statement } of unit.statements) {
        if (statement.kind === 'conditional' || statement.kind === 'include') continue;
        const text = statement.kind === 'rule' ? `${statement.left} ${statement.right}` : statement.right;
        if (statement.kind === 'assignment' && /FLAGS|flags|^(?:quiet_)?cmd_/.test(statement.left)) continue;
        for (const { alternatives } of unit.expander.wordsOf(text)) {
          for (const word of alternatives) if (word !== '') mentions.add(unit, word, statement.kind === 'recipe');
        }
      }
    }
    return mentions;
  }

  /** True when a makefile that is no part of kbuild, as those of tools/, has a word. */
  isNamedByForeign(word: string): boolean {
    if (this.foreignTexts === undefined) {
      const texts: ByteString[] = [];
      for (const directory of this.files.paths()) {
        for (const name of this.files.namesIn(directory)) {
          const path = directory === '' ? name : `${directory}/${name}`;
          if (
            !/^(?:Makefile|Kbuild|Build$)|\.(?:mk|mak|cmake|py|sh)$|^CMakeLists/.test(name) ||
            this.input.makefiles.has(path)
          )
            continue;
          if (this.files.isDirectory(path)) continue;
          texts.push(this.input.readFile(path) ?? '');
        }
      }
      this.foreignTexts = texts;
    }
    return this.foreignTexts.some((text) => hasWord(text, word));
  }

  private scanOf(path: string): MakefileScan | undefined {
    const known = this.input.scans.get(path) ?? this.scans.get(path);
    if (known !== undefined) return known;
    const text = this.input.makefiles.get(path);
    if (text === undefined) return undefined;
    const scan = scanMakefile(path, text);
    this.scans.set(path, scan);
    return scan;
  }

  private valuesOf(name: string): readonly string[] {
    const symbol = this.input.symbols.symbols.get(name.slice('CONFIG_'.length));
    if (symbol === undefined) return ['y', 'm', ''];
    if (isTristateSomewhere(symbol)) return ['y', 'm', ''];
    return isBoolEverywhere(symbol) ? ['y', ''] : [unknownText, ''];
  }

  /** Lines in comments of sources that BusyBox's build puts into the makefile of the directory. */
  private extraScans(directory: string): { file: string; scan: MakefileScan }[] {
    const found: { file: string; scan: MakefileScan }[] = [];
    for (const name of this.files.namesIn(directory)) {
      if (!name.endsWith('.c')) continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      const text = this.input.readFile(path);
      if (text?.includes('//kbuild:') !== true) continue;
      const lines = text.split('\n').map((line) => (line.startsWith('//kbuild:') ? line.slice(9) : ''));
      found.push({ file: path, scan: scanMakefile(path, lines.join('\n')) });
    }
    return found;
  }
}

/** True when a text has a word that is no part of a longer name. */
export function hasWord(text: ByteString, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + word.length] ?? ' ')) return true;
  }
  return false;
}

/** Words of all makefiles as paths without ending. */
class Mentions {
  readonly stems = new Set<string>();
  private readonly patterns = new Map<string, RegExp[]>();
  private readonly wide: RegExp[] = [];
  private readonly seen = new Set<string>();

  add(unit: KbuildUnit, word: string, isRecipe: boolean): void {
    if (!word.includes(unknownText) && !word.includes('%')) {
      const bare = word.replace(/[,;"'()]/g, '');
      for (const path of new Set([unit.resolve(bare), resolveNextTo(unit, bare)])) {
        for (let one = path; one !== undefined && one !== ''; ) {
          this.stems.add(one);
          const dot = one.lastIndexOf('.');
          one = dot > one.lastIndexOf('/') + 1 ? one.slice(0, dot) : undefined;
        }
      }
      return;
    }
    const path = isRecipe ? undefined : unit.resolve(word);
    if (path === undefined) return;
    const stem = path.replace(/\.\w+$/, '');
    if (this.seen.has(stem)) return;
    this.seen.add(stem);
    const directory = directoryOf(stem);
    const name = stem.slice(stem.lastIndexOf('/') + 1);
    // A name that is not known says nothing, but for the sources of a pattern rule in another directory.
    const isOpen = !/[A-Za-z0-9]{2}/.test(name);
    if (isOpen && (!name.includes('%') || directory === directoryOf(unit.path) || !/\.[cS]$/.test(word))) return;
    const pattern = patternOf(stem, '[^/]*');
    if (/[\u0001%]/.test(directory)) {
      if (!isOpen) this.wide.push(pattern);
      return;
    }
    const known = this.patterns.get(directory);
    if (known === undefined) this.patterns.set(directory, [pattern]);
    else known.push(pattern);
  }

  patternsIn(directory: string): readonly RegExp[] {
    return [...(this.patterns.get(directory) ?? []), ...this.wide];
  }
}

function resolveNextTo(unit: KbuildUnit, word: string): string | undefined {
  return unit.base === directoryOf(unit.path) ? undefined : unit.resolve(`\u0002/${word}`);
}

const stemPatterns = new Map<string, RegExp>();

/** A pattern of a rule with its stem as the first group. */
function stemPattern(target: string): RegExp {
  let known = stemPatterns.get(target);
  if (known === undefined) {
    const escape = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(unknownText, '.*');
    const percent = target.indexOf('%');
    const [head, tail] = percent === -1 ? [target, ''] : [target.slice(0, percent), target.slice(percent + 1)];
    known = new RegExp(percent === -1 ? `^${escape(head)}$` : `^${escape(head)}(.*)${escape(tail)}$`);
    stemPatterns.set(target, known);
  }
  return known;
}

/** Names before an `=`, `:=`, `+=` or `?=`, and behind `define`, anywhere in a text. */
function* namesSetIn(text: ByteString): Generator<string> {
  for (let equal = text.indexOf('='); equal !== -1; equal = text.indexOf('=', equal + 1)) {
    let end = equal;
    while (end > 0 && equal - end < 3 && ':+?'.includes(text.charAt(end - 1))) end--;
    while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
    let start = end;
    while (start > 0 && /[\w.-]/.test(text.charAt(start - 1))) start--;
    if (start < end) yield text.slice(start, end);
  }
  for (const [, name = ''] of text.matchAll(/\bdefine[ \t]+([\w.-]+)/g)) yield name;
}
