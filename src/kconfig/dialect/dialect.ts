/**
 * Generations of conf as data: every field is one behaviour, every row of {@link dialects} a tree.
 * Code asks for the behaviour and never for a name or a version. Numbers such as §7.1 are those of
 * docs/kconfig-semantics.md chapter 7.
 */
/** The behaviours of one conf, by the part of kgate they concern. */
export interface Dialect {
  readonly name: string;
  readonly reading: ReadingRules;
  readonly messages: MessageRules;
  readonly model: ModelRules;
  readonly values: ValueRules;
  readonly dotConfig: DotConfigRules;
  readonly writing: WritingRules;
  readonly modes: ModeRules;
}

/** The language of Kconfig files: the statements, sources and expansions that are known. */
export interface ReadingRules {
  /** §7.1: `reserved`: keywords are reserved everywhere; `context`: only as the first word of a line. */
  readonly keywords: 'reserved' | 'context' | 'busybox';
  /** §7.2: `/` and `.` belong to unquoted words in parameter position. */
  readonly pathWords: boolean;
  /** OpenWrt: `reset if CONDITION` in a choice, which no mode of conf looks at. */
  readonly resetInChoice: boolean;
  /** §7.3: Prompts, menu and comment texts and source paths may be one unquoted word. */
  readonly unquotedTexts: boolean;
  /** §7.4: `---help---`. */
  readonly dashedHelp: boolean;
  /** §7.5: `boolean` is `bool` (Linux up to 4.17). */
  readonly booleanWord: boolean;
  /** §7.6: How the module switch is named. */
  readonly moduleSwitch: 'modules' | 'option modules' | 'symbol MODULES';
  /** §7.7: Effect of `option env=`. */
  readonly optionEnv: 'sets' | 'ignored' | 'error';
  /** §7.8: Effect of an unknown `option NAME`. */
  readonly unknownOption: 'ignored' | 'error';
  /** §7.9: `option defconfig_list` is known. */
  readonly optionDefconfigList: boolean;
  /** §7.10: `option allnoconfig_y` is known. */
  readonly optionAllnoconfigY: boolean;
  /** §7.11: `imply` is known. */
  readonly imply: boolean;
  /** §7.12: `visible if`: known at all, and whether it must come before `depends on`. */
  readonly visibleIf: 'any' | 'before-depends' | 'unknown';
  /** §7.13: `<`, `<=`, `>`, `>=`. */
  readonly orderRelations: boolean;
  /** §7.14: `transitional` and `depends on X if Y`. */
  readonly transitional: boolean;
  readonly dependsIf: boolean;
  /** §7.15: `choice NAME`. */
  readonly namedChoice: boolean;
  /** §7.16: `optional`, and a type line, in a choice. */
  readonly optionalChoice: boolean;
  /** §7.17: `bool "text"` in a choice. */
  readonly choicePromptByType: boolean;
  /** §7.18: Statements inside a choice block. */
  readonly menuconfigInChoice: boolean;
  readonly sourceInChoice: boolean;
  /** `if` inside a choice takes every statement. */
  readonly anyInChoiceIf: boolean;
  /** §7.86: A string that the end of the file cuts off counts. */
  readonly endOfFileEndsString: boolean;
  /** §7.22: `macros`: `$(…)` and assignments; `symbols`: `$SYM` in source and mainmenu; `none`. */
  readonly expansion: 'macros' | 'symbols' | 'none';
  /** §7.24: Bytes of shell output that are looked at. */
  readonly shellLimit: number;
  /** More than 16 words in a macro call stop conf. */
  readonly macroArgumentLimit: boolean;
  /** §7.26: `glob`: `source` takes a pattern, misses are silent; `kconfiglib`: rsource, osource and globs. */
  readonly sourceStyle: 'plain' | 'glob' | 'openwrt' | 'kconfiglib';
  /** §7.27: Reading a file twice is an error. */
  readonly repeatedSourceFails: boolean;
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
  /** Trailing blanks of help lines are kept. */
  readonly helpKeepsBlanks: boolean;
  /** `configdefault`, `def_int`, `def_hex`, `def_string`. */
  readonly extendedKeywords: boolean;
}

