/**
 * Generations of conf as data: every field is one behaviour, every row of {@link dialects} a tree.
 * Code asks for the behaviour and never for a name or a version. Sources: kconfig-semantics table 7
 * (numbers in brackets), read off the tools themselves where a comment says so.
 */
export interface Dialect {
  readonly name: string;

  // Reading

  /** [1] `reserved`: keywords are reserved everywhere; `context`: only as the first word of a line. */
  readonly keywords: 'reserved' | 'context' | 'busybox';
  /** [2] `/` and `.` belong to unquoted words in parameter position. */
  readonly pathWords: boolean;
  /** [3] Prompts, menu and comment texts and source paths may be one unquoted word. */
  readonly unquotedTexts: boolean;
  /** [4] `---help---`. */
  readonly dashedHelp: boolean;
  /** [6] How the module switch is named. */
  readonly moduleSwitch: 'modules' | 'option modules' | 'symbol MODULES';
  /** [7] What `option env=` does. */
  readonly optionEnv: 'sets' | 'ignored' | 'error';
  /** [8] What an unknown `option NAME` does. */
  readonly unknownOption: 'ignored' | 'error';
  /** [9] `option defconfig_list` is known. */
  readonly optionDefconfigList: boolean;
  /** [10] `option allnoconfig_y` is known. */
  readonly optionAllnoconfigY: boolean;
  /** [11] `imply` is known. */
  readonly imply: boolean;
  /** [12] `visible if`: known at all, and whether it must come before `depends on`. */
  readonly visibleIf: 'any' | 'before-depends' | 'unknown';
  /** [13] `<`, `<=`, `>`, `>=`. */
  readonly orderRelations: boolean;
  /** [14] `transitional` and `depends on X if Y`. */
  readonly transitional: boolean;
  readonly dependsIf: boolean;
  /** [15] `choice NAME`. */
  readonly namedChoice: boolean;
  /** [16] `optional`, and a type line, in a choice. */
  readonly optionalChoice: boolean;
  /** [17] `bool "text"` in a choice. */
  readonly choicePromptByType: boolean;
  /** [18] Statements inside a choice block. */
  readonly menuconfigInChoice: boolean;
  readonly sourceInChoice: boolean;
  /** `if` inside a choice takes every statement. */
  readonly anyInChoiceIf: boolean;
  /** [20] Faulty choice members stop conf instead of drawing a warning. */
  readonly choiceFaultsAreErrors: boolean;
  /** [21] A second definition of a member with a prompt inside its choice. */
  readonly memberTwice: 'ok' | 'error' | 'warning';
  /** [22] `macros`: `$(…)` and assignments; `symbols`: `$SYM` in source and mainmenu; `none`. */
  readonly expansion: 'macros' | 'symbols' | 'none';
  /** [23] An assignment right after a help text is a syntax error. */
  readonly assignmentAfterHelpFails: boolean;
  /** [24] Bytes of shell output that are looked at. */
  readonly shellLimit: number;
  /** [26] `glob`: `source` takes a pattern, misses are silent; `kconfiglib`: rsource, osource and globs. */
  readonly sourceStyle: 'plain' | 'glob' | 'kconfiglib';
  /** [27] Reading a file twice is an error. */
  readonly repeatedSourceFails: boolean;
  /** The report of a recursive inclusion lists the whole chain up to the top file. */
  readonly wholeInclusionChain: boolean;
  /** [28] No newline at the end of a file: a warning, for the top file also a syntax error. */
  readonly missingNewline: 'silent' | 'warning' | 'error';
  /** [29] Unsupported characters draw a warning. */
  readonly warnsUnsupportedCharacters: boolean;
  /** [30] `syntax error` lines print the statement's line plus this; null: there is no such line. */
  readonly syntaxErrorLineOffset: 0 | 1 | null;
  /** [31] `unexpected 'X' within`: X is the end keyword (`endif`) or the block's (`if`). */
  readonly namesEndKeyword: boolean;
  /** [32] menuconfig without prompt, two help texts, blank help. */
  readonly menuconfigFaultsAreErrors: boolean;
  /** More than 16 words in a macro call stop conf. */
  readonly macroArgumentLimit: boolean;
  /** Messages name the file their statement began in, `<none>` before the first and after the last. */
  readonly messagesNameStatementFile: boolean;
  /** A syntax error inside a choice leaves the choice open. */
  readonly choiceSurvivesErrors: boolean;
  /** Prompt of the main menu of a tree without `mainmenu`. */
  readonly rootPrompt: string;
  /** `mainmenu` may stand anywhere and does nothing. */
  readonly ignoresMainMenu: boolean;
  /** Symbols that are there before the first file is read, with the value of their variable. */
  readonly environmentSymbols: readonly string[];
  /** The release of the running kernel is the symbol UNAME_RELEASE. */
  readonly unameSymbol: boolean;
  /** Wording of the warnings while reading: the busybox generation says `boolean` and adds a blank line. */
  readonly oldWarnings: boolean;
  /** Files that cannot be opened and strings without end are reported on stdout. */
  readonly fileErrorsOnStdout: boolean;
  /** Pieces of help texts and strings of more than 70 bytes are reported. */
  readonly reportsOverlongLines: boolean;
  /** Trailing blanks of help lines are kept. */
  readonly helpKeepsBlanks: boolean;
  /** `configdefault`, `def_int`, `def_hex`, `def_string`. */
  readonly extendedKeywords: boolean;

