/** Runs makefiles through GNU make and through kgate, up to the end of reading, and compares what they print. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateMakefiles, type MakeVersion, missingIncludeEvents, openRecipes } from '../../src/make/index.ts';
import { plainHost, runPlainShell } from './make-host.ts';
import type { RandomMakefile } from './random-makefile.ts';

/** What a run printed. */
export interface Printed {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What comparing one makefile gave; `skipped` when make itself broke down or would build something. */
export type Verdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'different'; readonly make: Printed; readonly kgate: Printed };

/**
 * Read last: prints name, origin, flavor and raw value of every variable. Not compared: the directory
 * list, which depends on how make was installed, and the list of names, whose order is that of a hash table.
 */
const dumpMakefile = `define kgate-newline


endef
$(foreach kgate-v,$(sort $(filter-out .VARIABLES .INCLUDE_DIRS kgate-%,$(.VARIABLES))),$(info $(kgate-v)|$(origin $(kgate-v))|$(flavor $(kgate-v))|$(subst $(kgate-newline),\\n,$(value $(kgate-v)))))
.DEFAULT_GOAL := kgate-end
kgate-end: ;
`;

const workFiles = { 'f1.c': 'line 1\nline 2\n', 'f2.c': '', 'sub/h.h': 'h', 'sub/g.c': '', 'a.c': '' };

/** A directory in which makefiles are read; {@link Arena.close} removes it. */
export class Arena {
  readonly root: string;
  readonly work: string;
  readonly make: string;
  readonly version: MakeVersion;

  constructor(make: string, version: MakeVersion) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-random-')));
    this.work = join(this.root, 'w');
    this.make = make;
    this.version = version;
    mkdirSync(join(this.work, 'sub'), { recursive: true });
    for (const [name, text] of Object.entries(workFiles)) writeFileSync(join(this.work, name), text);
    writeFileSync(join(this.root, 'dump.mk'), dumpMakefile);
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }

  /** Compares each makefile; the makes run one after the other in one shell. */
  compare(cases: readonly RandomMakefile[]): Verdict[] {
    for (let i = 0; i < cases.length; i++) this.#write(i, cases[i]!);
    const script = cases.map((entry, i) => this.#command(i, entry)).join('\n');
    // A makefile may expand without end: make then ends by its stack or these limits.
    writeFileSync(join(this.root, 'run.sh'), `ulimit -v 300000\n${script}\n`, 'latin1');
    spawnSync('/bin/sh', [join(this.root, 'run.sh')], {
      cwd: this.work,
      env: { PATH: '/usr/bin:/bin' },
      stdio: 'ignore',
    });
    return cases.map((entry, i) => this.#judge(i, entry));
  }

  #path(index: number, name: string): string {
    return join(this.root, 'c', String(index), name);
  }

  #write(index: number, entry: RandomMakefile): void {
    mkdirSync(this.#path(index, ''), { recursive: true });
    const fill = (text: string): string => text.replaceAll('NAME', `../c/${index}/c`);
    writeFileSync(this.#path(index, 'c.mk'), fill(`${entry.statements.join('\n')}\n`), 'latin1');
    for (const [name, statements] of Object.entries(entry.files)) {
      writeFileSync(this.#path(index, name.replace('NAME', 'c')), fill(`${statements.join('\n')}\n`), 'latin1');
    }
  }

  #args(index: number, entry: RandomMakefile): string[] {
    return ['-f', `../c/${index}/c.mk`, '-f', '../dump.mk', ...entry.args];
  }

  #env(entry: RandomMakefile): Record<string, string> {
    return { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...entry.env };
  }

  #command(index: number, entry: RandomMakefile): string {
    const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
    const env = Object.entries(this.#env(entry)).map(([name, value]) => quote(`${name}=${value}`));
    const words = this.#args(index, entry).map(quote);
    const to = quote(`${this.#path(index, '')}/`);
    return `timeout 1 env -i ${env.join(' ')} ${quote(this.make)} ${words.join(' ')} >${to}out 2>${to}err </dev/null; echo $? >${to}rc`;
  }

  #judge(index: number, entry: RandomMakefile): Verdict {
    const read = (name: string): string => readFileSync(this.#path(index, name), 'latin1');
    const make: Printed = { rc: Number(read('rc')), stdout: read('out'), stderr: read('err') };
    if (make.rc !== 0 && make.rc !== 2) return { kind: 'skipped', why: `make ended with ${make.rc}` };
    if (make.stderr.includes('virtual memory exhausted')) return { kind: 'skipped', why: 'make ran out of memory' };
    const before = Date.now();
    const kgate = this.#evaluate(index, entry);
    if (Date.now() - before > 1000) process.stderr.write(`slow: ${Date.now() - before} ms ${JSON.stringify(entry)}\n`);
    if (typeof kgate === 'string') return { kind: 'skipped', why: kgate };
    const isSame = make.rc === kgate.rc && make.stdout === kgate.stdout && make.stderr === kgate.stderr;
    // `-include` keeps silent about the failure, but not the compiler.
    const hasLinked = make.stderr.includes('[<builtin>: ') || /^cc .* -o /m.test(make.stdout);
    if (!isSame && hasLinked) return { kind: 'skipped', why: 'a built-in rule makes an included file' };
    // A faulty conditional behind else: make goes on with a flag that was never set.
    if (!isSame && make.stderr.includes("extraneous text after 'else' directive"))
      return { kind: 'skipped', why: 'a flag of make that was never set' };
    return isSame ? { kind: 'same' } : { kind: 'different', make, kgate };
  }

  /** What kgate prints, or why it is unknown. */
  #evaluate(index: number, entry: RandomMakefile): Printed | string {
    const env = this.#env(entry);
    const evaluation = evaluateMakefiles({
      host: plainHost(this.work, env),
      runShell: runPlainShell,
      cwd: this.work,
      env,
      options: this.#args(index, entry),
      program: this.make,
      makeVersion: this.version,
      keepGoing: false,
    });
    const names = [...evaluation.makefiles, ...evaluation.missingIncludes.map(({ name }) => name)];
    const recipes = openRecipes(evaluation);
    for (const name of names) {
      if (recipes.rule(name)?.recipe != null) return `a rule makes ${name}`;
    }
    if (evaluation.events.some((event) => event.kind === 'limit')) return 'a limit of kgate was met';
    const events =
      evaluation.stop === undefined ? [...evaluation.events, ...missingIncludeEvents(evaluation)] : evaluation.events;
    let stdout = '';
    let stderr = '';
    let rc = 0;
    for (const event of events) {
      if (event.stream === 'stdout') stdout += `${event.line}\n`;
      else stderr += `${event.line}\n`;
      if (event.fatal) rc = 2;
    }
    const flags = evaluation.lookup('MFLAGS').value;
    if (rc === 0 && !/^-[^-I ]*s/.test(flags)) stdout += `${evaluation.program}: 'kgate-end' is up to date.\n`;
    return { rc, stdout, stderr };
  }
}

