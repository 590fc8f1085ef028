import { reportFormatNames } from '../report/formats/names.ts';
import { shellPolicies } from '../core/shell-policy.ts';
import type { CommandName } from './command.ts';
import { fixOptions } from './input/fix-input.ts';
import { lintOptions } from './input/lint-input.ts';
import { idleMakeOptions, makeOptions } from './input/make-input.ts';
import type { OptionDeclaration } from './option-declaration.ts';

/** One command as `--help` shows it. */
export interface CommandDeclaration {
  readonly name: CommandName;
  readonly summary: string;
  /** Operands after the command's name, as the usage line shows them. */
  readonly operands: string;
  /** How many operands it takes, `VAR=VALUE` words not counted. */
  readonly minOperands: number;
  readonly maxOperands: number;
  /** Its own options, before the common ones. */
  readonly options: readonly OptionDeclaration[];
  /** Names of common options that it does not have. */
  readonly without: readonly string[];
  /** Lines below the options. */
  readonly examples: readonly string[];
}

/** `-C`, which every command has. */
export const directoryOption: OptionDeclaration = {
  flags: '-C <dir>',
  description: 'change to DIR first, as make does; cumulative when repeated',
  isList: true,
};

/** Options of every command unless it says otherwise. */
export const commonOptions: readonly OptionDeclaration[] = [
  directoryOption,
  { flags: '-O <objdir>', description: 'directory for objects (also O=OBJDIR)' },
  {
    flags: '--config <file>',
    description: 'read this .config instead of the one in OBJDIR',
    onceHint: "merge files with 'kgate config olddefconfig --config BASE --fragment FILE --output MERGED'",
  },
  { flags: '--defconfig <name>', description: 'start from this configuration goal (defconfig, ...)' },
  { flags: '--toolchain <name>', description: 'answer compiler probes from a recorded compiler (name or file)' },
  {
    flags: '--unknown-probe <how>',
    description: 'action on a probe that a recorded compiler, or --shell, leaves without an answer',
    choices: ['error', 'no', 'ask'],
    fallback: 'error',
  },
  {
    flags: '--shell <policy>',
    description: 'programs that the tree may start (default: run, or KGATE_SHELL)',
    choices: shellPolicies,
  },
  {
    flags: '--time-limit <seconds>',
    description: 'end the evaluation after so long (default: 600, or KGATE_TIME_LIMIT)',
  },
  { flags: '--make-version <version>', description: 'follow this make instead of the one on PATH' },
  { flags: '--no-cache', description: 'neither read nor write the cache' },
  { flags: '--cache-dir <dir>', description: 'keep the cache in DIR (also KGATE_CACHE_DIR)' },
  { flags: '--format <form>', description: 'format of the result', choices: ['text', 'json'], fallback: 'text' },
  { flags: '--output <file>', description: "write the result to FILE ('-': standard output)" },
  { flags: '--color <when>', description: 'use of colour', choices: ['auto', 'always', 'never'], fallback: 'auto' },
];

/** Options of a report that has findings; its `--format` takes the place of the common one. */
const reportOptions: readonly OptionDeclaration[] = [
  { flags: '--verbose', description: 'the whole chain of causes' },
  { flags: '--quiet', description: 'only the verdict and errors' },
  {
    flags: '--format <form>',
    description: 'format of the result; concise: one line a finding',
    choices: ['text', 'concise', 'json', ...reportFormatNames],
    fallback: 'text',
  },
  {
    flags: '--report <format=file>',
    description: 'also write the result to FILE in one of these formats; repeatable',
    isList: true,
  },
  { flags: '--baseline <file>', description: 'leave out the findings that FILE has' },
  { flags: '--show-suppressed', description: 'also list what comments in the files suppress, with the reasons' },
  { flags: '--update-baseline', description: 'write what is found to the file of --baseline; exit status 0' },
];

/** Options of the commands that a project file is for. */
const projectOptions: readonly OptionDeclaration[] = [
  { flags: '--project <file>', description: 'project file (default: the nearest kgate.config.json, .jsonc or .yaml)' },
  { flags: '--no-project', description: 'read no project file' },
  { flags: '--print-config', description: 'print the settings of the run and where each is from, and end' },
];

const many = Number.POSITIVE_INFINITY;
const treeOptions = ['-O', '--config', '--defconfig', '--make-version'];

