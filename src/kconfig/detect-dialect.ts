import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import { defaultDialect, type Dialect, type DialectName, dialects } from './dialect.ts';

/** One thing that was seen in a tree's own tool, and the behaviour it stands for. */
export interface DialectEvidence {
  /** Relative to the tree. */
  readonly file: string;
  readonly what: string;
  /** Field of {@link Dialect}; `name` for what decided the row. */
  readonly field: keyof Dialect;
}

/** The dialect of a tree. */
export interface DetectedDialect {
  readonly dialect: Dialect;
  /** The nearest row; single behaviours of `dialect` may differ from it. */
  readonly name: DialectName;
  readonly evidence: readonly DialectEvidence[];
}

/** Where trees keep the sources of conf. */
const toolDirectories = ['scripts/kconfig', 'support/kconfig', 'util/kconfig', 'tools/kconfig', 'xen/tools/kconfig'];
/** Files by which a directory is known to hold them. */
const lexers = ['lexer.l', 'zconf.l'];

/**
 * Which generation of conf a tree brings along, told by its sources and not by a version number: the row
 * that is nearest, then single behaviours that were ported or patched. A tree without sources of conf is
 * Kconfiglib's when it has Kconfiglib, else of the default dialect.
 * Source: kconfig-semantics 7.1, checked on the sources of Linux 5.10, 6.1, 6.12, 7.1, coreboot 4.15 and
 * 25.09, U-Boot 2023.01, Xen 4.17, SeaBIOS 1.17 and BusyBox 1.35.
 */
export function detectDialect(host: Host, treeDirectory: ByteString): DetectedDialect {
  for (const name of toolDirectories) {
    const lexer = lexers.find((file) => host.stat(`${treeDirectory}/${name}/${file}`)?.kind === 'file');
    if (lexer !== undefined) return new Tool(host, treeDirectory, name, lexer).detect();
  }
  for (const file of ['scripts/kconfig/kconfiglib.py', 'scripts/kconfig/kconfig.py', 'kconfiglib.py']) {
    if (host.stat(`${treeDirectory}/${file}`)?.kind === 'file') return plain('zephyr', file, 'Kconfiglib');
  }
  for (const file of ['Kconfig', 'Kconfig.zephyr']) {
    const text =
      host.stat(`${treeDirectory}/${file}`)?.kind === 'file' ? host.readFile(`${treeDirectory}/${file}`) : '';
    if (/^[ \t]*(?:rsource|osource|orsource)[ \t]/m.test(text ?? ''))
      return plain('zephyr', file, 'rsource or osource');
  }
  return plain(defaultDialect.name as DialectName, '', 'no sources of conf in the tree');
}

function plain(name: DialectName, file: string, what: string): DetectedDialect {
  return { dialect: dialects[name], name, evidence: [{ file, what, field: 'name' }] };
}

type Changes = { -readonly [Field in keyof Dialect]?: Dialect[Field] };

/** The sources of one conf. */
class Tool {
  private readonly host: Host;
  private readonly tree: ByteString;
  private readonly directory: string;
  private readonly lexer: string;
  private readonly parser: string;
  private readonly texts = new Map<string, ByteString>();
  private readonly evidence: DialectEvidence[] = [];
  private readonly changes: Changes = {};

  constructor(host: Host, tree: ByteString, directory: string, lexer: string) {
    this.host = host;
    this.tree = tree;
    this.directory = directory;
    this.lexer = lexer;
    this.parser = lexer === 'lexer.l' ? 'parser.y' : 'zconf.y';
  }

  detect(): DetectedDialect {
    const name = this.row();
    const base: Dialect = dialects[name];
    // BusyBox's tool is older than everything that is looked for.
    if (name !== 'busybox') this.override(base);
    return { dialect: { ...base, ...this.changes }, name, evidence: this.evidence };
  }

  private row(): DialectName {
    if (this.lexer === 'lexer.l') {
      if (this.shows(this.parser, 'choice member must be', 'name')) {
        return this.shows(this.lexer, '"transitional"', 'name') ? 'linux-7.1' : 'linux-6.12';
      }
      if (this.shows(this.lexer, 'glob.h', 'name')) return 'coreboot';
      if (!this.shows(this.lexer, '"option"', 'name')) return this.say(this.lexer, 'no keyword option', 'linux-6.1');
      return this.shows(this.lexer, '---help---', 'name') ? 'linux-5.3' : 'linux-5.10';
    }
    if (this.exists('zconf.gperf')) {
      if (!/\bT_OPTION\b/.test(this.read('zconf.gperf')))
        return this.say('zconf.gperf', 'no keyword option', 'busybox');
      return this.say('zconf.gperf', 'keywords by gperf', 'buildroot');
    }
    if (!this.exists('preprocess.c')) return this.say('', 'no preprocess.c', 'buildroot');
    if (!this.exists('kconf_id.c')) return this.say('zconf.l', 'no kconf_id.c', 'linux-5.0');
    if (this.has('confdata.c', 'escape_string')) return this.say('kconf_id.c', 'keywords in context', 'linux-4.20');
    return this.say('confdata.c', 'strings are written without escapes', 'u-boot');
  }

