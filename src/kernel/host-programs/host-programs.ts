/**
 * Host programs that will not compile. A build makes programs for itself first (fixdep, modpost, extract-cert, mkimage);
 * they need headers and libraries of the machine, which the compiler is asked for:
 *
 * 1. what the sources take in is read off their texts; what the tree has or makes is no question;
 * 2. one question for all headers that are left and not known yet: a text with an `#include` for each;
 * 3. where one of them is not there, whether the branch that asks for it is taken, as far as that is the same wherever
 *    it stands (`conditions.ts`): one question for many conditions;
 * 4. where that is not known, or it is taken, the call itself, on the real sources, checking only: the words are the
 *    compiler's own;
 * 5. for a link, an empty program with the libraries of the call, and variables that two objects define
 *    (`common-symbols.ts`).
 */
import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import { type HostCall, readHostCall } from './host-call.ts';
import { CommonSymbols } from './common-symbols.ts';
import { HeaderCheck, type HeaderCheckWorld } from './header-check.ts';
import { type HeaderFiles, HeaderReader, type Inclusion } from './included-headers.ts';
import { causeOf, type NeededThing, packageFor } from '../stops/packages.ts';

/** What {@link HostPrograms} works with. */
export interface HostProgramsWorld {
  /** Files as the recipes see them: a file that an earlier recipe makes is there, of unknown content. */
  readonly files: Host;
  /** The same, where what is read counts for all makes; absent: `files`. */
  readonly common?: Host;
  /** Where compilers run. */
  readonly machine: Host;
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** See {@link HeaderCheckWorld}. */
  readonly onRead?: HeaderCheckWorld['onRead'];
  /** True for a file that is not there and that a line which was not followed may have made. */
  readonly mayBeMade: (path: string) => boolean;
  /** See {@link HeaderFiles}. */
  readonly mayAppear?: HeaderFiles['mayAppear'];
}

/** A program that a recipe starts. */
export type HostProgramCall = Pick<CommandRequest, 'argv' | 'cwd' | 'env'>;

/** How the call of a host compiler ends. */
export type HostProgramAnswer =
  /** The headers and the libraries are there; it makes these files. */
  | { readonly kind: 'fine'; readonly outputs: readonly string[] }
  /** The compiler says so: `stderr` is what it would write in the build. */
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly stderr: ByteString;
      readonly missing: readonly NeededThing[];
      /** The line that takes in the missing header; null for a library, and where nothing is missing. */
      readonly location: Location | null;
    }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Longest one question may take, in milliseconds. */
const timeoutMs = 60_000;

/** Words of a link whose value is the next word. */
const withWord: ReadonlySet<string> = new Set(['-T', '-u', '-z', '-Xlinker']);
/** Headers made by the build that one question gets stand-ins for. */
const maxStandIns = 50;

/** What is wrong with one step; null: nothing. */
type Problem = Exclude<HostProgramAnswer, { kind: 'fine' }> | null;

const undecided = (reason: string): Problem => ({ kind: 'undecided', reason });

/** Answers for the host compiler's calls of one build; what is known of the machine is kept between them. */
export class HostPrograms {
  private readonly world: HostProgramsWorld;
  private readonly reader: HeaderReader;
  private readonly headers: HeaderCheck;
  /** What came of linking, by the words of the question. */
  private readonly links = new Map<string, Problem>();
  private readonly commons: CommonSymbols;
  private standIns = 0;
  /** What calls have failed for so far; see {@link causeOf}. */
  private readonly causes = new Set<string>();

  constructor(world: HostProgramsWorld) {
    this.world = world;
    const { objectTree, treeDirectory } = world;
    this.commons = new CommonSymbols({
      objectTree,
      treeDirectory,
      textOf: (path) => this.textOf(path),
      run: (request) => this.run(request),
    });
    const isOwn = (path: string): boolean => this.isOwn(path);
    const { files, mayAppear } = world;
    this.reader = new HeaderReader({ host: files, isOwn, ...(mayAppear !== undefined && { mayAppear }) });
    const run = (request: CommandRequest): CommandResult => this.run({ ...request, env: inC(request.env) });
    const isMade = (name: ByteString, file: string, call: HostCall): boolean =>
      this.madeHeader(name, file, call) !== undefined;
    const { machine, onRead } = world;
    const watch = onRead === undefined ? {} : { onRead };
    this.headers = new HeaderCheck({ reader: this.reader, run, machine, isOwn, isMade, ...watch });
  }

