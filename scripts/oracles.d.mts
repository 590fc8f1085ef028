/** Where sources and oracles are kept. */
export function testCache(): string;

/** A source archive of Debian: its name, the path in the pool, and what can name an unpacked tree instead. */
export interface Archive {
  readonly name: string;
  readonly pool: string;
  readonly sha256: string;
  readonly variable: string;
}

/** Fetches an archive into `directory`; the path of the file. Throws an Error with a message for the user. */
export function download(archive: Archive, directory: string): string;
