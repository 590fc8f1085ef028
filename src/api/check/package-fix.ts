/** Packages as a way out: of a stop for something that is not installed. */

import type { Fix } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import { listPackages, type NeededThing, packageFor } from '../../kernel/stops/packages.ts';
import type { MakeArgs } from '../../make/codes.ts';
import type { MakeEvent } from '../../make/index.ts';

/** How something that is missing is called. */
function titleOf({ kind, name }: NeededThing): string {
  switch (kind) {
    case 'program':
      return name;
    case 'header':
      return `the header ${name}`;
    case 'library':
      return `the library ${name}`;
    case 'python-module':
      return `the Python module ${name}`;
  }
}

/** Installing what has a thing. Nothing is installed to try it, so that it is never verified. */
export function packageFix(thing: NeededThing, host: Host): Fix {
  const fix = { kind: 'package', safety: 'manual', changes: [], verified: false, effects: [] } as const;
  const what = titleOf(thing);
  const found = packageFor(thing, host);
  if (found === null) return { ...fix, title: `install ${what}` };
  const { command, names } = found;
  const title = `install ${what}: ${listPackages(names)}`;
  return { ...fix, title, ...(command !== null && { commands: [command] }) };
}

/** What an event does not find as the fix that has it; none for any other event. */
export function packageFixes(event: MakeEvent, host: Host): Fix[] {
  if (event.code === 'make/missing-header') return headerFixes(event.args, host);
  const thing = thingOf(event);
  return thing === null ? [] : [packageFix(thing, host)];
}

/** One fix a package: `-lmenu` and `-lncurses` are in the same. */
function headerFixes({ compiler, kind, names }: MakeArgs['make/missing-header'], host: Host): Fix[] {
  const fixes = names.map((name) => packageFix({ kind, name, ...(compiler !== null && { compiler }) }, host));
  const seen = new Set<string>();
  return fixes.filter(({ commands = [], title }) => {
    const key = commands[0] ?? title;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function thingOf(event: MakeEvent): NeededThing | null {
  if (event.code !== 'make/missing-program') return null;
  const { kind, name, state } = event.args;
  // A file that is there and must not be executed is of the tree.
  if (state === 'denied') return null;
  if (kind === 'python-module') return { kind, name };
  const isOfTree = kind === 'program' && name.includes('/') && !/^\/(?:usr\/)?s?bin\//.test(name);
  return isOfTree ? null : { kind: 'program', name: name.slice(name.lastIndexOf('/') + 1) };
}
