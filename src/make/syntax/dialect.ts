/**
 * Versions of GNU make as data: every field is one behaviour, every row of {@link dialects} a version.
 * Code asks for the behaviour and never for a version. Sources: NEWS of the version named, and runs
 * of the makes themselves (docs/make-semantics.md §7.1).
 */
import type { ByteString } from '../../core/bytes.ts';
import { functionsOf43, functionsOf44 } from './shapes.ts';
import { newSyntax, type Syntax } from './syntax.ts';

/** The versions whose behaviour is known. */
export type MakeVersion = '4.2.1' | '4.3' | '4.4.1';

/** How one version of make behaves. */
export interface MakeDialect {
  readonly version: MakeVersion;
  /** What depends on the version before anything is expanded, with the caches of texts read that way. */
  readonly syntax: Syntax;

  // Variables

  /** Words of `.FEATURES`. */
  readonly features: ByteString;
  /** Built-in variables whose values are other ones than those of 4.3. */
  readonly otherDefaults: Readonly<Record<string, ByteString>>;
  /** `+=` puts a blank between the values even when one of them is empty. */
  readonly appendsBlankToEmpty: boolean;
  /** `.INCLUDE_DIRS` is a simple variable. */
  readonly includeDirsAreSimple: boolean;
  /** MAKEFLAGS lists variables and long options while makefiles are read, and obeys assignments at once. */
  readonly flagsAreLive: boolean;
  /** Of `-w` and `--no-print-directory` the last one counts; otherwise always the second. */
  readonly lastDirectoryOptionWins: boolean;
  /** `-I-` forgets all directories, also those that make always looks into. */
  readonly dashClearsIncludePath: boolean;
  /** Variables known to make draw no warning when they are undefined. */
  readonly knownUndefined: ReadonlySet<ByteString>;
  /** MAKEOVERRIDES goes to child processes. */
  readonly exportsOverrides: boolean;
  /** `$(shell)` gets exported variables; otherwise make's own environment. */
  readonly shellSeesExports: boolean;

  // Functions

  /** `$(call info,a,b)` prints `a, b`; otherwise `a`. */
  readonly joinsMessageArguments: boolean;
  /** `word` and `wordlist` take signed numbers and name what is wrong with others. */
  readonly parsesNumbers: boolean;
  /** A directory is read once for all `$(wildcard)`s. */
  readonly cachesDirectories: boolean;
  /** A pattern with a slash at its end matches files, too. */
  readonly slashMatchesFiles: boolean;
  /** Blanks behind the name in `$(file <NAME )` do not belong to it. */
  readonly trimsFileNames: boolean;
  /** What `$(wildcard)` says of symbolic links that lead nowhere. */
  readonly danglingLinks: 'never' | 'plain' | 'always';
  /** What is said of a program that make starts itself and does not find. */
  readonly programNotFound: string;
  /** Commands that make leaves to a shell, whatever else is in the text. */
  readonly shellCommands: ReadonlySet<ByteString>;

  // Reading

  /** `ifeq(a,b)`: what the message of a missing separator adds. */
  readonly hintsAtIfeqBlank: boolean;
  /** Which of several missing includes is reported. */
  readonly missingInclude: 'first' | 'last';

  // Updating

  /** An implicit rule is preferred whose prerequisites are named by the rules of the target itself. */
  readonly prefersOwnPrerequisites: boolean;
  /** Prerequisites of a suffix rule: taken silently or passed over with a warning. */
  readonly suffixPrerequisites: 'kept' | 'warned' | 'plain';
  /** Prerequisites are expanded a second time for all targets when reading is over, not when they are considered. */
  readonly settlesAllTargets: boolean;
  /** A grouped target is due when any file of its group is. */
  readonly groupIsOneTarget: boolean;
  /** What `--jobserver-auth` names: two descriptors, or a FIFO, whose number make takes from its process. */
  readonly jobserver: string;
  /** Words of `--trace`. */
  readonly traceStyle: 'old' | 'new';
}

const features42 =
  'target-specific order-only second-expansion else-if shortest-stem undefine oneshell archives jobserver output-sync check-symlink load';
const features43 =
  'target-specific order-only second-expansion else-if shortest-stem undefine oneshell nocomment grouped-target extra-prereqs archives jobserver output-sync check-symlink load';
const features44 =
  'target-specific order-only second-expansion else-if shortest-stem undefine oneshell nocomment grouped-target extra-prereqs notintermediate shell-export archives jobserver jobserver-fifo output-sync check-symlink load';

/** Source: GNU make 4.2 job.c, construct_command_argv_internal; `command` is not among them, so that make looks for a program. */
const shellCommands42: ReadonlySet<ByteString> = new Set(
  (
    '. : break case cd continue eval exec exit export for if login logout read readonly set shift switch test times ' +
    'trap ulimit umask unset wait while'
  ).split(' '),
);

