/** Every row of the table of behaviours; those of other projects are differences from a row of Linux. */
import { type Dialect, deriveDialect } from './dialect.ts';
import { linux420, linux50, linux510, linux53, linux61, linux612, linux71, linux72 } from './linux-dialects.ts';

const uboot: Dialect = deriveDialect('u-boot', linux420, {
  dotConfig: { rawStrings: true },
  writing: { writesAutoOutsideSync: false },
});

const buildroot: Dialect = deriveDialect('buildroot', linux420, {
  reading: { optionEnv: 'sets', expansion: 'symbols', rootPrompt: 'Buildroot Configuration', unameSymbol: true },
  model: { recursionIsFatal: false },
  dotConfig: { prefix: '' },
  writing: {
    touchDirectory: 'auto.conf',
    writesAutoOutsideSync: false,
    autoNeedsDirectories: true,
    dependencyFile: 'buildroot',
  },
  modes: {
    configVariable: 'BR2_CONFIG',
    defaultDefconfig: '.defconfig',
    syncIsSilent: false,
    syncWritesOnlyChanges: true,
  },
});

/** Linux 4.10 to 4.17: the parser of Buildroot's with more words and fewer messages. */
const linux414: Dialect = deriveDialect('linux-4.14', buildroot, {
  reading: { booleanWord: true, rootPrompt: 'Linux Kernel Configuration' },
  messages: {
    reportsHelpFaults: false,
    unmetReport: 'line',
    boolName: 'boolean',
    reportsOuterDefault: false,
    fileErrorsOnStdout: true,
    inclusionReport: 'quoted',
  },
  model: { recursionAdvice: 'each' },
  values: { writesDefaultN: true, membersStayWritten: true, comparison: 'mixed' },
  dotConfig: { prefix: linux420.dotConfig.prefix },
  writing: { writesDefconfigList: true, touchDirectory: 'include/config', dependencyFile: '4.20' },
  modes: {
    configVariable: 'KCONFIG_CONFIG',
    defaultDefconfig: linux420.modes.defaultDefconfig,
    listsNewValues: false,
    olddefconfigLooks: true,
    alwaysOffersHelp: false,
    oldconfigShowsMenus: true,
    answerEcho: 'newline',
    syncNeedsTerminal: true,
  },
});

/** Linux 4.4 to 4.9. */
const linux49: Dialect = deriveDialect('linux-4.9', linux414, { reading: { imply: false } });

const coreboot: Dialect = deriveDialect('coreboot', linux61, {
  reading: { sourceInChoice: true, sourceStyle: 'glob' },
  model: { constantsAreTyped: false, boolifiesConditions: true },
  values: { emptyNumber: { int: '0', hex: '0x0' }, userOutOfRange: 'reevaluated', modWithoutModulesIsNo: true },
  dotConfig: {
    notSetLines: 'exact',
    warnsLineWithoutEquals: true,
    reassignment: 'notice',
    choiceReadMessages: 'notice',
  },
  writing: { touchDirectory: 'KCONFIG_SPLITCONFIG', negatives: true },
});

const busybox: Dialect = deriveDialect('busybox', linux420, {
  reading: {
    keywords: 'busybox',
    booleanWord: true,
    moduleSwitch: 'symbol MODULES',
    optionEnv: 'error',
    unknownOption: 'error',
    optionDefconfigList: false,
    optionAllnoconfigY: false,
    imply: false,
    visibleIf: 'unknown',
    orderRelations: false,
    namedChoice: false,
    expansion: 'none',
    repeatedSourceFails: true,
    rootPrompt: 'Busybox Configuration',
    ignoresMainMenu: true,
    environmentSymbols: ['ARCH', 'KERNELVERSION'],
    unameSymbol: true,
    helpKeepsBlanks: true,
  },
  messages: {
    memberTwice: 'warning',
    warnsUnsupportedCharacters: false,
    syntaxErrorLineOffset: null,
    oldWarnings: true,
    reportsHelpFaults: false,
    boolName: 'boolean',
    reportsOuterDefault: false,
    fileErrorsOnStdout: true,
    inclusionReport: 'scan',
    reportsOverlongLines: true,
  },
  model: { recursionIsFatal: false, hashBuckets: 257 },
  values: {
    choiceEngine: 'busybox',
    membersStayWritten: true,
    comparison: 'texts',
    unmetReports: false,
    numberBits: 32,
  },
  dotConfig: { reassignment: 'first-wins', unknownSymbols: 'always' },
  writing: { extraAutoFile: 'none', touchFiles: 'none', dependencyFile: 'busybox' },
  modes: {
    hasLetterModes: true,
    letters: {
      o: 'oldconfig',
      s: 'silentoldconfig',
      n: 'allnoconfig',
      y: 'allyesconfig',
      m: 'allmodconfig',
      d: 'alldefconfig',
      D: 'defconfig',
      r: 'randconfig',
    },
    alwaysOffersHelp: false,
    asksInAllModes: true,
    oldconfigShowsMenus: true,
    answerEcho: 'none',
    lineSize: 128,
    syncNeedsTerminal: true,
    helpLayout: 'busybox',
    configVariable: null,
    defaultDefconfig: '/dev/null',
  },
});

/** Kconfiglib as Zephyr ships it: the evaluation of Linux 6.12's predecessors, a wider language. */
const zephyr: Dialect = deriveDialect('zephyr', linux53, {
  reading: { optionEnv: 'sets', sourceStyle: 'kconfiglib', repeatedSourceFails: false, extendedKeywords: true },
  messages: { missingNewline: 'silent' },
});

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
  'linux-4.14': linux414,
  'linux-4.9': linux49,
  'u-boot': uboot,
  buildroot,
  coreboot,
  busybox,
  zephyr,
} as const satisfies Readonly<Record<string, Dialect>>;

/** Name of a row of the table, as `--dialect` takes it. */
export type DialectName = keyof typeof dialects;

/** The dialect of a tree that shows no other. */
export const defaultDialect: Dialect = linux612;
