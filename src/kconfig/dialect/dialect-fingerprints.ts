/**
 * The features in the sources of a conf that show single behaviours. Each behaviour changed in its own release and was
 * ported on its own, so each is looked for where it is implemented, never inferred from a neighbour.
 * Sources: the files named, of Linux 5.10, 6.1, 6.6, 6.12, 7.1 and 7.2, Xen 4.17, coreboot 25.09, U-Boot
 * 2021.01 to 2025.01 and SeaBIOS 1.17; docs/kconfig-semantics.md §9.1.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { BehaviourAt, BehaviourPath, Dialect } from './dialect.ts';

/** Texts of a tool's sources by name; empty where there is no such file. */
export interface ToolSources {
  read(file: ByteString): ByteString;
}

/** A behaviour and where it shows. */
export interface Fingerprint {
  readonly field: BehaviourPath;
  /** The file that has to be there for the fingerprint to count; `lexer.l` and `parser.y` by either name. */
  readonly file: ByteString;
  /** The feature that was looked for, in words. */
  readonly what: string;
  /** Value of the behaviour; undefined leaves that of the row. */
  readonly infer: Inference<BehaviourPath>;
}

type Inference<Path extends BehaviourPath> = (
  text: ByteString,
  row: Dialect,
  sources: ToolSources,
) => BehaviourAt<Path> | undefined;

function fingerprint<Path extends BehaviourPath>(
  field: Path,
  file: ByteString,
  what: string,
  infer: Inference<Path>,
): Fingerprint {
  return { field, file, what, infer };
}

/** The behaviour is true exactly when the word is there. */
function shows(field: BooleanPath, file: ByteString, word: string): Fingerprint {
  return fingerprint(field, file, word, (text) => text.includes(word));
}

type BooleanPath = { [Path in BehaviourPath]: BehaviourAt<Path> extends boolean ? Path : never }[BehaviourPath];

/** Body of a C function: from its name to the first brace at the beginning of a line. */
function bodyOf(text: ByteString, head: RegExp): ByteString {
  const match = head.exec(text);
  if (match === null) return '';
  const end = text.indexOf('\n}', match.index);
  return text.slice(match.index, end < 0 ? text.length : end);
}

