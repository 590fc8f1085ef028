import type { ByteString } from '../../core/bytes.ts';
import type { Cause } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { NamedConfig } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';

/** A text that several files were merged into, by the name conf had for it. */
export interface MergedText {
  readonly name: ByteString;
  readonly text: ByteString;
  /** In the order they were merged. */
  readonly sources: readonly NamedConfig[];
}

/** Lines of the files themselves: a base may have the name that the merged text has for conf. */
const inFiles = new WeakSet<Location>();

/** The place of a line in a file that is merged. */
export function placeInFile(file: ByteString, line: number): Location {
  const place = { file, line };
  inFiles.add(place);
  return place;
}

/** A function that gives the line of a source file for one of the merged text, and every other place as it is. */
export function sourcePlaces({ name, text, sources }: MergedText): (location: Location | null) => Location | null {
  const origins = new Map<ByteString, Location>();
  for (const source of sources) {
    source.text.split('\n').forEach((line, at) => origins.set(line, placeInFile(source.name, at + 1)));
  }
  const lines = text.split('\n');
  return (location) => {
    if (location === null || location.file !== name || inFiles.has(location)) return location;
    return origins.get(lines[location.line - 1] ?? '') ?? location;
  };
}

/** A function that puts the lines of the source files in place of those of the merged text, which is in no file. */
export function toSources(merged: MergedText): (cause: Cause) => Cause {
  const placed = sourcePlaces(merged);
  const replace = (cause: Cause): Cause => ({
    ...cause,
    location: placed(cause.location),
    causes: cause.causes.map(replace),
  });
  return replace;
}

/** A finding with its places in the source files. */
export function findingInSources(merged: MergedText): (finding: Diagnostic) => Diagnostic {
  const placed = sourcePlaces(merged);
  const replace = toSources(merged);
  return (finding) => ({
    ...finding,
    location: placed(finding.location),
    causes: finding.causes.map(replace),
    ...(finding.items !== undefined && {
      items: finding.items.map((item) => ({ ...item, location: placed(item.location) })),
    }),
  });
}
