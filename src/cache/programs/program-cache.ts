/**
 * Answers of programs that outlast a run. An answer is kept under everything that goes into it (words, input,
 * environment, directory where that matters) and given again while the files it depends on stay as they are;
 * see {@link DependencyFinder}.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { isCrash } from '../../host/process/answer-check.ts';
import { readCompilerCall, takesInFiles } from '../../toolchain/compiler-call.ts';
import { roleOfCall, unwrapped } from '../../toolchain/tool-role.ts';
import { isSilent } from '../../toolchain/tool-trouble.ts';
import type { Cache } from '../cache.ts';
import { answerEnvironment, isCompanion } from '../environment.ts';
import type { Dependencies } from '../sights.ts';
import { Contents } from '../contents.ts';
import { isSystem, systemLines } from '../observations.ts';
import { type AnswerFiles, type AnswerGroup, Answers, type KnownAnswer } from './answers.ts';
import { isCostly, isCovered } from './companions.ts';
import { DependencyFinder } from './dependency-finder.ts';
import { RunStamps } from './run-stamps.ts';
import { emptyArchive, outputWords, type ScratchFile, ScratchFiles } from './scratch-files.ts';

/** One request, with everything that identifies its answer. */
interface Question {
  readonly request: CommandRequest;
  readonly group: AnswerGroup;
  readonly key: string;
  /** Scratch files that the program reads. */
  readonly inputs: readonly ByteString[];
  readonly sources: readonly ScratchFile[];
}

const done = { outcome: 'exited', status: 0, signal: null, stdout: '', stderr: '', durationMs: 0 } as const;
const noFiles: Dependencies = { kind: 'files', files: [], system: [] };
const unknown: Dependencies = { kind: 'unknown' };

/** Lays kept answers over a host. */
export class ProgramCache {
  /** A host whose programs are answered from the cache where that is right. */
  readonly host: Host;
  private readonly base: Host;
  private readonly stamps: RunStamps;
  private readonly finder: DependencyFinder;
  private readonly answers: Answers;
  private readonly scratch = new ScratchFiles();
  /** Compilers by words and PATH: whether one compiles an empty file. Asked once, after its first no. */
  private readonly controls = new Map<string, boolean>();
  private readonly known = new WeakMap<CommandRequest, Dependencies>();
  /** What the files of answers hold. */
  readonly contents: Contents;
  /** Sets of files as they are now; null for one of which a file is another one. */
  private readonly renewed = new Map<AnswerFiles, AnswerFiles | null>();

  constructor(base: Host, cache: Cache) {
    this.base = base;
    this.stamps = new RunStamps(cache.stamps);
    this.finder = new DependencyFinder(base, this.stamps);
    this.contents = new Contents(cache.stamps);
    this.answers = new Answers(cache, this.contents);
    const { scratch } = this;
    const { prefetch } = base;
    this.host = layerHost(base, {
      scratchDirectory: () => (scratch.directory = base.scratchDirectory()),
      standIn: (path) => {
        scratch.directory = base.scratchDirectory();
        return base.standIn(path);
      },
      run: (request) => this.run(request),
      stat(path) {
        scratch.make(path);
        return base.stat(path);
      },
      readFile(path) {
        scratch.make(path);
        return base.readFile(path);
      },
      prefetch:
        prefetch === null ? null : (requests) => prefetch(requests.filter((request) => this.mustBeStarted(request))),
      /** The file is written when the first program reads it; an answer may be known. */
      writeScratchFile(path, text) {
        if (!scratch.holds(path)) return base.writeScratchFile(path, text);
        const file = { origin: `text ${text}`, dependencies: noFiles };
        scratch.set([path], file, () => void base.writeScratchFile(path, text));
        return true;
      },
    });
  }

  /** What the answer that {@link host} gave to a request depends on. */
  dependencies(request: CommandRequest): Dependencies {
    return this.known.get(request) ?? unknown;
  }

  /** Stores what was learnt. */
  save(): void {
    this.answers.save();
  }

  private run(request: CommandRequest): CommandResult {
    const { base, scratch } = this;
    const question = this.questionOf(request);
    if (question === null) {
      scratch.makeNamed(request);
      this.known.set(request, unknown);
      return base.run(request);
    }
    const answer = this.freshAnswer(question);
    return answer === null ? this.ask(question) : this.answerAgain(question, answer);
  }

  /** Null for a program that reads scratch files whose content has no known origin. */
  private questionOf(request: CommandRequest): Question | null {
    const inputs = this.scratch.inputsOf(request, (path) => this.base.hasEntry(path));
    if (inputs === null) return null;
    const sources: ScratchFile[] = [];
    for (const path of inputs) {
      const file = this.scratch.get(path);
      if (file?.dependencies.kind !== 'files') return null;
      sources.push(file);
    }
    const { argv, cwd, env, input = '' } = request;
    const program = argv[0] ?? '';
    // Headers are looked for next to the text, which is in the directory.
    const seesDirectory = takesInFiles(input) || isCompanion(program);
    const origins = sources.map((file) => file.origin);
    const key = this.scratch.mark(JSON.stringify([argv, input, origins, ...(seesDirectory ? [cwd] : [])]));
    const hasRelative = (env['PATH'] ?? '').split(':').some((entry) => !entry.startsWith('/'));
    const isRelative = hasRelative || (program.includes('/') && !program.startsWith('/'));
    const group = this.answers.group(`${isRelative ? this.scratch.mark(cwd) : ''}\0${answerEnvironment(program, env)}`);
    return { request, group, key, inputs, sources };
  }