  // Finalising

  /** [33] A recursive dependency stops conf. */
  readonly recursionIsFatal: boolean;
  /** [34] Reports of recursive dependencies carry `FILE:LINE:` on every line. */
  readonly recursionReportHasLocations: boolean;
  /** [35] Suffix of the document they name. */
  readonly recursionDocument: 'txt' | 'rst';
  /** [36] Order of the check. */
  readonly recursionOrder: 'hash' | 'menu';
  /** [37] y, m and n are tristate symbols: in comparisons and in printed expressions. */
  readonly constantsAreTyped: boolean;
  /** [38] `T != n` becomes `T` in conditions of symbols that are not tristate. */
  readonly boolifiesConditions: boolean;
  /** Members of a choice get no sub-menu of what depends on them, whatever the engine. */
  readonly membersHaveNoSubMenu: boolean;
  /** [39] Constants are folded out of every condition (the newer deduplication). */
  readonly foldsConstants: boolean;

  // Evaluating

  /** [19] `new`: a choice has no value and members are a priority list; `old`: a choice is a symbol. */
  readonly choiceEngine: 'new' | 'old' | 'busybox';
  /** [41] imply: capped by the direct dependency and written when that is n; else forced n by it. */
  readonly implyCapped: boolean;
  /** A default in force is written even when it is n (3.x). Source: symbol.c sym_calc_value of SeaBIOS 1.17. */
  readonly writesDefaultN: boolean;
  /** [42] Text of an int / hex symbol without default and user value. */
  readonly emptyNumber: { readonly int: string; readonly hex: string };
  /** [43] A user value outside its range. */
  readonly userOutOfRange: 'dropped' | 'clamped' | 'reevaluated';
  /** [44] Text of a clamped value: the bound's own, or printed anew. */
  readonly clampedText: 'verbatim' | 'reformatted';
  /** [45] Unmet dependencies of a select are reported. */
  readonly unmetReports: boolean;
  /** A tristate m without modules reads as n in texts (pre-6.1). */
  readonly modWithoutModulesIsNo: boolean;
  /** The value of an expression is kept until everything is forgotten. Source: expr.c of 6.12. */
  readonly keepsExpressionValues: boolean;
  /** Width of the numbers a range is checked with. */
  readonly numberBits: 64 | 32;

  // Reading .config

