/** What Kconfig gets from Zephyr's CMake files: from a build directory, or from the words of the request. */

import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';

type Variables = Readonly<Record<string, ByteString>>;

/** The way kconfig.py is called for one application. */
export interface ZephyrCall {
  readonly env: Variables;
  readonly cwd: ByteString;
  readonly topFile: ByteString;
  /** Files that are merged: of the board, of the application, of the command line. */
  readonly inputs: readonly ByteString[];
  readonly headerOut: ByteString;
  readonly listOut: ByteString;
  /** Kconfig files that CMake writes, where there is no build that has them. */
  readonly generated: ReadonlyMap<ByteString, ByteString>;
  /** The directory of the build that the values are from; null where there is none. */
  readonly buildDirectory: ByteString | null;
}

/** Where the call is looked for. */
export interface ZephyrPlace {
  readonly host: Host;
  readonly tree: ByteString;
  /** The directory that a build may be in. */
  readonly build: ByteString;
  /** The process's variables and the words of the request, which win over those of a build. */
  readonly env: Variables;
  readonly words: Variables;
}

/** The call for a place. */
export function zephyrCall(place: ZephyrPlace): ZephyrCall {
  const cache = readText(place.host, `${place.build}/CMakeCache.txt`);
  return cache === null ? callOfWords(place) : callOfBuild(place, cache);
}