  /** Null for a call that is none of a host compiler, or that this module does not understand. */
  answer(request: HostProgramCall): HostProgramAnswer | null {
    const call = readHostCall(request.argv, request.cwd);
    if (call === null) return null;
    this.commons.note(call);
    const compiled = call.sources.length === 0 ? null : this.compile(request, call);
    const problem = compiled?.kind === 'failed' || !call.links ? compiled : (this.link(request, call) ?? compiled);
    return problem ?? { kind: 'fine', outputs: call.output === null ? [] : [absolutePath(call.cwd, call.output)] };
  }

  private isOwn(path: string): boolean {
    const { objectTree, treeDirectory } = this.world;
    const isIn = (directory: string): boolean => path === directory || path.startsWith(`${directory}/`);
    return isIn(treeDirectory) || isIn(objectTree);
  }

  private compile(request: HostProgramCall, call: HostCall): Problem {
    const { files, machine } = this.world;
    const paths = [...call.sources, ...call.forced].map((name) => absolutePath(call.cwd, name));
    const isGenerated = paths.some((path) => machine.stat(path) === undefined);
    if (isGenerated && paths.some((path) => files.stat(path) === undefined && !this.world.mayBeMade(path)))
      return undecided('a source is not there');
    if (this.headers.areThere(call, request.env, paths)) return null;
    const known = this.knownFailure(request, call, paths);
    if (known !== null) return known;
    // A source of known content that is in memory only is written out.
    if (isGenerated && paths.some((path) => this.textOf(path) === '')) return undecided('a source that is made first');
    const reading = this.reader.read(paths, call);
    return this.check(request, call, reading.within(reading.known));
  }

  /** The end of a call that lacks what an earlier one lacked; null where that is not sure. */
  private knownFailure(request: HostProgramCall, call: HostCall, paths: readonly string[]): Problem {
    if (this.causes.size === 0) return null;
    const name = this.headers.surelyMissing(call, request.env, paths);
    if (name === null) return null;
    const thing: NeededThing = { kind: 'header', name, compiler: call.program.at(-1) ?? '' };
    if (!this.causes.has(causeOf(thing, this.world.machine))) return null;
    return { kind: 'failed', status: 1, stderr: '', missing: [thing], location: null };
  }

  /** Runs the call on the sources themselves, checking only. */
  private check(request: HostProgramCall, call: HostCall, inclusion: Inclusion): Problem {
    const isThere = this.world.machine.stat(call.cwd) !== undefined;
    if (!isThere && call.sources.some((name) => !name.startsWith('/'))) return undecided('its directory is made first');
    const standIns = new Map<string, ByteString>();
    for (const path of inclusion.files) this.addStandIn(standIns, path);
    for (;;) {
      const extra = this.writeStandIns(standIns, call, inclusion);
      if (extra === null) return undecided('headers that are made first');
      const { machine } = this.world;
      const root = this.standInRoot();
      const named = (name: ByteString): ByteString => {
        const path = absolutePath(call.cwd, name);
        return machine.stat(path) === undefined ? `${root}${path}` : name;
      };
      const forces = (word: ByteString | undefined): boolean => word === '-include' || word === '-imacros';
      const compileWords = call.compileWords.map((word, at, all) => (forces(all[at - 1]) ? named(word) : word));
      const plain = (text: ByteString): ByteString => text.replaceAll(`${root}${call.cwd}/`, '').replaceAll(root, '');
      const words = [...call.program, ...compileWords, ...extra, ...call.sources.map(named)];
      const found = this.run({ argv: [...words, '-E', '-o', '/dev/null'], cwd: call.cwd, env: inC(request.env) });
      if (found.outcome !== 'exited') return undecided(`${call.program[0] ?? ''}: ${found.outcome}`);
      if (found.status === 0) return null;
      const missing = missingHeader(plain(found.stderr));
      if (missing === null) return undecided('the compiler stops at something else than a header');
      const made = this.madeHeader(missing.name, missing.location.file, call);
      if (made !== undefined) {
        if (standIns.has(made)) return undecided('headers that are made first');
        standIns.set(made, this.textOf(made));
        continue;
      }
      const said =
        standIns.size > 0 ? null : this.run({ argv: [...words, '-fsyntax-only'], cwd: call.cwd, env: request.env });
      const isSame = said !== null && said.outcome === 'exited' && said.status !== 0;
      const stderr = isSame
        ? said.stderr
        : this.run({ argv: [...words, '-E', '-o', '/dev/null'], cwd: call.cwd, env: request.env }).stderr;
      const thing: NeededThing = { kind: 'header', name: missing.name, compiler: call.program.at(-1) ?? '' };
      this.causes.add(causeOf(thing, machine));
      return { kind: 'failed', status: 1, stderr: plain(stderr), missing: [thing], location: missing.location };
    }
  }

