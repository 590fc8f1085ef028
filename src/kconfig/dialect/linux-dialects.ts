/** The rows of Linux, each as its differences from the row of the nearest relative. */
import { type Dialect, withBehaviours } from './dialect.ts';

export const linux612: Dialect = {
  name: 'linux-6.12',
  reading: {
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
    expansion: 'macros',
    shellLimit: 4095,
    macroArgumentLimit: true,
    sourceStyle: 'plain',
    repeatedSourceFails: false,
    choiceSurvivesErrors: true,
    rootPrompt: 'Main menu',
    ignoresMainMenu: false,
    environmentSymbols: [],
    unameSymbol: false,
    helpKeepsBlanks: false,
    extendedKeywords: false,
  },
  messages: {
    choiceFaultsAreErrors: true,
    memberTwice: 'ok',
    wholeInclusionChain: true,
    missingNewline: 'error',
    warnsUnsupportedCharacters: true,
    syntaxErrorLineOffset: 0,
    namesEndKeyword: false,
    menuconfigFaultsAreErrors: false,
    messagesNameStatementFile: false,
    oldWarnings: false,
    fileErrorsOnStdout: false,
    reportsOverlongLines: false,
  },
  model: {
    recursionIsFatal: true,
    recursionReportHasLocations: false,
    recursionDocument: 'rst',
    recursionOrder: 'menu',
    constantsAreTyped: true,
    boolifiesConditions: false,
    membersHaveNoSubMenu: true,
    foldsConstants: true,
    hashBuckets: 16384,
  },
  values: {
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
  },
  dotConfig: {
    prefix: 'CONFIG_',
    notSetLines: 'exact',
    warnsNotSetNumber: true,
    warnsLineWithoutEquals: true,
    reassignment: 'warning',
    choiceReadMessages: 'none',
    unknownSymbols: 'opt-in',
    werror: 'all',
    rawStrings: false,
  },
  writing: {
    endOfMenu: 'all',
    warnsChangedInput: false,
    saysNoChange: true,
    honoursSourceDate: true,
    autoConfQuotes: false,
    headerHasBlankLines: false,
    headerNamesAll: false,
    extraAutoFile: 'rustc_cfg',
    touchFiles: 'verbatim',
    touchDirectory: 'auto.conf',
    touchesVanishedStrings: true,
    writesAutoOutsideSync: true,
    recalculatesForAuto: 'never',
    oldAutoForgetsValues: false,
    dependencyFile: '6.12',
    negatives: false,
  },
  modes: {
    hasHelpNew: true,
    hasRewriteModes: true,
    hasMod2no: true,
    hasLetterModes: false,
    asksInAllModes: false,
    inputEndGuard: true,
    inputEndStops: true,
    helpLayout: '6.1',
    seedStream: 'stdout',
    randomRepeat: 'any',
    configVariable: 'KCONFIG_CONFIG',
    checksConfigName: true,
    defaultDefconfig: null,
    syncNeedsConfig: false,
    syncIsSilent: true,
    syncWritesOnlyChanges: false,
  },
};

export const linux71: Dialect = withBehaviours(
  linux612,
  {
    reading: {
      transitional: true,
      dependsIf: true,
      choicePromptByType: false,
      repeatedSourceFails: true,
    },
    messages: {
      memberTwice: 'error',
      menuconfigFaultsAreErrors: true,
    },
    modes: {
      inputEndGuard: false,
    },
  },
  'linux-7.1',
);

export const linux72: Dialect = withBehaviours(
  linux71,
  {
    writing: {
      warnsChangedInput: true,
    },
  },
  'linux-7.2',
);