/** Variables and top file are those of the command that CMake wrote for `menuconfig`. Source: cmake/kconfig.cmake. */
function callOfBuild(place: ZephyrPlace, cache: ByteString): ZephyrCall {
  const { build, host, tree, words } = place;
  const entries = new Map(
    cache.split('\n').flatMap((line): [string, string][] => {
      const [, name = '', value = ''] = /^([^#/:=][^:=]*):[A-Z]+=(.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name, value]];
    }),
  );
  const command =
    readText(host, `${build}/build.ninja`) ?? readText(host, `${build}/CMakeFiles/menuconfig.dir/build.make`) ?? '';
  const line = /^.*-E env (.*menuconfig\.py .*)$/m.exec(command)?.[1] ?? '';
  if (line === '') return callOfCache(place, entries);
  const env: Record<string, ByteString> = { ...place.env };
  const given = shellWords(line);
  for (const word of given) {
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
    if (assignment === null) break;
    env[assignment[1] ?? ''] = assignment[2] ?? '';
  }
  Object.assign(env, words);
  const at = given.findIndex((word) => word.endsWith('/menuconfig.py'));
  const application = entries.get('APPLICATION_SOURCE_DIR') ?? entries.get('CMAKE_HOME_DIRECTORY') ?? tree;
  const own = env['KCONFIG_CONFIG'] ?? `${build}/zephyr/.config`;
  env['KCONFIG_CONFIG'] = own;
  const files = words['CONF_FILE'] ?? entries.get('CONF_FILE') ?? entries.get('CACHED_CONF_FILE') ?? '';
  const overlays = words['OVERLAY_CONFIG'] ?? entries.get('OVERLAY_CONFIG') ?? '';
  const board = words['BOARD'] ?? entries.get('BOARD') ?? entries.get('CACHED_BOARD') ?? '';
  return {
    env,
    cwd: application,
    topFile: (at < 0 ? undefined : given[at + 1]) ?? `${tree}/Kconfig`,
    inputs: inputsOf(host, { build, board, directory: env['BOARD_DIR'] ?? '', application, files, overlays }),
    ...outputsOf(host, own),
    generated: new Map(),
    buildDirectory: build,
  };
}

/** A build whose files CMake could not write to the end: what its cache has, and the files that are there. */
function callOfCache(place: ZephyrPlace, entries: ReadonlyMap<string, ByteString>): ZephyrCall {
  const { build, host } = place;
  const words: Record<string, ByteString> = {};
  for (const name of ['BOARD', 'BOARD_DIR', 'APPLICATION_SOURCE_DIR', 'CONF_FILE', 'ZEPHYR_TOOLCHAIN_VARIANT']) {
    const value = entries.get(name) ?? entries.get(`CACHED_${name}`);
    if (value !== undefined) words[name] = value;
  }
  if (host.stat(`${build}/Kconfig`)?.kind === 'directory') words['KCONFIG_BINARY_DIR'] = `${build}/Kconfig`;
  words['EDT_PICKLE'] = `${build}/zephyr/edt.pickle`;
  Object.assign(words, place.words);
  return { ...callOfWords({ ...place, env: { ...place.env, ...words }, words }), buildDirectory: build };
}

function callOfWords({ build, env: outer, host, tree, words }: ZephyrPlace): ZephyrCall {
  const env: Record<string, ByteString> = { ...outer };
  const set = (name: string, value: ByteString | undefined): void => {
    if (value !== undefined && env[name] === undefined) env[name] = value;
  };
  // A tree's own variables are not those of a shell that works on another.
  env['ZEPHYR_BASE'] = words['ZEPHYR_BASE'] ?? tree;
  env['srctree'] = words['srctree'] ?? tree;
  const board = words['BOARD'] ?? outer['BOARD'] ?? '';
  const directory = env['BOARD_DIR'] ?? findBoard(host, tree, board);
  set('BOARD_DIR', directory);
  set('ARCH', directory === undefined ? undefined : architectureOf(tree, directory));
  set('ARCH_DIR', `${tree}/arch`);
  set('KERNELVERSION', kernelVersion(readText(host, `${tree}/VERSION`) ?? ''));
  set('SHIELD_AS_LIST', (words['SHIELD'] ?? '').trim().split(/\s+/).join(';'));
  const own = env['KCONFIG_CONFIG'] ?? `${build}/zephyr/.config`;
  env['KCONFIG_CONFIG'] = own;
  const generated = new Map<ByteString, ByteString>();
  if (env['KCONFIG_BINARY_DIR'] === undefined) {
    const texts = generatedTexts(host, tree);
    if (texts.size > 0) env['KCONFIG_BINARY_DIR'] = `${build}/Kconfig`;
    for (const [name, text] of texts) generated.set(`${build}/Kconfig/${name}`, text);
  }
  const application = absolutePath(tree, words['APPLICATION_SOURCE_DIR'] ?? '.');
  const isApplication = words['APPLICATION_SOURCE_DIR'] !== undefined;
  const files = words['CONF_FILE'] ?? (isApplication && isFile(host, `${application}/prj.conf`) ? 'prj.conf' : '');
  const overlays = words['OVERLAY_CONFIG'] ?? '';
  const ownTop = isApplication && isFile(host, `${application}/Kconfig`) ? `${application}/Kconfig` : `${tree}/Kconfig`;
  return {
    env,
    cwd: application,
    topFile: ownTop,
    inputs: inputsOf(host, { build, board, directory: directory ?? '', application, files, overlays }),
    ...outputsOf(host, own),
    generated,
    buildDirectory: null,
  };
}

/** Source: cmake/kconfig.cmake, merge_config_files. Files of shields are not among them. */
function inputsOf(
  host: Host,
  from: {
    readonly build: ByteString;
    readonly board: ByteString;
    readonly directory: ByteString;
    readonly application: ByteString;
    readonly files: ByteString;
    readonly overlays: ByteString;
  },
): ByteString[] {
  const { application, board, build, directory, files, overlays } = from;
  const listed = `${files} ${overlays}`.split(/[\s;]+/).filter((name) => name !== '');
  const more = (host.readDirectory(build) ?? []).filter((name) => name.endsWith('.conf'));
  const boardFile = `${directory}/${board}_defconfig`;
  return [
    ...(board !== '' && isFile(host, boardFile) ? [boardFile] : []),
    ...listed.map((name) => absolutePath(application, name)),
    ...more.map((name) => `${build}/${name}`),
  ];
}

function outputsOf(host: Host, config: ByteString): Pick<ZephyrCall, 'headerOut' | 'listOut'> {
  const directory = config.slice(0, config.lastIndexOf('/'));
  const newer = `${directory}/include/generated/zephyr/autoconf.h`;
  return {
    headerOut: isFile(host, newer) ? newer : `${directory}/include/generated/autoconf.h`,
    listOut: `${directory}/kconfig/sources.txt`,
  };
}

/** The directory of a board: `boards/ARCH/DIRECTORY` with `BOARD_defconfig` in it. */
function findBoard(host: Host, tree: ByteString, board: ByteString): ByteString | undefined {
  if (board === '') return undefined;
  for (const group of host.readDirectory(`${tree}/boards`) ?? []) {
    for (const name of host.readDirectory(`${tree}/boards/${group}`) ?? []) {
      const directory = `${tree}/boards/${group}/${name}`;
      if (isFile(host, `${directory}/${board}_defconfig`)) return directory;
    }
  }
  return undefined;
}

/** Before boards were grouped by vendor, the directory above was that of the architecture. */
function architectureOf(tree: ByteString, directory: ByteString): ByteString | undefined {
  const [, group] = /\/boards\/([^/]+)\/[^/]+$/.exec(directory) ?? [];
  return group !== undefined && directory.startsWith(`${tree}/`) ? group : undefined;
}

/** Texts of the Kconfig files that `cmake/kconfig.cmake` writes for a tree alone, without modules. */
function generatedTexts(host: Host, tree: ByteString): Map<ByteString, ByteString> {
  const source =
    readText(host, `${tree}/cmake/kconfig.cmake`) ?? readText(host, `${tree}/cmake/modules/kconfig.cmake`) ?? '';
  const texts = new Map<ByteString, ByteString>();
  const rule = /file\(\$\{OPERATION\}\s+\$\{KCONFIG_BINARY_DIR\}\/([\w.]+)\s+((?:"(?:[^"\\]|\\.)*"\s*)+)\)/g;
  for (const [, name = '', quoted = ''] of source.matchAll(rule)) {
    const parts = [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => part);
    const text = parts.join('').replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
    texts.set(name, text.replaceAll('${root}', tree));
  }
  if (texts.size > 0) texts.set('Kconfig.modules', '');
  return texts;
}

/** Source: cmake/version.cmake: the digits of VERSION, a byte each. */
function kernelVersion(text: ByteString): ByteString | undefined {
  const part = (name: string): number => Number(new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  if (!/^VERSION_MAJOR\s*=/m.test(text)) return undefined;
  const names = ['VERSION_MAJOR', 'VERSION_MINOR', 'PATCHLEVEL', 'VERSION_TWEAK'];
  return `0x${names.reduce((sum, name) => sum * 256 + part(name), 0).toString(16)}`;
}

/** The words of a command that CMake wrote. */
function shellWords(line: ByteString): ByteString[] {
  const words = line.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g);
  return [...words].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, plain?: string) =>
      double === undefined ? (single ?? plain ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
    ),
  );
}

function isFile(host: Host, path: ByteString): boolean {
  return host.stat(path)?.kind === 'file';
}

function readText(host: Host, path: ByteString): ByteString | null {
  return isFile(host, path) ? (host.readFile(path) ?? null) : null;
}
