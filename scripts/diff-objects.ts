/**
 * Compares `kgate objects` with one make a directory, list by list, on real kernels.
 *
 *     npm run diff:objects [-- TREE/ARCH/GOAL[/SEED] …]     TREE: linux-6.12, linux-6.1 or the directory of another
 *
 * Without words: 6.12 with arm64 and x86 defconfig and random configurations, 6.1 with arm64 and x86 defconfig.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../src/cache/cache.ts';
import { createNodeHost, findOwner, listObjects } from '../src/index.ts';
import { configureObjects, isListed, kgateLists, realLists, sampleSources } from '../test/support/directory-lists.ts';
import { oracle } from '../test/support/kernel-source.ts';
import { kernelTargets, targetEnvironment } from '../test/support/kernel-targets.ts';

const builds = [
  'linux-6.12/arm64/defconfig',
  'linux-6.12/x86/defconfig',
  'linux-6.12/arm64/randconfig/0x1',
  'linux-6.12/x86/randconfig/0x2',
  'linux-6.12/x86/randconfig/0x3',
  'linux-6.12/arm64/allmodconfig',
  'linux-6.1/arm64/defconfig',
  'linux-6.1/x86/defconfig',
];

function compare(build: string, root: string): number {
  const [, name = '', arch = '', goal = '', seed = null] =
    /^(.+?)\/([^/]+)\/([^/]+config)(?:\/(0x\w+))?$/.exec(build) ?? [];
  const target = kernelTargets.find((one) => one.name === arch);
  if (target === undefined) throw new Error(`${build}: no architecture ${arch}`);
  const tree = name.startsWith('/') ? name : oracle(name as 'linux-6.12').tree;
  const objects = configureObjects(tree, target, goal, seed, join(root, build.replaceAll('/', '-')));
  const host = createNodeHost({ cwd: tree, env: targetEnvironment() });
  const request = {
    treeName: tree,
    objectDirectory: objects,
    variables: target.words,
    configFile: null,
    defconfig: null,
    makeVersion: '4.3',
  };
  const result = listObjects({ host, request, profile: null });
  const got = kgateLists(result);
  const start = performance.now();
  const expected = realLists(tree, target, objects);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  let differences = 0;
  const order = JSON.stringify([...got.keys()]) === JSON.stringify([...expected.keys()]);
  if (!order) differences += 1;
  for (const directory of new Set([...got.keys(), ...expected.keys()])) {
    const kinds = new Set(Object.keys({ ...got.get(directory), ...expected.get(directory) }));
    for (const kind of kinds) {
      const [ours, theirs] = [got.get(directory)?.[kind] ?? [], expected.get(directory)?.[kind] ?? []];
      if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
      differences += 1;
      if (differences <= 10)
        console.log(`  ${directory} ${kind}\n    make:  ${theirs.join(' ')}\n    kgate: ${ours.join(' ')}`);
    }
  }
  const cache = openCache({ directory: join(root, 'cache'), version: 'diff' });
  let unnamed = 0;
  for (const file of sampleSources(tree, owners)) {
    const owner = findOwner({ host, request, profile: null, cache, file });
    if (owner.status === 'unknown') unnamed += 1;
    if ((owner.status === 'built') === isListed(expected, file)) continue;
    differences += 1;
    console.log(
      `  owner ${file}: ${owner.status}, but make ${isListed(expected, file) ? 'lists' : 'does not list'} it`,
    );
  }
  if (owners > 0) console.log(`  owner: ${owners} files asked about, ${unnamed} of them named by no line`);
  for (const { message } of result.diagnostics) console.log(`  says: ${message}`);
  const { totals } = result;
  console.log(
    `${build}: ${differences} differences; ${totals.directories} directories, ${totals.builtIn} built-in and ${totals.moduleParts} module objects, ${totals.modules} modules; make took ${seconds} s`,
  );
  return differences;
}

/** Source files asked about for each build; `KGATE_OWNERS=0` leaves it out. */
const owners = Number.parseInt(process.env['KGATE_OWNERS'] ?? '40', 10);
const root = mkdtempSync(join(tmpdir(), 'kgate-lists-'));
let failed = 0;
try {
  for (const build of process.argv.length > 2 ? process.argv.slice(2) : builds) failed += compare(build, root);
} finally {
  rmSync(root, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