/** Source: GNU make 4.3 job.c, the same. */
const shellCommands43: ReadonlySet<ByteString> = new Set(
  (
    '. : alias bg break case cd command continue eval exec exit export fc fg for getopts hash if jobs login logout ' +
    'read readonly return set shift test times trap type ulimit umask unalias unset wait while'
  ).split(' '),
);

const make43: MakeDialect = {
  version: '4.3',
  syntax: newSyntax({
    commentsInReferences: false,
    immediateRecursive: false,
    unexportIsModifier: false,
    groupedTargets: true,
    functions: functionsOf43,
  }),
  features: features43,
  otherDefaults: {},
  appendsBlankToEmpty: false,
  includeDirsAreSimple: false,
  flagsAreLive: false,
  lastDirectoryOptionWins: false,
  dashClearsIncludePath: false,
  knownUndefined: new Set(),
  exportsOverrides: true,
  shellSeesExports: false,
  joinsMessageArguments: true,
  parsesNumbers: false,
  cachesDirectories: true,
  slashMatchesFiles: false,
  trimsFileNames: false,
  danglingLinks: 'plain',
  programNotFound: 'No such file or directory',
  shellCommands: shellCommands43,
  hintsAtIfeqBlank: false,
  missingInclude: 'last',
  prefersOwnPrerequisites: false,
  suffixPrerequisites: 'warned',
  settlesAllTargets: true,
  groupIsOneTarget: false,
  jobserver: '3,4',
  traceStyle: 'old',
};

const make42: MakeDialect = {
  ...make43,
  version: '4.2.1',
  syntax: newSyntax({
    commentsInReferences: true,
    immediateRecursive: false,
    unexportIsModifier: false,
    groupedTargets: false,
    functions: functionsOf43,
  }),
  features: features42,
  appendsBlankToEmpty: true,
  slashMatchesFiles: true,
  danglingLinks: 'never',
  programNotFound: 'Command not found',
  shellCommands: shellCommands42,
  suffixPrerequisites: 'kept',
};

const make44: MakeDialect = {
  ...make43,
  version: '4.4.1',
  syntax: newSyntax({
    commentsInReferences: false,
    immediateRecursive: true,
    unexportIsModifier: true,
    groupedTargets: true,
    functions: functionsOf44,
  }),
  features: features44,
  otherDefaults: { ARFLAGS: '-rv', 'PREPROCESS.S': '$(CPP) $(CPPFLAGS)' },
  includeDirsAreSimple: true,
  flagsAreLive: true,
  lastDirectoryOptionWins: true,
  dashClearsIncludePath: true,
  knownUndefined: new Set([
    'MAKECMDGOALS',
    'MAKE_RESTARTS',
    'MAKE_TERMOUT',
    'MAKE_TERMERR',
    'MAKEOVERRIDES',
    '.DEFAULT',
    '-*-command-variables-*-',
    '-*-eval-flags-*-',
    'VPATH',
    'GPATH',
  ]),
  exportsOverrides: false,
  shellSeesExports: true,
  joinsMessageArguments: false,
  parsesNumbers: true,
  cachesDirectories: false,
  trimsFileNames: true,
  danglingLinks: 'always',
  hintsAtIfeqBlank: true,
  missingInclude: 'first',
  prefersOwnPrerequisites: true,
  suffixPrerequisites: 'warned',
  settlesAllTargets: false,
  groupIsOneTarget: true,
  jobserver: 'fifo:/tmp/GMfifo1',
  traceStyle: 'new',
};

/** All rows by version. */
export const dialects: Readonly<Record<MakeVersion, MakeDialect>> = { '4.2.1': make42, '4.3': make43, '4.4.1': make44 };

/** What a version's text asks for; both parts belong into a request. */
export interface ParsedMakeVersion {
  /** The row whose behaviour is followed. */
  readonly makeVersion: MakeVersion;
  /** What MAKE_VERSION shows. */
  readonly makeVersionText: ByteString;
}

/**
 * Reads a version as users and `make --version` write it: `4.2`, `4.3`, `4.4`, `4.4.1`, `GNU Make 4.3`.
 * The text stays as given; the row is that of the nearest version at or below it. Undefined for what
 * is no version and for makes before 4.2, whose behaviour is not known.
 */
export function parseMakeVersion(text: ByteString): ParsedMakeVersion | undefined {
  const found = /^(?:GNU Make )?((\d+)\.(\d+)(?:\.\d+)*\S*)\s*$/.exec(text.split('\n', 1)[0] ?? '');
  if (found === null) return undefined;
  const [, shown = '', major, minor] = found;
  const rank = Number(major) * 1000 + Number(minor);
  if (rank < 4002) return undefined;
  const makeVersion = rank === 4002 ? '4.2.1' : rank === 4003 ? '4.3' : '4.4.1';
  return { makeVersion, makeVersionText: shown };
}