/** Severity, place and wording of the messages about Kconfig files. */
export interface MessageRules {
  /** §7.20: Faulty choices and members stop conf instead of drawing a warning. */
  readonly choiceFaultsAreErrors: boolean;
  /** §7.21: A second definition of a member with a prompt inside its choice. */
  readonly memberTwice: 'ok' | 'error' | 'warning';
  /** The report of a recursive inclusion lists the whole chain up to the top file. */
  readonly wholeInclusionChain: boolean;
  /** The report of a recursive inclusion: in lines, with its first line and all names in quotes (up to 4.11), one line. */
  readonly inclusionReport: 'lines' | 'quoted' | 'scan';
  /** §7.28: No newline at the end of a file: a warning, for the top file also a syntax error. */
  readonly missingNewline: 'silent' | 'warning' | 'error';
  /** §7.29: Unsupported characters draw a warning. */
  readonly warnsUnsupportedCharacters: boolean;
  /** §7.85: … at their own line; else at the statement's. */
  readonly placesCharacters: boolean;
  /** §7.30: `syntax error` lines print the statement's line plus this; null: there is no such line. */
  readonly syntaxErrorLineOffset: 0 | 1 | null;
  /** §7.31: `unexpected 'X' within`: X is the end keyword (`endif`) or the block's (`if`). */
  readonly namesEndKeyword: boolean;
  /** §7.32: menuconfig without prompt, two help texts, blank help. */
  readonly menuconfigFaultsAreErrors: boolean;
  /** §7.32: Two help texts of one symbol and blank help are reported at all (4.17 and later). */
  readonly reportsHelpFaults: boolean;
  /** §7.71: A select above the direct dependency: a block with values, or one line with the names (up to 4.17). */
  readonly unmetReport: 'block' | 'line';
  /** Messages name the file their statement began in, `<none>` before the first and after the last. */
  readonly messagesNameStatementFile: boolean;
  /** §7.72: How warnings name the type bool. */
  readonly boolName: 'bool' | 'boolean';
  /** §7.73: A default of a choice that is no member of it is reported. */
  readonly reportsOuterDefault: boolean;
  /** Wording of the warnings while reading: the busybox generation writes `boolean` and adds a blank line. */
  readonly oldWarnings: boolean;
  /** Files that cannot be opened and strings without end are reported on stdout. */
  readonly fileErrorsOnStdout: boolean;
  /** Pieces of help texts and strings of more than 70 bytes are reported. */
  readonly reportsOverlongLines: boolean;
}

/** The model that is built from the statements: constants, conditions, sub-menus, recursive dependencies. */
export interface ModelRules {
  /** §7.33: A recursive dependency stops conf. */
  readonly recursionIsFatal: boolean;
  /** OpenWrt: a loop of dependencies is reported, ends at the symbol that it leads back to, and is no error. */
  readonly loopsEnd: boolean;
  /** §7.34: Reports of recursive dependencies carry `FILE:LINE:` on every line. */
  readonly recursionReportHasLocations: boolean;
  /** §7.35: Suffix of the document they name. */
  readonly recursionDocument: 'txt' | 'rst';
  /** §7.69: Where the document is named: once at the end, or (4.4 to 4.11) before each line. */
  readonly recursionAdvice: 'end' | 'each';
  /** §7.36: Order of the check. */
  readonly recursionOrder: 'hash' | 'menu';
  /** §7.37: y, m and n are tristate symbols: in comparisons and in printed expressions. */
  readonly constantsAreTyped: boolean;
  /** §7.38: `T != n` becomes `T` in conditions of symbols that are not tristate. */
  readonly boolifiesConditions: boolean;
  /** Members of a choice get no sub-menu of the entries that depend on them, whatever the engine. */
  readonly membersHaveNoSubMenu: boolean;
  /** §7.39: Constants are folded out of every condition (the newer deduplication). */
  readonly foldsConstants: boolean;
  /** §7.64: Buckets of the symbol table: the order of auto.conf and of evaluation. */
  readonly hashBuckets: 16384 | 9973 | 257;
}

/** The value of symbols and choices. */
export interface ValueRules {
  /** §7.19: `new`: a choice has no value and members are a priority list; `old`: a choice is a symbol. */
  readonly choiceEngine: 'new' | 'old' | 'busybox';
  /** §7.41: imply: capped by the direct dependency and written when that is n; else forced n by it. */
  readonly implyCapped: boolean;
  /** A default in force is written even when it is n (3.x). Source: symbol.c sym_calc_value of SeaBIOS 1.17. */
  readonly writesDefaultN: boolean;
  /** §7.77: A member of a choice that was written once stays so, and a visible one is only where its choice is (up to 4.17). */
  readonly membersStayWritten: boolean;
  /** OpenWrt: a select of a symbol whose dependencies are n does not count, and nothing is said. */
  readonly ignoresUnmetSelects: boolean;
  /** §7.42: Text of an int / hex symbol without default and user value. */
  readonly emptyNumber: { readonly int: string; readonly hex: string };
  /** §7.43: A user value outside its range. */
  readonly userOutOfRange: 'dropped' | 'clamped' | 'reevaluated';
  /** §7.44: Text of a clamped value: the bound's own, or formatted again. */
  readonly clampedText: 'verbatim' | 'reformatted';
  /**
   * §7.82: Operands of comparisons that are no text of a string symbol: `numbers`, y, m and n among them; before 4.18 `mixed`, bools
   * and tristates as texts; before 4.2 `texts`.
   */
  readonly comparison: 'numbers' | 'mixed' | 'texts';
  /** §7.45: Unmet dependencies of a select are reported. */
  readonly unmetReports: boolean;
  /** A tristate m without modules reads as n in texts (pre-6.1). */
  readonly modWithoutModulesIsNo: boolean;
  /** The value of an expression is kept until everything is forgotten. Source: expr.c of 6.12. */
  readonly keepsExpressionValues: boolean;
  /** Width of the numbers a range is checked with. */
  readonly numberBits: 64 | 32;
}

