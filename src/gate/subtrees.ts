/** Parts of a walk over a build: a directory and all below it, by whoever takes it first. */
import type { Observations } from '../cache/observe.ts';
import type { BuildOrigin, BuiltDirectory } from '../core/build-results.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import { DirectoryObjects } from '../kernel/built-objects.ts';
import type { Descent, DescentStep, SubMake } from '../kernel/descend.ts';
import { type BuildRequest, eventDiagnostic } from '../kernel/index.ts';
import type { BuildEntry } from '../kernel/build-entry.ts';
import type { Evaluation } from '../make/index.ts';

/** A directory to be entered, with the line that leads to it. */
export interface Subtree {
  readonly make: SubMake;
  readonly parent: string | null;
  readonly origin: BuildOrigin | null;
}

/** What a walk found, in make's order. */
export interface SubtreeResult {
  readonly directories: readonly BuiltDirectory[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a helper needs to walk on its own. Plain data; `claims[0]` is the index of the next subtree to be taken. */
export interface HelperWork {
  readonly request: BuildRequest;
  readonly entry: Pick<BuildEntry, 'texts' | 'directory' | 'handedDown'>;
  readonly subtrees: readonly Subtree[];
  readonly claims: Int32Array;
}

/** What a helper did. */
export interface HelperResult {
  /** By index of the subtree. */
  readonly found: ReadonlyMap<number, SubtreeResult>;
  /** What it saw of the machine; null when that is not known. */
  readonly seen: Observations | null;
}

/** Another thread that takes subtrees as well. */
export interface WalkHelper {
  /** Lets it begin; returns at once. */
  start(work: HelperWork): void;
  /** Waits for its results; subtrees that are not there have to be walked by somebody else. */
  finish(): HelperResult;
}

/** Reads what directories build. */
export class SubtreeWalker {
  private readonly descent: Descent;
  private readonly place: (location: Location) => Location;
  private readonly handedDown: ReadonlyMap<ByteString, BuildOrigin>;

  constructor(descent: Descent, place: (location: Location) => Location, handedDown: BuildEntry['handedDown']) {
    this.descent = descent;
    this.place = place;
    this.handedDown = new Map(handedDown);
  }

  /** A directory and all below it. */
  walk(subtree: Subtree): SubtreeResult {
    const directories: BuiltDirectory[] = [];
    const diagnostics: Diagnostic[] = [];
    const origins = new Map<ByteString, BuildOrigin | null>();
    this.descent.walk(subtree.make, null, (step, evaluation) => {
      const isFirst = step.parent === null;
      const origin = isFirst ? subtree.origin : (origins.get(step.directory) ?? null);
      const parent = isFirst ? subtree.parent : (step.parent?.directory ?? null);
      this.visit(step, evaluation, origin, parent, { directories, diagnostics, origins });
    });
    return { directories, diagnostics };
  }

  /** One directory, and the ones right below it as subtrees. */
  open(subtree: Subtree): { readonly result: SubtreeResult; readonly below: readonly Subtree[] } {
    const directories: BuiltDirectory[] = [];
    const diagnostics: Diagnostic[] = [];
    const origins = new Map<ByteString, BuildOrigin | null>();
    const makes = this.descent.open(subtree.make, (step, evaluation) => {
      this.visit(step, evaluation, subtree.origin, subtree.parent, { directories, diagnostics, origins });
    });
    const parent = directories[0]?.name ?? null;
    const below = makes.map((make) => ({ make, parent, origin: origins.get(make.target) ?? null }));
    return { result: { directories, diagnostics }, below };
  }

  private visit(
    step: DescentStep,
    evaluation: Evaluation,
    origin: BuildOrigin | null,
    parent: string | null,
    found: {
      readonly directories: BuiltDirectory[];
      readonly diagnostics: Diagnostic[];
      readonly origins: Map<ByteString, BuildOrigin | null>;
    },
  ): void {
    const { directory } = step;
    const objects = new DirectoryObjects(evaluation, directory, this.place);
    const above = this.handedDown.get(`${directory}/`) ?? null;
    found.directories.push({ name: directory, parent, origin: origin ?? above, objects: objects.list() });
    for (const written of evaluation.expand('$(subdir-ym)').split(' ')) {
      const below = written.replace(/^(?:\.\/+)+/, '');
      if (below === '') continue;
      const own = objects.directoryOrigin(below);
      found.origins.set(below, withHandedDown(own, this.handedDown.get(`${below}/`)));
    }
    const missing = evaluation.stop === undefined ? evaluation.missingIncludeEvents() : [];
    for (const event of [...evaluation.events, ...missing]) {
      if (event.kind !== 'info' && event.kind !== 'shell-stderr') found.diagnostics.push(eventDiagnostic(event));
    }
  }
}

/** A line that takes a directory from a variable of the top Makefile, with the line of that. */
function withHandedDown(origin: BuildOrigin | null, above: BuildOrigin | undefined): BuildOrigin | null {
  if (origin === null) return above ?? null;
  return origin.via === null && above !== undefined && above !== origin ? { ...origin, via: above } : origin;
}

/** Takes subtrees as long as there are any. One that fails is left out. */
export function takeSubtrees(
  walker: SubtreeWalker,
  subtrees: readonly Subtree[],
  claims: Int32Array,
  onError: (error: unknown) => void,
): Map<number, SubtreeResult> {
  const found = new Map<number, SubtreeResult>();
  for (;;) {
    const index = Atomics.add(claims, 0, 1);
    const subtree = subtrees[index];
    if (subtree === undefined) return found;
    try {
      found.set(index, walker.walk(subtree));
    } catch (error) {
      onError(error);
    }
  }
}
