/** Packages as a way out: of a stop for something that is not installed. */

import type { Fix } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import { listPackages, type NeededThing, packageFor } from '../../kernel/stops/packages.ts';
import type { MakeEvent } from '../../make/index.ts';

/** Installing what has a thing. Nothing is installed to try it, so that it is never verified. */
export function packageFix(thing: NeededThing, host: Host): Fix {
  const fix = { kind: 'package', safety: 'manual', changes: [], verified: false, effects: [] } as const;
  const what = thing.kind === 'python-module' ? `the Python module ${thing.name}` : thing.name;
  const found = packageFor(thing, host);
  if (found === null) return { ...fix, title: `install ${what}` };
  const { command, names } = found;
  const title = `install ${what}: ${listPackages(names)}`;
  return { ...fix, title, ...(command !== null && { commands: [command] }) };
}

/** What an event does not find as the fix that has it; none for any other event. */
export function packageFixes(event: MakeEvent, host: Host): Fix[] {
  const thing = thingOf(event);
  return thing === null ? [] : [packageFix(thing, host)];
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
