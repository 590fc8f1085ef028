/** The walk over a build: a directory and all below it. */

import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import { eventDiagnostic } from '../../kernel/index.ts';
import type { BuildEntry } from '../../kernel/objects/build-entry.ts';
import { DirectoryObjects } from '../../kernel/objects/built-objects.ts';
import type { Descent, DescentStep } from '../../kernel/objects/descend.ts';
import type { SubMake } from '../../kernel/levels/sub-makes.ts';
import { type Evaluation, missingIncludeEvents } from '../../make/index.ts';
import type { BuildOrigin, BuiltDirectory } from '../../results/objects.ts';

/** What a walk found, in make's order. */
export interface SubtreeResult {
  readonly directories: readonly BuiltDirectory[];
  readonly diagnostics: readonly Diagnostic[];
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
  walk(make: SubMake): SubtreeResult {
    const directories: BuiltDirectory[] = [];
    const diagnostics: Diagnostic[] = [];
    const origins = new Map<ByteString, BuildOrigin | null>();
    this.descent.walk(make, null, (step, evaluation) => {
      const origin = step.parent === null ? null : (origins.get(step.directory) ?? null);
      const parent = step.parent?.directory ?? null;
      this.visit(step, evaluation, origin, parent, { directories, diagnostics, origins });
    });
    return { directories, diagnostics };
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
    const missing = evaluation.stop === undefined ? missingIncludeEvents(evaluation) : [];
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
