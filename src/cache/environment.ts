/**
 * The environment that a kept value depends on. Values of whole computations depend on all of it, apart from what
 * {@link isIncidental} names; answers of single programs depend on {@link answerEnvironment} alone.
 */
import type { ByteString } from '../core/bytes.ts';

type Environment = Readonly<Record<string, ByteString>>;

/**
 * Variables that can change what a program with known dependencies answers, by the program that reads them. The same
 * list decides which compiler runs of one kgate are alike. Source: the manuals named here, and gcc 12, clang 14 and
 * binutils 2.40 as they run.
 */
const readByPrograms = [
  // Where programs are and where they keep their own files: execvp(3), gcc(1), and the settings of ccache and pyenv.
  'PATH|HOME|TMPDIR|XDG_CONFIG_HOME|XDG_CACHE_HOME',
  // The language and the encoding of messages: locale(7), gettext(3).
  'LANG|LANGUAGE|LC_\\w+|LOCPATH',
  // gcc's driver and cc1, and what they read in directories of their own: gcc(1), ENVIRONMENT.
  'GCC_\\w+|COLLECT_\\w+|COMPILER_PATH|LIBRARY_PATH|CPATH|\\w+_INCLUDE_PATH|DEPENDENCIES_OUTPUT|SUNPRO_DEPENDENCIES',
  // Values of __DATE__ and __TIME__: gcc(1).
  'SOURCE_DATE_EPOCH',
  // clang's driver, and the SDK in which it looks for headers: clang(1).
  'CCC_\\w+|CLANG\\w*|SDKROOT',
  // The linker, and the dynamic loader that starts every program: ld(1), binutils' BFD, ld.so(8).
  'LD_\\w+|LDEMULATION|GNUTARGET|GLIBC_TUNABLES',
  // Wrappers in front of a compiler: ccache(1), distcc(1).
  'CCACHE\\w*|DISTCC\\w*',
  // An emulator that runs a compiler of another architecture: qemu-user(1).
  'QEMU\\w*',
  // Small programs around a compiler: grep(1), sed(1), uname(1) of util-linux' setarch.
  'POSIXLY_CORRECT|GREP_\\w+|UNAME\\w*',
];
/**
 * Python, rustc, the version managers that choose one, and openssl: python3(1), pyenv, rustup and openssl-env(7). A kernel's makefiles export
 * PYTHON3 and RUSTC on their way, which no compiler reads.
 */
const readByCompanions = 'PYTHON\\w*|PYENV\\w*|_PYENV\\w*|VIRTUAL_ENV|RUST\\w*|CARGO\\w*|OPENSSL_\\w+';

const forPrograms = new RegExp(`^(?:${readByPrograms.join('|')})$`);
const forCompanions = new RegExp(`^(?:${readByPrograms.join('|')}|${readByCompanions})$`);

/** True for a program with an environment, and a working directory, of its own: Python, rustc or openssl. */
export function isCompanion(program: ByteString): boolean {
  return /(?:^|\/)(?:python|rustc|openssl)[^/]*$/.test(program);
}

/** The part of an environment that the answer of a program depends on, as text; names in byte order. */
export function answerEnvironment(program: ByteString, env: Environment): string {
  const names = isCompanion(program) ? forCompanions : forPrograms;
  return textOf(env, (name) => names.test(name));
}

/**
 * The program that reads the environment: `make` sees how it was called, `conf` is given its files and seeds in its
 * request, a `tree` depends on neither.
 */
export type EnvironmentReader = 'make' | 'conf' | 'tree';

/**
 * Variables that differ from one terminal, login or call to the next and that no tree was seen to look at.
 * They are left out of keys unless a text of the tree names one. Everything else counts: a variable that
 * is not here and differs is a miss.
 */
