/** What is reported of the recipes of one make while their stops are looked for. */
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath } from '../../host/paths.ts';
import type { MakeArgs } from '../../make/codes.ts';
import type { EventFacts, MakeEvent, RecipeCommand } from '../../make/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { MissingNeed } from '../lines/line-needs.ts';
import type { HostFailure } from '../host-programs/host-lines.ts';
import { completeNeeds, placeOfMissing, sourcesOf } from './missing-rule.ts';

/** What a line has failed for. */
type Missing = MissingNeed | HostFailure;

/** The run of one recipe. */
interface RecipeRun {
  readonly target: ByteString;
  /** What make's user has seen of it. */
  seen: ByteString;
  readonly warnings: MakeEvent[];
}

/**
 * The report on one make. What a recipe has shown becomes part of its failure; what it wrote on stderr becomes a
 * warning when it does not fail.
 */
export class RecipeReport {
  private readonly level: MakeLevel;
  /** Takes what is reported. */
  private readonly add: (event: MakeEvent) => void;
  private recipe: RecipeRun = { target: '', seen: '', warnings: [] };
  /** Lines that make has shown for a command it is about to run. */
  private shown: ByteString = '';
  private command: RecipeCommand | null = null;
  /** What the command wrote, and what of it went to stderr. */
  private written: ByteString = '';
  private stderr: ByteString = '';
  /** True when the last command failed in a make that was entered, whose own events report the cause. */
  private isReported = false;
  /** What the last command did not find; null where that is not why it failed. */
  private missing: Missing | null = null;
  /** The include line whose file could not be made: make names it before the cause. */
  private include: MakeEvent | null = null;

  constructor(level: MakeLevel, add: (event: MakeEvent) => void) {
    this.level = level;
    this.add = add;
  }

  /** Takes what make prints. */
  print(text: ByteString): void {
    // `Nothing to be done for …` is no part of a recipe.
    if (!text.startsWith(`${this.level.evaluation.program}: `)) this.shown += text;
  }

  /** A command is about to be followed. */
  begin(command: RecipeCommand): void {
    if (command.target !== this.recipe.target) {
      this.flush();
      this.recipe = { target: command.target, seen: '', warnings: [] };
    }
    this.command = command;
    this.recipe.seen += this.shown;
    this.shown = '';
    this.written = '';
    this.stderr = '';
  }

  /** Takes what the command writes. */
  write(stream: 'stdout' | 'stderr', text: ByteString): void {
    this.written += text;
    if (stream === 'stderr') this.stderr += text;
  }

  /**
   * The command has ended; `isReported`: makes in it have reported stops; `missing`: what it failed for. What it wrote
   * counts only then.
   */
  end(status: number, isReported: boolean, missing: Missing | null = null): void {
    this.recipe.seen += this.written;
    this.isReported = isReported;
    this.missing = missing;
    if (status !== 0) return;
    const { stderr } = this;
    this.stderr = '';
    if (stderr !== '') this.warn(withoutNewline(stderr));
  }

  /** What the command wrote does not count: it is followed in another way. */
  forget(): void {
    this.written = '';
    this.stderr = '';
  }

  /** The command was followed up to something that is not decided: what it wrote by then is what make's user sees. */
  leave(): void {
    const { stderr } = this;
    this.stderr = '';
    if (stderr !== '') this.warn(withoutNewline(stderr));
  }

  /** Takes a message of make. */
  event(event: MakeEvent): void {
    const { recipe, command } = this;
    if (event.kind === 'info' || event.kind === 'shell-stderr') return;
    if (event.code === 'make/recipe-failed' && command !== null) {
      // What went before is part of the failure.
      recipe.warnings.length = 0;
      if (this.isReported) {
        this.addInclude();
        return;
      }
      if (this.include !== null) recipe.seen += `${this.include.line}\n`;
      this.include = null;
      const message = recipe.seen === '' ? event.message : withoutNewline(recipe.seen);
      const { location, needs } = command;
      const failed = { ...event, line: `${recipe.seen}${event.line}`, message, location, needs };
      this.add(this.missing === null ? failed : withMissing(failed, event.args, this.missing, this.level.cwd));
      return;
    }
    if (event.code === 'make/recipe-warning' && command !== null) {
      recipe.seen += `${event.line}\n`;
      if (!this.isReported) this.warn(`${this.stderr}${event.line}`);
      return;
    }
    if (event.code === 'make/missing-include' && !event.fatal) {
      this.include = this.withPlace(event);
      return;
    }
    this.flush();
    const { include } = this;
    this.addInclude();
    if (event.code !== 'make/no-rule') {
      this.add(event);
      return;
    }
    const { evaluation } = this.level;
    const needs = completeNeeds(evaluation, event);
    const sources = sourcesOf(evaluation, event.args.target);
    const place = include ?? placeOfMissing(evaluation, event);
    if (place === null) this.add({ ...event, needs, sources });
    else
      this.add({ ...event, needs, sources, location: place.location, conditions: place.conditions, path: place.path });
  }

  /** Gives the warnings of a recipe that did not fail. */
  flush(): void {
    for (const event of this.recipe.warnings.splice(0)) this.add(event);
  }

  /** The engine's report with what the reading knows of the include line. */
  private withPlace(event: MakeEvent): MakeEvent {
    const { location } = event;
    const missing = this.level.evaluation.missingIncludes.find(
      (one) => one.location?.file === location?.file && one.location?.line === location?.line,
    );
    if (missing === undefined) return event;
    return { ...event, conditions: missing.conditions, path: missing.path, references: missing.references };
  }

  private addInclude(): void {
    if (this.include !== null) this.add(this.include);
    this.include = null;
  }

  private warn(text: ByteString): void {
    const { command } = this;
    if (command === null) return;
    this.recipe.warnings.push({
      kind: 'warning',
      code: 'make/recipe-warning',
      args: { target: null, status: null },
      line: text,
      message: text,
      location: command.location,
      stream: 'stderr',
      fatal: false,
      afterStop: false,
      conditions: command.conditions,
      path: command.path,
      references: command.references,
    });
  }
}

function withMissing(
  failed: EventFacts,
  args: MakeArgs['make/recipe-failed'],
  missing: Missing,
  cwd: ByteString,
): MakeEvent {
  return missing.kind === 'failed' ? missingHeader(failed, args, missing, cwd) : missingProgram(failed, args, missing);
}

/** A failure for a header or a library. */
function missingHeader(
  failed: EventFacts,
  { status, target }: MakeArgs['make/recipe-failed'],
  { location, missing }: HostFailure,
  cwd: ByteString,
): MakeEvent {
  const kind = location === null ? 'library' : 'header';
  const file = location === null ? null : absolutePath(cwd, location.file);
  const names = missing.map(({ name }) => name);
  const compiler = missing[0]?.compiler ?? null;
  const args = { target, status, kind, names, compiler, file, line: location?.line ?? null, further: 0 } as const;
  return { ...failed, code: 'make/missing-header', args };
}

/** A failure for something that is not there. */
function missingProgram(
  failed: EventFacts,
  { status, target }: MakeArgs['make/recipe-failed'],
  { kind, name, script, searchPath, state }: MissingNeed,
): MakeEvent {
  const line = script?.line ?? null;
  const args = { target, status, kind, name, state, searchPath, script: script?.path ?? null, line };
  return { ...failed, code: 'make/missing-program', args };
}

function withoutNewline(text: ByteString): ByteString {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
