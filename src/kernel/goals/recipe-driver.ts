/** What the updating engine asks of one make while the stops of its recipes are looked for. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandOutcome, MakeEvent, RecipeCommand, UpdateDriver } from '../../make/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { placeOfMissing } from './missing-rule.ts';

/** Whoever decides lines and takes what was found. */
export interface RecipeLines {
  /** Stops met so far, those that were met before included. */
  readonly stopCount: number;
  /** Told of each target whose recipe runs, phony ones left out. */
  noteMade(level: MakeLevel, target: ByteString): void;
  /** True for a file without a rule that a line nobody followed may have made on the side. */
  mayExist(level: MakeLevel, target: ByteString): boolean;
  /** Takes an event. */
  add(event: MakeEvent): void;
  /** Exit status of one line, its output given to `write`; null when nobody can tell without building. */
  interpret(
    level: MakeLevel,
    command: RecipeCommand,
    write: (stream: 'stdout' | 'stderr', text: ByteString) => void,
  ): number | null;
}

/** The run of one recipe. */
interface RecipeRun {
  readonly target: ByteString;
  /** What make's user has seen of it. */
  seen: ByteString;
  readonly warnings: MakeEvent[];
}

/**
 * The driver of one make. What a recipe has shown becomes part of its failure; what it wrote on stderr becomes a
 * warning when it does not fail.
 */
export class RecipeDriver implements UpdateDriver {
  private readonly level: MakeLevel;
  private readonly stops: RecipeLines;
  private recipe: RecipeRun = { target: '', seen: '', warnings: [] };
  /** Lines that make has shown for a command it is about to run. */
  private shown: ByteString = '';
  private command: RecipeCommand | null = null;
  /** What the last command wrote on stderr. */
  private stderr: ByteString = '';
  /** True when the last command failed in a make that was entered: its own events tell why. */
  private isTold = false;
  /** The include line whose file could not be made: make names it before it tells why. */
  private include: MakeEvent | null = null;

  constructor(level: MakeLevel, stops: RecipeLines) {
    this.level = level;
    this.stops = stops;
  }

  print(_stream: 'stdout' | 'stderr', text: ByteString): void {
    // `Nothing to be done for …` is no part of a recipe.
    if (!text.startsWith(`${this.level.evaluation.program}: `)) this.shown += text;
  }

  runCommand(command: RecipeCommand): CommandOutcome {
    if (command.target !== this.recipe.target) {
      this.flush();
      this.recipe = { target: command.target, seen: '', warnings: [] };
    }
    const { recipe, stops } = this;
    if (this.level.evaluation.target(command.target)?.isPhony !== true) stops.noteMade(this.level, command.target);
    this.command = command;
    recipe.seen += this.shown;
    this.shown = '';
    this.stderr = '';
    const before = stops.stopCount;
    let written = '';
    let stderr = '';
    const status = stops.interpret(this.level, command, (stream, text) => {
      written += text;
      if (stream === 'stderr') stderr += text;
    });
    if (status === null) return 'assumed';
    recipe.seen += written;
    this.isTold = stops.stopCount > before;
    if (status !== 0) {
      this.stderr = stderr;
      return { status };
    }
    if (stderr !== '') this.warn(withoutNewline(stderr));
    return 'assumed';
  }

  acceptsMissing(target: ByteString): boolean {
    return this.stops.mayExist(this.level, target);
  }

  event(event: MakeEvent): void {
    const { recipe, command } = this;
    if (event.kind === 'info' || event.kind === 'shell-stderr') return;
    if (event.code === 'make/recipe-failed' && command !== null) {
      // What went before is part of the failure.
      recipe.warnings.length = 0;
      if (this.isTold) {
        this.tellInclude();
        return;
      }
      if (this.include !== null) recipe.seen += `${this.include.line}\n`;
      this.include = null;
      const message = recipe.seen === '' ? event.message : withoutNewline(recipe.seen);
      const { location } = command;
      this.stops.add({ ...event, line: `${recipe.seen}${event.line}`, message, location });
      return;
    }
    if (event.code === 'make/recipe-warning' && command !== null) {
      recipe.seen += `${event.line}\n`;
      if (!this.isTold) this.warn(`${this.stderr}${event.line}`);
      return;
    }
    if (event.code === 'make/missing-include' && !event.fatal) {
      this.include = this.withPlace(event);
      return;
    }
    this.flush();
    const { include } = this;
    this.tellInclude();
    if (event.code !== 'make/no-rule') {
      this.stops.add(event);
      return;
    }
    const place = include ?? placeOfMissing(this.level.evaluation, event.args);
    if (place === null) this.stops.add(event);
    else this.stops.add({ ...event, location: place.location, conditions: place.conditions, path: place.path });
  }

  /** Gives the warnings of a recipe that did not fail. */
  flush(): void {
    for (const event of this.recipe.warnings.splice(0)) this.stops.add(event);
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

  private tellInclude(): void {
    if (this.include !== null) this.stops.add(this.include);
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

function withoutNewline(text: ByteString): ByteString {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
