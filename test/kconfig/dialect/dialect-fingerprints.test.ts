import { describe, expect, it } from 'vitest';
import {
  busyboxFingerprints,
  contextFingerprints,
  type Fingerprint,
  fingerprints,
  languageFingerprints,
} from '../../../src/kconfig/dialect/dialect-fingerprints.ts';
import { bodyOf, withoutComments } from '../../../src/kconfig/dialect/source-text.ts';
import { dialects } from '../../../src/kconfig/index.ts';

/** Code of our own that does what each fingerprint looks for, and the value that shows. No line is from a source of conf. */
const shown: Readonly<Record<string, readonly [text: string, value: unknown]>> = {
  'reading.unquotedTexts parser.y': ['prompt:\tT_WORD\n\t| T_WORD_QUOTE\n;\n', true],
  'reading.dashedHelp lexer.l': ['"help"|"---help---"\treturn T_HELP;\n', true],
  'reading.moduleSwitch parser.y': ['config_option: T_MODULES T_EOL\n{ use(); };\n', 'modules'],
  'reading.optionDefconfigList lexer.l': ['"defconfig_list"\treturn T_DEFCONFIG_LIST;\n', true],
  'reading.optionAllnoconfigY lexer.l': ['"allnoconfig_y"\treturn T_ALLNOCONFIG_Y;\n', true],
  'reading.transitional lexer.l': ['"transitional"\treturn T_TRANSITIONAL;\n', true],
  'reading.dependsIf parser.y': ['depends: T_DEPENDS T_ON expr if_expr T_EOL\n', true],
  'reading.namedChoice parser.y': ['choice: T_CHOICE word_opt T_EOL\n', true],
  'reading.optionalChoice lexer.l': ['"optional"\treturn T_OPTIONAL;\n', true],
  'reading.choicePromptByType parser.y': ['choice_option: logic_type prompt_stmt_opt T_EOL\n', true],
  'reading.menuconfigInChoice parser.y': ['stmt_list_in_choice:\n\t| stmt_list_in_choice menuconfig_stmt\n;\n', true],
  'reading.sourceInChoice parser.y': ['stmt_list_in_choice:\n\t| stmt_list_in_choice source_stmt\n;\n', true],
  'reading.anyInChoiceIf parser.y': ['stmt_list_in_choice:\n\t| stmt_list_in_choice if_stmt_in_choice\n;\n', false],
  'reading.choiceSurvivesErrors parser.y': ['stmt_list_in_choice:\n\t| stmt_list_in_choice error T_EOL\n', true],
  'messages.choiceFaultsAreErrors parser.y': [
    'fprintf(stderr, "%s:%d: error: choice must have a prompt\\n", f);\n',
    true,
  ],
  'messages.memberTwice parser.y': [
    'fprintf(stderr, "a member must not have a prompt in another entry\\n");\n',
    'error',
  ],
  'messages.menuconfigFaultsAreErrors parser.y': ['zconf_error("menuconfig statement without prompt");\n', true],
  'messages.wholeInclusionChain lexer.l': ['fprintf(stderr, "at %d\\n", from->source_lineno);\n', true],
  'messages.missingNewline lexer.l': ['\tif (current_buf) {\n\t\tzconf_endfile();\n', 'error'],
  'messages.messagesNameStatementFile lexer.l': ['\treturn current_pos.file ? current_pos.file->name : none;\n', true],
  'messages.syntaxErrorLineOffset parser.y': [
    'static void yyerror(const char *e)\n{\n\tsay(e, zconf_lineno() + 1);\n}\n',
    1,
  ],
  'model.recursionOrder parser.y': ['if (menu->sym && sym_check_deps(menu->sym))\n', 'menu'],
  'reading.macroArgumentLimit preprocess.c': [
    'if (a)\n\tpperror("too many function arguments");\nif (b)\n\tpperror("too many function arguments");\n',
    true,
  ],
  'modes.checksConfigName confdata.c': [
    'int conf_write(const char *n)\n{\n\tfprintf(stderr, "%s: Is a directory\\n", n);\n}\n',
    true,
  ],
  'modes.syncNeedsConfig conf.c': [
    'fprintf(stderr, "*** Configuration file \\"%s\\" not found!\\n", n);\n\t\texit(1);\n',
    true,
  ],
  'modes.defaultDefconfig conf.c': ['file = conf_get_default_confname();\n', 'arch/$(ARCH)/defconfig'],
  'writing.recalculatesForAuto confdata.c': [
    'int conf_write_autoconf(int overwrite)\n{\n\tsym_clear_all_valid();\n}\n',
    true,
  ],
  'writing.touchesVanishedStrings confdata.c': [
    'int conf_read_simple(const char *n, int d)\n{\n\tconf_touch_dep(n);\n}\n',
    true,
  ],
  'reading.booleanWord zconf.gperf': ['boolean,\tT_TYPE,\tTF_COMMAND\n', true],
  'reading.imply zconf.gperf': ['imply,\tT_IMPLY,\tTF_COMMAND\n', true],
  'reading.dashedHelp zconf.gperf': ['---help---,\tT_HELP,\tTF_COMMAND\n', true],
  'reading.booleanWord kconf_id.c': ['{ "boolean", T_TYPE, TF_COMMAND },\n', true],
  'reading.imply kconf_id.c': ['{ "imply", T_IMPLY, TF_COMMAND },\n', true],
  'messages.reportsOuterDefault menu.c': ['prop_warn(p, "default %s is not contained in the choice", n);\n', true],
  'messages.fileErrorsOnStdout lexer.l': ['printf("%s:%d: can\'t open file %s\\n", f, l, n);\n', true],
  'messages.inclusionReport lexer.l': ['printf("at:\\n  current file : \'%s\'\\n", n);\n', 'quoted'],
  'messages.reportsHelpFaults parser.y': ['zconfprint("warning: %s defined with blank help text", n);\n', true],
  'values.clampedText symbol.c': [
    'static void sym_validate_range(struct symbol *s)\n{\n\tsprintf(str, "%d", v);\n}\n',
    'reformatted',
  ],
  'model.recursionDocument symbol.c': [
    'fprintf(stderr,\n\t"For a resolution refer to a/kconfig-language.txt\\n");\n',
    'txt',
  ],
  'messages.boolName symbol.c': [
    'const char *sym_type_name(enum symbol_type t)\n{\n\treturn "boolean";\n}\n',
    'boolean',
  ],
  'modes.alwaysOffersHelp conf.c': ['if (menu_has_help(menu))\n\t\tprintf("/?");\n', false],
  'model.recursionAdvice symbol.c': [
    'fprintf(stderr, "For a resolution refer to a\\n");\nfprintf(stderr, "b\\n");\nif (stack->expr) {\n',
    'each',
  ],
  'model.recursionReportHasLocations symbol.c': [
    'fprintf(stderr, "%s:%d:error: recursive dependency detected!\\n", f, l);\n',
    true,
  ],
  'messages.unmetReport symbol.c': [
    'fprintf(stderr, ") selects %s which has unmet direct dependencies (", n);\n',
    'line',
  ],
  'model.boolifiesConditions expr.c': [
    'struct expr *expr_trans_bool(struct expr *e)\n{\n\tcase E_UNEQUAL:\n\t\tbreak;\n}\n',
    true,
  ],
  'model.foldsConstants expr.c': ['hash_add(expr_hashtable, &e->node, h);\n', true],
  'values.keepsExpressionValues expr.c': ['if (!e->val_is_valid) {\n', true],
  'model.membersHaveNoSubMenu menu.c': ['} else if (!inside_choice && sym) {\n', true],
  'model.constantsAreTyped symbol.c': ['struct symbol symbol_yes = {\n\t.type = S_TRISTATE,\n};\n', true],
  'values.emptyNumber symbol.c': [
    'void sym_calc_value(struct symbol *s)\n{\n\tnewval.val = "0x0";\n}\n',
    { int: '0', hex: '0x0' },
  ],
  'values.implyCapped symbol.c': ['newval.tri = EXPR_AND(newval.tri, sym->dir_dep.tri);\n', true],
  'values.writesDefaultN symbol.c': [
    'sym->flags |= SYMBOL_WRITE;\nnewval.tri = EXPR_AND(expr_calc_value(prop->expr), v);\n',
    true,
  ],
  'values.modWithoutModulesIsNo symbol.c': ['return (modules_sym->curr.tri == no) ? "n" : "m";\n', true],
  'modes.randomRepeat conf.c': ['has_changed = randomize_choice_values(s);\n', 'last'],
  'modes.seedStream conf.c': ['fprintf(stderr, "KCONFIG_SEED=%u\\n", seed);\n', 'stderr'],
  'modes.inputEndGuard conf.c': ['fprintf(stderr, "no value for new symbol \'%s\' at end of input\\n", n);\n', true],
  'modes.olddefconfigLooks conf.c': [
    'static void check_conf(struct menu *menu);\nstatic void check_conf(struct menu *menu)\n{\n\tif (input_mode != olddefconfig) {\n\t}\n}\n',
    true,
  ],
  'modes.listsNewValues conf.c': ['printf("%s%s\\n", CONFIG_, sym->name);\n', false],
  'modes.hasHelpNew conf.c': ['{"helpnewconfig", no_argument, &m, helpnewconfig},\n', true],
  'modes.hasRewriteModes conf.c': ['{"yes2modconfig", no_argument, &m, yes2modconfig},\n', true],
  'modes.hasMod2no conf.c': ['{"mod2noconfig", no_argument, &m, mod2noconfig},\n', true],
  'modes.helpLayout menu.c': ['get_def_str(r, prop->menu);\nmenu = prop->menu->parent;\n', '5.10'],
  'reading.shellLimit preprocess.c': ['static char *do_shell(int c, char *v[])\n{\n\tchar buf[256];\n}\n', 255],
  'reading.repeatedSourceFails util.c': ['fprintf(stderr, "%s:%d: error: repeated inclusion of %s\\n", a);\n', true],
  'dotConfig.notSetLines confdata.c': ['if (strcmp(p, "is not set"))\n\tcontinue;\n', 'exact'],
  'dotConfig.warnsLineWithoutEquals confdata.c': ["p = strchr(line, '=');\nif (!p) {\n\tconf_warning(l);\n", true],
  'dotConfig.warnsNotSetNumber confdata.c': ['int conf_read_simple(const char *n, int d)\n{\n\tval = "n";\n}\n', true],
  'values.userOutOfRange confdata.c': [
    'int conf_read(const char *n)\n{\n\tif (sym_string_within_range(sym, t))\n\t\tbreak;\n\tsym->flags &= ~(SYMBOL_VALID|SYMBOL_DEF_USER);\n}\n',
    'dropped',
  ],
  'dotConfig.reassignment confdata.c': ['conf_notice("override: reassigning to symbol %s", n);\n', 'notice'],
  'dotConfig.choiceReadMessages confdata.c': ['conf_warning("override: %s changes choice state", n);\n', 'warning'],
  'dotConfig.unknownSymbols confdata.c': ['w = getenv("KCONFIG_WARN_UNKNOWN_SYMBOLS");\n', 'opt-in'],
  'dotConfig.werror confdata.c': [
    'werror = getenv("KCONFIG_WERROR");\nif (conf_warnings && werror)\n\texit(1);\n',
    'reading',
  ],
  'writing.oldAutoForgetsValues confdata.c': ['sym->flags &= ~(def_flags|SYMBOL_VALID);\n', true],
  'writing.warnsChangedInput confdata.c': ['w = getenv("KCONFIG_WARN_CHANGED_INPUT");\n', true],
  'writing.saysNoChange confdata.c': ['if (is_same(a, b)) {\n', true],
  'writing.endOfMenu confdata.c': ['if (p->type == P_MENU) {\n\tfprintf(out, "# end of %s\\n", s);\n', 'all'],
  'writing.autoConfQuotes confdata.c': [
    'static void print_symbol_for_autoconf(FILE *f, struct symbol *s)\n{\n\t__print_symbol(f, s, n, false);\n}\n',
    false,
  ],
  'writing.headerHasBlankLines confdata.c': [
    'static void conf_write_heading(FILE *f, const struct comment_style *c)\n{\n}\n',
    false,
  ],
  'writing.headerNamesAll confdata.c': ['if (!(f & SYMBOL_WRITE)) {\n\tconf_write_symbol(out_h, s);\n', true],
  'writing.extraAutoFile confdata.c': ['name = getenv("KCONFIG_RUSTCCFG");\n', 'rustc_cfg'],
  'writing.writesDefconfigList menu.c': ['sym_defconfig_list = current_entry->sym;\n', true],
  'writing.negatives confdata.c': ['n = getenv("KCONFIG_NEGATIVES") != NULL;\n', true],
  'writing.writesAutoOutsideSync confdata.c': ['if (!overwrite && is_present(name))\n\treturn 0;\n', true],
  'writing.dependencyFile confdata.c': ['fprintf(out, "autoconfig := %s\\n", name);\n', '6.12'],
  'writing.touchFiles confdata.c': ["*d++ = (c == '_') ? '/' : tolower(c);\n", 'lower-h'],
  'writing.touchDirectory confdata.c': ['name = getenv("KCONFIG_SPLITCONFIG");\n', 'KCONFIG_SPLITCONFIG'],
  'model.hashBuckets expr.h': ['#define SYMBOL_HASHSIZE 9973\n', 9973],
  'modes.inputEndStops conf.c': ['if (!fgets(line, 128, stdin))\n\texit(1);\n', true],
  'reading.pathWords lexer.l': ['({n}|[/.])+\treturn T_WORD;\n', true],
  'reading.resetInChoice lexer.l': ['"reset"\treturn T_RESET;\n', true],
  'reading.booleanWord zconf.hash.c_shipped': ['\tchar str1[sizeof("boolean")];\n', true],
  'reading.imply zconf.hash.c_shipped': ['\tchar str2[sizeof("imply")];\n', true],
  'reading.orderRelations parser.y': ['expr:\tsymbol T_LESS symbol\n', true],
  'reading.endOfFileEndsString lexer.l': ['\tBEGIN(INITIAL);\n\tyylval.string = text;\n\treturn T_WORD_QUOTE;\n', true],
  'messages.placesCharacters lexer.l': ['\tsay(current_file->name, yylineno, chr);\n', true],
  'reading.rootPrompt parser.y': ['menu_add_prompt(P_MENU, "Toy", NULL);\n', 'Toy'],
  'model.recursionIsFatal symbol.c': ['\tsym2 = sym_check_deps(s);\n\tif (sym2 && sym2 == sym)\n', false],
  'values.comparison expr.c': [
    'static enum string_value_kind expr_parse_string(const char *s)\n{\n\tcase S_TRISTATE:\n\t\treturn k_string;\n}\n',
    'mixed',
  ],
  'values.membersStayWritten symbol.c': ['if (!sym_is_choice_value(sym))\n\tsym->flags &= ~SYMBOL_WRITE;\n', true],
  'modes.syncNeedsTerminal conf.c': ['\tcheck_stdin();\n', true],
  'modes.oldconfigShowsMenus conf.c': ['if (input_mode == syncconfig || done)\n', true],
  'modes.answerEcho conf.c': ['if (!tty_stdio)\n\tprintf("\\n");\n', 'newline'],
  'modes.lineSize conf.c': ['static char line[128];\n', 128],
  'modes.syncIsSilent conf.c': ['conf_set_message_callback(NULL);\nsync_kconfig = 1;\n', true],
  'modes.syncWritesOnlyChanges conf.c': ['if (conf_get_changed() && conf_write(NULL))\n', true],
  'writing.remembersWritten confdata.c': ['sym->flags |= SYMBOL_WRITTEN;\n', true],
  'writing.autoNeedsDirectories confdata.c': ['int conf_write_autoconf(void)\n{\n}\n', true],
  'model.loopsEnd symbol.c': ['if (!recursive_is_error && sym2)\n', true],
  'values.ignoresUnmetSelects symbol.c': [
    'if (sym->dir_dep.tri == no && sym->rev_dep.tri != no)\n\tnewval.tri = no;\n',
    true,
  ],
  'writing.writesAuto confdata.c': ['#ifndef OPENWRT_DOES_NOT_WANT_THIS\n', false],
  'modes.seedsFromConfig conf.c': ['\tconf_read(input_file);\n', true],
  'modes.letters conf.c': ['enum input_mode {\n\tone,\n\ttwo,\n};\nchar *gch = "ab";\n', { a: 'one', b: 'two' }],
  'writing.honoursSourceDate confdata.c': ['s = getenv("SOURCE_DATE_EPOCH");\n', true],
};