  /** [46] `# CONFIG_X is not set`: how exact the line must be. */
  readonly notSetLines: 'loose' | 'half' | 'exact';
  /** [47] … for an int or hex draws a warning. */
  readonly warnsNotSetNumber: boolean;
  /** [48] `CONFIG_X` without `=` draws a warning. */
  readonly warnsLineWithoutEquals: boolean;
  /** [49] A second assignment: severity and which one wins. */
  readonly reassignment: 'warning' | 'notice' | 'first-wins';
  /** [50] Messages about choices while reading. */
  readonly choiceReadMessages: 'none' | 'warning' | 'notice';
  /** [51] Unknown symbols: only on request, always, never. */
  readonly unknownSymbols: 'opt-in' | 'always' | 'never';
  /** [52] What KCONFIG_WERROR makes of warnings: conf stops while reading, or later and for unmet dependencies, too. */
  readonly werror: 'ignored' | 'reading' | 'all';
  /** [53] Strings are read and written without escapes (u-boot). */
  readonly rawStrings: boolean;

  // Writing

  /** [54] `# end of` lines. */
  readonly endOfMenu: 'none' | 'non-empty' | 'all';
  /** KCONFIG_WARN_CHANGED_INPUT lists user values that did not survive. */
  readonly warnsChangedInput: boolean;
  /** [55] "No change to", and the file stays untouched. */
  readonly saysNoChange: boolean;
  /** [57] What symbol names carry in a `.config`. */
  readonly prefix: string;
  /** [58] Strings are quoted in auto.conf. */
  readonly autoConfQuotes: boolean;
  /** [59] The heading of autoconf.h has empty ` *` lines. */
  readonly headerHasBlankLines: boolean;
  /** [60] The extra auto file. */
  readonly extraAutoFile: 'tristate.conf' | 'rustc_cfg' | 'none';
  /** [61] Names of touch files. */
  readonly touchFiles: 'lower-h' | 'verbatim' | 'none';
  /** [62] Auto files are also written outside syncconfig when auto.conf is missing. */
  readonly writesAutoOutsideSync: boolean;
  /** [63] syncconfig needs a `.config`. */
  readonly syncNeedsConfig: boolean;
  /** Layout of the dependency file. Source: kconfig-semantics 5.6. */
  readonly dependencyFile: '4.20' | '6.1' | '6.12' | 'buildroot' | 'busybox';
  /** KCONFIG_NEGATIVES and KCONFIG_SPLITCONFIG (coreboot). */
  readonly negatives: boolean;
  /** autoconf.h names every symbol, n and hex numbers without value as 0 (SeaBIOS). */
  readonly headerNamesAll: boolean;
  /** Reports of unmet dependencies again before auto files are written: always, in syncconfig, never. */
  readonly recalculatesForAuto: 'always' | 'sync' | 'never';

  // Order and chance

  /** [64] Buckets of the symbol table: the order of auto.conf and of evaluation. */
  readonly hashBuckets: 16384 | 9973 | 257;
  /** [65] Stream of `KCONFIG_SEED=`. */
  readonly seedStream: 'stdout' | 'stderr';
  /** [66] What repeats a round of randconfig: the last choice, or any. */
  readonly randomRepeat: 'last' | 'any';

  // Modes

  /** [67] helpnewconfig; yes2modconfig and mod2yesconfig; mod2noconfig. */
  readonly hasHelpNew: boolean;
  readonly hasRewriteModes: boolean;
  readonly hasMod2no: boolean;
  /** [68] Modes are letters: `-o`, `-s`, `-d`, `-D FILE`, `-n`, `-y`, `-m`, `-r`. */
  readonly hasLetterModes: boolean;
  /** [70] The end of the input is an error where a string question has no valid answer. */
  readonly inputEndGuard: boolean;
  /** Layout of help texts: each block of 5.10 stands between the two. Source: kconfig-semantics 6.5. */
  readonly helpLayout: 'old' | '5.10' | '6.1' | 'busybox';
  /** Questions and modes of the busybox generation: every mode asks, the end of the input ends conf. */
  readonly asksInAllModes: boolean;
  /** Questions of the busybox generation end conf at the end of the input; else the line is empty. */
  readonly inputEndStops: boolean;
  /** SOURCE_DATE_EPOCH is the time in the headings of the busybox generation. */
  readonly honoursSourceDate: boolean;
  /** Environment variable with the name of the configuration file; null: it is `.config`. */
  readonly configVariable: 'KCONFIG_CONFIG' | 'BR2_CONFIG' | null;
  /** An empty file name and the name of a directory are refused before writing. */
  readonly checksConfigName: boolean;
  /** File that defconfig reads when no name is given; null: a name is needed. */
  readonly defaultDefconfig: string | null;
  /** syncconfig prints no messages. */
  readonly syncIsSilent: boolean;
  /** syncconfig writes `.config` only when something changed. */
  readonly syncWritesOnlyChanges: boolean;
  /** Reading the old auto.conf forgets all computed values, so that reports are repeated. */
  readonly oldAutoForgetsValues: boolean;
  /** A vanished symbol with a quoted value in the old auto.conf is touched, too. */
  readonly touchesVanishedStrings: boolean;
  /** Where touch files are: beside auto.conf, always in include/config, or where KCONFIG_SPLITCONFIG says. */
  readonly touchDirectory: 'auto.conf' | 'include/config' | 'KCONFIG_SPLITCONFIG';
}