/** Smaller makefiles, most promising first. */
function* smaller(entry: RandomMakefile): Generator<RandomMakefile> {
  const { statements } = entry;
  for (let size = Math.ceil(statements.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < statements.length; at += size) {
      yield { ...entry, statements: [...statements.slice(0, at), ...statements.slice(at + size)] };
    }
  }
  if (entry.args.length > 0) yield { ...entry, args: entry.args.slice(1) };
  for (const name of Object.keys(entry.env)) {
    yield { ...entry, env: Object.fromEntries(Object.entries(entry.env).filter(([key]) => key !== name)) };
  }
  for (const [name, lines] of Object.entries(entry.files)) {
    for (let at = 0; at < lines.length; at++) {
      yield { ...entry, files: { ...entry.files, [name]: lines.filter((_line, index) => index !== at) } };
    }
  }
  // Lines of one statement, then pieces of a line.
  for (let at = 0; at < statements.length; at++) {
    const lines = statements[at]!.split('\n');
    if (lines.length > 1) {
      yield { ...entry, statements: statements.toSpliced(at, 1, ...lines) };
    }
  }
  for (let at = 0; at < statements.length; at++) {
    const text = statements[at]!;
    for (let size = Math.ceil(text.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < text.length; from += size) {
        yield { ...entry, statements: statements.with(at, text.slice(0, from) + text.slice(from + size)) };
      }
    }
  }
}

/** A smallest makefile that still differs; tries at most `budget` makefiles, in batches. */
export function shrink(arena: Arena, entry: RandomMakefile, budget = 3000): RandomMakefile {
  let best = entry;
  let tried = 0;
  const end = Date.now() + 20_000;
  for (;;) {
    let found: RandomMakefile | undefined;
    let batch: RandomMakefile[] = [];
    const flush = (): void => {
      if (batch.length === 0) return;
      tried += batch.length;
      const at = arena.compare(batch).findIndex((verdict) => verdict.kind === 'different');
      if (at >= 0) found = batch[at];
      batch = [];
    };
    for (const candidate of smaller(best)) {
      batch.push(candidate);
      if (batch.length >= 40) flush();
      if (found !== undefined || tried > budget || Date.now() > end) break;
    }
    if (found === undefined) flush();
    if (found === undefined || tried > budget || Date.now() > end) return found ?? best;
    best = found;
  }
}
