import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { DialectChanges } from '../../../src/kconfig/dialect/dialect.ts';
import { detectDialect } from '../../../src/kconfig/index.ts';
import { linux612 } from '../../support/kernel-source.ts';

const members = 'list_add_tail(&entry->choice_link, &choice->choice_members);';
const transitional = '"transitional" return T_TRANSITIONAL;\n';
const option = '"option" return T_OPTION;\n';
const optional = '"optional" return T_OPTIONAL;\n';
const dashedHelp = '"help"|"---help---" return T_HELP;\n';
const patterns = 'if (glob(name, 0, NULL, &found))\n';

/** Files that carry nothing but the code a generation of conf is known by (docs/kconfig-semantics.md §9.1). */
const tools: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-7.2': {
    'lexer.l': transitional,
    'parser.y': members,
    'confdata.c': 'w = getenv("KCONFIG_WARN_CHANGED_INPUT");',
  },
  'linux-7.1': { 'lexer.l': transitional, 'parser.y': members },
  'linux-6.12': { 'lexer.l': '"modules" return T_MODULES;', 'parser.y': members },
  'linux-6.1': { 'lexer.l': optional, 'parser.y': '' },
  'linux-5.10': { 'lexer.l': option + optional, 'parser.y': '' },
  'linux-5.3': { 'lexer.l': option + optional + dashedHelp, 'parser.y': '' },
  'linux-5.0': { 'zconf.l': option + dashedHelp, 'preprocess.c': '' },
  'linux-4.20': {
    'zconf.l': '',
    'kconf_id.c': '',
    'preprocess.c': '',
    'confdata.c': 'str = sym_escape_string_value(str);',
  },
  'linux-4.14': { 'zconf.l': '', 'kconf_id.c': '', 'confdata.c': '' },
  'linux-4.9': {
    'zconf.l': '',
    'zconf.gperf': 'option, T_OPTION',
    'zconf.hash.c_shipped': 'T_OPTION',
    'confdata.c': '',
  },
  'u-boot': { 'zconf.l': '', 'kconf_id.c': '', 'preprocess.c': '', 'confdata.c': '' },
  buildroot: { 'zconf.l': '', 'kconf_id.c': '', 'confdata.c': 'name = getenv("BR2_CONFIG");' },
  coreboot: { 'lexer.l': patterns + optional, 'parser.y': '', 'confdata.c': 'x = getenv("KCONFIG_NEGATIVES");' },
  busybox: { 'zconf.l': '', 'zconf.gperf': 'optional, T_OPTIONAL' },
};

const numbers = 'void sym_calc_value(struct symbol *sym)\n{\n\tnewval.val = "0x0";\n}\n';

