/**
 * Answers of programs that outlast a run. An answer is kept under all that goes into it (words, input,
 * environment, directory where that matters) and given again while the files it rests on stay as they are;
 * see {@link FootingFinder}.
 */

import { layerHost } from '../../host/layers/layer-host.ts';
import type { ByteString } from '../../core/bytes.ts';
import { type FileStamp, hasStamp } from '../../host/file-stamp.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { readCompilerCall, takesInFiles } from '../../toolchain/compiler-call.ts';
import { programBasename, roleOfCall, toolRole, unwrapped } from '../../toolchain/tool-role.ts';
import { isSilent } from '../../toolchain/tool-trouble.ts';
import type { Cache } from '../cache.ts';
import type { Footing } from '../observe.ts';
import { LastAsked } from './last-asked.ts';
import { FootingFinder, isCostly, isCovered } from './program-footing.ts';

/** Answers of one environment, as stored. Sets of files are shared: most answers rest on the same ones. */
interface StoredAnswers {
  readonly files: readonly StoredRest[];
  readonly answers: readonly (readonly [key: string, answer: StoredAnswer])[];
  /** Questions whose footing was too costly to look for when they came first. */
  readonly once: readonly string[];
}

/** Files, and the compiler that the answers resting on them are of. */
interface StoredRest {
  readonly files: readonly (readonly [ByteString, FileStamp])[];
  readonly compiler: readonly [command: ByteString, words: ByteString] | null;
}

interface StoredAnswer {
  readonly status: number | null;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Index into `files`. */
  readonly rests: number;
  readonly system: string | null;
}

interface KnownAnswer extends Omit<StoredAnswer, 'rests'> {
  readonly rests: StoredRest;
}

/** A compiler of which answers are kept. */
export interface KeptCompiler {
  /** As it was called, and the version it told then. */
  readonly command: ByteString;
  readonly version: ByteString;
  readonly answers: number;
}

/**
 * Environment that can change what a program with a footing answers. Source: manuals of gcc 12, clang 14,
 * binutils 2.40, ld.so(8), locale(7), python3(1).
 */
const answerEnvironment =
  /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_\w+|LOCPATH|GCC_\w+|COLLECT_\w+|COMPILER_PATH|LIBRARY_PATH|CPATH|\w+_INCLUDE_PATH|DEPENDENCIES_OUTPUT|SUNPRO_DEPENDENCIES|SOURCE_DATE_EPOCH|LD_\w+|LDEMULATION|GNUTARGET|COLLECT_NO_DEMANGLE|CCC_\w+|CCACHE_\w+|CLANG\w*|SDKROOT|QEMU\w*|GLIBC_TUNABLES|POSIXLY_CORRECT|GREP_\w+|UNAME\w*)$/;
/** The same for Python and rustc, beside those. */
const companionEnvironment = /^(?:PYTHON\w*|PYENV\w*|_PYENV\w*|VIRTUAL_ENV|RUST\w*|CARGO\w*)$/;

/** What is known in one environment. */
interface Group {
  readonly answers: Map<string, KnownAnswer>;
  readonly once: Set<string>;
}

/** Most answers kept for one environment; the oldest go first. */
const maxAnswers = 4000;
/** Stands for the scratch directory, which is another one in every run. */
const scratchMark = '\x01';

/** A host whose programs are answered from the cache where that is right. */
export interface ProgramCache {
  readonly host: Host;
  /** What the answer that {@link host} gave to a request rests on. */
  footing(request: CommandRequest): Footing;
  /**
   * Starts, without waiting, what the last run under this key asked of compilers and has no answer any more; what
   * this run asks is stored under the key. Only the first key counts.
   */
  startLastAsked(key: string): void;
  /** Stores what was learnt. */
  save(): void;
}

/** A file of the scratch directory that a program wrote, or would have written had it been started. */
interface ScratchFile {
  /** Identifies its content: what made it. */
  readonly origin: string;
  readonly footing: Footing;
  /** Runs the program that makes it; null when it is there. */
  make: (() => void) | null;
}