  /** Where the build makes a header, or may make it; undefined for one of the machine. */
  private madeHeader(name: ByteString, file: ByteString, call: HostCall): string | undefined {
    const places = [...call.quoted, ...call.included].filter((path) => this.isOwn(path));
    const paths = [parentPath(absolutePath(call.cwd, file)), ...places].map((place) => normalPath(place, name));
    const { files, machine, mayBeMade } = this.world;
    const made = paths.find((path) => files.stat(path)?.kind === 'file');
    // The kernel has headers of these two names of its own, some of them generated.
    const isOfPackage = !/^(?:asm|linux)\//.test(name) && packageFor({ kind: 'header', name }, machine) !== null;
    return made ?? (isOfPackage ? undefined : paths.find((path) => mayBeMade(path)));
  }

  private mayAppear(path: string): boolean {
    return this.world.files.stat(path)?.kind === 'file' || this.world.mayBeMade(path);
  }

  private textOf(path: string): ByteString {
    try {
      return this.world.files.readFile(path) ?? '';
    } catch (error) {
      passTroubleOn(error);
      return '';
    }
  }

  /** A file that only the recipes of this build have. */
  private addStandIn(standIns: Map<string, ByteString>, path: string): void {
    if (this.world.machine.stat(path) === undefined) standIns.set(path, this.textOf(path));
  }

  private standInRoot(): string {
    return `${this.world.machine.scratchDirectory()}/headers-${this.standIns}`;
  }

  /**
   * Writes files that are not on the machine yet into a copy of their directories, and gives the words that have the
   * compiler look there last; null when there are too many.
   */
  private writeStandIns(
    standIns: ReadonlyMap<string, ByteString>,
    call: HostCall,
    inclusion: Inclusion,
  ): readonly ByteString[] | null {
    if (standIns.size === 0) return [];
    if (standIns.size > maxStandIns) return null;
    const { machine } = this.world;
    this.standIns += 1;
    const root = this.standInRoot();
    // A file that is looked at is written; the compiler is given its directory only.
    const write = (path: string, text: ByteString): boolean =>
      machine.writeScratchFile(`${root}${path}`, text) && machine.stat(`${root}${path}`) !== undefined;
    const places = new Set([...call.quoted, ...call.included, ...inclusion.files.map((path) => parentPath(path))]);
    const words: ByteString[] = [];
    for (const place of places) {
      if (!this.isOwn(place) || !write(`${place}/.kgate`, '')) continue;
      words.push('-idirafter', `${root}${place}`);
    }
    for (const [path, text] of standIns) if (!write(path, text)) return null;
    return words;
  }