export const linux61: Dialect = withBehaviours(
  linux612,
  {
    reading: {
      namedChoice: true,
      optionalChoice: true,
    },
    messages: {
      choiceFaultsAreErrors: false,
      wholeInclusionChain: false,
      missingNewline: 'warning',
      syntaxErrorLineOffset: 1,
      messagesNameStatementFile: true,
    },
    model: {
      recursionReportHasLocations: true,
      recursionOrder: 'hash',
      membersHaveNoSubMenu: false,
      foldsConstants: false,
      hashBuckets: 9973,
    },
    values: {
      choiceEngine: 'old',
      emptyNumber: { int: '', hex: '' },
      userOutOfRange: 'dropped',
      keepsExpressionValues: false,
    },
    dotConfig: {
      notSetLines: 'half',
      warnsLineWithoutEquals: false,
      choiceReadMessages: 'warning',
    },
    writing: {
      oldAutoForgetsValues: true,
      dependencyFile: '6.1',
    },
    modes: {
      inputEndGuard: false,
    },
  },
  'linux-6.1',
);

export const linux53: Dialect = withBehaviours(
  linux61,
  {
    reading: {
      unquotedTexts: true,
      dashedHelp: true,
      moduleSwitch: 'option modules',
      optionDefconfigList: true,
      optionAllnoconfigY: true,
      menuconfigInChoice: true,
      sourceInChoice: true,
      anyInChoiceIf: true,
      shellLimit: 255,
      macroArgumentLimit: false,
      choiceSurvivesErrors: false,
    },
    model: {
      constantsAreTyped: false,
      boolifiesConditions: true,
    },
    values: {
      implyCapped: false,
      clampedText: 'reformatted',
      modWithoutModulesIsNo: true,
    },
    dotConfig: {
      notSetLines: 'loose',
      warnsNotSetNumber: false,
      unknownSymbols: 'never',
      werror: 'ignored',
    },
    writing: {
      endOfMenu: 'non-empty',
      autoConfQuotes: true,
      headerHasBlankLines: true,
      extraAutoFile: 'tristate.conf',
      touchFiles: 'lower-h',
      dependencyFile: '4.20',
    },
    modes: {
      hasHelpNew: false,
      hasRewriteModes: false,
      hasMod2no: false,
      helpLayout: 'old',
      seedStream: 'stderr',
      randomRepeat: 'last',
    },
  },
  'linux-5.3',
);

/** Between 5.3 and 6.1: the grammar and the preprocessor of the latter, the options of the former. */
export const linux510: Dialect = withBehaviours(
  linux53,
  {
    reading: {
      unquotedTexts: false,
      dashedHelp: false,
      menuconfigInChoice: false,
      sourceInChoice: false,
      anyInChoiceIf: false,
      shellLimit: 4095,
      macroArgumentLimit: true,
      choiceSurvivesErrors: true,
    },
    model: {
      constantsAreTyped: true,
      boolifiesConditions: false,
    },
    values: {
      implyCapped: true,
      clampedText: 'verbatim',
      modWithoutModulesIsNo: false,
    },
    writing: {
      extraAutoFile: 'none',
    },
    modes: {
      hasHelpNew: true,
      hasRewriteModes: true,
      helpLayout: '5.10',
      randomRepeat: 'any',
    },
  },
  'linux-5.10',
);

export const linux50: Dialect = withBehaviours(
  linux53,
  {
    model: {
      recursionDocument: 'txt',
    },
    writing: {
      endOfMenu: 'none',
      saysNoChange: false,
      recalculatesForAuto: 'always',
    },
    modes: {
      checksConfigName: false,
      defaultDefconfig: 'arch/$(ARCH)/defconfig',
      syncNeedsConfig: true,
    },
  },
  'linux-5.0',
);

export const linux420: Dialect = withBehaviours(
  linux50,
  {
    reading: {
      keywords: 'context',
      pathWords: true,
      optionEnv: 'ignored',
      unknownOption: 'ignored',
      visibleIf: 'before-depends',
    },
    messages: {
      missingNewline: 'silent',
      namesEndKeyword: true,
    },
    writing: {
      touchDirectory: 'include/config',
      touchesVanishedStrings: false,
    },
  },
  'linux-4.20',
);