const linux612: Dialect = {
  name: 'linux-6.12',
  keywords: 'reserved',
  pathWords: false,
  unquotedTexts: false,
  dashedHelp: false,
  moduleSwitch: 'modules',
  optionEnv: 'error',
  unknownOption: 'error',
  optionDefconfigList: false,
  optionAllnoconfigY: false,
  imply: true,
  visibleIf: 'any',
  orderRelations: true,
  transitional: false,
  dependsIf: false,
  namedChoice: false,
  optionalChoice: false,
  choicePromptByType: true,
  menuconfigInChoice: false,
  sourceInChoice: false,
  anyInChoiceIf: false,
  choiceFaultsAreErrors: true,
  memberTwice: 'ok',
  expansion: 'macros',
  assignmentAfterHelpFails: true,
  shellLimit: 4095,
  sourceStyle: 'plain',
  repeatedSourceFails: false,
  wholeInclusionChain: true,
  missingNewline: 'error',
  warnsUnsupportedCharacters: true,
  syntaxErrorLineOffset: 0,
  namesEndKeyword: false,
  menuconfigFaultsAreErrors: false,
  macroArgumentLimit: true,
  messagesNameStatementFile: false,
  choiceSurvivesErrors: true,
  rootPrompt: 'Main menu',
  ignoresMainMenu: false,
  environmentSymbols: [],
  unameSymbol: false,
  oldWarnings: false,
  fileErrorsOnStdout: false,
  reportsOverlongLines: false,
  helpKeepsBlanks: false,
  extendedKeywords: false,
  recursionIsFatal: true,
  recursionReportHasLocations: false,
  recursionDocument: 'rst',
  recursionOrder: 'menu',
  constantsAreTyped: true,
  boolifiesConditions: false,
  membersHaveNoSubMenu: true,
  foldsConstants: true,
  choiceEngine: 'new',
  implyCapped: true,
  writesDefaultN: false,
  emptyNumber: { int: '0', hex: '0x0' },
  userOutOfRange: 'clamped',
  clampedText: 'verbatim',
  unmetReports: true,
  modWithoutModulesIsNo: false,
  keepsExpressionValues: true,
  numberBits: 64,
  notSetLines: 'exact',
  warnsNotSetNumber: true,
  warnsLineWithoutEquals: true,
  reassignment: 'warning',
  choiceReadMessages: 'none',
  unknownSymbols: 'opt-in',
  werror: 'all',
  rawStrings: false,
  endOfMenu: 'all',
  warnsChangedInput: false,
  saysNoChange: true,
  prefix: 'CONFIG_',
  autoConfQuotes: false,
  headerHasBlankLines: false,
  extraAutoFile: 'rustc_cfg',
  touchFiles: 'verbatim',
  writesAutoOutsideSync: true,
  syncNeedsConfig: false,
  dependencyFile: '6.12',
  negatives: false,
  headerNamesAll: false,
  recalculatesForAuto: 'never',
  hashBuckets: 16384,
  seedStream: 'stdout',
  randomRepeat: 'any',
  hasHelpNew: true,
  hasRewriteModes: true,
  hasMod2no: true,
  hasLetterModes: false,
  inputEndGuard: true,
  helpLayout: '6.1',
  asksInAllModes: false,
  inputEndStops: true,
  honoursSourceDate: true,
  configVariable: 'KCONFIG_CONFIG',
  checksConfigName: true,
  defaultDefconfig: null,
  syncIsSilent: true,
  syncWritesOnlyChanges: false,
  oldAutoForgetsValues: false,
  touchesVanishedStrings: true,
  touchDirectory: 'auto.conf',
};

