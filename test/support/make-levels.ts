/**
 * What each make of a kernel build knows once it has read its makefiles, from GNU make and from kgate,
 * in the same form: every variable, what reading printed, the environment of recipes, and how the next
 * make of the chain is started. No recipe of the tree is run.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';
import { parseMakeCommand, splitSimpleCommand } from '../../src/kernel/levels/command-words.ts';
import {
  type Evaluation,
  evaluateMakefiles,
  type MakeEvent,
  missingIncludeEvents,
  openRecipes,
  type ParsedMakeVersion,
} from '../../src/make/index.ts';
import { plainHost } from './make-host.ts';

/** How one make is started. */
export interface MakeStart {
  /** Words behind the program's name. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What one make knows and has printed when it is done with reading. */
export interface LevelRecord extends MakeStart {
  /** By name: origin, flavor, raw value. `.VARIABLES` is left out. */
  readonly variables: ReadonlyMap<string, string>;
  readonly stdout: string;
  readonly stderr: string;
  /** True when a stop ended the reading; nothing else is known then. */
  readonly isStopped: boolean;
  /** Environment of the processes of recipes. */
  readonly exported: Readonly<Record<string, string>>;
}

/** Targets that only start make again: since 5.4, and before. */
const subMakeTargets = ['__sub-make', 'sub-make'];

/** True where the makefile leaves the work to another make. Source: top Makefiles of Linux 5.0 and 5.1 on. */
export function isOuterMake({ variables }: LevelRecord): boolean {
  return ['need-sub-make', 'skip-makefile'].some((name) => variables.get(name)?.endsWith('|1') === true);
}

/**
 * The last makefile: prints all variables, then has make remake a file, which fails, so that make ends before
 * any goal. The rule shows the environment of recipes as its shell was given it: shells add to it.
 */
function probeMakefile(probe: string): string {
  return `define kgate_record
\x1e$(origin $(kgate_v))|$(flavor $(kgate_v))|$(kgate_v)|$(value $(kgate_v))\x1f
endef
$(foreach kgate_v,$(filter-out .VARIABLES kgate_v,$(sort $(.VARIABLES))),$(info $(kgate_record)))
include ${probe}
${probe}:
	@printf '\\036env\\0'; cat /proc/$$$$/environ; printf '\\037\\n'; exit 1
`;
}

const recordPattern = /\x1e([^\x1f]*)\x1f\n/g;

function splitOutput(stdout: string): { variables: Map<string, string>; env: Record<string, string>; rest: string } {
  const variables = new Map<string, string>();
  const env: Record<string, string> = {};
  const rest = stdout.replace(recordPattern, (_, body: string) => {
    if (body.startsWith('env\0')) {
      for (const line of body.slice(4).split('\0')) {
        const equals = line.indexOf('=');
        if (equals > 0) env[line.slice(0, equals)] = line.slice(equals + 1);
      }
      return '';
    }
    const [origin = '', flavor = '', name = '', ...value] = body.split('|');
    variables.set(name, `${origin}|${flavor}|${value.join('|')}`);
    return '';
  });
  return { variables, env, rest };
}

/** What the probe itself adds to the messages of make. */
function withoutProbe(text: string, scratch: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes(`${scratch}/probe`))
    .join('\n');
}

/** One GNU make, read to the end of its makefiles. */
export function readRealLevel(make: string, start: MakeStart, scratch: string): LevelRecord {
  mkdirSync(scratch, { recursive: true });
  const hook = join(scratch, 'probe.mk');
  writeFileSync(hook, probeMakefile(join(scratch, 'probe')));
  const done = spawnSync(make, [...start.args, ...makefileWords(start), '-f', hook], {
    argv0: 'make',
    cwd: start.cwd,
    env: start.env,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  const { variables, env, rest } = splitOutput(done.stdout);
  const isStopped = Object.keys(env).length === 0;
  return { ...start, variables, stdout: rest, stderr: withoutProbe(done.stderr, scratch), isStopped, exported: env };
}

/** Without `-f` make takes the makefile of its directory; with the probe it has to be named. */
function makefileWords(start: MakeStart): string[] {
  return start.args.includes('-f') ? [] : ['-f', 'Makefile'];
}

/** How the make of `level` starts the next one. Its environment is that of every recipe without variables of its own. */
export function nextRealStart(make: string, level: LevelRecord, scratch: string): MakeStart {
  const bin = join(scratch, 'bin');
  const out = join(scratch, 'next');
  mkdirSync(bin, { recursive: true });
  rmSync(out, { force: true });
  // Prints its words instead of doing anything. Its own environment has what its shell adds.
  writeFileSync(join(bin, 'make'), `#!/bin/sh\nprintf '%s\\0' "$(pwd)" "$@" >${out}\nexit 1\n`, { mode: 0o755 });
  const env = { ...level.env, PATH: `${bin}:${level.env['PATH'] ?? ''}` };
  spawnSync(make, [...level.args], { argv0: 'make', cwd: level.cwd, env, encoding: 'latin1' });
  const [cwd = '', ...args] = readFileSync(out, 'latin1').split('\0').slice(0, -1);
  return { args, cwd, env: level.exported };
}

/** The same of kgate, with the level's evaluation. */
export function readLevel(
  start: MakeStart,
  scratch: string,
  runShell: RunShell,
  version: ParsedMakeVersion,
): LevelRecord & { readonly evaluation: Evaluation } {
  const command = parseMakeCommand(['make', ...start.args, ...makefileWords(start)], 'make');
  if (command === null) throw new Error(`no make command: ${start.args.join(' ')}`);
  const cwd = command.directory ?? start.cwd;
  const probe = join(scratch, 'probe');
  const evaluation = evaluateMakefiles({
    host: plainHost(cwd, start.env),
    runShell,
    cwd,
    env: start.env,
    makefiles: [...command.makefiles, join(scratch, 'probe.mk')],
    goals: command.goals,
    overrides: command.overrides,
    options: command.directory === null ? command.options : ['-C', command.directory, ...command.options],
    ...version,
    keepGoing: false,
  });
  const exported = evaluation.exportedEnvironment(probe);
  const events = [...evaluation.events, ...(evaluation.stop === undefined ? missingIncludeEvents(evaluation) : [])];
  const text = (stream: MakeEvent['stream']): string =>
    events
      .filter((event) => event.stream === stream)
      .map((event) => `${event.line}\n`)
      .join('');
  const { variables, rest } = splitOutput(text('stdout'));
  return {
    ...start,
    variables,
    stdout: rest,
    stderr: withoutProbe(text('stderr'), scratch),
    isStopped: evaluation.stop !== undefined,
    exported,
    evaluation,
  };
}

/** How kgate would start the next make of the chain; null when this one does the work. */
export function nextStart(level: LevelRecord & { readonly evaluation: Evaluation }): MakeStart | null {
  const { evaluation } = level;
  const subMakeTarget = subMakeTargets.find((name) => evaluation.target(name)?.recipe != null);
  if (subMakeTarget === undefined) return null;
  for (const line of openRecipes(evaluation).expand(subMakeTarget) ?? []) {
    const words = splitSimpleCommand(line.text);
    if (words?.[0] !== evaluation.expand('$(MAKE)')) continue;
    const cwd = evaluation.lookup('CURDIR').value;
    return { args: words.slice(1), cwd, env: evaluation.exportedEnvironment(subMakeTarget) };
  }
  return null;
}
