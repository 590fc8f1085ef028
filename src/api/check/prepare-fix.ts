/** Preparing a tree as the way out: of a stop of a module's build for something that the tree's own build makes. */

import type { Fix } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import { normalPath } from '../../host/paths.ts';
import { type BuildRequest, configName, type ResolvedRequest } from '../../kernel/index.ts';
import { isKconfigTree } from '../../kernel/levels/build-request.ts';
import type { MakeEvent } from '../../make/index.ts';
import { makeCommand } from '../../kernel/levels/make-command.ts';

/** What a module's build reads of the tree's own. Source: Linux top Makefile, `modules_prepare`, 6.1 and 6.12. */
const prepared = [
  'include/config/auto.conf',
  'include/generated/autoconf.h',
  'scripts/basic/fixdep',
  'scripts/mod/modpost',
  'scripts/module.lds',
];

/** The commands that make what is missing in `directory`, where make works; none for any other event. */
export function prepareFixes(event: MakeEvent, host: Host, directory: string, request: ResolvedRequest): Fix[] {
  if (!event.fatal || event.afterStop) return [];
  const isThere = (name: string): boolean => host.stat(normalPath(directory, name)) !== undefined;
  const missing = prepared.filter((name) => !isThere(name));
  if (missing.length === 0 || !isOfTree(event, missing)) return [];
  const fix = { kind: 'command', safety: 'manual', changes: [], verified: false, effects: [] } as const;
  if (!isKconfigTree(host, request.treeDirectory)) {
    return [{ ...fix, title: `install the package of ${request.treeName} again: ${missing.join(', ')} is missing` }];
  }
  const variables = request.variables.filter((word) => !/^(?:M|KBUILD_EXTMOD|MO|INSTALL_MOD_\w+)[:+?]*=/.test(word));
  const own: BuildRequest = { ...request, variables };
  const isConfigured = isThere('include/config/auto.conf') && isThere('include/generated/autoconf.h');
  const goal = isThere(configName(host, request)) ? 'olddefconfig' : 'defconfig';
  return [
    {
      ...fix,
      title: isConfigured ? 'prepare the tree for modules' : 'configure the tree and prepare it for modules',
      commands: [...(isConfigured ? [] : [makeCommand(own, [goal])]), makeCommand(own, ['modules_prepare'])],
    },
  ];
}

/** True for an event that what is missing could be the reason of. */
function isOfTree(event: MakeEvent, missing: readonly string[]): boolean {
  switch (event.code) {
    case 'make/no-rule':
      return missing.includes(event.args.target);
    case 'make/missing-program':
      return missing.includes(event.args.name);
    case 'make/recipe-failed':
      return event.args.target !== '__external_modules_error' && event.args.target !== 'modules_sign';
    default:
      return false;
  }
}
