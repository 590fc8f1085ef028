/** Tools that the version scripts of a tree find too old, by the tree's own list of minimum versions. */
import { coerce, lt } from 'semver';
import type { ByteString } from '../../core/bytes.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { OldTool } from '../../core/old-tool.ts';
import type { CommandEvidence, RunShell, ShellAnswer, ShellRequest } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';

/** What {@link createVersionCheck} needs. */
export interface VersionCheckOptions {
  readonly host: Host;
  readonly treeDirectory: ByteString;
  readonly tryOut: RunShell;
  /** A text that was asked, and its answer; undefined when it was not. */
  readonly asked: (command: ByteString) => { readonly request: ShellRequest; readonly answer: ShellAnswer } | undefined;
}

/**
 * Scripts that compare a tool with the list. Source: Linux scripts/ from 5.12 on: cc-version.sh, as-version.sh,
 * ld-version.sh, rust_is_available.sh, all next to min-tool-version.sh.
 */
const versionScripts: readonly ByteString[] = [
  'cc-version.sh',
  'as-version.sh',
  'ld-version.sh',
  'rust_is_available.sh',
];

/** Bytes of a text, and of what a program printed, that are looked at; honest ones are far shorter. */
const maxBytes = 4096;

/** The directory, slash included, in which a text names one of the scripts; null when it names none. */
function scriptDirectory(command: ByteString): ByteString | null {
  for (const word of command.slice(0, maxBytes).split(/[\s(){};]+/)) {
    const slash = word.lastIndexOf('/') + 1;
    if (versionScripts.includes(word.slice(slash))) return word.slice(0, slash);
  }
  return null;
}

/** The list. */
const listName = 'min-tool-version.sh';

/** A tool as it shows itself in what it printed. */
interface Sighting {
  readonly tool: string;
  readonly key: string;
  readonly version: string;
}

/** Forms of the answers that the scripts read. Source: the scripts above, v6.12. */
const forms: readonly (readonly [tool: string, key: string, pattern: RegExp])[] = [
  ['GCC', 'gcc', /^\s*GCC\s+(\d+)\s+(\d+)\s+(\d+)\s*$/m],
  ['Clang', 'llvm', /^\s*Clang\s+(\d+)\s+(\d+)\s+(\d+)\s*$/m],
  ['ICC', 'icc', /^\s*ICC\s+(\d+)\s+(\d+)\s*$/m],
  ['GNU assembler', 'binutils', /^GNU assembler .*?([\d.]+)(?:-\S*)?$/m],
  ['GNU ld', 'binutils', /^GNU ld .*?([\d.]+)(?:[^\d.\s]\S*)?$/m],
  ['LLD', 'llvm', /^.*\bLLD (\d[\d.]*)/m],
  ['rustc', 'rustc', /^rustc (\d+\.\d+\.\d+)/m],
  ['bindgen', 'bindgen', /^bindgen (\d+\.\d+\.\d+)/m],
];

function sight({ argv, stdout, stderr }: CommandEvidence): Sighting | null {
  for (const [tool, key, pattern] of forms) {
    const match = pattern.exec(stdout.slice(0, maxBytes));
    if (match === null) continue;
    const [, major = '', ...more] = match;
    // ICC shows 2021 for 20.21. Source: Linux 6.1 scripts/cc-version.sh.
    const text =
      tool === 'ICC' ? `${Math.floor(Number(major) / 100)}.${Number(major) % 100}` : [major, ...more].join('.');
    const version = coerce(text)?.version;
    if (version !== undefined) return { tool, key, version };
  }
  // bindgen reports the libclang it found in a warning about a header that is there for this.
  const libclang = argv.some((word) => word.endsWith('libclang.h'))
    ? /clang version (\d+\.\d+\.\d+)/.exec(stderr.slice(0, maxBytes))
    : null;
  return libclang === null ? null : { tool: 'libclang', key: 'llvm', version: libclang[1] ?? '' };
}

