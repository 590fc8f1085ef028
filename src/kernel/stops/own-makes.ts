/** Which makes belong to the build that is checked, and where others leave their files. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { isBelow, normalPath } from '../../host/paths.ts';
import type { MakeCall } from '../goals/goal-driver.ts';

/** The directories of a build. */
export interface BuildPlaces {
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** True when a record answers for the toolchain. */
  readonly hasRecord?: boolean;
}

/** Where a make of another build may leave files: its directory, and that of its `O=` or `subdir`. */
export function placesOf({ objectTree, treeDirectory }: BuildPlaces, { command, cwd }: MakeCall): string[] {
  const places = isBelow(objectTree, cwd) ? [cwd] : [];
  const below = cwd.startsWith(`${treeDirectory}/`) ? cwd.slice(treeDirectory.length + 1) : null;
  for (const word of [...command.overrides, ...command.words]) {
    const value = /^(?:O|OUTPUT|subdir)=(.+)$/.exec(word)?.[1];
    if (value !== undefined) places.push(normalPath(objectTree, value));
  }
  if (below !== null) places.push(`${objectTree}/${below}`);
  return places.filter((path) => path !== objectTree);
}

/** True where the makefiles of a make of another build are on the machine before this build begins. */
export function hasMakefiles(machine: Host, { command: { makefiles }, cwd }: MakeCall): boolean {
  const isThere = (name: ByteString): boolean => machine.stat(normalPath(cwd, name))?.kind === 'file';
  return makefiles.length > 0 ? makefiles.every(isThere) : ['GNUmakefile', 'makefile', 'Makefile'].some(isThere);
}

/** True for a make of the build itself; other projects have builds of their own, with tests that compile. */
export function isOwnMake(places: BuildPlaces, { command, cwd }: MakeCall): boolean {
  const { objectTree, treeDirectory } = places;
  if (isToolMake(places, cwd)) return true;
  if (cwd !== normalPath(treeDirectory, '.') && cwd !== objectTree) return false;
  return command.makefiles.every((name) => {
    const path = normalPath(cwd, name);
    if (path === `${treeDirectory}/Makefile`) return true;
    // arch/*/Makefile.postlink is a step of the kernel's last link.
    return ['scripts', 'arch'].some((directory) => path.startsWith(`${treeDirectory}/${directory}/`));
  });
}

/** True for the directory of a program below `tools/`. */
export function isToolMake({ hasRecord, treeDirectory }: BuildPlaces, cwd: ByteString): boolean {
  return hasRecord !== true && isBelow(`${treeDirectory}/tools`, cwd);
}