const linux71: Dialect = {
  ...linux612,
  name: 'linux-7.1',
  transitional: true,
  dependsIf: true,
  choicePromptByType: false,
  memberTwice: 'error',
  repeatedSourceFails: true,
  menuconfigFaultsAreErrors: true,
  inputEndGuard: false,
};

const linux72: Dialect = {
  ...linux71,
  name: 'linux-7.2',
  warnsChangedInput: true,
};

const linux61: Dialect = {
  ...linux612,
  name: 'linux-6.1',
  namedChoice: true,
  optionalChoice: true,
  choiceFaultsAreErrors: false,
  wholeInclusionChain: false,
  missingNewline: 'warning',
  syntaxErrorLineOffset: 1,
  messagesNameStatementFile: true,
  recursionReportHasLocations: true,
  recursionOrder: 'hash',
  membersHaveNoSubMenu: false,
  foldsConstants: false,
  choiceEngine: 'old',
  keepsExpressionValues: false,
  emptyNumber: { int: '', hex: '' },
  userOutOfRange: 'dropped',
  notSetLines: 'half',
  warnsLineWithoutEquals: false,
  choiceReadMessages: 'warning',
  dependencyFile: '6.1',
  hashBuckets: 9973,
  inputEndGuard: false,
  oldAutoForgetsValues: true,
};

const linux53: Dialect = {
  ...linux61,
  name: 'linux-5.3',
  unquotedTexts: true,
  dashedHelp: true,
  moduleSwitch: 'option modules',
  optionDefconfigList: true,
  optionAllnoconfigY: true,
  menuconfigInChoice: true,
  sourceInChoice: true,
  anyInChoiceIf: true,
  choiceSurvivesErrors: false,
  shellLimit: 255,
  macroArgumentLimit: false,
  constantsAreTyped: false,
  boolifiesConditions: true,
  implyCapped: false,
  clampedText: 'reformatted',
  modWithoutModulesIsNo: true,
  notSetLines: 'loose',
  warnsNotSetNumber: false,
  unknownSymbols: 'never',
  werror: 'ignored',
  endOfMenu: 'non-empty',
  autoConfQuotes: true,
  headerHasBlankLines: true,
  extraAutoFile: 'tristate.conf',
  touchFiles: 'lower-h',
  dependencyFile: '4.20',
  seedStream: 'stderr',
  randomRepeat: 'last',
  hasHelpNew: false,
  hasRewriteModes: false,
  hasMod2no: false,
  helpLayout: 'old',
};

/** Between 5.3 and 6.1: the grammar and the preprocessor of the latter, the options of the former. */
const linux510: Dialect = {
  ...linux53,
  name: 'linux-5.10',
  unquotedTexts: false,
  dashedHelp: false,
  menuconfigInChoice: false,
  sourceInChoice: false,
  anyInChoiceIf: false,
  choiceSurvivesErrors: true,
  shellLimit: 4095,
  macroArgumentLimit: true,
  extraAutoFile: 'none',
  hasHelpNew: true,
  hasRewriteModes: true,
  helpLayout: '5.10',
  clampedText: 'verbatim',
  implyCapped: true,
  constantsAreTyped: true,
  boolifiesConditions: false,
  modWithoutModulesIsNo: false,
  randomRepeat: 'any',
};

const linux50: Dialect = {
  ...linux53,
  name: 'linux-5.0',
  recursionDocument: 'txt',
  endOfMenu: 'none',
  saysNoChange: false,
  syncNeedsConfig: true,
  recalculatesForAuto: 'always',
  checksConfigName: false,
  defaultDefconfig: 'arch/$(ARCH)/defconfig',
};