/** Every command, in the order of `--help`. */
export const commandTable: readonly CommandDeclaration[] = [
  {
    name: 'check',
    summary: 'report what stops this build or silently changes its configuration',
    operands: '[BUILD...|[DIR] GOAL...] [VAR=VALUE...]',
    minOperands: 0,
    maxOperands: many,
    options: [
      {
        flags: '--fail-on <level>',
        description:
          'what gives exit status 1: errors, lost settings too, or warnings too (default: changed for --fragment ' +
          'and a defconfig of --config, else error)',
        choices: ['error', 'changed', 'warning'],
      },
      {
        flags: '--fragment <file>',
        description: 'merge FILE over the configuration, as merge_config.sh does; repeatable',
        isList: true,
      },
      {
        flags: '--new <how>',
        description: 'what symbols are that make would ask for',
        choices: ['error', 'warn', 'ignore'],
        fallback: 'warn',
      },
      {
        flags: '--goal <goal>',
        description: 'check this goal of make, as the plain word does; repeatable',
        isList: true,
      },
      {
        flags: '--since <rev>',
        description: 'only errors, and findings that a line differing from this git revision has a part in',
      },
      { flags: '--strict', description: 'exit status 1 also when a recipe line is undecided' },
      {
        flags: '--canonical',
        description: 'compare defconfigs (the words, --config, --defconfig) with what savedefconfig writes',
      },
      { flags: '--fix', description: 'with --canonical: write what savedefconfig writes' },
      { flags: '--list-undecided', description: 'list the undecided recipe lines' },
      {
        flags: '--severity <code=level>',
        description: 'severity of a code that stops nothing: error, warning, info, off; repeatable',
        isList: true,
      },
      ...reportOptions,
      ...projectOptions,
      ...idleMakeOptions,
    ],
    without: ['--format'],
    examples: [
      'kgate check linux ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- Image dtbs',
      'kgate check -C ../linux M=$PWD',
      'kgate check --canonical board_defconfig ARCH=arm64',
    ],
  },
  {
    name: 'why',
    summary: 'explain why a symbol has its value, or what gives it VALUE',
    operands: 'SYMBOL[=VALUE] [VAR=VALUE...]',
    minOperands: 1,
    maxOperands: 1,
    options: [
      {
        flags: '--fragment <file>',
        description: 'merge FILE over the configuration first; repeatable',
        isList: true,
      },
      { flags: '--verbose', description: 'the whole chain of causes' },
      { flags: '--depth <number>', description: 'the chain down to so many steps' },
      {
        flags: '--format <form>',
        description: 'format of the result; dot: the chain as a graph for Graphviz',
        choices: ['text', 'json', 'dot'],
        fallback: 'text',
      },
    ],
    without: ['--format'],
    examples: ['kgate why KASAN', 'kgate why KASAN=y ARCH=arm64'],
  },
  {
    name: 'fix',
    summary: 'find the smallest change after which symbols have values',
    operands: 'SYMBOL[=VALUE]...|build PATH... [VAR=VALUE...]',
    minOperands: 0,
    maxOperands: many,
    options: fixOptions,
    without: ['--format'],
    examples: [
      'kgate fix KASAN KEXEC=n ARCH=arm64',
      'kgate fix --stops ARCH=arm64',
      'kgate fix build drivers/net/tun.c --format fragment',
    ],
  },
  {
    name: 'dead',
    summary: 'report symbols that no configuration of an architecture turns on, off or shows',
    operands: '[SYMBOL...] [VAR=VALUE...]',
    minOperands: 0,
    maxOperands: many,
    options: [
      { flags: '--arch <arch>', description: 'the architecture, as ARCH=ARCH', isList: true },
      { flags: '--verbose', description: 'every symbol, with the condition that its cause is behind' },
    ],
    without: ['--config', '--defconfig'],
    examples: ['kgate dead -C linux --arch arm64', 'kgate dead KASAN ARCH=arm64'],
  },
  {
    name: 'export',
    summary: 'write all configurations of an architecture as a formula for other tools',
    operands: '[VAR=VALUE...]',
    minOperands: 0,
    maxOperands: 0,
    options: [
      { flags: '--arch <arch>', description: 'the architecture, as ARCH=ARCH', isList: true },
      {
        flags: '--format <form>',
        description: 'DIMACS CNF, or the Universal Variability Language',
        choices: ['dimacs', 'uvl'],
        fallback: 'dimacs',
      },
    ],
    without: ['--config', '--defconfig', '--format', '--color'],
    examples: ['kgate export -C linux --arch arm64 --format uvl'],
  },
  {
    name: 'objects',
    summary: 'list every object, module and directory that a configuration builds',
    operands: '[VAR=VALUE...]',
    minOperands: 0,
    maxOperands: 0,
    options: [],
    without: [],
    examples: ['kgate objects -C linux ARCH=arm64 --defconfig defconfig', 'kgate objects --format json'],
  },
  {
    name: 'owner',
    summary: 'report the symbols that a source file, module or directory needs to be built',
    operands: 'FILE|MODULE|DIRECTORY [VAR=VALUE...]',
    minOperands: 1,
    maxOperands: 1,
    options: [],
    without: [],
    examples: ['kgate owner drivers/net/tun.c', 'kgate owner tun.ko ARCH=arm64 --defconfig defconfig'],
  },
  {
    name: 'config',
    summary: 'compute a .config as the tree does (olddefconfig, allnoconfig, ...)',
    operands: 'MODE [VAR=VALUE...]',
    minOperands: 1,
    maxOperands: 1,
    options: [
      { flags: '--fragment <file>', description: 'merge FILE over the base; repeatable', isList: true },
      { flags: '--merge-only', description: 'merge the fragments and run no conf (merge_config.sh -m)' },
      { flags: '--alln', description: 'use allnoconfig for the rest (merge_config.sh -n)' },
      { flags: '--redundant', description: 'list redundant entries of fragments (merge_config.sh -r)' },
      { flags: '--strict', description: 'fail when a fragment redefines a value (merge_config.sh -s)' },
      { flags: '--builtin', description: 'never demote y to m (merge_config.sh -y)' },
      { flags: '--quiet', description: 'do not report redefined values (merge_config.sh -Q)' },
      { flags: '--seed <number>', description: 'KCONFIG_SEED for randconfig' },
      { flags: '--dialect <name>', description: 'follow this conf instead of the detected one' },
      { flags: '--kconfig <file>', description: 'top Kconfig file; makefiles are not read' },
    ],
    without: ['--defconfig', '--format'],
    examples: [
      'kgate config olddefconfig -O ../build --output -',
      'kgate config alldefconfig --config base.config --fragment debug.config',
    ],
  },
  {
    name: 'make',
    summary: 'evaluate makefiles: print what make prints, or explain a variable',
    operands: '[GOAL...] [VAR=VALUE...]',
    minOperands: 0,
    maxOperands: many,
    options: makeOptions,
    without: ['-O', '--config', '--defconfig'],
    examples: ['kgate make -C linux -n prepare ARCH=arm64', 'kgate make --why KBUILD_CFLAGS'],
  },
  {
    name: 'probe',
    summary: 'report the identity of a compiler and the flags it accepts',
    operands: '[FLAG...] [VAR=VALUE...] [-- FLAG...]',
    minOperands: 0,
    maxOperands: many,
    options: [
      { flags: '--cc <cc>', description: 'compiler command' },
      {
        flags: '--record <file>',
        description: 'record the compiler: its identity, its flags and its answers to the trees of -C',
      },
      {
        flags: '--explain <what>',
        description: 'report the probes of a macro call, macro, flag or symbol',
      },
    ],
    without: ['-O'],
    examples: [
      'kgate probe --cc clang -fpatchable-function-entry=2',
      'kgate probe -- -C -include foo.h',
      'kgate probe --record my-clang.json -C linux ARCH=arm64 LLVM=1',
      "kgate probe -C linux ARCH=arm64 --explain 'cc-option,-mbranch-protection=bti'",
    ],
  },
  {
    name: 'diff-toolchain',
    summary: 'compare two compilers on a tree: probes, symbols, flags, stops',
    operands: 'A B [VAR=VALUE...]',
    minOperands: 2,
    maxOperands: 2,
    options: [],
    without: ['--toolchain'],
    examples: [
      'kgate diff-toolchain gcc-11 gcc-12 -C linux ARCH=arm64',
      'kgate diff-toolchain aarch64-linux-gnu- LLVM=1 -C linux ARCH=arm64',
    ],
  },
  {
    name: 'toolchains',
    summary: 'list the recorded compilers and those on PATH',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    options: [],
    without: [...treeOptions, '--toolchain', '--unknown-probe'],
    examples: [],
  },
  {
    name: 'lint',
    summary: 'check Kconfig files, makefiles, defconfigs and conditions in sources for mistakes',
    operands: '[PATH...] [VAR=VALUE...]',
    minOperands: 0,
    maxOperands: many,
    options: [...lintOptions, ...reportOptions, ...projectOptions],
    without: ['--make-version', '--format'],
    examples: ['kgate lint --arch arm64 drivers/net', 'kgate lint --since origin/master', 'kgate lint series.mbox'],
  },
  {
    name: 'init',
    summary: 'write a first project file for what the directory holds',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    options: [],
    without: [...treeOptions, '--toolchain', '--unknown-probe', '--format', '--color', '--no-cache'],
    examples: ['kgate init', 'kgate init --output -'],
  },
  {
    name: 'rules',
    summary: 'list the lint rules',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    options: [],
    without: [...treeOptions, '--toolchain', '--unknown-probe', '--shell'],
    examples: [],
  },
  {
    name: 'explain',
    summary: 'print what a diagnostic code or a lint rule means',
    operands: 'CODE',
    minOperands: 1,
    maxOperands: 1,
    options: [],
    without: [...treeOptions, '--toolchain', '--unknown-probe', '--shell'],
    examples: ['kgate explain make/error', 'kgate explain lint/undefined-config-reference'],
  },
  {
    name: 'cache',
    summary: 'report the contents of the cache, or remove them',
    operands: 'info|clear',
    minOperands: 1,
    maxOperands: 1,
    options: [],
    without: [...treeOptions, '--toolchain', '--no-cache'],
    examples: ['kgate cache info', 'kgate cache clear'],
  },
  {
    name: 'completion',
    summary: 'print the script that makes a shell complete command lines of kgate',
    operands: 'bash|zsh|fish',
    minOperands: 1,
    maxOperands: 1,
    options: [],
    without: commonOptions.map(({ flags }) => flags.split(' ')[0] ?? '').filter((name) => name !== '--output'),
    examples: ['kgate completion bash'],
  },
];