/** Lines of a `.config`, as they are read and written. */
export interface DotConfigRules {
  /** §7.57: Prefix of symbol names in a `.config`. */
  readonly prefix: string;
  /** §7.46: `# CONFIG_X is not set`: how exact the line must be. */
  readonly notSetLines: 'loose' | 'half' | 'exact';
  /** §7.47: … for an int or hex draws a warning. */
  readonly warnsNotSetNumber: boolean;
  /** §7.48: `CONFIG_X` without `=` draws a warning. */
  readonly warnsLineWithoutEquals: boolean;
  /** §7.49: A second assignment: severity and which one wins. */
  readonly reassignment: 'warning' | 'notice' | 'first-wins';
  /** §7.50: Messages about choices while reading. */
  readonly choiceReadMessages: 'none' | 'warning' | 'notice';
  /** §7.51: Unknown symbols: only on request, always, never. */
  readonly unknownSymbols: 'opt-in' | 'always' | 'never';
  /** §7.52: Effect of KCONFIG_WERROR on warnings: conf stops while reading, or later and for unmet dependencies, too. */
  readonly werror: 'ignored' | 'reading' | 'all';
  /** §7.53: Strings are read and written without escapes (u-boot). */
  readonly rawStrings: boolean;
}

/** The files that conf writes. */
export interface WritingRules {
  /** §7.54: `# end of` lines. */
  readonly endOfMenu: 'none' | 'non-empty' | 'all';
  /** KCONFIG_WARN_CHANGED_INPUT lists user values that did not survive. */
  readonly warnsChangedInput: boolean;
  /** §7.84: Writing remembers what is written; else (up to 5.2) it takes the mark, which computing a choice can give again. */
  readonly remembersWritten: boolean;
  /** §7.55: "No change to", and the file stays untouched. */
  readonly saysNoChange: boolean;
  /** SOURCE_DATE_EPOCH is the time in the headings of the busybox generation. */
  readonly honoursSourceDate: boolean;
  /** §7.58: Strings are quoted in auto.conf. */
  readonly autoConfQuotes: boolean;
  /** §7.59: The heading of autoconf.h has empty ` *` lines. */
  readonly headerHasBlankLines: boolean;
  /** autoconf.h names every symbol, n and hex numbers without value as 0 (SeaBIOS). */
  readonly headerNamesAll: boolean;
  /** §7.60: The extra auto file. */
  readonly extraAutoFile: 'tristate.conf' | 'rustc_cfg' | 'none';
  /** §7.61: Names of touch files. */
  readonly touchFiles: 'lower-h' | 'verbatim' | 'none';
  /** Place of touch files: next to auto.conf, always in include/config, or the directory that KCONFIG_SPLITCONFIG names. */
  readonly touchDirectory: 'auto.conf' | 'include/config' | 'KCONFIG_SPLITCONFIG';
  /** A vanished symbol with a quoted value in the old auto.conf is touched, too. */
  readonly touchesVanishedStrings: boolean;
  /** §7.62: Auto files are also written outside syncconfig when auto.conf is missing. */
  readonly writesAutoOutsideSync: boolean;
  /** Values are computed, and unmet dependencies reported, again before auto files are written. */
  readonly recalculatesForAuto: boolean;
  /** §7.83: conf makes no directories for auto files: make has to (up to 4.18). */
  readonly autoNeedsDirectories: boolean;
  /** False: no mode writes auto.conf and what goes with it (OpenWrt). */
  readonly writesAuto: boolean;
  /** Reading the old auto.conf forgets all computed values, so that reports are repeated. */
  readonly oldAutoForgetsValues: boolean;
  /** Layout of the dependency file. Source: docs/kconfig-semantics.md §5.6. */
  readonly dependencyFile: '4.20' | '6.1' | '6.12' | 'buildroot' | 'busybox';
  /** §7.74: The symbol with `option defconfig_list` is written like any other. */
  readonly writesDefconfigList: boolean;
  /** KCONFIG_NEGATIVES and KCONFIG_SPLITCONFIG (coreboot). */
  readonly negatives: boolean;
}