const linux420: Dialect = {
  ...linux50,
  name: 'linux-4.20',
  keywords: 'context',
  pathWords: true,
  optionEnv: 'ignored',
  unknownOption: 'ignored',
  visibleIf: 'before-depends',
  assignmentAfterHelpFails: false,
  missingNewline: 'silent',
  namesEndKeyword: true,
  touchesVanishedStrings: false,
  touchDirectory: 'include/config',
};

const uboot: Dialect = {
  ...linux420,
  name: 'u-boot',
  recursionDocument: 'rst',
  rawStrings: true,
  writesAutoOutsideSync: false,
  recalculatesForAuto: 'sync',
};

const buildroot: Dialect = {
  ...linux420,
  name: 'buildroot',
  optionEnv: 'sets',
  expansion: 'symbols',
  rootPrompt: 'Buildroot Configuration',
  unameSymbol: true,
  recursionIsFatal: false,
  prefix: '',
  writesAutoOutsideSync: false,
  dependencyFile: 'buildroot',
  recalculatesForAuto: 'sync',
  configVariable: 'BR2_CONFIG',
  defaultDefconfig: '.defconfig',
  syncIsSilent: false,
  syncWritesOnlyChanges: true,
  touchDirectory: 'auto.conf',
};

const coreboot: Dialect = {
  ...linux61,
  name: 'coreboot',
  sourceInChoice: true,
  sourceStyle: 'glob',
  constantsAreTyped: false,
  boolifiesConditions: true,
  emptyNumber: { int: '0', hex: '0x0' },
  userOutOfRange: 'reevaluated',
  modWithoutModulesIsNo: true,
  notSetLines: 'exact',
  warnsLineWithoutEquals: true,
  reassignment: 'notice',
  choiceReadMessages: 'notice',
  negatives: true,
  touchDirectory: 'KCONFIG_SPLITCONFIG',
};

const busybox: Dialect = {
  ...linux420,
  name: 'busybox',
  keywords: 'busybox',
  moduleSwitch: 'symbol MODULES',
  optionEnv: 'error',
  unknownOption: 'error',
  optionDefconfigList: false,
  optionAllnoconfigY: false,
  imply: false,
  visibleIf: 'unknown',
  orderRelations: false,
  namedChoice: false,
  memberTwice: 'warning',
  expansion: 'none',
  rootPrompt: 'Busybox Configuration',
  ignoresMainMenu: true,
  environmentSymbols: ['ARCH', 'KERNELVERSION'],
  unameSymbol: true,
  oldWarnings: true,
  fileErrorsOnStdout: true,
  reportsOverlongLines: true,
  helpKeepsBlanks: true,
  repeatedSourceFails: true,
  warnsUnsupportedCharacters: false,
  syntaxErrorLineOffset: null,
  recursionIsFatal: false,
  choiceEngine: 'busybox',
  numberBits: 32,
  unmetReports: false,
  reassignment: 'first-wins',
  unknownSymbols: 'always',
  extraAutoFile: 'none',
  touchFiles: 'none',
  dependencyFile: 'busybox',
  hashBuckets: 257,
  hasLetterModes: true,
  helpLayout: 'busybox',
  asksInAllModes: true,
  configVariable: null,
  defaultDefconfig: '/dev/null',
};

/** Kconfiglib as Zephyr ships it: the evaluation of Linux 6.12's predecessors, a wider language. */
const zephyr: Dialect = {
  ...linux53,
  name: 'zephyr',
  sourceStyle: 'kconfiglib',
  optionEnv: 'sets',
  extendedKeywords: true,
  repeatedSourceFails: false,
  missingNewline: 'silent',
};

/** Every dialect by name, newest Linux first. */
export const dialects = {
  'linux-7.2': linux72,
  'linux-7.1': linux71,
  'linux-6.12': linux612,
  'linux-6.1': linux61,
  'linux-5.10': linux510,
  'linux-5.3': linux53,
  'linux-5.0': linux50,
  'linux-4.20': linux420,
  'u-boot': uboot,
  buildroot,
  coreboot,
  busybox,
  zephyr,
} as const satisfies Readonly<Record<string, Dialect>>;

/** Name of a row of the table, as `--dialect` takes it. */
export type DialectName = keyof typeof dialects;

/** The dialect where nothing says otherwise. */
export const defaultDialect: Dialect = linux612;