  /** Links an empty program with the libraries of a call. */
  private link(request: HostProgramCall, call: HostCall): Problem {
    const twice = this.commons.definedTwice(call, inC(request.env));
    if (twice !== null) {
      // The linker's words without the offsets in the objects, which do not exist yet.
      const { first, second, symbol } = twice;
      const stderr = `${second}: multiple definition of \`${symbol}'; ${first}: first defined here\n`;
      return { kind: 'failed', status: 1, stderr, missing: [], location: null };
    }
    const own = call.libraryDirectories.filter((path) => this.isOwn(path));
    const isMade = (name: ByteString): boolean =>
      own.some((place) => ['.so', '.a'].some((suffix) => this.mayAppear(`${place}/lib${name}${suffix}`)));
    const words: ByteString[] = [];
    for (let index = 0; index < call.linkWords.length; index += 1) {
      const word = call.linkWords[index] ?? '';
      if (withWord.has(word)) {
        const value = call.linkWords[(index += 1)] ?? '';
        // A text for the linker that is a file of the build.
        if (word !== '-T' || !this.isOwn(absolutePath(call.cwd, value))) words.push(word, value);
        continue;
      }
      if (word.startsWith('-l') && isMade(word.slice(2))) continue;
      if (word.startsWith('-L') && this.isOwn(absolutePath(call.cwd, word.slice(2)))) continue;
      if (!word.startsWith('-') && this.isOwn(absolutePath(call.cwd, word))) continue;
      // Texts for the linker that are files of the build.
      if (/^-Wl,.*(?:-T|--version-script|--dynamic-list|-Map)/.test(word)) continue;
      words.push(word);
    }
    const argv = [...call.program, ...call.machineWords.filter((word) => /^-(?:m|fsan|-)/.test(word))];
    argv.push('-x', call.isCxx ? 'c++' : 'c', '-', '-o', '/dev/null', '-x', 'none', ...words);
    const input = words.includes('-shared') ? '' : 'int main(void) { return 0; }\n';
    const asked = { argv: argv.filter((word) => !/^-(?:r|s)$/.test(word)), cwd: '/', input };
    const key = JSON.stringify(asked.argv);
    let problem = this.links.get(key);
    if (problem === undefined)
      this.links.set(key, (problem = this.linkProblem(asked, request.env, call.program.at(-1) ?? '')));
    return problem;
  }

  private linkProblem(asked: Omit<CommandRequest, 'env'>, env: CommandRequest['env'], compiler: ByteString): Problem {
    const found = this.run({ ...asked, env: inC(env) });
    if (found.outcome !== 'exited') return undecided(`${asked.argv[0] ?? ''}: ${found.outcome}`);
    if (found.status === 0) return null;
    const missing = missingLibraries(found.stderr, compiler);
    if (missing.length === 0) return undecided('the linker stops at something else than a library');
    const { stderr } = isC(env) ? found : this.run({ ...asked, env });
    return { kind: 'failed', status: 1, stderr, missing, location: null };
  }

  private run(request: CommandRequest): CommandResult {
    const { machine } = this.world;
    // An object tree that is not there yet.
    const cwd = machine.stat(request.cwd) === undefined ? machine.scratchDirectory() : request.cwd;
    return machine.run({ timeoutMs, ...request, cwd });
  }
}

/** True for an environment in which compilers speak as in C. */
function isC(env: HostProgramCall['env']): boolean {
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return ['', 'C', 'POSIX'].includes(locale);
}

function inC(env: HostProgramCall['env']): HostProgramCall['env'] {
  return { ...env, LC_ALL: 'C' };
}

/** The header that gcc or clang stopped at. Source: observed with gcc 12 and clang 14. */
function missingHeader(stderr: ByteString): { readonly name: ByteString; readonly location: Location } | null {
  const found =
    /^([^\r\n:]+):(\d+):(?:(\d+):)? fatal error: (?:'([^'\n]+)' file not found|(\S+): No such file or directory)$/m.exec(
      stderr,
    );
  if (found === null) return null;
  const [, file = '', line = '1', column, byClang, byGcc] = found;
  const location = { file, line: Number(line), ...(column !== undefined && { column: Number(column) }) };
  return { name: byClang ?? byGcc ?? '', location };
}

/** Libraries that the linker did not find. Source: observed with GNU ld 2.40 and ld.lld 14. */
function missingLibraries(stderr: ByteString, compiler: ByteString): NeededThing[] {
  const names = [...stderr.matchAll(/(?:cannot find|unable to find library) -l([^\s:]+)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(names)].map((name) => ({ kind: 'library', name, compiler }));
}
