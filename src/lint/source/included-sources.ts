/** Which C files are read by others: `#include "part.c"`. */
import { passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { directoryOf, joinPath } from '../make/file-list.ts';
import { join, type LintFile } from '../tree-files.ts';

const included = /^[ \t]*#[ \t]*include[ \t]+["<]([^">\n]+\.(?:c|S|inc|cc|cpp))[">]/gm;
/** Larger files are tables. */
const maxBytes = 4 * 1024 * 1024;

/** The C files that sources include; what was not read before is read when it is first asked. */
export class IncludedSources {
  private readonly host: Host;
  private readonly directory: string;
  private readonly files: readonly LintFile[];
  private readonly read = new Set<string>();
  private readonly paths = new Set<string>();
  private readonly texts = new Set<string>();
  private isWhole = false;

  constructor(host: Host, directory: string, files: readonly LintFile[]) {
    this.host = host;
    this.directory = directory;
    this.files = files;
  }

  /** Takes what a source file includes. */
  add(path: string, bytes: Uint8Array | undefined): void {
    this.read.add(path);
    if (bytes === undefined || /\.dtsi?$/.test(path)) return;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!buffer.includes('.c"') && !buffer.includes('.c>')) return;
    const text = buffer.toString('latin1');
    for (const [, name = ''] of text.matchAll(included)) {
      const neighbour = joinPath(directoryOf(path), name);
      if (neighbour !== undefined) this.paths.add(neighbour);
      // From an include directory: `../` in front leads somewhere below the tree.
      this.texts.add(name.replace(/^(?:\.\.?\/)+/, ''));
    }
  }

  /** True when some source file may include a path. */
  has(path: string): boolean {
    if (!this.isWhole) {
      this.isWhole = true;
      for (const file of this.files) {
        if (this.read.has(file.path) || /\.dtsi?$/.test(file.path)) continue;
        this.add(file.path, bytesOf(this.host, join(this.directory, file.path)));
      }
    }
    if (this.paths.has(path) || this.texts.has(path)) return true;
    // An include path may lead to it: what is written is the end of the path.
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (this.texts.has(path.slice(at + 1))) return true;
    }
    return false;
  }
}

function bytesOf(host: Host, path: string): Uint8Array | undefined {
  try {
    const bytes = host.readBytes(path);
    return bytes === undefined || bytes.length > maxBytes ? undefined : bytes;
  } catch (error) {
    passTroubleOn(error);
    return undefined;
  }
}
