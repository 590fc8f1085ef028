/** What a directory holds that builds can be made of: source trees, configurations, fragments. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath, baseName } from '../../host/paths.ts';
import { crossCompilersAtHand } from '../../kernel/index.ts';
import { isKconfigTree } from '../../kernel/levels/build-request.ts';
import { architectureDirectory, isArchitecture, kernelArchitecture } from '../../toolchain/architectures.ts';

/** A file with settings of symbols. */
export interface FoundConfig {
  /** Relative to the directory. */
  readonly path: ByteString;
  /** `whole`: conf has written it. `defconfig`: a configuration to start from, by its name. `fragment`: lines to merge. */
  readonly kind: 'whole' | 'defconfig' | 'fragment';
  /** What the file's first lines, or a directory that it is in, say; null where nothing does. */
  readonly arch: string | null;
}

/** What was found. */
export interface Surroundings {
  /** Tops of source trees, relative to the directory; `.` alone where it is one itself. */
  readonly trees: readonly ByteString[];
  /** Files outside of the trees, and the trees' own `.config`. */
  readonly configs: readonly FoundConfig[];
  /** Prefixes of compilers on PATH, by architecture as `ARCH` names it, for those that the machine's compiler is not for. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** True where there is more than was looked at. */
  readonly isCut: boolean;
}

/** Directories below, and entries that are looked at in all. */
const maxDepth = 4;
const maxEntries = 20_000;

/** Characters of a file that are looked at. */
const headLength = 4096;

/** Directories that hold nothing of a build. */
const skipped = /^(?:\..*|node_modules|__pycache__)$/;

/** Looks around in a directory, `host.cwd`; nothing is started but compilers, for their targets. */
export function lookAround(host: Host): Surroundings {
  const trees: ByteString[] = [];
  const configs: FoundConfig[] = [];
  let left = maxEntries;
  const visit = (directory: ByteString, depth: number, isInTree: boolean): void => {
    const isTree = !isInTree && isKconfigTree(host, directory === '' ? host.cwd : absolutePath(host.cwd, directory));
    if (isTree) trees.push(directory === '' ? '.' : directory);
    for (const name of [...(host.readDirectory(directory === '' ? '.' : directory) ?? [])].sort()) {
      left -= 1;
      if (left < 0) return;
      const path = directory === '' ? name : `${directory}/${name}`;
      const kind = host.stat(path)?.kind;
      if (kind === 'file') {
        // The files of a tree are its own, but for what make has configured.
        const config = (isTree || isInTree) && name !== '.config' ? null : configOf(host, path);
        if (config !== null) configs.push(config);
      } else if (kind === 'directory' && depth < maxDepth && !skipped.test(name) && !isTree && !isInTree) {
        visit(path, depth + 1, false);
      }
    }
  };
  visit('', 0, false);
  const archs = [...new Set(configs.flatMap(({ arch }) => arch ?? []))];
  return { trees, configs, prefixes: prefixesFor(host, archs), isCut: left < 0 };
}

/** A file with settings, by its name and its first lines; null for any other. */
function configOf(host: Host, path: ByteString): FoundConfig | null {
  const name = baseName(`/${path}`);
  const isNamed = /(?:^\.config|defconfig|\.config|\.cfg|\.fragment|^config-.*)$/.test(name);
  const stat = isNamed ? host.stat(path) : undefined;
  if (stat === undefined || stat.size > 2_000_000) return null;
  const head = (host.readFile(path) ?? '').slice(0, headLength);
  // Source: conf writes `# Linux/arm64 6.12.1 Kernel Configuration` in its third line.
  const written = /^# \w+\/(\w+) [\w.+-]+ Kernel Configuration$/m.exec(head)?.[1];
  if (written !== undefined || /^# Automatically generated file; DO NOT EDIT\.$/m.test(head)) {
    return { path, kind: 'whole', arch: written ?? null };
  }
  if (!/^(?:# )?CONFIG_\w+(?:=| is not set$)/m.test(head)) return null;
  const kind = name.endsWith('defconfig') ? 'defconfig' : 'fragment';
  return { path, kind, arch: path.split('/').find((part) => isArchitecture(architectureDirectory(part))) ?? null };
}

/** For each architecture that is not the machine's, the first compiler at hand. */
function prefixesFor(host: Host, archs: readonly string[]): Map<string, string> {
  const prefixes = new Map<string, string>();
  const own = kernelArchitecture(machineOf(host));
  for (const arch of archs) {
    const directory = architectureDirectory(arch);
    const [compiler] = directory === own ? [] : crossCompilersAtHand(host, [directory]);
    if (compiler !== undefined) prefixes.set(arch, compiler.prefix);
  }
  return prefixes;
}

/** What `uname -m` prints. */
function machineOf(host: Host): ByteString {
  return host.run({ argv: ['uname', '-m'], cwd: host.cwd, env: host.env }).stdout.trim();
}