/** Lays the cache over a host. Files that an answered program would have written are made when they are needed. */
export function createProgramCache(base: Host, cache: Cache): ProgramCache {
  const { stamps } = cache;
  const finder = new FootingFinder({ host: base, stamps });
  const groups = new Map<string, Group>();
  const changed = new Set<string>();
  const footings = new WeakMap<CommandRequest, Footing>();
  const scratchFiles = new Map<ByteString, ScratchFile>();
  const fresh = new Map<ByteString, boolean>();
  /** Compilers that ran, by the words they were called with, and what they told of themselves. */
  const told = new Map<ByteString, ByteString>();
  const lastAsked = new LastAsked(cache);
  let scratch: ByteString | null = null;

  function groupOf(request: CommandRequest): readonly [name: string, group: Group] {
    const isCompanion = isCostly(request);
    const parts = Object.keys(request.env)
      .filter((name) => answerEnvironment.test(name) || (isCompanion && companionEnvironment.test(name)))
      .sort()
      .map((name) => `${name}=${request.env[name] ?? ''}`);
    const hasRelative = (request.env['PATH'] ?? '').split(':').some((entry) => !entry.startsWith('/'));
    const program = request.argv[0] ?? '';
    const isRelative = hasRelative || (program.includes('/') && !program.startsWith('/'));
    const name = [isRelative ? request.cwd : '', ...parts].join('\0');
    let group = groups.get(name);
    if (group === undefined) {
      group = load(name);
      groups.set(name, group);
    }
    return [name, group];
  }

  function load(name: string): Group {
    const stored = cache.read('programs', name) as StoredAnswers | undefined;
    const answers = new Map<string, KnownAnswer>();
    for (const [key, { rests, ...answer }] of stored?.answers ?? []) {
      const files = stored?.files[rests];
      if (files !== undefined) answers.set(key, { ...answer, rests: files });
    }
    return { answers, once: new Set(stored?.once) };
  }

  function isFresh(answer: KnownAnswer): boolean {
    for (const [path, stamp] of answer.rests.files) {
      const key = `${path}\0${stamp ?? ''}`;
      let same = fresh.get(key);
      if (same === undefined) {
        same = hasStamp(stamps, path, stamp);
        fresh.set(key, same);
      }
      if (!same) return false;
    }
    return answer.system === null || answer.system === stamps.system();
  }

  const mark = (text: ByteString): ByteString => (scratch === null ? text : text.replaceAll(scratch, scratchMark));
  const unmark = (text: ByteString): ByteString =>
    scratch === null || !text.includes(scratchMark) ? text : text.replaceAll(scratchMark, scratch);

  /** What an answer is stored under; headers are looked for next to the text, which is in the directory. */
  function keyOf(request: CommandRequest, origins: readonly unknown[]): string {
    const input = request.input ?? '';
    const program = programBasename(request.argv[0] ?? '');
    const seesDirectory = takesInFiles(input) || /^(?:python|rustc)/.test(program);
    return mark(JSON.stringify([request.argv, input, origins, ...(seesDirectory ? [request.cwd] : [])]));
  }

  /** Scratch files a request reads, or null when it names one in a way that is not understood. */
  function scratchInputs(request: CommandRequest): readonly ByteString[] | null {
    if (scratch === null) return [];
    const own = scratch;
    const named = request.argv.filter((word) => word.includes(own));
    if (named.length === 0) return [];
    if (named.some((word) => !word.startsWith(`${own}/`))) return null;
    const outputs = new Set(outputWords(request.argv));
    return named.filter((word) => !outputs.has(word));
  }

  function makeInputs(request: CommandRequest): void {
    if (scratch === null) return;
    for (const word of request.argv) {
      for (const [path, file] of scratchFiles) if (file.make !== null && word.includes(path)) makeFile(file);
    }
  }

  function makeFile(file: ScratchFile): void {
    const { make } = file;
    file.make = null;
    make?.();
  }

  const done = { outcome: 'exited', status: 0, signal: null, stdout: '', stderr: '', durationMs: 0 } as const;

  function run(request: CommandRequest): CommandResult {
    const inputs = scratchInputs(request);
    const sources = inputs?.map((path) => scratchFiles.get(path));
    if (sources === undefined || sources.some((file) => file?.footing.kind !== 'files')) {
      makeInputs(request);
      footings.set(request, { kind: 'unknown' });
      return base.run(request);
    }
    const origins = sources.map((file) => file?.origin);
    const key = keyOf(request, origins);
    const [groupName, { answers, once }] = groupOf(request);
    const known = answers.get(key);
    const outputs = writtenBy(request);
    if (known !== undefined && isFresh(known)) {
      if (inputs?.length === 0) lastAsked.note(groupName, key, request, false);
      const footing: Footing = { kind: 'files', files: known.rests.files, system: known.system !== null };
      footings.set(request, footing);
      const make = (): void => {
        makeInputs(request);
        base.run(request);
      };
      for (const path of outputs) scratchFiles.set(path, { origin: `made by ${key}`, footing, make });
      const { status, stdout, stderr } = known;
      return { ...done, status, stdout: unmark(stdout), stderr: unmark(stderr) };
    }
    const waits = isCostly(request) && !once.has(key);
    if (waits) {
      once.add(key);
      changed.add(groupName);
    }
    const expected = waits ? ({ kind: 'asked' } as const) : combine(findFooting(request, inputs ?? []), sources);
    makeInputs(request);
    const result = base.run(lastAsked.started(groupName, key) ?? request);
    // It is told of, and what is taken from the cache is not.
    const isOdd = isSilent(request, result) || result.outcome === 'signaled';
    const footing: Footing = isOdd ? { kind: 'unknown' } : isCovered(request, result) ? expected : { kind: 'asked' };
    footings.set(request, footing);
    if (footing.kind === 'files' && inputs?.length === 0) lastAsked.note(groupName, key, request, true);
    for (const path of outputs) scratchFiles.set(path, { origin: `made by ${key}`, footing, make: null });
    if (footing.kind === 'files' && result.outcome === 'exited') {
      if (footing.compiler !== undefined && !told.has(footing.compiler[0])) {
        told.set(...footing.compiler);
        forgetOthers(answers, footing.compiler);
      }
      answers.delete(key);
      answers.set(key, {
        status: result.status,
        stdout: mark(result.stdout),
        stderr: mark(result.stderr),
        rests: { files: footing.files, compiler: footing.compiler ?? null },
        system: footing.system ? stamps.system() : null,
      });
      changed.add(groupName);
    }
    return result;
  }

  /** A compiler that tells another version under its old name is another compiler, whatever its files look like. */
  function forgetOthers(answers: Map<string, KnownAnswer>, [command, words]: readonly [string, string]): void {
    if (words === '') return;
    for (const [key, { rests }] of answers) {
      const of = rests.compiler;
      if (of !== null && of[0] === command && of[1] !== words && of[1] !== '') answers.delete(key);
    }
  }

  /** The footing with scratch inputs left out: what they rest on is known. */
  function findFooting(request: CommandRequest, inputs: readonly ByteString[]): Footing {
    const isCompiler = roleOfCall(request.argv) === 'compiler';
    if (isCompiler) {
      const own = scratch;
      const written = readCompilerCall(unwrapped(request.argv))?.outputs ?? [];
      if (written.some((path) => own === null || !path.startsWith(`${own}/`))) return { kind: 'asked' };
    }
    if (inputs.length === 0) return finder.find(request);
    const argv = request.argv.map((word) => (inputs.includes(word) ? '/dev/null' : word));
    if (isCompiler) return finder.find({ ...request, argv });
    const outputs = new Set(outputWords(argv));
    const isKept = (word: ByteString): boolean => word !== '/dev/null' && word !== '-o' && !outputs.has(word);
    return finder.find({ ...request, argv: argv.filter(isKept) });
  }

  function combine(own: Footing, sources: readonly (ScratchFile | undefined)[]): Footing {
    if (own.kind !== 'files') return sources.length > 0 ? { kind: 'unknown' } : own;
    if (sources.length === 0) return own;
    const files = new Map(own.files);
    for (const source of sources) {
      if (source?.footing.kind !== 'files') return { kind: 'unknown' };
      for (const [path, stamp] of source.footing.files) files.set(path, stamp);
    }
    return { ...own, files: [...files] };
  }

  /** Scratch files a compiler or binutils program writes. */
  function writtenBy(request: CommandRequest): readonly ByteString[] {
    if (scratch === null || roleOfCall(request.argv) === null) return [];
    const own = scratch;
    return (readCompilerCall(unwrapped(request.argv))?.outputs ?? outputWords(request.argv)).filter((path) =>
      path.startsWith(own),
    );
  }

  function ensure(path: ByteString): void {
    const file = scratchFiles.get(path);
    if (file !== undefined && file.make !== null) makeFile(file);
  }

  const { prefetch } = base;

  /** Requests without an answer that is still right, of those that read nothing another program writes. */
  function withoutAnswer(requests: readonly CommandRequest[]): CommandRequest[] {
    return requests.filter((request) => {
      if (scratchInputs(request)?.length !== 0) return false;
      const [name, { answers }] = groupOf(request);
      const key = keyOf(request, []);
      const known = answers.get(key);
      // What was started with the last run's environment is not started with this one's once more.
      return (known === undefined || !isFresh(known)) && !lastAsked.isRunning(name, key);
    });
  }

  const host = layerHost(base, {
    scratchDirectory() {
      scratch = base.scratchDirectory();
      return scratch;
    },
    run,
    stat(path) {
      ensure(path);
      return base.stat(path);
    },
    readFile(path) {
      ensure(path);
      return base.readFile(path);
    },
    prefetch: prefetch === null ? null : (requests) => prefetch(withoutAnswer(requests)),
    /** The file is written when the first program reads it; an answer may be known. */
    writeScratchFile(path, text) {
      const make = (): void => void base.writeScratchFile(path, text);
      scratchFiles.set(path, { origin: `text ${text}`, footing: { kind: 'files', files: [], system: false }, make });
      return true;
    },
  });

  return {
    host,
    footing: (request) => footings.get(request) ?? { kind: 'unknown' },
    startLastAsked(key) {
      if (prefetch === null) return;
      const stored = lastAsked.open(key);
      if (stored.length === 0) return;
      const directory = host.scratchDirectory();
      const unanswered = withoutAnswer(stored.map((request) => inDirectory(request, directory)));
      for (const request of unanswered) lastAsked.start(groupOf(request)[0], keyOf(request, []), request);
      prefetch(unanswered);
    },
    save() {
      for (const name of changed) {
        // Another kgate may have stored answers meanwhile.
        const { answers, once } = load(name);
        const own = groups.get(name);
        for (const compiler of told) forgetOthers(answers, compiler);
        for (const [key, answer] of own?.answers ?? []) {
          answers.delete(key);
          answers.set(key, answer);
        }
        for (const key of own?.once ?? []) once.add(key);
        cache.write('programs', name, pack([...answers].slice(-maxAnswers), [...once].slice(-maxAnswers)));
      }
      changed.clear();
      lastAsked.save((request) => inDirectory(request, scratchMark, scratch));
    },
  };
}