/** The line of the list that prints a version for a tool. */
function lineOf(text: ByteString, key: string, printed: ByteString): number | null {
  const lines = text.split('\n');
  const arm = lines.findIndex((line) => line.trim() === `${key})`);
  if (arm < 0) return null;
  for (let at = arm + 1; at < lines.length && lines[at]?.trim() !== ';;'; at += 1) {
    if (lines[at]?.trim() === `echo ${printed}`) return at + 1;
  }
  return null;
}

/** A function that gives, for a text that was asked, the tool that made its version script fail; each text is looked at once. */
export function createVersionCheck(options: VersionCheckOptions): (command: ByteString) => OldTool | null {
  const found = new Map<ByteString, OldTool | null>();
  return (command) => {
    let known = found.get(command);
    if (known === undefined) found.set(command, (known = check(command, options)));
    return known;
  };
}

function check(command: ByteString, options: VersionCheckOptions): OldTool | null {
  const directory = scriptDirectory(command);
  const asked = directory === null ? undefined : options.asked(command);
  if (directory === null || asked === undefined || asked.answer.unknown !== null) return null;
  const list = `${directory}${listName}`;
  const path = absolutePath(asked.request.cwd, list);
  const text = options.host.readFile(path);
  if (text === undefined) return null;
  for (const evidence of asked.answer.commands) {
    const sighting = sight(evidence);
    if (sighting === null) continue;
    const printed = ask(options.tryOut, asked.request, [list, sighting.key]);
    const minimum = coerce(printed)?.version;
    if (minimum === undefined || !lt(sighting.version, minimum)) continue;
    const line = lineOf(text, sighting.key, printed);
    return {
      ...sighting,
      program: quoteCommand(programOf(evidence.argv)),
      words: wordsOf(options.tryOut, asked.request, evidence),
      found: sighting.version,
      minimum,
      location: line === null ? null : placeOf(path, line, options.treeDirectory),
    };
  }
  return null;
}

/** A function for `minimumOf` of `ProbeInsight`; each question is asked once. */
export function createMinimum(options: VersionCheckOptions): (command: ByteString, tool: string) => string | null {
  const found = new Map<string, string | null>();
  return (command, tool) => {
    const directory = scriptDirectory(command);
    const asked = directory === null ? undefined : options.asked(command);
    if (directory === null || asked === undefined) return null;
    const key = `${directory} ${tool}`;
    let known = found.get(key);
    if (known === undefined) {
      const printed = ask(options.tryOut, asked.request, [`${directory}${listName}`, tool]);
      found.set(key, (known = coerce(printed)?.version ?? null));
    }
    return known;
  };
}

function placeOf(path: ByteString, line: number, treeDirectory: ByteString): Location {
  const prefix = `${treeDirectory}/`;
  const isInTree = path.startsWith(prefix);
  // srctree may be written with a dot of its own.
  return { file: (isInTree ? path.slice(prefix.length) : path).replace(/^\.\//, ''), line };
}

/** The words that start a tool, without the question that it was asked. */
function programOf(argv: readonly ByteString[]): readonly ByteString[] {
  const end = argv.findIndex((word, at) => at > 0 && (word.startsWith('-') || word.endsWith('.h')));
  return end < 0 ? argv : argv.slice(0, end);
}

/** What a tool says of itself: the line that the script read, for a compiler that of `--version`. */
function wordsOf(tryOut: RunShell, request: ShellRequest, { argv, stdout }: CommandEvidence): ByteString {
  const isPreprocessor = argv.includes('-E');
  const text = isPreprocessor ? ask(tryOut, request, [...programOf(argv), '--version']) : stdout;
  const lines = (text === '' ? stdout : text).split('\n').filter((line) => line.trim() !== '');
  return lines[0]?.trim() ?? '';
}

/** Standard output of one program; empty when it fails or is not known. */
function ask(tryOut: RunShell, request: ShellRequest, argv: readonly ByteString[]): ByteString {
  try {
    const answer = tryOut({ ...request, command: quoteCommand(argv) });
    return answer.unknown === null && answer.status === 0 ? knownText(answer.stdout) : '';
  } catch (error) {
    passTroubleOn(error);
    if (error instanceof KgateError) return '';
    throw error;
  }
}

/** A record may know the first line only; its mark is no byte. */
function knownText(text: string): ByteString {
  return text.replace(/[^\x00-\xff]/g, '').trim();
}