  /** The answer of an earlier run, with the stamps that its files have now; null where it no longer counts. */
  private freshAnswer({ group, key }: Question): KnownAnswer | null {
    const answer = group.answers.get(key);
    if (answer === undefined || !isSystem(this.stamps.source, answer.system)) return null;
    const { depends } = answer;
    let now = this.renewed.get(depends);
    if (now === undefined) {
      const files = this.stamps.renewed(depends.files, this.contents);
      now = files === null ? null : files === depends.files ? depends : { ...depends, files };
      this.renewed.set(depends, now);
    }
    if (now === null || now === depends) return now === null ? null : answer;
    const renewed = { ...answer, depends: now };
    group.keep(key, renewed);
    this.renewed.set(now, now);
    return renewed;
  }

  /** True for a request that reads nothing another program writes, and whose answer is not known. */
  private mustBeStarted(request: CommandRequest): boolean {
    const question = this.questionOf(request);
    if (question === null || question.inputs.length > 0) return false;
    return this.freshAnswer(question) === null;
  }

  /** The answer of an earlier run; the files that the program would have written are made when they are read. */
  private answerAgain({ request, key }: Question, { depends, system, ...answer }: KnownAnswer): CommandResult {
    const { base, scratch } = this;
    const dependencies: Dependencies = { kind: 'files', files: depends.files, system: system.map(([line]) => line) };
    this.known.set(request, dependencies);
    scratch.set(scratch.outputsOf(request), { origin: `made by ${key}`, dependencies }, () => {
      scratch.makeNamed(request);
      base.run(request);
    });
    const { status, stdout, stderr } = answer;
    return { ...done, status, stdout: scratch.unmark(stdout), stderr: scratch.unmark(stderr) };
  }

  /** Runs the program, and keeps its answer where the files it depends on are known. */
  private ask(question: Question): CommandResult {
    const { group, key, request } = question;
    const { base, scratch, stamps } = this;
    const expected: Dependencies =
      isCostly(request) && group.isFirst(key) ? { kind: 'repeat' } : this.findDependencies(question);
    scratch.makeNamed(request);
    const result = base.run(request);
    // Such an end is reported, and what is taken from the cache is not.
    const isOdd = isSilent(request, result) || isCrash(result);
    const dependencies: Dependencies = isOdd
      ? unknown
      : isCovered(request, result, expected) && this.isBelieved(request, result)
        ? expected
        : { kind: 'repeat' };
    this.known.set(request, dependencies);
    scratch.set(scratch.outputsOf(request), { origin: `made by ${key}`, dependencies }, null);
    if (dependencies.kind !== 'files' || result.outcome !== 'exited') return result;
    const { compiler = null, files, system } = dependencies;
    if (compiler !== null) this.answers.noteVersion(group, compiler);
    group.keep(key, {
      status: result.status,
      stdout: scratch.mark(result.stdout),
      stderr: scratch.mark(result.stderr),
      depends: { files, compiler },
      system: systemLines(stamps.source, system),
    });
    return result;
  }

  /**
   * A compiler's no is kept where the compiler compiles at all: one that fails with nothing asked of it says nothing about what
   * was asked. Throws TroubleError where it says that the machine is at fault; in the C locale, so that its words are known.
   */
  private isBelieved({ argv, env, timeoutMs }: CommandRequest, { status }: CommandResult): boolean {
    if (status === 0 || roleOfCall(argv) !== 'compiler') return true;
    const program = argv.slice(0, argv.length - unwrapped(argv).length + 1);
    const key = JSON.stringify([program, env['PATH']]);
    let isWhole = this.controls.get(key);
    if (isWhole === undefined) {
      const cwd = this.base.scratchDirectory();
      const words = [...program, '-c', '-x', 'c', '/dev/null', '-o', `${cwd}/control.o`];
      const limit = timeoutMs === undefined ? {} : { timeoutMs };
      isWhole = this.base.run({ argv: words, cwd, env: { ...env, LC_ALL: 'C' }, ...limit }).status === 0;
      this.controls.set(key, isWhole);
    }
    return isWhole;
  }

  /** Scratch inputs are left out of the search, and the files that they depend on are added. */
  private findDependencies({ inputs, request, sources }: Question): Dependencies {
    const own = this.findOwn(request, inputs);
    if (sources.length === 0) return own;
    if (own.kind !== 'files') return unknown;
    const files = new Map(own.files);
    for (const { dependencies } of sources) {
      if (dependencies.kind !== 'files') return unknown;
      for (const [path, stamp] of dependencies.files) files.set(path, stamp);
    }
    return { ...own, files: [...files] };
  }

  private findOwn(request: CommandRequest, inputs: readonly ByteString[]): Dependencies {
    const isCompiler = roleOfCall(request.argv) === 'compiler';
    if (isCompiler) {
      const written = readCompilerCall(unwrapped(request.argv))?.outputs ?? [];
      if (!written.every((path) => this.scratch.holds(path))) return { kind: 'repeat' };
    }
    const archive = emptyArchive(request.argv);
    if (archive !== null && this.scratch.holds(archive)) {
      // What is left of the call is a question about the archiver.
      return this.finder.find({ ...request, argv: [request.argv[0] ?? '', '--version'] });
    }
    if (inputs.length === 0) return this.finder.find(request);
    const argv = request.argv.map((word) => (inputs.includes(word) ? '/dev/null' : word));
    if (isCompiler) return this.finder.find({ ...request, argv });
    const outputs = new Set(outputWords(argv));
    const isKept = (word: ByteString): boolean => word !== '/dev/null' && word !== '-o' && !outputs.has(word);
    return this.finder.find({ ...request, argv: argv.filter(isKept) });
  }
}
