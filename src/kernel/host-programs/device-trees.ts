/**
 * Sources of device trees that take in a file which is not there. Their lines are run through the preprocessor of the host
 * compiler first: `gcc -E … -D__DTS__ -x assembler-with-cpp -o TMP SOURCE`. What they take in is read off their texts; the
 * compiler is asked only where a name is found nowhere. Source: scripts/Makefile.lib of Linux and U-Boot, cmd_dtc.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import { includeDirectories } from '../../toolchain/include-directories.ts';
import { roleOfCall } from '../../toolchain/tool-role.ts';
import type { RecipeProgram } from '../goals/goal-driver.ts';

/** Headers made by the build that one source is given. */
const maxHeaders = 20;
/** Longest the preprocessor may take, in milliseconds. */
const timeoutMs = 60_000;

const includeLine = /^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm;
/** The same where a line writes it into a file. */
const writtenInclude = /#include "([^"\n]+)"/g;
/** A source that is named by such a line. */
const sourceWord = /(?<=\s)\S+\.dtso?(?=[\s;])/;

/** What {@link DeviceTrees} works with. */
export interface DeviceTreesWorld {
  /** Files as recipes see them. */
  readonly files: Host;
  /** The same for what several makes read: it counts for all of them. Absent: {@link files}. */
  readonly common?: Host;
  /** Where compilers run. */
  readonly machine: Host;
  /** True for a file that is not there and that a line which was not followed may have made, or whose text is not known. */
  readonly mayBeMade: (path: string) => boolean;
  /** Called with what the preprocessor writes. */
  readonly onMade: (path: string) => void;
}

/** See the head of this file. */
export class DeviceTrees {
  private readonly world: DeviceTreesWorld;
  /** What a file takes in, by path. */
  private readonly includes = new Map<string, readonly (readonly [quote: string, name: ByteString])[]>();
  /** Files that are known to take in nothing that is missing, by the directories that are searched. */
  private readonly complete = new Map<string, Set<string>>();

  constructor(world: DeviceTreesWorld) {
    this.world = world;
  }

  /** True for a line that preprocesses a source in which a name is found nowhere. */
  isIncomplete({ cwd, text }: { readonly cwd: string; readonly text: ByteString }): boolean {
    if (!text.includes(' -D__DTS__ ')) return false;
    const source = sourceWord.exec(text)?.[0];
    if (source === undefined) return false;
    const path = absolutePath(cwd, source);
    const places = [...text.matchAll(/ -I ?([^\s;]+)/g)].map(([, place = '']) => absolutePath(cwd, place));
    const written = [...text.matchAll(writtenInclude)].map(([, name = '']) => ['"', name] as const);
    const near = [parentPath(path), ...temporaryDirectories(text, cwd)];
    return written.some(([, name]) => this.find(name, [...near, ...places]) === null) || this.lacks([path], places);
  }

  /** Exit status of the preprocessor for such a source, with its words; null for any other program. */
  run({ argv, cwd, env, write }: Pick<RecipeProgram, 'argv' | 'cwd' | 'env' | 'write'>): number | null {
    if (!argv.includes('-E') || !argv.includes('-D__DTS__') || roleOfCall(argv) !== 'compiler') return null;
    const source = argv.at(-1) ?? '';
    const path = absolutePath(cwd, source);
    const { files, machine } = this.world;
    const places = includeDirectories(argv).map((place) => absolutePath(cwd, place));
    if (!this.lacks([path], places)) return null;
    const words = argv.slice(0, -1).map((word, at) => (argv[at - 1] === '-o' ? '/dev/null' : word));
    const asked = words.filter((word) => !word.startsWith('-Wp,-M'));
    const root = `${machine.scratchDirectory()}/device-trees`;
    const lay = (name: ByteString, from: string): boolean =>
      machine.writeScratchFile(`${root}/${name}`, files.readFile(from) ?? '') &&
      machine.stat(`${root}/${name}`) !== undefined;
    // A source that is in memory only.
    const isWritten = machine.stat(path) === undefined;
    const place = isWritten ? `${root}/source/${path.slice(path.lastIndexOf('/') + 1)}` : source;
    if (isWritten) {
      if (!lay(place.slice(root.length + 1), path)) return null;
      asked.push('-iquote', parentPath(path));
    }
    // A program that looks into the scratch directory is of no use to a later run.
    let isLaid = false;
    for (let count = 0; count < maxHeaders; count += 1) {
      const found = machine.run({
        argv: [...asked, ...(isLaid ? ['-idirafter', root] : []), place],
        cwd,
        env,
        timeoutMs,
      });
      if (found.outcome === 'exited' && found.status === 0) {
        const output = argv[argv.indexOf('-o') + 1];
        if (output !== undefined) this.world.onMade(absolutePath(cwd, output));
        return 0;
      }
      const name =
        found.outcome === 'exited' ? /: fatal error: '?([^:'\n]+)'?(?:: No| file not)/.exec(found.stderr)?.[1] : null;
      if (name == null) break;
      const made = this.find(name, places);
      if (made === null) {
        write('stderr', found.stderr.replaceAll(place, source));
        return found.status;
      }
      // A header that the build makes.
      if (made === '' || machine.stat(made) !== undefined || !lay(name, made)) break;
      isLaid = true;
    }
    throw new UnsupportedShellText('a device tree that does not get through the preprocessor');
  }

  /** True where a file, or one that it takes in, takes in a name that is found nowhere. */
  private lacks(paths: string[], places: readonly string[]): boolean {
    const key = places.join('\n');
    let complete = this.complete.get(key);
    if (complete === undefined) this.complete.set(key, (complete = new Set()));
    const met = new Set(paths);
    for (const path of met) {
      if (complete.has(path)) continue;
      for (const [quote, name] of this.includesOf(path, paths.includes(path))) {
        const found = this.find(name, quote === '"' ? [parentPath(path), ...places] : places);
        if (found === null) return true;
        if (found !== '') met.add(found);
      }
    }
    for (const path of met) complete.add(path);
    return false;
  }

  /** The file that a name leads to; empty for one that may be made; null for none. */
  private find(name: ByteString, places: readonly string[]): string | null {
    const paths = name.startsWith('/') ? [name] : places.map((place) => normalPath(place, name));
    const { files, mayBeMade } = this.world;
    const found = paths.find((path) => files.stat(path)?.kind === 'file');
    if (found !== undefined) return found;
    return paths.some((path) => mayBeMade(path)) ? '' : null;
  }

  /** `isSource`: make itself looks at it. */
  private includesOf(path: string, isSource: boolean): readonly (readonly [quote: string, name: ByteString])[] {
    const { common, files, machine } = this.world;
    const host = isSource ? files : (common ?? files);
    let known = this.includes.get(path);
    if (known === undefined) {
      const text = host.stat(path)?.kind === 'file' ? (host.readFile(path) ?? '') : '';
      known = [...text.matchAll(includeLine)].map(([, quote = '', name = '']) => [quote, name] as const);
      // What a line has written may be written again.
      if (machine.stat(path) !== undefined) this.includes.set(path, known);
    }
    return known;
  }
}

/** Where a line writes what it preprocesses. */
function temporaryDirectories(text: ByteString, cwd: string): string[] {
  return [...text.matchAll(/> ?([^\s>]+\.pre\.tmp)/g)].map(([, name = '']) => parentPath(absolutePath(cwd, name)));
}
