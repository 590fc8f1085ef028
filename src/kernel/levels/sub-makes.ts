/** Makes that recipes start: found in the lines of a recipe, and read. */
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { normalPath } from '../../host/paths.ts';
import {
  type Evaluation,
  evaluateMakefiles,
  openRecipes,
  type ParsedMakeVersion,
  type SharedReading,
} from '../../make/index.ts';
import { type MakeCommand, parseMakeCommand, splitSimpleCommand } from './command-words.ts';

/** What makefiles are read with. */
export interface MakeReading {
  readonly host: Host;
  readonly runShell: RunShell;
  /** Whose behaviour is followed; asked when the first makefile is read. */
  readonly makeVersion: () => ParsedMakeVersion;
  /** Readings of the same files that this one takes over. */
  readonly shared?: SharedReading;
}

/** A make as a recipe, or the user, starts it. */
export interface StartedMake {
  /** Where `-C` leads, absolute. */
  readonly cwd: string;
  /** What `$(MAKE)` is in it. */
  readonly program: ByteString;
  readonly command: MakeCommand;
  /** The complete environment. */
  readonly env: Readonly<Record<string, ByteString>>;
}

/** A make that the recipe of a target starts. */
export interface SubMake extends StartedMake {
  readonly target: ByteString;
}

/** Reads the makefiles of one make; reading goes on behind a stop. */
export function readMake({ host, runShell, makeVersion, shared }: MakeReading, make: StartedMake): Evaluation {
  const { goals, makefiles, options, overrides } = make.command;
  return evaluateMakefiles({
    host,
    runShell,
    ...makeVersion(),
    cwd: make.cwd,
    ...(makefiles.length > 0 && { makefiles }),
    goals,
    overrides,
    options,
    env: make.env,
    program: make.program,
    keepGoing: true,
    ...(shared !== undefined && { shared }),
  });
}

/** The makes that the recipes of some targets start, with the environment that `envOf` gives for a target. */
export function subMakesOf(
  evaluation: Evaluation,
  targets: readonly ByteString[],
  cwd: ByteString,
  envOf: (target: ByteString) => SubMake['env'],
): SubMake[] {
  const makes: SubMake[] = [];
  if (targets.length === 0) return makes;
  const program = evaluation.expand('$(MAKE)');
  const recipes = openRecipes(evaluation);
  for (const target of targets) {
    for (const line of recipes.expand(target) ?? []) {
      const words = splitSimpleCommand(line.text);
      const command = words === null ? null : parseMakeCommand(words, program);
      if (command === null) continue;
      const directory = command.directory === null ? cwd : normalPath(cwd, command.directory);
      makes.push({ cwd: directory, program, command, env: envOf(target), target });
    }
  }
  return makes;
}
