/**
 * Work that many readings have in common. Makefiles of one build are read a thousand times with little difference: what
 * the first reading records of a stretch of lines (a statement with its recipe, a whole `if … endif`, an `include` with
 * all that it reads) takes the place of carrying the lines out in the next one, where everything the stretch read is the
 * same. Records of where values come from stay the same, too.
 *
 * What a stretch may read and do, what excludes it, and why equal reads imply equal effects: docs/make-semantics.md §8.2,
 * §8.3 and §8.4. The rest of make knows only the interface `Sharing` of `state/make-state.ts` and `TableWatcher.refuse`.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Context } from '../state/context.ts';
import type { MakeNames, MakeState, SharedText, Sharing } from '../state/make-state.ts';
import type { WaitingRule } from '../state/rule-database.ts';
import type { LogicalText } from '../syntax/ast.ts';
import { Recorder } from './recorder.ts';
import { SharedStarts, sharingKey } from './shared-start.ts';
import { isRepeatable, joinStretches, repeat, type Stretch } from './stretch.ts';

/** Readings that find out which stretches are the same in all; then neighbours are joined. */
const trialRuns = 3;
/** Times that a stretch may turn out to be different before it is given up. */
const maxMisses = 6;

/** The stretches of one text, as read from one place. */
interface Place {
  readonly single: (Stretch | undefined)[];
  joined: (Stretch | undefined)[] | null;
}

/** What readings of one build share. Those that take part must have the same working directory and host. */
export class SharedReading implements Sharing {
  private readings = 0;
  private recorder: Recorder | null = null;
  private readonly places = new Map<LogicalText, Map<string, Place>>();
  private readonly starts = new SharedStarts();
  private key: string | null = null;

  restoreStart(make: MakeState, names: MakeNames): boolean {
    const key = sharingKey(make, names);
    this.key ??= key;
    if (this.key !== key) return false;
    this.readings += 1;
    this.recorder = null;
    make.sharing = this;
    return this.starts.restore(make);
  }

  keepStart(make: MakeState): void {
    this.starts.keep(make);
  }

  open(make: MakeState, text: LogicalText): SharedText | null {
    if (make.at.references !== null) return null;
    const key = placeKey(make.at.context);
    if (key === null) return null;
    let byKey = this.places.get(text);
    if (byKey === undefined) this.places.set(text, (byKey = new Map()));
    let place = byKey.get(key);
    if (this.readings === 1 && place === undefined) {
      place = { single: [], joined: null };
      byKey.set(key, place);
      return this.recording(place);
    }
    if (place === undefined || this.readings === 1) return null;
    if (this.readings > trialRuns) place.joined ??= joinStretches(place.single);
    return replay(place);
  }

  noteRule(rule: WaitingRule): void {
    this.recorder?.rules.push(rule);
  }

  noteFile(path: string, text: ByteString): void {
    this.recorder?.files.push([path, text]);
  }

  /** Records each stretch of a text in its place. */
  private recording(place: Place): SharedText {
    let current: Recorder | null = null;
    let startsAt = 0;
    const close = (make: MakeState, end: number, isCounted: boolean): void => {
      if (current === null) return;
      this.recorder = current.parent;
      make.globals.watcher = null;
      place.single[startsAt] = current.finish(make, end, isCounted) ?? undefined;
      make.globals.watcher = current.parent;
      current = null;
    };
    return {
      advance: (make, index) => {
        close(make, index, true);
        current = new Recorder(make, index, this.recorder);
        this.recorder = current;
        make.globals.watcher = current;
        startsAt = index;
        return index;
      },
      finish: (make, index, isOpen) => {
        if (isOpen) current?.refuse();
        close(make, index, false);
      },
    };
  }
}

/** The chain of files that leads to a text; null when there is something else in it. */
function placeKey(context: Context | null): string | null {
  let key = '';
  for (let node = context; node !== null; node = node.parent) {
    if (node.kind !== 'frame') return null;
    const { kind, name, location } = node.frame;
    if (kind !== 'file' && kind !== 'include') return null;
    key += `${kind} ${name} ${location?.line ?? 0}\n`;
  }
  return key;
}

/** Repeats the stretches of a text where their reads are the same. */
function replay(place: Place): SharedText {
  return {
    advance(make, index) {
      const joined = place.joined?.[index];
      if (joined !== undefined && isRepeatable(make, joined)) {
        repeat(make, joined);
        return joined.end;
      }
      const single = place.single[index];
      if (single === undefined) return index;
      if (!isRepeatable(make, single)) {
        single.misses += 1;
        // What never was the same is no longer looked at.
        if (single.hits === 0 && single.misses > maxMisses) place.single[index] = undefined;
        return index;
      }
      single.hits += 1;
      repeat(make, single);
      return single.end;
    },
    finish() {
      // Nothing is under way.
    },
  };
}