/** Files a program writes: those after `-o`, and the second one of `objcopy -O FORMAT IN OUT`. */
function outputWords(argv: readonly ByteString[]): ByteString[] {
  if (toolRole(argv[0] ?? '') === 'objcopy' && argv[1] === '-O' && argv.length === 5) return argv.slice(4);
  return argv.filter((_, index) => argv[index - 1] === '-o');
}

/** A request that names another scratch directory, `from` being the mark of a stored one when absent. */
function inDirectory(
  request: CommandRequest,
  directory: ByteString,
  from: ByteString | null = scratchMark,
): CommandRequest {
  if (from === null) return request;
  const move = (text: ByteString): ByteString => text.replaceAll(from, directory);
  return { ...request, argv: request.argv.map(move), cwd: move(request.cwd) };
}

/** Answers with shared sets of files. */
function pack(answers: readonly (readonly [string, KnownAnswer])[], once: readonly string[]): StoredAnswers {
  const files: StoredRest[] = [];
  const indexes = new Map<string, number>();
  const packed = answers.map(([key, { rests, ...answer }]) => {
    const text = JSON.stringify(rests);
    let index = indexes.get(text);
    if (index === undefined) {
      index = files.length;
      files.push(rests);
      indexes.set(text, index);
    }
    return [key, { ...answer, rests: index }] as const;
  });
  return { files, answers: packed, once };
}

/** Compilers of which answers are kept; `stored` are values of records of the kind `programs`. */
export function keptCompilers(stored: readonly unknown[]): KeptCompiler[] {
  const found = new Map<string, { command: ByteString; version: ByteString; answers: number }>();
  for (const { files, answers } of stored as readonly StoredAnswers[]) {
    for (const [, { rests }] of answers) {
      const [command, version] = files[rests]?.compiler ?? [];
      if (command === undefined || version === undefined) continue;
      const key = `${command}\0${version}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { command, version, answers: 1 });
      else known.answers += 1;
    }
  }
  return [...found.values()].sort((a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0));
}