const all = [...languageFingerprints, ...contextFingerprints, ...fingerprints, ...busyboxFingerprints];
const nothing = { read: () => '' };
const titleOf = ({ field, file }: Fingerprint): string => `${field} ${file}`;
/** What a text without any of the names shows: the value of a conf that has not the behaviour. */
const inferred = ({ infer }: Fingerprint, text: string): unknown => infer(text, dialects['linux-6.12'], nothing);
const other = 'int main(void)\n{\n\treturn 0;\n}\n';

/** Every name and every quoted text of a piece of code, without the code: declarations and a table of texts. */
function namesIn(text: string): string {
  const quoted = text.match(/"(?:\\.|[^"\\])*"/g) ?? [];
  const names = text.replace(/"(?:\\.|[^"\\])*"/g, ' ').match(/[A-Za-z_]\w*/g) ?? [];
  const calls = names.map((name) => `extern int ${name}_elsewhere, (*${name})();\n`);
  return `${calls.join('')}static const char *const texts[] = {\n${quoted.map((word) => `\t${word},\n`).join('')}};\n`;
}

describe.each(all.map((each) => [titleOf(each), each] as const))('%s', (title, each) => {
  const [text, value] = shown[title] ?? ['', undefined];

  it('is found where the code does it, and differs from a conf that does not', () => {
    expect(inferred(each, text)).toEqual(value);
    expect(inferred(each, other)).not.toEqual(value);
  });

  it('is not found where only the names are there, or a comment has it', () => {
    const without = inferred(each, other);
    expect(inferred(each, namesIn(text))).toEqual(without);
    expect(inferred(each, withoutComments(`/* was:\n${text.replaceAll('*/', '')}\n*/\n${other}`))).toEqual(without);
    const lines = text.split('\n').map((line) => `// ${line}`);
    expect(inferred(each, withoutComments(`${lines.join('\n')}\n${other}`))).toEqual(without);
  });
});

