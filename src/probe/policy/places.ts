/** Where the files of a call are, as the system that opens them sees it. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath, isBelow, normalPath } from '../../host/paths.ts';

/**
 * A place: `null` is `/dev/null` by that name, `scratch` a file of kgate's own directory, `tree` what is not trusted,
 * `machine` all else that is there, `missing` what is not there. `special` is what is another file for the program than
 * for kgate, or none at all: below `/proc` and `/dev`.
 */
export type Place = 'null' | 'scratch' | 'tree' | 'machine' | 'missing' | 'special';

/** Looks at the places of files. */
export interface ProbePlaces {
  readonly host: Host;
  /** The place of a path; of its directory when there is no such file. */
  placeOf(path: ByteString, cwd: ByteString): Place;
  /** True for a directory, or the beginning of names in one, where the user's own tools are. */
  isOfTools(path: ByteString, cwd: ByteString): boolean;
}

/** What {@link createPlaces} needs. */
export interface PlacesOptions {
  readonly host: Host;
  /** Directories that are not trusted, canonical and as they were named. */
  readonly roots: readonly ByteString[];
  /** True for a directory with tools of the user, canonical. */
  isToolDirectory(path: ByteString): boolean;
}

const special = ['/proc', '/dev', '/sys'];

/** A path without an existing end: the canonical name of the directory that is there, and what is left. */
function resolve(host: Host, full: ByteString): { readonly real: ByteString; readonly rest: ByteString } | null {
  const parts = full.split('/').filter((part) => part !== '' && part !== '.');
  for (let count = parts.length; count >= 0; count -= 1) {
    // By the raw name, so that `..` leads to where the kernel says.
    const start = `/${parts.slice(0, count).join('/')}`;
    const real = host.realPath(start);
    if (real !== undefined) return { real, rest: parts.slice(count).join('/') };
    // A link that leads nowhere now may lead anywhere later.
    if (host.hasEntry(start)) return null;
  }
  return null;
}

/** Places that are remembered. */
const maxKnown = 4096;

/** Makes the places of a run. Places outside of the scratch directory are looked up once. */
export function createPlaces({ host, roots, isToolDirectory }: PlacesOptions): ProbePlaces {
  const known = new Map<ByteString, Place>();
  let scratch: { readonly name: ByteString; readonly real: ByteString } | null = null;
  const ownDirectory = (): { readonly name: ByteString; readonly real: ByteString } => {
    const name = host.scratchDirectory();
    if (scratch?.name !== name) scratch = { name, real: host.realPath(name) ?? name };
    return scratch;
  };
  const isOfRoots = (path: ByteString): boolean => roots.some((root) => isBelow(root, path));

  const placeOf = (path: ByteString, cwd: ByteString): Place => {
    if (path === '/dev/null') return 'null';
    if (path.includes('\0')) return 'special';
    const full = absolutePath(cwd, path);
    const { name } = ownDirectory();
    if (full.startsWith(`${name}/`)) {
      // Most are files that are not there yet, right in the directory.
      const isNew = /^[\w.-]*[\w-]$/.test(full.slice(name.length + 1)) && !host.hasEntry(full);
      return isNew ? 'scratch' : lookUp(full);
    }
    const kept = known.get(full);
    if (kept !== undefined) return kept;
    const found = lookUp(full);
    if (known.size < maxKnown) known.set(full, found);
    return found;
  };

  const lookUp = (full: ByteString): Place => {
    if (special.some((root) => isBelow(root, normalPath('/', full)))) return 'special';
    const found = resolve(host, full);
    if (found === null || found.rest.split('/').includes('..')) return 'special';
    if (special.some((root) => isBelow(root, found.real))) return 'special';
    const { name, real } = ownDirectory();
    if (isBelow(real, found.real)) return normalPath('/', full).startsWith(`${name}/`) ? 'scratch' : 'special';
    if (isOfRoots(found.real) || isOfRoots(normalPath('/', full))) return 'tree';
    return found.rest === '' ? 'machine' : 'missing';
  };

  return {
    host,
    placeOf,
    isOfTools(path, cwd) {
      const full = absolutePath(cwd, path);
      const directory = full.endsWith('/') ? full : full.slice(0, full.lastIndexOf('/') + 1);
      return [full, `${full}/bin`, directory].some((place) => {
        const kind = placeOf(place, cwd);
        const real = host.realPath(place);
        return (
          kind === 'machine' && real !== undefined && host.stat(real)?.kind === 'directory' && isToolDirectory(real)
        );
      });
    },
  };
}
