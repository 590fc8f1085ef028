import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import {
  type BehaviourAt,
  type BehaviourGroup,
  type BehaviourPath,
  type Dialect,
  type DialectChanges,
  withBehaviours,
} from './dialect.ts';
import {
  busyboxFingerprints,
  changedInput,
  contextFingerprints,
  type Fingerprint,
  fingerprints,
  languageFingerprints,
  type ToolSources,
} from './dialect-fingerprints.ts';
import { type DialectName, defaultDialect, dialects } from './dialects.ts';
import { withoutComments } from './source-text.ts';

/** One feature that was seen in a tree's own tool, and the behaviour it shows. */
export interface DialectEvidence {
  /** Relative to the tree. */
  readonly file: string;
  readonly what: string;
  /** The behaviour of {@link Dialect}, as in `values.clampedText`; `name` for the feature that decided the row. */
  readonly field: BehaviourPath | 'name';
}

/** The dialect of a tree. */
export interface DetectedDialect {
  readonly dialect: Dialect;
  /** The nearest row; single behaviours of `dialect` may differ from it. */
  readonly name: DialectName;
  readonly evidence: readonly DialectEvidence[];
}

/** Where trees keep the sources of conf. */
const toolDirectories = [
  'scripts/kconfig',
  'support/kconfig',
  'util/kconfig',
  'tools/kconfig',
  'xen/tools/kconfig',
  'extra/config',
  'scripts/config',
  'kconfig',
];
/** Where trees keep Kconfiglib: Zephyr, OpenSBI. */
const kconfiglibs = [
  'scripts/kconfig/kconfiglib.py',
  'scripts/kconfig/kconfig.py',
  'scripts/Kconfiglib/kconfiglib.py',
  'kconfiglib.py',
];
/** Files by which a directory is known to hold them. */
const lexers = ['lexer.l', 'zconf.l', 'lex.zconf.c_shipped'];

/**
 * Detects the generation of the conf in a tree by its sources, not by a version number: the nearest row, then single behaviours that were ported or patched. A tree without sources of conf is
 * Kconfiglib's when it has Kconfiglib, else of the default dialect.
 * Source: docs/kconfig-semantics.md §9.1, checked on the sources of Linux 5.10, 6.1, 6.12, 7.1, 7.2, coreboot 4.15 and
 * 25.09, U-Boot 2021.01 to 2025.01, Xen 4.17, SeaBIOS 1.17, BusyBox 1.30 to 1.38 and Toybox 0.8.9.
 */
export function detectDialect(host: Host, treeDirectory: ByteString): DetectedDialect {
  for (const name of toolDirectories) {
    const lexer = lexers.find((file) => host.stat(`${treeDirectory}/${name}/${file}`)?.kind === 'file');
    if (lexer !== undefined) return new Tool(host, treeDirectory, name, lexer).detect();
  }
  for (const file of kconfiglibs) {
    if (host.stat(`${treeDirectory}/${file}`)?.kind === 'file') return plain('zephyr', file, 'Kconfiglib');
  }
  for (const file of ['Kconfig', 'Kconfig.zephyr']) {
    const text =
      host.stat(`${treeDirectory}/${file}`)?.kind === 'file' ? host.readFile(`${treeDirectory}/${file}`) : '';
    if (/^[ \t]*(?:rsource|osource|orsource)[ \t]/m.test(text ?? ''))
      return plain('zephyr', file, 'rsource or osource');
    // C's conf has not had it since 5.10; NuttX, whose tools are another repository's, has it in every file.
    if (/^[ \t]*---help---[ \t]*$/m.test(text ?? '')) return plain('zephyr', file, '---help---');
  }
  return plain(defaultDialect.name as DialectName, '', 'no sources of conf in the tree');
}

function plain(name: DialectName, file: string, what: string): DetectedDialect {
  return { dialect: dialects[name], name, evidence: [{ file, what, field: 'name' }] };
}