/** What single releases changed, by the code of their sources. */
const between: readonly (readonly [string, Readonly<Record<string, string>>, DialectChanges])[] = [
  [
    'OpenWrt: patterns, words and selects of its own',
    {
      'lexer.l': `${patterns}printf("glob failed");\n({n}|[/.])+ return T_WORD;\n"reset" return T_RESET;\n${optional}`,
      'symbol.c':
        'if (sym->dir_dep.tri == no && sym->rev_dep.tri != no)\n\tnewval.tri = no;\nif (!recursive_is_error && sym2) sym2 = NULL;',
      'conf.c': 'conf_read(input_file);',
      'confdata.c': '#ifndef OPENWRT_DOES_NOT_WANT_THIS',
    },
    {
      reading: { sourceStyle: 'openwrt', pathWords: true, resetInChoice: true },
      values: { ignoresUnmetSelects: true },
      model: { loopsEnd: true },
      modes: { seedsFromConfig: true },
      writing: { writesAuto: false },
    },
  ],
  [
    'uClibc-ng: modes are letters of its own',
    { 'conf.c': 'enum input_mode {\n\toldaskconfig,\n\toldconfig,\n\tolddefconfig,\n};\nchar *gch = "aod";' },
    { modes: { letters: { a: 'oldaskconfig', o: 'oldconfig', d: 'olddefconfig' } } },
  ],
  [
    'Linux 5.15: strings of auto.conf are quoted, no mod2noconfig',
    {
      'confdata.c':
        'static void print_symbol_for_autoconf(FILE *fp, struct symbol *sym)\n{\n\t__print_symbol(fp, sym, OUTPUT_N_NONE, true);\n}\nstatic void conf_write_heading(FILE *fp, const struct comment_style *cs)\n{\n}',
      'conf.c': '{"helpnewconfig", no_argument, 0}, {"yes2modconfig", no_argument, 0}',
    },
    {
      writing: { autoConfQuotes: true, headerHasBlankLines: false },
      modes: { hasHelpNew: true, hasRewriteModes: true, hasMod2no: false },
    },
  ],
  [
    'Linux 6.6: KCONFIG_WERROR stops while reading, comments are read loosely',
    {
      'confdata.c':
        'getenv("KCONFIG_WERROR") if (conf_warnings && werror) exit(1); strncmp(p, "is not set", 10)\nint conf_read(void)\n{\n\tif (sym_string_within_range(sym, text))\n\t\tbreak;\n\tsym->flags &= ~(SYMBOL_VALID|SYMBOL_DEF_USER);\n}\n',
    },
    {
      dotConfig: { werror: 'reading', notSetLines: 'loose', warnsNotSetNumber: false },
      values: { userOutOfRange: 'dropped' },
    },
  ],
  [
    'Linux 6.8: a number outside its range is computed again, and what the user has set stays',
    {
      'confdata.c':
        'int conf_read(void)\n{\n\tif (sym_string_within_range(sym, text))\n\t\tbreak;\n\tsym->flags &= ~SYMBOL_VALID;\n\tunsaved++;\n}\nstrcmp(p, "is not set")',
      'symbol.c': numbers,
    },
    { values: { userOutOfRange: 'reevaluated' } },
  ],
  [
    'Linux 6.9: values and lines of 6.12, choices of 6.1',
    {
      'confdata.c': 'strcmp(p, "is not set"); conf_warning("override: %s changes choice state", n);',
      'symbol.c': numbers,
      'internal.h': '#define SYMBOL_HASHSIZE (1U << 14)',
      'expr.h': 'struct symbol',
      'menu.c': 'get_def_str(r, menu); } else if (!inside_choice && sym) {',
    },
    {
      values: { choiceEngine: 'old', emptyNumber: { int: '0', hex: '0x0' } },
      dotConfig: { notSetLines: 'exact', choiceReadMessages: 'warning' },
      model: { hashBuckets: 16384, membersHaveNoSubMenu: true },
    },
  ],
  [
    'expressions without a table of their own',
    { 'expr.c': 'expr_eliminate_dups' },
    { model: { foldsConstants: false }, values: { keepsExpressionValues: false } },
  ],
  [
    'Linux 5.4: touch files in a fixed directory, the oldest help',
    { 'confdata.c': 'strcpy(depfile_path, "include/config/"); c = tolower(c);', 'menu.c': 'Prompt:' },
    { writing: { touchDirectory: 'include/config', touchFiles: 'lower-h' }, modes: { helpLayout: 'old' } },
  ],
];