  private say(file: string, what: string, name: DialectName): DialectName {
    this.evidence.push({ file: this.pathOf(file), what, field: 'name' });
    return name;
  }

  /** Single behaviours, each where a fingerprint leaves no doubt. */
  private override(base: Dialect): void {
    const { changes } = this;
    const set = <Field extends keyof Dialect>(
      file: string,
      what: string,
      field: Field,
      value: Dialect[Field],
    ): void => {
      if (JSON.stringify(base[field]) === JSON.stringify(value)) return;
      changes[field] = value;
      this.evidence.push({ file: this.pathOf(file), what, field });
    };
    const { host } = this;
    this.evaluation(base, set);
    this.files(base, set);
    const isCoreboot = this.has(this.lexer, 'glob.h');
    set(this.lexer, 'glob.h', 'sourceStyle', isCoreboot ? 'glob' : 'plain');
    set('util.c', 'repeated inclusion', 'repeatedSourceFails', this.has('util.c', 'repeated inclusion'));
    if (this.lexer === 'lexer.l') {
      set(this.lexer, 'keyword optional', 'optionalChoice', this.has(this.lexer, '"optional"'));
      set(this.lexer, 'keyword transitional', 'transitional', this.has(this.lexer, '"transitional"'));
      set(this.lexer, '---help---', 'dashedHelp', this.has(this.lexer, '---help---'));
      set(
        this.parser,
        'depends on ... if',
        'dependsIf',
        /T_DEPENDS\s+T_ON\s+expr\s+if_expr/.test(this.read(this.parser)),
      );
    }
    const macros = this.exists('preprocess.c') && base.expansion === 'symbols';
    if (macros) set('preprocess.c', 'macro language', 'expansion', 'macros');
    if (base.name === 'buildroot' && !this.has('confdata.c', 'BR2_CONFIG')) this.beforeMacros(set);
    const makefiles = ['Makefile', 'Makefile.br'].map((file) => host.readFile(this.absolute(file)) ?? '');
    const isBare = makefiles.some((text) => text.includes('-DCONFIG_=\\"\\"'));
    set('Makefile', isBare ? 'CONFIG_ is empty' : 'CONFIG_ is not set', 'prefix', isBare ? '' : 'CONFIG_');
  }

  /** A conf before the macro language that is not Buildroot's: SeaBIOS, kconfig-frontends. */
  private beforeMacros(set: Setter): void {
    set('confdata.c', 'no BR2_CONFIG', 'rootPrompt', 'Linux Kernel Configuration');
  }

