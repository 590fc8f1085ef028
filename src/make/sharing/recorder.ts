/** Records what one stretch of makefile reads and does. */
import type { ByteString } from '../../core/bytes.ts';
import type { MakeState } from '../state/make-state.ts';
import type { WaitingRule } from '../state/rule-database.ts';
import type { TableWatcher } from '../state/variable-table.ts';
import type { Variable } from '../state/variables.ts';
import { newStretch, type Stretch } from './stretch.ts';

/** A recording under way; `parent` is the one around it, which gets everything this one gets. */
export class Recorder implements TableWatcher {
  readonly parent: Recorder | null;
  readonly rules: WaitingRule[] = [];
  readonly files: (readonly [string, ByteString])[] = [];
  private readonly start: number;
  private readonly reads = new Map<ByteString, Variable | undefined>();
  private readonly writes = new Set<ByteString>();
  private readonly before: ReturnType<typeof lengthsOf>;
  private isRefused = false;

  constructor(make: MakeState, start: number, parent: Recorder | null) {
    this.parent = parent;
    this.start = start;
    this.before = lengthsOf(make);
  }

  readVariable(name: ByteString, found: Variable | undefined): void {
    if (this.writes.has(name)) return;
    // From now on it is copied before it is changed.
    if (found !== undefined) found.isShared = true;
    if (!this.reads.has(name)) this.reads.set(name, found);
  }

  wroteVariable(name: ByteString): void {
    this.writes.add(name);
  }

  refuse(): void {
    this.isRefused = true;
  }

  /**
   * Ends the recording before line `end`, which has been counted when `isCounted`; null when the stretch has to be
   * carried out each time.
   */
  finish(make: MakeState, end: number, isCounted: boolean): Stretch | null {
    const { before, parent } = this;
    const now = lengthsOf(make);
    // Options may follow from these at once.
    if (this.writes.has('MAKEFLAGS') || this.writes.has('GNUMAKEFLAGS')) this.isRefused = true;
    if (now.unrepeatable !== before.unrepeatable) this.isRefused = true;
    const writes = new Map<ByteString, Variable>();
    for (const name of this.writes) {
      const variable = make.globals.get(name);
      if (variable === undefined) continue;
      variable.isShared = true;
      writes.set(name, variable);
    }
    if (parent !== null) {
      for (const [name, found] of this.reads) parent.readVariable(name, found);
      for (const name of this.writes) parent.wroteVariable(name);
      parent.rules.push(...this.rules);
      parent.files.push(...this.files);
      if (this.isRefused) parent.refuse();
    }
    if (this.isRefused) return null;
    const { log, modes, at } = make;
    return newStretch(this.start, end, {
      reads: this.reads,
      files: this.files,
      recipePrefix: modes.recipePrefix,
      writes,
      rules: this.rules,
      makefiles: log.makefiles.slice(before.makefiles),
      readFiles: log.readFiles.slice(before.readFiles),
      history: log.history.slice(before.history),
      lines: now.lines - before.lines - (isCounted ? 1 : 0),
      reading: at.reading,
    });
  }
}

/** How long the lists of a make are; a stretch during which `unrepeatable` grows is carried out each time. */
function lengthsOf({ log, files }: MakeState) {
  return {
    unrepeatable: log.events.length + log.missingIncludes.length + log.shellCalls.length + files.writes.length,
    makefiles: log.makefiles.length,
    readFiles: log.readFiles.length,
    history: log.history.length,
    lines: log.lineCount,
  };
}
