/**
 * The features in the sources of a conf that show single behaviours. Each behaviour changed in its own release and was
 * ported on its own, so each is looked for where it is implemented, never inferred from a neighbour.
 * Sources: the files named, of Linux 5.10, 6.1, 6.6, 6.12, 7.1 and 7.2, Xen 4.17, coreboot 25.09, U-Boot
 * 2021.01 to 2025.01 and SeaBIOS 1.17; docs/kconfig-semantics.md §9.1.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { BehaviourAt, BehaviourPath, Dialect } from './dialect.ts';
import { bodyOf } from './source-text.ts';

/** Texts of a tool's sources by name, without their comments; empty where there is no such file. */
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

/** The behaviour is true exactly when the code is there. */
function shows(field: BooleanPath, file: ByteString, what: string, code: RegExp): Fingerprint {
  return fingerprint(field, file, what, (text) => code.test(text));
}

type BooleanPath = { [Path in BehaviourPath]: BehaviourAt<Path> extends boolean ? Path : never }[BehaviourPath];

/** The question whether changes of what was read are reported (7.2). */
export const changedInput = /getenv\("KCONFIG_WARN_CHANGED_INPUT"\)/;

/** Grammar and words of the lexer with reserved keywords (5.0 and later). */
const language: readonly Fingerprint[] = [
  fingerprint('reading.unquotedTexts', 'parser.y', 'prompt: T_WORD', (text) => /^prompt:\s+T_WORD\b/m.test(text)),
  shows('reading.dashedHelp', 'lexer.l', '---help---', /"---help---"\s+return T_HELP\b/),
  shows('reading.pathWords', 'lexer.l', '({n}|[/.])+', /\(\{n\}\|\[\/\.\]\)\+/),
  shows('reading.resetInChoice', 'lexer.l', 'T_RESET', /\breturn T_RESET\b/),
  fingerprint('reading.moduleSwitch', 'parser.y', 'T_MODULES', (text) => {
    if (/T_OPTION\s+(?:T_MODULES|symbol_option_list)/.test(text)) return 'option modules';
    return /config_option:\s*T_MODULES/.test(text) ? 'modules' : undefined;
  }),
  shows('reading.optionDefconfigList', 'lexer.l', '"defconfig_list"', /"defconfig_list"\s+return T_DEFCONFIG_LIST\b/),
  shows('reading.optionAllnoconfigY', 'lexer.l', '"allnoconfig_y"', /"allnoconfig_y"\s+return T_ALLNOCONFIG_Y\b/),
  shows('reading.transitional', 'lexer.l', '"transitional"', /"transitional"\s+return T_TRANSITIONAL\b/),
  fingerprint('reading.dependsIf', 'parser.y', 'depends on ... if', (text) =>
    /T_DEPENDS\s+T_ON\s+expr\s+if_expr/.test(text),
  ),
  fingerprint('reading.namedChoice', 'parser.y', 'name of a choice', (text) => /T_CHOICE\s+word_opt\b/.test(text)),
  shows('reading.optionalChoice', 'lexer.l', '"optional"', /"optional"\s+return T_OPTIONAL\b/),
  fingerprint('reading.choicePromptByType', 'parser.y', 'type of a choice', (text) =>
    /choice_option:\s*(?:T_BOOL|T_TRISTATE|logic_type|type)\b/.test(text),
  ),
  fingerprint('reading.menuconfigInChoice', 'parser.y', 'statements in a choice', (text) =>
    inChoice(text, 'menuconfig_stmt'),
  ),
  fingerprint('reading.sourceInChoice', 'parser.y', 'statements in a choice', (text) => inChoice(text, 'source_stmt')),
  fingerprint('reading.anyInChoiceIf', 'parser.y', 'if_stmt_in_choice', (text) => {
    if (hasOwnList(text)) return !/\bstmt_list_in_choice\s+if_stmt_in_choice\b/.test(text);
    return takesCommon(text) ? true : undefined;
  }),
  fingerprint('reading.choiceSurvivesErrors', 'parser.y', 'errors in a choice', (text) =>
    /\|\s*(?:stmt_list_in_choice|choice_block)\s+error\b/.test(text),
  ),
  shows(
    'messages.choiceFaultsAreErrors',
    'parser.y',
    'choice without prompt',
    /printf\([^;]*error: choice must have a prompt/,
  ),
  fingerprint('messages.memberTwice', 'parser.y', 'a second prompt of a member', (text, row) => {
    if (row.values.choiceEngine !== 'new') return undefined;
    return /printf\([^;]*must not have a prompt in another entry/.test(text) ? 'error' : 'ok';
  }),
  fingerprint('messages.menuconfigFaultsAreErrors', 'parser.y', 'menuconfig without prompt', (text) =>
    /zconf_error\("menuconfig statement without prompt/.test(text),
  ),
  fingerprint('messages.wholeInclusionChain', 'lexer.l', 'report of a recursive inclusion', (text) =>
    /printf\([^;]*->source_lineno\b/.test(text),
  ),
  fingerprint('messages.missingNewline', 'lexer.l', 'end of the top file', (text) => {
    if (/if \(current_buf\)\s*\{\s*zconf_endfile/.test(text)) return 'error';
    return /if \(current_file\)\s*\{\s*zconf_endfile/.test(text) ? 'warning' : undefined;
  }),
  fingerprint('messages.messagesNameStatementFile', 'lexer.l', 'current_pos', (text) =>
    /return current_pos\.file \?/.test(text),
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
  fingerprint('modes.checksConfigName', 'confdata.c', 'Is a directory', (text) =>
    /fprintf\(stderr, "%s: Is a directory/.test(bodyOf(text, /^int conf_write\(/m)),
  ),
  fingerprint('modes.syncNeedsConfig', 'conf.c', 'syncconfig without .config', (text) =>
    /Configuration file \\"%s\\" not found[^;]*;\s*exit\(1\)/.test(text),
  ),
  fingerprint('modes.defaultDefconfig', 'conf.c', 'conf_get_default_confname', (text) =>
    /= conf_get_default_confname\(\)/.test(text) ? 'arch/$(ARCH)/defconfig' : null,
  ),
  fingerprint('writing.touchesVanishedStrings', 'confdata.c', 'conf_touch_dep', (text) =>
    /\bconf_touch_dep\(/.test(bodyOf(text, /^int conf_read_simple\(/m)) ? true : undefined,
  ),
];

/** Statements of a choice are a list of their own (5.10 and later). */
function hasOwnList(text: ByteString): boolean {
  return /^stmt_list_in_choice:/m.test(text);
}

/** Statements of a choice are those of everywhere. */
function takesCommon(text: ByteString): boolean {
  return /\|\s*choice_block\s+common_stmt\b/.test(text);
}

function inChoice(text: ByteString, statement: 'menuconfig_stmt' | 'source_stmt'): boolean | undefined {
  if (hasOwnList(text)) return new RegExp(`\\bstmt_list_in_choice\\s+${statement}\\b`).test(text);
  return takesCommon(text) ? true : undefined;
}

/** The lexer with keywords in context (up to 4.20). */
const oldLanguage: readonly Fingerprint[] = [
  fingerprint('reading.booleanWord', 'zconf.gperf', 'boolean', (text) => /^boolean,/m.test(text)),
  fingerprint('reading.imply', 'zconf.gperf', 'imply', (text) => /^imply,/m.test(text)),
  fingerprint('reading.booleanWord', 'zconf.hash.c_shipped', 'boolean', (text) => /\bsizeof\("boolean"\)/.test(text)),
  fingerprint('reading.imply', 'zconf.hash.c_shipped', 'imply', (text) => /\bsizeof\("imply"\)/.test(text)),
  fingerprint('reading.dashedHelp', 'zconf.gperf', '---help---', (text) => /^---help---,/m.test(text)),
  fingerprint('reading.booleanWord', 'kconf_id.c', 'boolean', (text) => /\{\s*"boolean",\s*T_TYPE\b/.test(text)),
  fingerprint('reading.imply', 'kconf_id.c', 'imply', (text) => /\{\s*"imply",\s*T_IMPLY\b/.test(text)),
  fingerprint('reading.orderRelations', 'parser.y', 'T_LESS', (text) =>
    /\bT_LESS = \d|\bsymbol T_LESS symbol\b/.test(text),
  ),
  fingerprint('messages.reportsOuterDefault', 'menu.c', 'is not contained in the choice', (text) =>
    /_warn\([^;]*is not contained in the choice/.test(text),
  ),
  fingerprint('messages.fileErrorsOnStdout', 'lexer.l', 'files that cannot be opened', (text) =>
    /\bprintf\("%s:%d: can't open file/.test(text),
  ),
  fingerprint('messages.inclusionReport', 'lexer.l', 'report of a recursive inclusion', (text) =>
    /printf\([^;]*current file : '%s'/.test(text) ? 'quoted' : undefined,
  ),
  shows(
    'messages.reportsHelpFaults',
    'parser.y',
    'blank help text',
    /\bzconf(?:print|_error)\([^;]*defined with blank help text/,
  ),
  fingerprint('reading.endOfFileEndsString', 'lexer.l', 'end of the file in a string', (text) =>
    /BEGIN\(INITIAL\);\s*yylval\.string = text;\s*return T_WORD_QUOTE;/.test(text),
  ),
  fingerprint('messages.placesCharacters', 'lexer.l', 'place of an unsupported character', (text) =>
    /\bcurrent_file->name, yylineno, chr\);/.test(text),
  ),
  fingerprint(
    'reading.rootPrompt',
    'parser.y',
    'prompt of the main menu',
    (text) => /menu_add_prompt\(P_MENU, (?:strdup\()?"([^"]+)"/.exec(text)?.[1],
  ),
];

/** Values: symbols, expressions, choices. */
const evaluation: readonly Fingerprint[] = [
  fingerprint('values.clampedText', 'symbol.c', 'text of a clamped value', (text) => {
    const body = bodyOf(text, /^static void sym_validate_range\(/m);
    if (/\bsprintf\(str,/.test(body)) return 'reformatted';
    return /sym->curr\.val = \w+->curr\.val;/.test(body) ? 'verbatim' : undefined;
  }),
  fingerprint('model.recursionDocument', 'symbol.c', 'document about recursion', (text) => {
    const name = /printf\(stderr,\s*"For a resolution refer to [\w/]*kconfig-language\.(rst|txt)\\n/.exec(text);
    return name === null ? undefined : name[1] === 'rst' ? 'rst' : 'txt';
  }),
  fingerprint('messages.boolName', 'symbol.c', 'name of bool', (text) => {
    const name = /return "(bool(?:ean)?)";/.exec(bodyOf(text, /^const char \*sym_type_name\(/m))?.[1];
    return name === undefined ? undefined : name === 'bool' ? 'bool' : 'boolean';
  }),
  fingerprint(
    'modes.alwaysOffersHelp',
    'conf.c',
    'menu_has_help',
    (text) => !/menu_has_help\(menu\)\)\s*printf\("\/\?"\)/.test(text),
  ),
  fingerprint('model.recursionAdvice', 'symbol.c', 'place of the document', (text) =>
    // The line with the document is a call of its own before those with the steps.
    /printf\(stderr, "For a resolution refer to [^;]*;\s*fprintf\([^;]*;\s*if \(stack->expr\)/.test(text)
      ? 'each'
      : undefined,
  ),
  fingerprint('model.recursionIsFatal', 'symbol.c', 'end of a recursion', (text) =>
    /= sym_check_deps\(/.test(text) ? !/if \(sym2 && sym2 == sym\)/.test(text) : undefined,
  ),
  fingerprint('model.recursionReportHasLocations', 'symbol.c', 'report of a recursion', (text) => {
    if (/fprintf\(stderr, "error: recursive dependency detected/.test(text)) return false;
    return /fprintf\(stderr, "%s:%d:error: recursive dependency detected/.test(text) ? true : undefined;
  }),
  fingerprint('messages.unmetReport', 'symbol.c', 'report of unmet dependencies', (text) =>
    /fprintf\(stderr, "\) selects %s which has unmet direct dependencies \("/.test(text) ? 'line' : undefined,
  ),
  fingerprint('model.boolifiesConditions', 'expr.c', 'expr_trans_bool', (text) =>
    /\bcase E_UNEQUAL:/.test(bodyOf(text, /^struct expr \*expr_trans_bool\(/m)),
  ),
  shows('model.foldsConstants', 'expr.c', 'expr_hashtable', /\bhash_add\(expr_hashtable,/),
  shows('values.keepsExpressionValues', 'expr.c', 'val_is_valid', /if \(!e->val_is_valid\)/),
  shows('model.membersHaveNoSubMenu', 'menu.c', 'inside_choice', /else if \(!inside_choice && sym\)/),
  fingerprint('model.constantsAreTyped', 'symbol.c', 'type of symbol_yes', (text) =>
    /symbol_yes\s*=\s*\{[^}]*\bS_TRISTATE\b/.test(text),
  ),
  fingerprint('values.emptyNumber', 'symbol.c', '0x0', (text) =>
    /newval\.val = "0x0";/.test(bodyOf(text, /^void sym_calc_value\(/m))
      ? { int: '0', hex: '0x0' }
      : { int: '', hex: '' },
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
  fingerprint('modes.inputEndGuard', 'conf.c', 'end of input', (text) =>
    /printf\([^;]*no value for new symbol '%s' at end of input/.test(text),
  ),
  fingerprint('modes.olddefconfigLooks', 'conf.c', 'olddefconfig in check_conf', (text) =>
    /if \(input_mode != olddefconfig\)/.test(bodyOf(text, /^static void check_conf\(/m)),
  ),
  fingerprint('modes.listsNewValues', 'conf.c', 'names in listnewconfig', (text) =>
    /printf\("%s%s\\n", CONFIG_, sym->name\)/.test(text) ? false : undefined,
  ),
  shows('modes.syncNeedsTerminal', 'conf.c', 'check_stdin', /\bcheck_stdin\(\);/),
  fingerprint('modes.oldconfigShowsMenus', 'conf.c', 'menus of oldconfig', (text) =>
    /input_mode == (?:silentold|sync)config \|\|/.test(text),
  ),
  fingerprint('modes.answerEcho', 'conf.c', 'a newline after an answer', (text) =>
    /if \(!tty_stdio\)\s*printf\("\\n"\)/.test(text) ? 'newline' : 'line',
  ),
  fingerprint('modes.lineSize', 'conf.c', 'line buffer', (text) => (/\bchar line\[128\];/.test(text) ? 128 : 4096)),
  fingerprint('modes.syncIsSilent', 'conf.c', 'messages of syncconfig', (text) =>
    /conf_set_message_callback\(NULL\);\s*sync_kconfig = 1;/.test(text),
  ),
  fingerprint('modes.syncWritesOnlyChanges', 'conf.c', 'syncconfig writes .config', (text) =>
    /conf_get_changed\(\) && conf_write\(NULL\)/.test(text),
  ),
  shows('modes.hasHelpNew', 'conf.c', '"helpnewconfig"', /\{\s*"helpnewconfig",\s*no_argument\b/),
  shows('modes.hasRewriteModes', 'conf.c', '"yes2modconfig"', /\{\s*"yes2modconfig",\s*no_argument\b/),
  shows('modes.hasMod2no', 'conf.c', '"mod2noconfig"', /\{\s*"mod2noconfig",\s*no_argument\b/),
  fingerprint('modes.helpLayout', 'menu.c', 'layout of help texts', (text) => {
    if (!/\bget_def_str\(r, \w/.test(text)) return 'old';
    return /menu = prop->menu->parent;/.test(text) ? '5.10' : '6.1';
  }),
  fingerprint('reading.shellLimit', 'preprocess.c', 'room for shell output', (text) => {
    const size = /char\s+buf\[(256|4096)\]/.exec(bodyOf(text, /^static char \*do_shell\(/m))?.[1];
    return size === undefined ? undefined : size === '256' ? 255 : 4095;
  }),
  fingerprint('reading.repeatedSourceFails', 'util.c', 'repeated inclusion', (text) =>
    /printf\([^;]*error: repeated inclusion of %s/.test(text),
  ),
];

/** Reading and writing of files. */
const files: readonly Fingerprint[] = [
  fingerprint('dotConfig.notSetLines', 'confdata.c', '"is not set" lines', (text) => {
    if (/\bstrcmp\(p, "is not set"\)/.test(text)) return 'exact';
    return /if \(line\[1\] != ' '\)/.test(text) ? 'half' : 'loose';
  }),
  fingerprint('dotConfig.warnsLineWithoutEquals', 'confdata.c', 'lines without =', (text) =>
    /strchr\([^;]*'='\);\s*if \(!p\)\s*\{\s*conf_warning/.test(text),
  ),
  fingerprint('dotConfig.warnsNotSetNumber', 'confdata.c', '"is not set" of numbers', (text) =>
    /\bval = "n";/.test(bodyOf(text, /^int conf_read_simple\(/m)),
  ),
  fingerprint('values.userOutOfRange', 'confdata.c', 'range check after reading', (text) => {
    const body = bodyOf(text, /^int conf_read\(/m);
    if (body === '') return undefined;
    const at = body.indexOf('sym_string_within_range(');
    if (at < 0) return 'clamped';
    const next = body.indexOf('->flags &= ~', at);
    if (next < 0) return undefined;
    const flags = body.slice(next, body.indexOf(';', next));
    // Linux 6.8 looks at the range, computes the value again, and keeps what the user has set.
    return flags.includes('SYMBOL_DEF_USER') ? 'dropped' : 'reevaluated';
  }),
  fingerprint('dotConfig.reassignment', 'confdata.c', 'conf_notice', (text) =>
    /\bconf_notice\("override: reassigning/.test(text) ? 'notice' : undefined,
  ),
  fingerprint('dotConfig.choiceReadMessages', 'confdata.c', 'changes choice state', (text) => {
    const call = /\bconf_(warning|notice)\("[^"]*changes choice state/.exec(text)?.[1];
    return call === undefined ? 'none' : call === 'notice' ? 'notice' : 'warning';
  }),
  fingerprint('dotConfig.unknownSymbols', 'confdata.c', 'KCONFIG_WARN_UNKNOWN_SYMBOLS', (text) =>
    /getenv\("KCONFIG_WARN_UNKNOWN_SYMBOLS"\)/.test(text) ? 'opt-in' : 'never',
  ),
  fingerprint('dotConfig.werror', 'confdata.c', 'KCONFIG_WERROR', (text, _row, sources) => {
    if (!/getenv\("KCONFIG_WERROR"\)/.test(text + sources.read('conf.c'))) return 'ignored';
    return /conf_warnings && werror/.test(text) ? 'reading' : 'all';
  }),
  fingerprint('writing.recalculatesForAuto', 'confdata.c', 'values before the auto files', (text) =>
    /sym_clear_all_valid\(\)/.test(bodyOf(text, /^int conf_write_autoconf\(.*\)\s*\{/m)),
  ),
  fingerprint('writing.autoNeedsDirectories', 'confdata.c', 'directories for auto files', (text) =>
    /^int conf_write_autoconf\(/m.test(text) ? !/\bmake_parent_dir\(\w/.test(text) : undefined,
  ),
  fingerprint('writing.oldAutoForgetsValues', 'confdata.c', 'reading auto.conf', (text) =>
    /~\(def_flags\s*\|\s*SYMBOL_VALID\)/.test(text),
  ),
  shows('writing.warnsChangedInput', 'confdata.c', 'KCONFIG_WARN_CHANGED_INPUT', changedInput),
  shows('writing.saysNoChange', 'confdata.c', 'is_same', /if \(is_same\(/),
  shows('writing.remembersWritten', 'confdata.c', 'SYMBOL_WRITTEN', /flags \|= SYMBOL_WRITTEN\b/),
  fingerprint('writing.endOfMenu', 'confdata.c', '# end of', (text) => {
    if (!/fprintf\(out, "# end of %s/.test(text)) return 'none';
    return /P_MENU\)\s*\{\s*fprintf\(out, "# end of/.test(text) ? 'all' : 'non-empty';
  }),
  fingerprint('writing.autoConfQuotes', 'confdata.c', 'strings in auto.conf', (text) => {
    const printer = bodyOf(text, /^static void print_symbol_for_autoconf\(/m);
    return !/__print_symbol\([^;]*\bfalse\)/.test(printer);
  }),
  fingerprint(
    'writing.headerHasBlankLines',
    'confdata.c',
    'comment_style',
    (text) => !/^static void conf_write_heading\([^)]*comment_style\b/m.test(text),
  ),
  fingerprint('writing.headerNamesAll', 'confdata.c', 'symbols of autoconf.h', (text) =>
    /SYMBOL_WRITE\)\)\s*\{\s*conf_write_symbol\(out_h/.test(text),
  ),
  fingerprint('writing.extraAutoFile', 'confdata.c', 'the extra auto file', (text) => {
    if (/getenv\("KCONFIG_RUSTCCFG"\)/.test(text)) return 'rustc_cfg';
    return /getenv\("KCONFIG_TRISTATE"\)/.test(text) ? 'tristate.conf' : 'none';
  }),
  fingerprint('writing.writesDefconfigList', 'menu.c', 'flags of sym_defconfig_list', (text) =>
    /\bsym_defconfig_list = current_entry->sym;/.test(text)
      ? !text.includes('sym_defconfig_list->flags |=')
      : undefined,
  ),
  fingerprint('model.loopsEnd', 'symbol.c', 'recursive_is_error', (text) => /if \(!recursive_is_error &&/.test(text)),
  fingerprint('values.ignoresUnmetSelects', 'symbol.c', 'a select of n dependencies', (text) =>
    /dir_dep\.tri == no && sym->rev_dep\.tri != no\)\s*newval\.tri = no;/.test(text),
  ),
  fingerprint('writing.writesAuto', 'confdata.c', 'OPENWRT_DOES_NOT_WANT_THIS', (text) =>
    /^#ifndef OPENWRT_DOES_NOT_WANT_THIS$/m.test(text) ? false : undefined,
  ),
  fingerprint('modes.seedsFromConfig', 'conf.c', 'conf_read(input_file)', (text) =>
    /^[ \t]*conf_read\(input_file\);/m.test(text),
  ),
  fingerprint('modes.letters', 'conf.c', 'letters in the order of input_mode', (text) => {
    // uClibc-ng: `char *gch = "asony…"` next to `enum input_mode`.
    const letters = /\bgch = "([A-Za-z]+)"/.exec(text)?.[1];
    const names = /enum input_mode \{([^}]*)\}/.exec(text)?.[1]?.match(/\w+/g);
    if (letters === undefined || names === undefined || names === null) return undefined;
    return Object.fromEntries([...letters].map((letter, at) => [letter, names[at] ?? '']));
  }),
  shows('writing.negatives', 'confdata.c', 'KCONFIG_NEGATIVES', /getenv\("KCONFIG_NEGATIVES"\)/),
  shows(
    'writing.writesAutoOutsideSync',
    'confdata.c',
    'conf_write_autoconf(overwrite)',
    /if \(!overwrite && is_present\(/,
  ),
  fingerprint('writing.dependencyFile', 'confdata.c', 'autoconfig :=', (text, row) => {
    if (/fprintf\(out, "autoconfig := /.test(text)) return '6.12';
    if (row.writing.dependencyFile === 'buildroot' || !/fprintf\(out, "deps_config := /.test(text)) return undefined;
    return /if \(file->next\)/.test(text) ? '4.20' : '6.1';
  }),
  fingerprint('writing.touchFiles', 'confdata.c', 'names of touch files', (text) =>
    /(?:\? '\/' : |\bc = )tolower\(c\)/.test(text) ? 'lower-h' : 'verbatim',
  ),
  fingerprint('writing.touchDirectory', 'confdata.c', 'directory of touch files', (text) => {
    if (/getenv\("KCONFIG_SPLITCONFIG"\)/.test(text)) return 'KCONFIG_SPLITCONFIG';
    if (/strcpy\(depfile_path, "include\/config\/"\)/.test(text)) return 'include/config';
    return /strrchr\(name, '\/'\);\s*depfile_prefix_len/.test(text) ? 'auto.conf' : undefined;
  }),
  fingerprint('model.hashBuckets', 'expr.h', 'SYMBOL_HASHSIZE', (text, _row, sources) => {
    const all = `${text}\n${sources.read('internal.h')}`;
    if (/^#define\s+SYMBOL_HASHSIZE\s+9973\b/m.test(all)) return 9973;
    return /^#define\s+SYMBOL_HASHSIZE\s+\(1U << 14\)/m.test(all) ? 16384 : undefined;
  }),
];

/** Fingerprints of the busybox generation, which is older than all that the others look for. */
export const busyboxFingerprints: readonly Fingerprint[] = [
  shows('modes.inputEndStops', 'conf.c', 'end of the input', /if \(!fgets\(/),
  shows('writing.honoursSourceDate', 'confdata.c', 'SOURCE_DATE_EPOCH', /getenv\("SOURCE_DATE_EPOCH"\)/),
];

/** Fingerprints of every other conf. */
export const fingerprints: readonly Fingerprint[] = [...evaluation, ...modes, ...files];

/** Those of a conf with reserved keywords. */
export const languageFingerprints: readonly Fingerprint[] = language;

/** Those of a conf with keywords in context. */
export const contextFingerprints: readonly Fingerprint[] = oldLanguage;
