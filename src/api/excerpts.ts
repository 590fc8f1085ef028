/** Lines of the tree that findings are about, as a report shows them. */
import type { ByteString } from '../core/bytes.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Host } from '../host/host.ts';
import { absolutePath } from '../host/paths.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Excerpt } from '../results/excerpt.ts';

/** Findings whose lines are looked up, lines that are kept for one of them, and characters of a line. */
const limits = { findings: 100, marks: 8, width: 400, bytes: 4_000_000 };

/** Where the files of locations are. */
export interface ExcerptPlaces {
  readonly host: Host;
  /** Directories that names are relative to, the likeliest first. */
  readonly directories: readonly ByteString[];
  /** Files of the command line: as they were named, and where they are. */
  readonly named?: readonly { readonly name: ByteString; readonly path: ByteString }[];
}

/** A line that is wanted, and whether it is the one that is meant. */
interface Wanted {
  readonly location: Location;
  readonly fits: (text: string) => boolean;
}

/** Findings of recipes: makes of other directories name their files by the same names. */
const recipeCodes: ReadonlySet<string> = new Set([
  'make/recipe-failed',
  'make/recipe-warning',
  'make/missing-program',
  'make/missing-header',
  'make/no-rule',
]);

function fitsFinding({ code }: Diagnostic, { file }: Location): Wanted['fits'] {
  if (code === 'make/error' || code === 'make/warning') {
    const form = new RegExp(`\\$[({]${code.slice('make/'.length)}\\s`);
    return (text) => form.test(text);
  }
  if (recipeCodes.has(code)) return (text) => file.includes('/') && text.trim() !== '';
  return (text) => text.trim() !== '';
}

function wantedLines(diagnostic: Diagnostic): Wanted[] {
  const { causes, location } = diagnostic;
  const wanted: Wanted[] = [];
  const add = ({ location: place, mark }: Cause): void => {
    if (mark !== undefined && place !== null) {
      wanted.push({ location: place, fits: (text) => text.includes(mark.text) });
    }
  };
  for (const cause of causes.slice(0, limits.marks)) add(cause);
  if (location !== null) wanted.push({ location, fits: fitsFinding(diagnostic, location) });
  return wanted;
}

/**
 * The lines of findings and of the conditionals that decide. A line is left out where its file cannot be read or does not
 * have the text there that the finding is about.
 */
export function gatherExcerpts(diagnostics: readonly Diagnostic[], places: ExcerptPlaces): Excerpt[] {
  const texts = new Map<ByteString, readonly string[] | null>();
  const read = (path: ByteString): readonly string[] | null => {
    let lines = texts.get(path);
    if (lines === undefined) {
      const stat = places.host.stat(path);
      const isFile = stat?.kind === 'file' && stat.size <= limits.bytes;
      lines = (isFile ? places.host.readFile(path)?.split('\n') : undefined) ?? null;
      texts.set(path, lines);
    }
    return lines;
  };
  const pathsOf = (file: string): ByteString[] => {
    const { directories, named } = places;
    const given = named?.find(({ name }) => name === file);
    if (given !== undefined) return [given.path];
    return [...new Set(directories.map((directory) => absolutePath(directory, file)))];
  };
  const found = new Map<string, Map<number, string>>();
  for (const diagnostic of diagnostics.slice(0, limits.findings)) {
    for (const { fits, location } of wantedLines(diagnostic)) {
      const { file, line } = location;
      if (file.startsWith('<') || found.get(file)?.has(line) === true) continue;
      const text = pathsOf(file)
        .map((path) => read(path)?.[line - 1])
        .find((one) => one !== undefined && fits(one));
      if (text === undefined) continue;
      const lines = found.get(file) ?? new Map<number, string>();
      found.set(file, lines.set(line, text.slice(0, limits.width)));
    }
  }
  return [...found].map(([file, lines]) => ({
    file,
    lines: [...lines].sort(([one], [other]) => one - other).map(([line, text]) => ({ line, text })),
  }));
}
