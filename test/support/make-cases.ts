/** The recorded cases of `test/make/fixtures/cases.json`; `scripts/record-make-cases.ts` records them. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a make printed and its exit status. */
export interface RecordedOutput {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One makefile and the words that make was started with; `<CWD>` and `<PARENT>` in texts are directories of the run. */
export interface RecordedCase {
  readonly file: string;
  readonly name: string;
  readonly makefile: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  /** By version of make. */
  readonly out: Record<string, RecordedOutput>;
}

/** The recorded cases. */
export function readCases(): RecordedCase[] {
  return JSON.parse(readFileSync(new URL('../make/fixtures/cases.json', import.meta.url), 'utf8')) as RecordedCase[];
}

/** Puts the directory of a run into a text. */
export function fillPlaces(text: string, directory: string): string {
  return text.replaceAll('<CWD>', directory).replaceAll('<PARENT>', dirname(directory));
}

/** Files, words and environment of a case for a run in `directory`. */
export function fillCase(entry: RecordedCase, directory: string) {
  const fill = (text: string): string => fillPlaces(text, directory);
  const fillAll = (map: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fill(value)]));
  return {
    files: fillAll({ Makefile: entry.makefile, ...entry.files }),
    args: entry.args.map(fill),
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...fillAll(entry.env) },
  };
}