function detect(files: Readonly<Record<string, string>>, directory = 'scripts/kconfig') {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/t/${directory}/${name}`, text]));
  return detectDialect(createMemoryHost({ cwd: '/t', files: all }), '/t');
}

describe('the dialect follows from the sources of conf', () => {
  it.each(Object.keys(tools))('%s', (name) => {
    expect(detect(tools[name] ?? {}).name).toBe(name);
  });

  it('in the directories other projects use', () => {
    expect(detect(tools['coreboot'] ?? {}, 'util/kconfig').name).toBe('coreboot');
    expect(detect(tools['buildroot'] ?? {}, 'support/kconfig').name).toBe('buildroot');
  });

  it('a single behaviour that was ported or patched differs from the row, with its evidence', () => {
    const { dialect, evidence } = detect({
      ...tools['linux-6.1'],
      'symbol.c': 'static void sym_validate_range(struct symbol *sym)\n{\n\tsprintf(str, "%lld", limit);\n}\n',
    });
    expect(dialect.values.clampedText).toBe('reformatted');
    expect(evidence).toContainEqual({
      file: 'scripts/kconfig/symbol.c',
      what: 'text of a clamped value',
      field: 'values.clampedText',
    });
  });

  it('a file that is not there says nothing', () => {
    const { evidence } = detect({ 'lexer.l': `${optional}return current_pos.file ? 1 : 0;` }, 'util/kconfig');
    expect(evidence.map(({ field }) => field)).toEqual(['name']);
  });

  it.each(between)('between the rows: %s', (_name, files, expected) => {
    const { dialect } = detect({ ...tools['linux-6.1'], ...files });
    expect(dialect).toMatchObject(expected);
  });

  it('Linux 4.18: loops do not end conf, silent only with -s, no directories', () => {
    const { name, dialect } = detect({
      ...tools['linux-4.20'],
      'confdata.c':
        'str = sym_escape_string_value(str);\nint conf_write_autoconf(void)\n{\n\tsym_clear_all_valid();\n}\n',
      'symbol.c': 'sym2 = sym_check_deps(sym);\nif (sym2 && sym2 == sym)',
      'conf.c':
        'case syncconfig:\n\tsync_kconfig = 1;\nif (conf_get_changed() && conf_write(NULL))\n\tgetopt_long(ac, av);\n',
      'expr.c':
        'static enum string_value_kind expr_parse_string(const char *s)\n{\n\tcase S_TRISTATE:\n\t\tval->s = 0;\n}\n',
    });
    expect(name).toBe('linux-4.20');
    expect(dialect).toMatchObject({
      model: { recursionIsFatal: false },
      values: { comparison: 'numbers', membersStayWritten: false },
      writing: { recalculatesForAuto: true, writesAutoOutsideSync: false, autoNeedsDirectories: true },
      modes: { syncIsSilent: false, syncWritesOnlyChanges: true, syncNeedsTerminal: false },
    });
  });

  it('the parser that is shipped counts, not the grammar', () => {
    const newer = 'zconf_error("%s defined with blank help text", n); menu_add_prompt(P_MENU, strdup("New"), NULL)';
    const older = 'menu_add_prompt(P_MENU, "Old", NULL)';
    const files = { ...tools['linux-4.14'], 'zconf.y': newer };
    expect(detect(files).dialect).toMatchObject({
      reading: { rootPrompt: 'New' },
      messages: { reportsHelpFaults: true },
    });
    expect(detect({ ...files, 'zconf.tab.c_shipped': older }).dialect).toMatchObject({
      reading: { rootPrompt: 'Old' },
      messages: { reportsHelpFaults: false },
    });
  });

  it('Toybox has the tool of the busybox generation, OpenSBI Kconfiglib in a directory of its own', () => {
    const shipped = { 'lex.zconf.c_shipped': '', 'zconf.hash.c_shipped': 'T_OPTION', 'conf.c': "case 'o':" };
    expect(detect(shipped, 'kconfig').name).toBe('busybox');
    expect(detect({ 'kconfiglib.py': '' }, 'scripts/Kconfiglib').name).toBe('zephyr');
  });

  it('Linux 6.12 is its row without any difference', () => {
    const tree = linux612();
    const { name, evidence } = detectDialect(createNodeHost({ cwd: tree, env: {} }), tree);
    expect(name).toBe('linux-6.12');
    expect(evidence.filter((item) => item.field !== 'name')).toEqual([]);
  });

  it('a tree without sources of conf', () => {
    const host = (files: Record<string, string>) => createMemoryHost({ cwd: '/t', files });
    expect(detectDialect(host({ '/t/Kconfig': 'config A\n' }), '/t').name).toBe('linux-6.12');
    expect(detectDialect(host({ '/t/Kconfig': 'rsource "x"\n' }), '/t').name).toBe('zephyr');
    expect(detectDialect(host({ '/t/Kconfig': 'config A\n\tbool "A"\n\t---help---\n\t\tA.\n' }), '/t').name).toBe(
      'zephyr',
    );
    expect(detectDialect(host({ '/t/scripts/kconfig/kconfiglib.py': '' }), '/t').name).toBe('zephyr');
  });
});