it('every fingerprint has its row and every row its fingerprint', () => {
  expect(Object.keys(shown).toSorted()).toEqual([...new Set(all.map(titleOf))].toSorted());
});

describe('the range check of each generation', () => {
  const fingerprint = fingerprints.find(({ field }) => field === 'values.userOutOfRange');
  const reading = (lines: string): unknown =>
    inferred(fingerprint as Fingerprint, `int conf_read(const char *n)\n{\n${lines}}\n`);
  const check = '\tif (sym_string_within_range(sym, text))\n\t\tbreak;\n';
  it('is in the lines after the call, whatever else names the function', () => {
    expect(reading(`${check}\tsym->flags &= ~(SYMBOL_DEF_USER | SYMBOL_VALID);\n`)).toBe('dropped');
    expect(reading(`${check}\tsym->flags &= ~SYMBOL_VALID;\n`)).toBe('reevaluated');
    expect(reading('\tif (!sym_string_within_range(sym, text)) {\n\t\tsym->flags &= ~SYMBOL_DEF_USER;\n\t}\n')).toBe(
      'dropped',
    );
    expect(reading('\tsym_calc_value(sym);\n')).toBe('clamped');
    const elsewhere = 'int conf_set(const char *v)\n{\n\tif (!sym_string_within_range(sym, v))\n\t\treturn 1;\n}\n';
    expect(inferred(fingerprint as Fingerprint, `${elsewhere}int conf_read(const char *n)\n{\n}\n`)).toBe('clamped');
  });
});

describe('source texts', () => {
  it('comments go, quotes and what looks like a comment in them stay', () => {
    expect(withoutComments('a /* b */ c // d\n"e /* f */" \'/\' g // h')).toBe('a  c \n"e /* f */" \'/\' g ');
    expect(withoutComments('n\t["\'] // x\n"open // y\n"\\"//" z')).toBe('n\t["\'] \n"open \n"\\"//" z');
    expect(withoutComments('a /* without end')).toBe('a ');
  });

  it('a function is its definition, not its prototype', () => {
    const text = 'int f(int);\nint f(int a)\n{\n\tif (a) {\n\t}\n}\nint g(void)\n{\n}\n';
    expect(bodyOf(text, /^int f\(/m)).toBe('int f(int a)\n{\n\tif (a) {\n\t}');
    expect(bodyOf(text, /^int h\(/m)).toBe('');
  });
});
