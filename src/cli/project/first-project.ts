/** The text of a first project file. */
import { stringify } from 'yaml';
import { decodeBytes } from '../../core/bytes.ts';
import { nameControls } from '../../core/display.ts';
import type { FoundConfig, Surroundings } from '../../index.ts';
import type { ByteString } from '../../core/bytes.ts';

/** One build that is proposed. */
interface ProposedBuild {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What a name of a build may not hold. */
const strange = /[^\w.+-]+/g;

/** Lines of comments list so many files. */
const maxListed = 20;

/** A name that no other build has. */
function freeName(wanted: string, names: Set<string>): string {
  const base = wanted.replace(strange, '-').replace(/^[^A-Za-z0-9]+/, '') || 'build';
  let name = base;
  for (let count = 2; names.has(name); count++) name = `${base}-${count}`;
  names.add(name);
  return name;
}

/** `boards/camera.config` is `camera`, `out/panel/.config` is `panel`. */
function stemOf(path: ByteString): string {
  const parts = decodeBytes(path).split('/');
  const last = parts.at(-1) ?? '';
  const stem = last.replace(/^\.config$|^config-|[._-]?defconfig$|\.(?:config|cfg|fragment)$/, '');
  return stem === '' ? (parts.at(-2) ?? 'default') : stem;
}

function scalar(text: string): string {
  return stringify(nameControls(text), { lineWidth: 0 }).trimEnd();
}

function settingOf(name: string, path: ByteString): string {
  return `${name}: ${scalar(decodeBytes(path))}`;
}

function listOf(paths: readonly ByteString[]): string {
  return `[${paths.map((path) => scalar(decodeBytes(path))).join(', ')}]`;
}

/** The architecture and its compiler. */
function archLines(arch: string | null, { prefixes }: Surroundings): string[] {
  if (arch === null) return [];
  const prefix = prefixes.get(arch);
  return [settingOf('arch', arch), ...(prefix === undefined ? [] : [settingOf('compiler', prefix)])];
}

function directoryOf(path: ByteString): ByteString {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Builds of what was found: one for each configuration; where there is none, one for each fragment over the default one. */
function proposed(found: Surroundings): {
  readonly builds: readonly ProposedBuild[];
  readonly left: readonly ByteString[];
} {
  const { configs } = found;
  const names = new Set<string>();
  const bases = configs.filter(({ kind }) => kind !== 'fragment');
  const fragments = configs.filter(({ kind }) => kind === 'fragment');
  const of = (wanted: string, arch: string | null, lines: readonly string[]): ProposedBuild => ({
    name: freeName(wanted, names),
    lines: [...archLines(arch, found), ...lines],
  });
  if (bases.length === 0) {
    const builds = fragments.map(({ arch, path }) =>
      of(stemOf(path), arch, ['defconfig: defconfig', `fragments: ${listOf([path])}`]),
    );
    return { builds: builds.length > 0 ? builds : [of('default', null, ['defconfig: defconfig'])], left: [] };
  }
  const used = new Set<FoundConfig>();
  const builds = bases.map((base) => {
    // A fragment of the same name next to it belongs to it; whose others are cannot be seen.
    const own = fragments.filter(
      ({ path }) => directoryOf(path) === directoryOf(base.path) && stemOf(path) === stemOf(base.path),
    );
    for (const one of own) used.add(one);
    const isBuilt = base.kind === 'whole' && base.path.endsWith('.config');
    const directory = directoryOf(base.path);
    const isTree = found.trees.includes(directory === '' ? '.' : directory);
    const lines = !isBuilt
      ? [settingOf('config', base.path)]
      : isTree
        ? ['# the .config of the tree itself']
        : [settingOf('objects', directory === '' ? '.' : directory)];
    return of(stemOf(base.path), base.arch, [
      ...lines,
      ...(own.length > 0 ? [`fragments: ${listOf(own.map(({ path }) => path))}`] : []),
    ]);
  });
  return { builds, left: fragments.filter((one) => !used.has(one)).map(({ path }) => path) };
}

/** A project file for what a directory holds; `schema`: where the file is that editors complete it by. */
export function firstProject(found: Surroundings, schema: string | null): string {
  const { builds, left } = proposed(found);
  const [tree = 'linux', ...others] = found.trees;
  const lines = [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
    '# Builds that `kgate check` runs. `kgate check NAME` runs one, --print-config shows all settings.',
    'defaults:',
    `  ${settingOf('tree', tree)}`,
  ];
  if (found.trees.length === 0) lines.push('  # no source tree was found here: the line above is an example');
  for (const other of others.slice(0, maxListed)) lines.push(`  # another tree: ${nameControls(decodeBytes(other))}`);
  if (builds.every(({ lines: own }) => !own.some((line) => line.startsWith('arch:')))) {
    lines.push('  # arch: arm64', '  # compiler: aarch64-linux-gnu-');
  }
  lines.push('builds:');
  for (const { lines: own, name } of builds) {
    lines.push(`  - name: ${scalar(name)}`, ...own.map((line) => `    ${line}`));
  }
  if (left.length > 0) {
    lines.push('    # fragments that were found and could belong to any build:');
    lines.push(...left.slice(0, maxListed).map((path) => `    #   ${nameControls(decodeBytes(path))}`));
    if (left.length > maxListed) lines.push(`    #   and ${left.length - maxListed} more`);
  }
  if (found.isCut) lines.push('# There are more files here than were looked at.');
  return `${lines.join('\n')}\n`;
}