/** `source` takes patterns. */
const globCall = /\bglob\(\w+,/;
/** The configuration file has the name of Buildroot's variable. */
const br2Config = /getenv\("BR2_CONFIG"\)/;

/** The sources of one conf. */
class Tool implements ToolSources {
  private readonly host: Host;
  private readonly tree: ByteString;
  private readonly directory: string;
  private readonly lexer: string;
  private readonly parser: string;
  private readonly texts = new Map<string, ByteString>();
  private readonly evidence: DialectEvidence[] = [];
  private changes: DialectChanges = {};

  constructor(host: Host, tree: ByteString, directory: string, lexer: string) {
    this.host = host;
    this.tree = tree;
    this.directory = directory;
    // Where generated sources are shipped, those are compiled: stable kernels before 4.18 patch the grammar and not them.
    this.lexer = lexer === 'zconf.l' && this.exists('zconf.lex.c_shipped') ? 'zconf.lex.c_shipped' : lexer;
    const grammar = this.exists('zconf.tab.c_shipped') ? 'zconf.tab.c_shipped' : 'zconf.y';
    this.parser = lexer === 'lexer.l' ? 'parser.y' : grammar;
  }

  detect(): DetectedDialect {
    const name = this.row();
    const base: Dialect = dialects[name];
    if (name === 'busybox') this.compare(base, busyboxFingerprints);
    else this.override(base);
    return { dialect: withBehaviours(base, this.changes), name, evidence: this.evidence };
  }

  private row(): DialectName {
    if (this.lexer === 'lexer.l') {
      if (this.shows(this.parser, 'choice_members', /list_add_tail\([^;]*->choice_members\)/)) {
        if (this.shows('confdata.c', 'KCONFIG_WARN_CHANGED_INPUT', changedInput)) return 'linux-7.2';
        return this.shows(this.lexer, '"transitional"', /"transitional"\s+return\b/) ? 'linux-7.1' : 'linux-6.12';
      }
      // OpenWrt and Unikraft have patterns, too, in a conf that is Linux's for the rest.
      const isCoreboot = this.has('confdata.c', /getenv\("KCONFIG_(?:SPLITCONFIG|NEGATIVES)"\)/);
      if (isCoreboot && this.shows(this.lexer, 'glob', globCall)) return 'coreboot';
      if (!this.shows(this.lexer, '"option"', /"option"\s+return T_OPTION\b/)) {
        return this.decide(this.lexer, 'no keyword option', 'linux-6.1');
      }
      return this.shows(this.lexer, '---help---', /"---help---"\s+return\b/) ? 'linux-5.3' : 'linux-5.10';
    }
    const words = ['zconf.gperf', 'zconf.hash.c_shipped'].find((file) => this.exists(file));
    if (words !== undefined) {
      if (!/\bT_OPTION\b/.test(this.read(words))) return this.decide(words, 'no keyword option', 'busybox');
      if (this.exists('conf.c') && !this.has('conf.c', /\bgetopt_long\(/)) {
        return this.decide('conf.c', 'modes are letters', 'busybox');
      }
      if (this.has('confdata.c', br2Config)) return this.decide('confdata.c', 'BR2_CONFIG', 'buildroot');
      if (!this.exists('kconf_id.c')) return this.decide(words, 'keywords by gperf', 'linux-4.9');
    }
    if (!this.exists('preprocess.c')) {
      if (this.has('confdata.c', br2Config)) return this.decide('confdata.c', 'BR2_CONFIG', 'buildroot');
      return this.decide('', 'no preprocess.c', 'linux-4.14');
    }
    if (!this.exists('kconf_id.c')) return this.decide('zconf.l', 'no kconf_id.c', 'linux-5.0');
    if (this.has('confdata.c', /\bsym_escape_string_value\(/))
      return this.decide('kconf_id.c', 'keywords in context', 'linux-4.20');
    return this.decide('confdata.c', 'strings are written without escapes', 'u-boot');
  }

  private decide(file: string, what: string, name: DialectName): DialectName {
    this.evidence.push({ file: this.pathOf(file), what, field: 'name' });
    return name;
  }

  /** Single behaviours, each where a fingerprint leaves no doubt. */
  private override(row: Dialect): void {
    this.compare(row, this.lexer === 'lexer.l' ? languageFingerprints : contextFingerprints);
    this.compare(row, fingerprints);
    const set = <Path extends BehaviourPath>(file: string, what: string, path: Path, value: BehaviourAt<Path>): void =>
      this.set(row, file, what, path, value);
    const globs = this.has(this.lexer, /"[^"\n]*glob failed/) ? 'openwrt' : 'glob';
    set(this.lexer, 'glob', 'reading.sourceStyle', this.has(this.lexer, globCall) ? globs : 'plain');
    if (row.reading.expansion === 'symbols' && this.exists('preprocess.c')) {
      set('preprocess.c', 'macro language', 'reading.expansion', 'macros');
    }
    const makefiles = ['Makefile', 'Makefile.br'].map((file) => this.host.readFile(this.absolute(file)) ?? '');
    const isBare = makefiles.some((text) => /-DCONFIG_=(?:\\"\\"|'"")/.test(text));
    const found = isBare ? 'CONFIG_ is empty' : 'CONFIG_ is not set';
    set('Makefile', found, 'dotConfig.prefix', isBare ? '' : 'CONFIG_');
  }

  private compare(row: Dialect, list: readonly Fingerprint[]): void {
    for (const { field, file, what, infer } of list) {
      const own = file === 'parser.y' ? this.parser : file === 'lexer.l' ? this.lexer : file;
      const text = this.read(own);
      if (text === '') continue;
      const value = infer(text, row, this);
      if (value !== undefined) this.set(row, own, what, field, value);
    }
  }

  private set(row: Dialect, file: string, what: string, field: BehaviourPath, value: unknown): void {
    const [group, name] = field.split('.') as [BehaviourGroup, string];
    const behaviours: object = row[group];
    if (JSON.stringify(behaviours[name as keyof typeof behaviours]) === JSON.stringify(value)) return;
    this.changes = { ...this.changes, [group]: { ...this.changes[group], [name]: value } };
    this.evidence.push({ file: this.pathOf(file), what, field });
  }

  private shows(file: string, what: string, code: RegExp): boolean {
    const isThere = this.has(file, code);
    if (isThere) this.evidence.push({ file: this.pathOf(file), what, field: 'name' });
    return isThere;
  }

  private has(file: string, code: RegExp): boolean {
    return code.test(this.read(file));
  }

  private exists(file: string): boolean {
    return this.host.stat(this.absolute(file))?.kind === 'file';
  }

  read(file: string): ByteString {
    let text = this.texts.get(file);
    if (text === undefined) {
      text = this.exists(file) ? withoutComments(this.host.readFile(this.absolute(file)) ?? '') : '';
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
