/** What a command line means where there is a project file. */
import { existsSync } from 'node:fs';
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { absolutePath, parentPath, toFsPath } from '../../host/paths.ts';
import type { CommandInput } from '../command.ts';
import { type FoundProject, nameFrom, realPathOf } from './find-project.ts';
import { nearestHint } from '../code-names.ts';
import { parseProject, type Project } from './parse-project.ts';
import { configJson, configText } from './print-config.ts';
import { type ResolvedBuild, resolveBuild, type WholeSetting, wholeRun } from './settings.ts';

/** One run as the project file leaves it, several builds, or a text that answers. */
export type ProjectPlan =
  | { readonly kind: 'single'; readonly input: CommandInput; readonly directories: readonly ByteString[] | null }
  | {
      readonly kind: 'builds';
      readonly project: Project;
      readonly input: CommandInput;
      readonly builds: readonly ResolvedBuild[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** Options that say what is built; a run that has one is no run of the project's builds, unless it names one. */
const describing: ReadonlySet<string> = new Set(['C', 'O', 'config', 'defconfig', 'fragment', 'goal', 'toolchain']);

/** Reads a project file and applies it to a command line; `place` is the directory that `-C` has led to. Throws UsageError. */
export function planRun(found: FoundProject, typed: CommandInput, place: ByteString): ProjectPlan {
  const directory = parentPath(found.path);
  const project = parseProject(
    { name: decodeBytes(found.name), path: decodeBytes(found.path), directory: decodeBytes(directory) },
    decodeBytes(found.text),
  );
  // `-C` to the project's own directory is a way to stand there.
  const stands = realPathOf(directory) === realPathOf(place);
  const input = stands ? { ...typed, given: typed.given.filter((name) => name !== 'C') } : typed;
  return input.command === 'lint' ? planLint(project, input) : planCheck(project, input, place);
}

function planCheck(project: Project, input: CommandInput, place: ByteString): ProjectPlan {
  const known = project.file.builds ?? [];
  const names = known.map(({ name }) => name);
  const named: string[] = [];
  for (const word of input.words.map(decodeBytes)) {
    if (!names.includes(word)) break;
    if (!named.includes(word)) named.push(word);
  }
  const isDescribed =
    input.given.some((name) => describing.has(name)) || input.variables.length > 0 || input.words.length > named.length;
  const whole = wholeRun(project, input, named.length > 0 || !isDescribed);
  if (named.length === 0 && (isDescribed || known.length === 0)) {
    const [word] = input.words.map(decodeBytes);
    if (input.project.printsConfig) return { kind: 'text', text: printed(input, project, whole.settings, []) };
    // Where there is a makefile a word is a goal, however it is spelled.
    if (word !== undefined && input.canonical === null && !hasMakefile(place)) checkWord(project, word);
    return { kind: 'single', input: whole.input, directories: null };
  }
  // What follows the names are goals.
  const count = named.length === 0 ? 0 : input.words.findIndex((word) => !names.includes(decodeBytes(word)));
  const taken = count < 0 ? input.words.length : count;
  const typedGoals = input.goals.slice(0, input.goals.length - input.words.length);
  const own = { ...input, goals: [...typedGoals, ...input.words.slice(taken)] };
  const chosen = known.flatMap(({ name }, at) => (named.length === 0 || named.includes(name) ? [at] : []));
  const builds = chosen.map((at) => resolveBuild(project, at, own));
  if (input.project.printsConfig) return { kind: 'text', text: printed(input, project, whole.settings, builds) };
  const [build] = builds;
  if (named.length === 1 && build !== undefined) {
    return { kind: 'single', input: build.input, directories: [build.input.treeName] };
  }
  if (input.canonical !== null) {
    throw new UsageError('usage/one-build', '--canonical looks at the configuration of one build', {
      hint: `name it: ${names.join(', ')}; or name files`,
    });
  }
  return { kind: 'builds', project, input: whole.input, builds };
}

function printed(
  { format }: CommandInput,
  { name }: Project,
  settings: readonly WholeSetting[],
  builds: readonly ResolvedBuild[],
): string {
  return format === 'json' ? configJson(name, settings, builds) : configText(settings, builds);
}

/** True where make finds a makefile without `-f`. */
function hasMakefile(place: ByteString): boolean {
  return ['GNUmakefile', 'makefile', 'Makefile'].some((name) => existsSync(toFsPath(absolutePath(place, name))));
}

/** A word that is nearly the name of a build. Throws UsageError. */
function checkWord({ file, name }: Project, word: string): void {
  const names = (file.builds ?? []).map((build) => build.name);
  const hint = nearestHint(word, names);
  if (hint === undefined || /[/=]/.test(word)) return;
  throw new UsageError('usage/no-such-build', `${word}: no build of ${name} has this name`, { hint });
}

function planLint(project: Project, input: CommandInput): ProjectPlan {
  const isOwn = !input.given.includes('C') && input.words.length === 0;
  const { input: run, settings } = wholeRun(project, input, isOwn);
  const own = project.file.lint ?? {};
  const isTyped = (name: string): boolean => input.given.includes(name);
  const tree = own.tree ?? project.file.defaults?.tree;
  const goes = tree !== undefined && isOwn;
  const line = (path: readonly string[]): string => `${project.name}:${project.document.lineOf(path)}`;
  const arch = own.arch !== undefined && !isTyped('arch') && input.variables.length === 0 ? own.arch : null;
  const preset = own.preset !== undefined && !isTyped('preset') ? own.preset : null;
  const failOn = own.failOn !== undefined && !isTyped('failOn') ? own.failOn : null;
  if (input.project.printsConfig) {
    const more = [
      ...(goes
        ? [
            {
              path: ['lint', 'tree'],
              value: tree,
              origin: line(own.tree === undefined ? ['defaults', 'tree'] : ['lint', 'tree']),
            },
          ]
        : []),
      ...(arch === null ? [] : [{ path: ['lint', 'arch'], value: arch, origin: line(['lint', 'arch']) }]),
      ...(preset === null ? [] : [{ path: ['lint', 'preset'], value: preset, origin: line(['lint', 'preset']) }]),
      ...(failOn === null ? [] : [{ path: ['lint', 'failOn'], value: failOn, origin: line(['lint', 'failOn']) }]),
    ];
    const all = [...settings, ...more];
    return { kind: 'text', text: input.format === 'json' ? configJson(project.name, all, []) : configText(all, []) };
  }
  const treeName = goes ? nameFrom(input.startDirectory, encodeBytes(`${project.directory}/${tree}`)) : run.treeName;
  return {
    kind: 'single',
    directories: goes ? [treeName] : null,
    input: {
      ...run,
      treeName,
      arch: arch === null ? run.arch : arch.map(encodeBytes),
      failOn: failOn ?? run.failOn,
      lint: run.lint === null ? null : { ...run.lint, preset: preset ?? run.lint.preset },
    },
  };
}