  private evaluation(base: Dialect, set: Setter): void {
    const symbol = this.read('symbol.c');
    const expr = this.read('expr.c');
    const isFixed = symbol.includes('char str[64]');
    set('symbol.c', 'text of a clamped value', 'clampedText', isFixed ? 'reformatted' : 'verbatim');
    if (symbol.includes('kconfig-language.txt')) set('symbol.c', 'kconfig-language.txt', 'recursionDocument', 'txt');
    if (symbol.includes('kconfig-language.rst')) set('symbol.c', 'kconfig-language.rst', 'recursionDocument', 'rst');
    set('expr.c', 'expr_trans_bool', 'boolifiesConditions', expr.includes('expr_trans_bool'));
    const isTyped = /symbol_yes\s*=\s*\{[^}]*\bS_TRISTATE\b/.test(symbol);
    set('symbol.c', 'type of symbol_yes', 'constantsAreTyped', isTyped);
    if (base.emptyNumber.int === '' && symbol.includes('"0x0"')) {
      set('symbol.c', '0x0', 'emptyNumber', { int: '0', hex: '0x0' });
    }
    if (base.emptyNumber.int !== '' && !symbol.includes('"0x0"')) {
      set('symbol.c', 'no 0x0', 'emptyNumber', { int: '', hex: '' });
    }
    const isCapped = /EXPR_AND\(newval\.tri,\s*sym->dir_dep\.tri\)/.test(symbol);
    set('symbol.c', 'imply capped by the direct dependency', 'implyCapped', isCapped);
    const conf = this.read('conf.c');
    if (/fprintf\(\s*stderr,\s*"KCONFIG_SEED=/.test(conf)) set('conf.c', 'KCONFIG_SEED=', 'seedStream', 'stderr');
    else if (/\bprintf\(\s*"KCONFIG_SEED=/.test(conf)) set('conf.c', 'KCONFIG_SEED=', 'seedStream', 'stdout');
    const repeats = /has_changed\s*(\|?=)\s*randomize_choice/.exec(conf + this.read('confdata.c'));
    if (repeats !== null) set('conf.c', 'randomize_choice_values', 'randomRepeat', repeats[1] === '=' ? 'last' : 'any');
    set('conf.c', 'end of input', 'inputEndGuard', conf.includes('end of input'));
    set('conf.c', 'mod2noconfig', 'hasRewriteModes', conf.includes('mod2no') || conf.includes('yes2mod'));
    if (this.exists('preprocess.c')) {
      const isShort = /char\s+buf\[256\]/.test(this.read('preprocess.c'));
      const isLong = /char\s+buf\[4096\]/.test(this.read('preprocess.c'));
      if (isShort !== isLong) set('preprocess.c', 'room for shell output', 'shellLimit', isShort ? 255 : 4095);
    }
  }

  private files(base: Dialect, set: Setter): void {
    const file = 'confdata.c';
    const data = this.read(file);
    const isExact = data.includes('getline_stripped');
    const isHalf = data.includes("line[1] != ' '");
    set(file, '"is not set" lines', 'notSetLines', isExact ? 'exact' : isHalf ? 'half' : 'loose');
    set(file, 'getline_stripped', 'warnsLineWithoutEquals', isExact);
    set(file, '"is not set" of numbers', 'warnsNotSetNumber', isExact || isHalf);
    const dropsNothing = !data.includes('sym_string_within_range');
    if (dropsNothing) set(file, 'no range check after reading', 'userOutOfRange', 'clamped');
    else if (base.userOutOfRange === 'clamped') set(file, 'range check after reading', 'userOutOfRange', 'dropped');
    set(file, 'is_same', 'saysNoChange', data.includes('is_same('));
    const hasEnd = data.includes('# end of');
    if (!hasEnd) set(file, 'no "# end of"', 'endOfMenu', 'none');
    else if (base.endOfMenu === 'none') set(file, '# end of', 'endOfMenu', 'all');
    const extra = data.includes('rustc_cfg') ? 'rustc_cfg' : data.includes('tristate.conf') ? 'tristate.conf' : 'none';
    set(file, 'the extra auto file', 'extraAutoFile', extra);
    set(file, 'KCONFIG_NEGATIVES', 'negatives', data.includes('KCONFIG_NEGATIVES'));
    const isNotice = data.includes('conf_notice');
    if (isNotice) set(file, 'conf_notice', 'reassignment', 'notice');
    if (isNotice && base.choiceReadMessages !== 'none') set(file, 'conf_notice', 'choiceReadMessages', 'notice');
    const outside = /conf_write_autoconf\((?:int|bool) overwrite/.test(data);
    set(file, 'conf_write_autoconf(overwrite)', 'writesAutoOutsideSync', outside);
    const headers = this.read('expr.h') + this.read('internal.h');
    if (/SYMBOL_HASHSIZE\s+9973/.test(headers)) set('expr.h', 'SYMBOL_HASHSIZE 9973', 'hashBuckets', 9973);
    if (headers.includes('1U << 14')) set('internal.h', '1U << 14', 'hashBuckets', 16384);
    const werror = data.includes('KCONFIG_WERROR') || this.has('conf.c', 'KCONFIG_WERROR');
    set(file, 'KCONFIG_WERROR', 'werror', werror);
    const warnsUnknown = data.includes('KCONFIG_WARN_UNKNOWN_SYMBOLS');
    set(file, 'KCONFIG_WARN_UNKNOWN_SYMBOLS', 'unknownSymbols', warnsUnknown ? 'opt-in' : 'never');
    if (data.includes('autoconfig :=')) set(file, 'autoconfig :=', 'dependencyFile', '6.12');
    if (/\btolower\(/.test(data)) set(file, 'names in lower case', 'touchFiles', 'lower-h');
  }

  private shows(file: string, word: string, field: keyof Dialect): boolean {
    const isThere = this.has(file, word);
    if (isThere) this.evidence.push({ file: this.pathOf(file), what: word, field });
    return isThere;
  }

  private has(file: string, word: string): boolean {
    return this.read(file).includes(word);
  }

  private exists(file: string): boolean {
    return this.host.stat(this.absolute(file))?.kind === 'file';
  }

  private read(file: string): ByteString {
    let text = this.texts.get(file);
    if (text === undefined) {
      text = this.exists(file) ? (this.host.readFile(this.absolute(file)) ?? '') : '';
      this.texts.set(file, text);
    }
    return text;
  }

  private absolute(file: string): string {
    return `${this.tree}/${this.directory}/${file}`;
  }

  private pathOf(file: string): string {
    return file === '' ? this.directory : `${this.directory}/${file}`;
  }
}

type Setter = <Field extends keyof Dialect>(file: string, what: string, field: Field, value: Dialect[Field]) => void;
