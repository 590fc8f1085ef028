import type { ByteString } from '../../core/bytes.ts';
import type { Cause } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { NamedConfig } from '../../kernel/index.ts';

/** A text that several files were merged into, by the name conf had for it. */
export interface MergedText {
  readonly name: ByteString;
  readonly text: ByteString;
  /** In the order they were merged. */
  readonly sources: readonly NamedConfig[];
}

/** A function that puts the lines of the source files in place of those of the merged text, which is in no file. */
export function toSources({ name, text, sources }: MergedText): (cause: Cause) => Cause {
  const origins = new Map<ByteString, Location>();
  for (const source of sources) {
    source.text.split('\n').forEach((line, at) => origins.set(line, { file: source.name, line: at + 1 }));
  }
  const lines = text.split('\n');
  const replace = (cause: Cause): Cause => {
    const { location } = cause;
    const origin = location?.file === name ? origins.get(lines[location.line - 1] ?? '') : undefined;
    return { ...cause, location: origin ?? location, causes: cause.causes.map(replace) };
  };
  return replace;
}