const ofTerminals =
  '_|SHLVL|OLDPWD|TERM|TERM_\\w+|COLORTERM|COLUMNS|LINES|WINDOWID|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|SSH_\\w+|GPG_\\w+|DBUS_\\w+|XDG_SESSION_\\w+|XDG_RUNTIME_DIR|XDG_CACHE_HOME|INVOCATION_ID|JOURNAL_STREAM|TMUX\\w*|STY|VTE_VERSION|LS_COLORS|LESS\\w*|PAGER|EDITOR|VISUAL|HIST\\w+|PS[124]|PROMPT_COMMAND|MAIL|NO_COLOR|FORCE_COLOR|CLICOLOR\\w*|DESKTOP_SESSION|GNOME_\\w+|KDE_\\w+|QT_\\w+|GTK_\\w+|SESSION_MANAGER|VSCODE_\\w+|HYPERFINE_\\w+|VITEST\\w*|npm_\\w+|NODE_\\w+|KGATE_DEBUG|KGATE_NO_CACHE|KGATE_CACHE_SIZE|KGATE_CACHE_DIR';

/**
 * What services set for each job. Source: the lists of variables in the documentation of GitHub Actions, GitLab CI, Jenkins and Azure
 * Pipelines.
 */
const ofServices =
  'CI|GITHUB_\\w+|RUNNER_\\w+|ACTIONS_\\w+|ImageOS|ImageVersion|GITLAB_\\w+|CI_\\w+|FF_\\w+|BUILD_(?:DISPLAY_NAME|ID|NUMBER|TAG|URL)|BUILD_BUILD\\w+|JOB_(?:BASE_NAME|DISPLAY_URL|NAME|URL)|RUN_\\w*DISPLAY_URL|EXECUTOR_NUMBER|STAGE_NAME|WORKSPACE(?:_TMP)?|JENKINS_\\w+|HUDSON_\\w+|AGENT_\\w+|SYSTEM_\\w+';

/** How make was called. */
const ofMake = 'MAKEFLAGS|MFLAGS|MAKELEVEL|MAKE_TERMOUT|MAKE_TERMERR|MAKEOVERRIDES|GNUMAKEFLAGS';

/** What conf is given for a single run. */
const ofConf =
  'KCONFIG_(?:CONFIG|SEED|PROBABILITY|ALLCONFIG|OVERWRITECONFIG|NOSILENTUPDATE|AUTOCONFIG|AUTOHEADER|TRISTATE|RUSTCCFG|WERROR|WARN_UNKNOWN_SYMBOLS|DEFCONFIG_LIST)';

const leftOut: Readonly<Record<EnvironmentReader, string>> = {
  make: `${ofTerminals}|${ofServices}`,
  conf: `${ofTerminals}|${ofServices}|${ofMake}`,
  tree: `${ofTerminals}|${ofServices}|${ofMake}|${ofConf}`,
};
const patternsOf = (around: (names: string) => string): Readonly<Record<EnvironmentReader, RegExp>> => {
  const of = (reader: EnvironmentReader): RegExp => new RegExp(around(leftOut[reader]));
  return { make: of('make'), conf: of('conf'), tree: of('tree') };
};
const incidental = patternsOf((names) => `^(?:${names})$`);
const naming = patternsOf((names) => `\\$[({]?(${names})(?!\\w)`);

/** True for a variable that keys leave out. */
export function isIncidental(name: ByteString, reader: EnvironmentReader): boolean {
  return incidental[reader].test(name);
}

/** The part of an environment that belongs to a key, as text; names in byte order. */
export function environmentKey(env: Environment, reader: EnvironmentReader): string {
  return textOf(env, (name) => !isIncidental(name, reader));
}

/** An environment of an earlier run, with the variables that keys leave out as they are now. */
export function withIncidental(env: Environment, now: Environment, reader: EnvironmentReader): Environment {
  const kept = Object.entries(env).filter(([name]) => !isIncidental(name, reader));
  const current = Object.entries(now).filter(([name]) => isIncidental(name, reader));
  return Object.fromEntries([...kept, ...current]);
}

/** True when a text could ask for a variable that keys leave out: `$TERM`, `${TERM}`, `$(TERM)`. */
export function namesIncidental(text: ByteString, reader: EnvironmentReader): boolean {
  return naming[reader].test(text);
}

/** Those variables that a text could ask for; a tree may well have its own of such a name. */
export function incidentalNames(text: ByteString, reader: EnvironmentReader): readonly ByteString[] {
  const pattern = new RegExp(naming[reader], 'g');
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))];
}

function textOf(env: Environment, isWanted: (name: ByteString) => boolean): string {
  const names = Object.keys(env).filter(isWanted).sort();
  return names.map((name) => `${name}=${env[name] ?? ''}`).join('\0');
}