/** Grammar and words of the lexer with reserved keywords (5.0 and later). */
const language: readonly Fingerprint[] = [
  fingerprint('reading.unquotedTexts', 'parser.y', 'prompt: T_WORD', (text) => /^prompt:\s+T_WORD\b/m.test(text)),
  shows('reading.dashedHelp', 'lexer.l', '---help---'),
  shows('reading.pathWords', 'lexer.l', '({n}|[/.])+'),
  shows('reading.resetInChoice', 'lexer.l', 'T_RESET'),
  fingerprint('reading.moduleSwitch', 'parser.y', 'T_MODULES', (text) => {
    if (/T_OPTION\s+(?:T_MODULES|symbol_option_list)/.test(text)) return 'option modules';
    return /config_option:\s*T_MODULES/.test(text) ? 'modules' : undefined;
  }),
  shows('reading.optionDefconfigList', 'lexer.l', '"defconfig_list"'),
  shows('reading.optionAllnoconfigY', 'lexer.l', '"allnoconfig_y"'),
  shows('reading.transitional', 'lexer.l', '"transitional"'),
  fingerprint('reading.dependsIf', 'parser.y', 'depends on ... if', (text) =>
    /T_DEPENDS\s+T_ON\s+expr\s+if_expr/.test(text),
  ),
  fingerprint('reading.namedChoice', 'parser.y', 'name of a choice', (text) => /T_CHOICE\s+word_opt\b/.test(text)),
  shows('reading.optionalChoice', 'lexer.l', '"optional"'),
  fingerprint('reading.choicePromptByType', 'parser.y', 'type of a choice', (text) =>
    /choice_option:\s*(?:T_BOOL|T_TRISTATE|logic_type|type)\b/.test(text),
  ),
  fingerprint('reading.menuconfigInChoice', 'parser.y', 'statements in a choice', (text) =>
    inChoice(text, 'menuconfig_stmt'),
  ),
  fingerprint('reading.sourceInChoice', 'parser.y', 'statements in a choice', (text) => inChoice(text, 'source_stmt')),
  fingerprint('reading.anyInChoiceIf', 'parser.y', 'if_stmt_in_choice', (text) => !text.includes('if_stmt_in_choice')),
  fingerprint('reading.choiceSurvivesErrors', 'parser.y', 'errors in a choice', (text) =>
    /\|\s*(?:stmt_list_in_choice|choice_block)\s+error\b/.test(text),
  ),
  fingerprint('messages.memberTwice', 'parser.y', 'a second prompt of a member', (text, row) => {
    if (row.values.choiceEngine !== 'new') return undefined;
    return text.includes('must not have a prompt in another entry') ? 'error' : 'ok';
  }),
  fingerprint('messages.menuconfigFaultsAreErrors', 'parser.y', 'menuconfig without prompt', (text) =>
    /zconf_error\("menuconfig statement without prompt/.test(text),
  ),
  fingerprint('messages.wholeInclusionChain', 'lexer.l', 'report of a recursive inclusion', (text) =>
    text.includes('source_lineno'),
  ),
  fingerprint('messages.missingNewline', 'lexer.l', 'end of the top file', (text) => {
    if (/if \(current_buf\)\s*\{\s*zconf_endfile/.test(text)) return 'error';
    return /if \(current_file\)\s*\{\s*zconf_endfile/.test(text) ? 'warning' : undefined;
  }),
  fingerprint('messages.messagesNameStatementFile', 'lexer.l', 'current_pos', (text) =>
    text.includes('current_pos.file'),
  ),
  fingerprint('messages.syntaxErrorLineOffset', 'parser.y', 'line of a syntax error', (text) =>
    /lineno(?:\(\))?\s*\+\s*1\b/.test(bodyOf(text, /^static void yyerror\(const char \*\w+\)\s*\{/m)) ? 1 : 0,
  ),
  fingerprint('model.recursionOrder', 'parser.y', 'sym_check_deps', (text) =>
    /sym_check_deps\(menu->sym\)/.test(text) ? 'menu' : 'hash',
  ),
  // Once while arguments are collected, once more for the last one.
  fingerprint(
    'reading.macroArgumentLimit',
    'preprocess.c',
    'too many function arguments',
    (text) => (text.match(/pperror\("too many function arguments"\)/g) ?? []).length > 1,
  ),
  fingerprint('modes.checksConfigName', 'confdata.c', 'Is a directory', (text) => text.includes(': Is a directory')),
  fingerprint('modes.defaultDefconfig', 'confdata.c', 'conf_get_default_confname', (text) =>
    text.includes('conf_get_default_confname') ? 'arch/$(ARCH)/defconfig' : null,
  ),
  fingerprint('writing.touchesVanishedStrings', 'confdata.c', 'conf_touch_dep', (text) =>
    /\bconf_touch_dep\(/.test(text) ? true : undefined,
  ),
];

function inChoice(text: ByteString, statement: string): boolean {
  if (!text.includes('stmt_list_in_choice')) return true;
  return new RegExp(`stmt_list_in_choice\\s+${statement}\\b`).test(text);
}

/** The lexer with keywords in context (up to 4.20). */
const oldLanguage: readonly Fingerprint[] = [
  fingerprint('reading.booleanWord', 'zconf.gperf', 'boolean', (text) => /^boolean,/m.test(text)),
  fingerprint('reading.imply', 'zconf.gperf', 'imply', (text) => /^imply,/m.test(text)),
  fingerprint('reading.booleanWord', 'zconf.hash.c_shipped', 'boolean', (text) => text.includes('"boolean"')),
  fingerprint('reading.imply', 'zconf.hash.c_shipped', 'imply', (text) => text.includes('"imply"')),
  fingerprint('reading.dashedHelp', 'zconf.gperf', '---help---', (text) => /^---help---,/m.test(text)),
  fingerprint('reading.booleanWord', 'kconf_id.c', 'boolean', (text) => text.includes('"boolean"')),
  fingerprint('reading.imply', 'kconf_id.c', 'imply', (text) => text.includes('"imply"')),
  fingerprint('reading.orderRelations', 'parser.y', 'T_LESS', (text) => text.includes('T_LESS')),
  fingerprint('messages.reportsOuterDefault', 'menu.c', 'is not contained in the choice', (text) =>
    text.includes('is not contained in the choice'),
  ),
  fingerprint('messages.fileErrorsOnStdout', 'lexer.l', 'files that cannot be opened', (text) =>
    /\bprintf\("%s:%d: can't open file/.test(text),
  ),
  fingerprint('messages.inclusionReport', 'lexer.l', 'report of a recursive inclusion', (text) =>
    text.includes("current file : '%s'") ? 'quoted' : undefined,
  ),
  fingerprint('reading.endOfFileEndsString', 'lexer.l', 'end of the file in a string', (text) =>
    /BEGIN\(INITIAL\);\s*yylval\.string = text;\s*return T_WORD_QUOTE;/.test(text),
  ),
  fingerprint('messages.placesCharacters', 'lexer.l', 'place of an unsupported character', (text) =>
    text.includes('current_file->name, yylineno, chr'),
  ),
  shows('messages.reportsHelpFaults', 'parser.y', 'blank help text'),
  fingerprint(
    'reading.rootPrompt',
    'parser.y',
    'prompt of the main menu',
    (text) => /menu_add_prompt\(P_MENU, (?:strdup\()?"([^"]+)"/.exec(text)?.[1],
  ),
];

/** Values: symbols, expressions, choices. */
const evaluation: readonly Fingerprint[] = [
  fingerprint('values.clampedText', 'symbol.c', 'text of a clamped value', (text) =>
    text.includes('char str[64]') ? 'reformatted' : 'verbatim',
  ),
  fingerprint('model.recursionDocument', 'symbol.c', 'document about recursion', (text) => {
    if (text.includes('kconfig-language.rst')) return 'rst';
    return text.includes('kconfig-language.txt') ? 'txt' : undefined;
  }),
  fingerprint('messages.boolName', 'symbol.c', 'name of bool', (text) =>
    /return "boolean";/.test(text) ? 'boolean' : 'bool',
  ),
  fingerprint(
    'modes.alwaysOffersHelp',
    'conf.c',
    'menu_has_help',
    (text) => !/menu_has_help\(menu\)\)\s*printf\("\/\?"\)/.test(text),
  ),
  fingerprint('model.recursionAdvice', 'symbol.c', 'place of the document', (text) => {
    const at = text.indexOf('For a resolution refer to');
    return at >= 0 && at < text.indexOf('value contains %s') ? 'each' : undefined;
  }),
  fingerprint('model.recursionIsFatal', 'symbol.c', 'end of a recursion', (text) =>
    text.includes('sym_check_deps(') ? !/if \(sym2 && sym2 == sym\)/.test(text) : undefined,
  ),
  fingerprint('model.recursionReportHasLocations', 'symbol.c', 'report of a recursion', (text) => {
    if (text.includes('"error: recursive dependency detected')) return false;
    return text.includes(':error: recursive dependency detected') ? true : undefined;
  }),
  fingerprint('messages.unmetReport', 'symbol.c', 'report of unmet dependencies', (text) =>
    text.includes(') selects %s which has unmet direct dependencies (') ? 'line' : undefined,
  ),
  shows('model.boolifiesConditions', 'expr.c', 'expr_trans_bool'),
  fingerprint('model.foldsConstants', 'expr.c', 'expr_hashtable', (text) => text.includes('expr_hashtable')),
  fingerprint('values.keepsExpressionValues', 'expr.c', 'val_is_valid', (text) => text.includes('val_is_valid')),
  fingerprint('model.membersHaveNoSubMenu', 'menu.c', 'inside_choice', (text) => text.includes('inside_choice')),
  fingerprint('model.constantsAreTyped', 'symbol.c', 'type of symbol_yes', (text) =>
    /symbol_yes\s*=\s*\{[^}]*\bS_TRISTATE\b/.test(text),
  ),
  fingerprint('values.emptyNumber', 'symbol.c', '0x0', (text) =>
    text.includes('"0x0"') ? { int: '0', hex: '0x0' } : { int: '', hex: '' },
  ),
  fingerprint('values.implyCapped', 'symbol.c', 'imply capped by the direct dependency', (text) =>
    /EXPR_AND\(newval\.tri,\s*sym->dir_dep\.tri\)/.test(text),
  ),
  fingerprint('values.writesDefaultN', 'symbol.c', 'a default that is n', (text) =>
    /SYMBOL_WRITE;\s*newval\.tri = EXPR_AND\(expr_calc_value\(prop->expr\)/.test(text),
  ),
  fingerprint('values.comparison', 'expr.c', 'expr_parse_string', (text) => {
    const reader = bodyOf(text, /^static enum string_value_kind expr_parse_string\(/m);
    if (reader === '') return 'texts';
    return /case S_TRISTATE:\s*return k_string;/.test(reader) ? 'mixed' : 'numbers';
  }),
  fingerprint('values.membersStayWritten', 'symbol.c', 'SYMBOL_WRITE of members of a choice', (text) =>
    /if \(!sym_is_choice_value\(sym\)\)\s*sym->flags &= ~SYMBOL_WRITE;/.test(text),
  ),
  fingerprint('values.modWithoutModulesIsNo', 'symbol.c', 'text of m without modules', (text) =>
    /modules_sym->curr\.tri\s*==\s*no\)?\s*\?\s*"n"/.test(text),
  ),
  fingerprint('modes.randomRepeat', 'conf.c', 'randomize_choice_values', (conf, _row, sources) => {
    const repeats = /has_changed\s*(\|?=)\s*randomize_choice/.exec(conf + sources.read('confdata.c'));
    if (repeats === null) return undefined;
    return repeats[1] === '=' ? 'last' : 'any';
  }),
];

/** Modes, questions and messages of conf itself. */
const modes: readonly Fingerprint[] = [
  fingerprint('modes.seedStream', 'conf.c', 'KCONFIG_SEED=', (text) => {
    if (/fprintf\(\s*stderr,\s*"KCONFIG_SEED=/.test(text)) return 'stderr';
    return /\bprintf\(\s*"KCONFIG_SEED=/.test(text) ? 'stdout' : undefined;
  }),
  fingerprint('modes.inputEndGuard', 'conf.c', 'end of input', (text) => text.includes('end of input')),
  fingerprint('modes.olddefconfigLooks', 'conf.c', 'olddefconfig in check_conf', (text) =>
    text.includes('input_mode != olddefconfig'),
  ),
  fingerprint('modes.listsNewValues', 'conf.c', 'names in listnewconfig', (text) =>
    /printf\("%s%s\\n", CONFIG_, sym->name\)/.test(text) ? false : undefined,
  ),
  fingerprint('modes.syncNeedsConfig', 'conf.c', 'syncconfig without .config', (text) =>
    /Configuration file \\"%s\\" not found/.test(text),
  ),
  shows('modes.syncNeedsTerminal', 'conf.c', 'check_stdin('),
  fingerprint('modes.oldconfigShowsMenus', 'conf.c', 'menus of oldconfig', (text) =>
    /input_mode == (?:silentold|sync)config \|\|/.test(text),
  ),
  fingerprint('modes.answerEcho', 'conf.c', 'a newline after an answer', (text) =>
    /if \(!tty_stdio\)\s*printf\("\\n"\)/.test(text) ? 'newline' : 'line',
  ),
  fingerprint('modes.lineSize', 'conf.c', 'line buffer', (text) => (text.includes('char line[128]') ? 128 : 4096)),
  fingerprint('modes.syncIsSilent', 'conf.c', 'messages of syncconfig', (text) =>
    /conf_set_message_callback\(NULL\);\s*sync_kconfig = 1;/.test(text),
  ),
  fingerprint('modes.syncWritesOnlyChanges', 'conf.c', 'syncconfig writes .config', (text) =>
    /conf_get_changed\(\) && conf_write\(NULL\)/.test(text),
  ),
  shows('modes.hasHelpNew', 'conf.c', '"helpnewconfig"'),
  shows('modes.hasRewriteModes', 'conf.c', '"yes2modconfig"'),
  shows('modes.hasMod2no', 'conf.c', '"mod2noconfig"'),
  fingerprint('modes.helpLayout', 'menu.c', 'layout of help texts', (text) => {
    if (!text.includes('get_def_str')) return 'old';
    return /menu = prop->menu->parent;/.test(text) ? '5.10' : '6.1';
  }),
  fingerprint('reading.shellLimit', 'preprocess.c', 'room for shell output', (text) => {
    const isShort = /char\s+buf\[256\]/.test(text);
    if (isShort === /char\s+buf\[4096\]/.test(text)) return undefined;
    return isShort ? 255 : 4095;
  }),
  fingerprint('reading.repeatedSourceFails', 'util.c', 'repeated inclusion', (text) =>
    text.includes('repeated inclusion'),
  ),
];

/** Reading and writing of files. */
const files: readonly Fingerprint[] = [
  fingerprint('dotConfig.notSetLines', 'confdata.c', '"is not set" lines', (text) => {
    if (/\bstrcmp\(p, "is not set"\)/.test(text)) return 'exact';
    return text.includes("line[1] != ' '") ? 'half' : 'loose';
  }),
  fingerprint('dotConfig.warnsLineWithoutEquals', 'confdata.c', 'lines without =', (text) =>
    /strchr\([^;]*'='\);\s*if \(!p\)\s*\{\s*conf_warning/.test(text),
  ),
  fingerprint('dotConfig.warnsNotSetNumber', 'confdata.c', '"is not set" of numbers', (text) =>
    text.includes('val = "n";'),
  ),
  fingerprint('values.userOutOfRange', 'confdata.c', 'range check after reading', (text, row) => {
    if (!text.includes('sym_string_within_range')) return 'clamped';
    // Linux 6.8 looks at the range, computes the value again, and keeps what the user has set.
    if (/sym_string_within_range\([^;]*\)\)\s*break;\s*sym->flags\s*&=\s*~SYMBOL_VALID;/.test(text))
      return 'reevaluated';
    return row.values.userOutOfRange === 'clamped' ? 'dropped' : undefined;
  }),
  fingerprint('dotConfig.reassignment', 'confdata.c', 'conf_notice', (text) =>
    text.includes('conf_notice') ? 'notice' : undefined,
  ),
  fingerprint('dotConfig.choiceReadMessages', 'confdata.c', 'changes choice state', (text) => {
    if (!text.includes('changes choice state')) return 'none';
    return text.includes('conf_notice') ? 'notice' : 'warning';
  }),
  fingerprint('dotConfig.unknownSymbols', 'confdata.c', 'KCONFIG_WARN_UNKNOWN_SYMBOLS', (text) =>
    text.includes('KCONFIG_WARN_UNKNOWN_SYMBOLS') ? 'opt-in' : 'never',
  ),
  fingerprint('dotConfig.werror', 'confdata.c', 'KCONFIG_WERROR', (text, _row, sources) => {
    if (!(text + sources.read('conf.c')).includes('KCONFIG_WERROR')) return 'ignored';
    return /conf_warnings && werror/.test(text) ? 'reading' : 'all';
  }),
  fingerprint('writing.recalculatesForAuto', 'confdata.c', 'values before the auto files', (text) =>
    /sym_clear_all_valid\(\)/.test(bodyOf(text, /^int conf_write_autoconf\(.*\)\s*\{/m)),
  ),
  fingerprint('writing.autoNeedsDirectories', 'confdata.c', 'directories for auto files', (text) =>
    text.includes('conf_write_autoconf(') ? !text.includes('make_parent_dir(') : undefined,
  ),
  fingerprint('writing.oldAutoForgetsValues', 'confdata.c', 'reading auto.conf', (text) =>
    /~\(def_flags\s*\|\s*SYMBOL_VALID\)/.test(text),
  ),
  shows('writing.warnsChangedInput', 'confdata.c', 'KCONFIG_WARN_CHANGED_INPUT'),
  shows('writing.remembersWritten', 'confdata.c', 'SYMBOL_WRITTEN'),
  shows('writing.saysNoChange', 'confdata.c', 'is_same('),
  fingerprint('writing.endOfMenu', 'confdata.c', '# end of', (text) => {
    if (!text.includes('# end of')) return 'none';
    return /P_MENU\)\s*\{\s*fprintf\(out, "# end of/.test(text) ? 'all' : 'non-empty';
  }),
  fingerprint('writing.autoConfQuotes', 'confdata.c', 'strings in auto.conf', (text) => {
    const printer = bodyOf(text, /^static void print_symbol_for_autoconf\(/m);
    return !/__print_symbol\([^;]*\bfalse\)/.test(printer);
  }),
  fingerprint('writing.headerHasBlankLines', 'confdata.c', 'comment_style', (text) => !text.includes('comment_style')),
  fingerprint('writing.headerNamesAll', 'confdata.c', 'symbols of autoconf.h', (text) =>
    /SYMBOL_WRITE\)\)\s*\{\s*conf_write_symbol\(out_h/.test(text),
  ),
  fingerprint('writing.extraAutoFile', 'confdata.c', 'the extra auto file', (text) => {
    if (text.includes('rustc_cfg')) return 'rustc_cfg';
    return text.includes('tristate.conf') ? 'tristate.conf' : 'none';
  }),
  fingerprint('writing.writesDefconfigList', 'menu.c', 'flags of sym_defconfig_list', (text) =>
    text.includes('sym_defconfig_list = ') ? !text.includes('sym_defconfig_list->flags |=') : undefined,
  ),
  fingerprint('model.loopsEnd', 'symbol.c', 'recursive_is_error', (text) => text.includes('!recursive_is_error &&')),
  fingerprint('values.ignoresUnmetSelects', 'symbol.c', 'a select of n dependencies', (text) =>
    /dir_dep\.tri == no && sym->rev_dep\.tri != no\)\s*newval\.tri = no;/.test(text),
  ),
  fingerprint('writing.writesAuto', 'confdata.c', 'OPENWRT_DOES_NOT_WANT_THIS', (text) =>
    text.includes('OPENWRT_DOES_NOT_WANT_THIS') ? false : undefined,
  ),
  fingerprint('modes.seedsFromConfig', 'conf.c', 'conf_read(input_file)', (text) =>
    text.includes('conf_read(input_file)'),
  ),
  fingerprint('modes.letters', 'conf.c', 'letters in the order of input_mode', (text) => {
    // uClibc-ng: `char *gch = "asony…"` next to `enum input_mode`.
    const letters = /\bgch = "([A-Za-z]+)"/.exec(text)?.[1];
    const names = /enum input_mode \{([^}]*)\}/.exec(text)?.[1]?.match(/\w+/g);
    if (letters === undefined || names === undefined || names === null) return undefined;
    return Object.fromEntries([...letters].map((letter, at) => [letter, names[at] ?? '']));
  }),
  shows('writing.negatives', 'confdata.c', 'KCONFIG_NEGATIVES'),
  fingerprint('writing.writesAutoOutsideSync', 'confdata.c', 'conf_write_autoconf(overwrite)', (text) =>
    /conf_write_autoconf\((?:int|bool) overwrite/.test(text),
  ),
  fingerprint('writing.dependencyFile', 'confdata.c', 'autoconfig :=', (text, row) => {
    if (text.includes('autoconfig :=')) return '6.12';
    if (row.writing.dependencyFile === 'buildroot' || !text.includes('deps_config :=')) return undefined;
    return text.includes('if (file->next)') ? '4.20' : '6.1';
  }),
  fingerprint('writing.touchFiles', 'confdata.c', 'names of touch files', (text) =>
    /\btolower\(/.test(text) ? 'lower-h' : 'verbatim',
  ),
  fingerprint('writing.touchDirectory', 'confdata.c', 'directory of touch files', (text) => {
    if (text.includes('KCONFIG_SPLITCONFIG')) return 'KCONFIG_SPLITCONFIG';
    if (/strcpy\(depfile_path, "include\/config\/"\)/.test(text)) return 'include/config';
    return /strrchr\(name, '\/'\);\s*depfile_prefix_len/.test(text) ? 'auto.conf' : undefined;
  }),
  fingerprint('model.hashBuckets', 'expr.h', 'SYMBOL_HASHSIZE', (text, _row, sources) => {
    const all = text + sources.read('internal.h');
    if (/SYMBOL_HASHSIZE\s+9973/.test(all)) return 9973;
    return /SYMBOL_HASHSIZE\s+\(1U << 14\)/.test(all) ? 16384 : undefined;
  }),
];

/** Fingerprints of the busybox generation, which is older than all that the others look for. */
export const busyboxFingerprints: readonly Fingerprint[] = [
  fingerprint('modes.inputEndStops', 'conf.c', 'end of the input', (text) => text.includes('if (!fgets(')),
  shows('writing.honoursSourceDate', 'confdata.c', 'SOURCE_DATE_EPOCH'),
];

/** Fingerprints of every other conf. */
export const fingerprints: readonly Fingerprint[] = [...evaluation, ...modes, ...files];

/** Those of a conf with reserved keywords. */
export const languageFingerprints: readonly Fingerprint[] = language;

/** Those of a conf with keywords in context. */
export const contextFingerprints: readonly Fingerprint[] = oldLanguage;