/** Modes, questions and command line of conf. */
export interface ModeRules {
  /** §7.67: helpnewconfig; yes2modconfig and mod2yesconfig; mod2noconfig. */
  readonly hasHelpNew: boolean;
  readonly hasRewriteModes: boolean;
  readonly hasMod2no: boolean;
  /** §7.75: listnewconfig prints values; else the names, those of members of choices left out. */
  readonly listsNewValues: boolean;
  /** olddefconfig looks for new symbols first, which decides the order of reports (up to 4.13). */
  readonly olddefconfigLooks: boolean;
  /** OpenWrt: allnoconfig and its like start from the `.config`, and KCONFIG_ALLCONFIG is not looked at. */
  readonly seedsFromConfig: boolean;
  /** §7.68: Modes are letters: `-o`, `-s`, `-d`, `-D FILE`, `-n`, `-y`, `-m`, `-r`. */
  readonly hasLetterModes: boolean;
  /** §7.68: Letters of modes with conf's own names of them: BusyBox's, and those that uClibc-ng gives long modes. */
  readonly letters: Readonly<Record<string, string>>;
  /** Questions and modes of the busybox generation: every mode asks, the end of the input ends conf. */
  readonly asksInAllModes: boolean;
  /** §7.76: Questions offer `?` for symbols without a help text, too. */
  readonly alwaysOffersHelp: boolean;
  /** §7.79: oldconfig shows every menu below the one with a new symbol; else those with new symbols (4.16). */
  readonly oldconfigShowsMenus: boolean;
  /** §7.80: What follows an answer where standard input or output is no terminal: its line, or a newline (up to 4.17). */
  readonly answerEcho: 'line' | 'newline' | 'none';
  /** §7.81: Bytes of the line buffer for answers: PATH_MAX, 128 up to 4.8. */
  readonly lineSize: 4096 | 128;
  /** §7.70: The end of the input is an error where a string question has no valid answer. */
  readonly inputEndGuard: boolean;
  /** Questions of the busybox generation end conf at the end of the input; else the line is empty. */
  readonly inputEndStops: boolean;
  /** Layout of help texts: each block of 5.10 stands between the two. Source: docs/kconfig-semantics.md §6.5. */
  readonly helpLayout: 'old' | '5.10' | '6.1' | 'busybox';
  /** §7.65: Stream of `KCONFIG_SEED=`. */
  readonly seedStream: 'stdout' | 'stderr';
  /** §7.66: The choice whose draw repeats a round of randconfig: the last one, or any. */
  readonly randomRepeat: 'last' | 'any';
  /** Environment variable with the name of the configuration file; null: it is `.config`. */
  readonly configVariable: 'KCONFIG_CONFIG' | 'BR2_CONFIG' | null;
  /** An empty file name and the name of a directory are refused before writing. */
  readonly checksConfigName: boolean;
  /** File that defconfig reads when no name is given; null: a name is needed. */
  readonly defaultDefconfig: string | null;
  /** §7.63: syncconfig needs a `.config`. */
  readonly syncNeedsConfig: boolean;
  /** §7.78: The questions of silentoldconfig need a terminal (up to 4.16). */
  readonly syncNeedsTerminal: boolean;
  /** syncconfig prints no messages. */
  readonly syncIsSilent: boolean;
  /** syncconfig writes `.config` only when something changed. */
  readonly syncWritesOnlyChanges: boolean;
}

/** Behaviours that differ from those of a row. */
export type DialectChanges = {
  readonly [Group in BehaviourGroup]?: Partial<Dialect[Group]>;
};

/** The groups of behaviours. */
export type BehaviourGroup = Exclude<keyof Dialect, 'name'>;

/** Path of a behaviour, as in `values.clampedText`. */
export type BehaviourPath = { [Group in BehaviourGroup]: `${Group}.${keyof Dialect[Group] & string}` }[BehaviourGroup];

/** Type of the behaviour with this path. */
export type BehaviourAt<Path extends BehaviourPath> =
  Path extends `${infer Group extends BehaviourGroup}.${infer Field}`
    ? Field extends keyof Dialect[Group]
      ? Dialect[Group][Field]
      : never
    : never;

/** A dialect with a name of its own and some behaviours changed. */
export function deriveDialect(name: string, base: Dialect, changes: DialectChanges): Dialect {
  return {
    name,
    reading: { ...base.reading, ...changes.reading },
    messages: { ...base.messages, ...changes.messages },
    model: { ...base.model, ...changes.model },
    values: { ...base.values, ...changes.values },
    dotConfig: { ...base.dotConfig, ...changes.dotConfig },
    writing: { ...base.writing, ...changes.writing },
    modes: { ...base.modes, ...changes.modes },
  };
}

/** The dialect with some behaviours changed. */
export function withBehaviours(base: Dialect, changes: DialectChanges): Dialect {
  return deriveDialect(base.name, base, changes);
}
