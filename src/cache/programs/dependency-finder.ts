/**
 * Finds the files that the answer of a program depends on, so that it can be kept and known to be stale. A program that
 * is not known to depend on files alone runs again every time: wrappers and other scripts, `date`, `git`,
 * `pkg-config`, a compiler given files of the tree, anything without a rule here.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { programBasename, toolRole } from '../../toolchain/tool-role.ts';
import type { Dependencies } from '../sights.ts';
import { type CcacheCall, isPlainCcache, readCcacheCall } from './ccache.ts';
import { CompanionFiles, isOpensslList, pythonModule } from './companions.ts';
import { CompilerFiles } from './compiler-files.ts';
import { isPlainCall, linesOfUname, readsNoFiles } from './plain-programs.ts';
import type { FileStamps, RunStamps } from './run-stamps.ts';

const repeat: Dependencies = { kind: 'repeat' };

/** Every package that brings a shared library has this file made again. Source: ldconfig(8). */
const libraryIndex = '/etc/ld.so.cache';

/** Finds dependencies; remembers each program it has looked at for the life of a run. */
export class DependencyFinder {
  private readonly host: Host;
  private readonly stamps: RunStamps;
  private readonly compilers: CompilerFiles;
  private readonly companions: CompanionFiles;
  private ccacheIsPlain: boolean | null = null;

  /** `host` runs programs for the search itself: a compiler is asked where it looks for files. */
  constructor(host: Host, stamps: RunStamps) {
    this.host = host;
    this.stamps = stamps;
    this.compilers = new CompilerFiles(host, stamps);
    this.companions = new CompanionFiles(host, stamps);
  }

  /**
   * What the answer to a request will depend on. To be called before the program runs: a file that
   * changes later must not have the newer stamp.
   */
  find(request: CommandRequest): Dependencies {
    const files: FileStamps = new Map();
    const path = this.locate(request, files);
    if (path === null) return repeat;
    const behind = readCcacheCall(this.host, request, path);
    if (behind !== null) return this.throughCcache(request, behind, files);
    const name = request.argv[0] ?? '';
    const role = toolRole(name);
    let system: readonly number[] = [];
    let compiler: readonly [ByteString, ByteString] | undefined;
    if (role === 'rust') {
      if (!this.companions.rust(request, path, files)) return repeat;
    } else if (pythonModule(request) !== null) {
      if (!this.companions.python(request, path, files)) return repeat;
    } else if (isOpensslList(request)) {
      if (!this.companions.openssl(request, path, files)) return repeat;
    } else if (!this.isMachineProgram(request, path)) return repeat;
    else if (role === 'compiler') {
      const version = this.compilers.add(request, path, files);
      if (version === null) return repeat;
      compiler = [name, version];
    } else {
      if (role === null ? !isPlainCall(request) : !readsNoFiles(request)) return repeat;
      if (programBasename(name) === 'uname') system = linesOfUname(request.argv.slice(1));
    }
    this.stamps.add(files, libraryIndex);
    if (!this.stamps.areSettled(files)) return repeat;
    return { kind: 'files', files: [...files], system, ...(compiler !== undefined && { compiler }) };
  }

  /** The dependencies of the compiler behind ccache, with those of ccache itself. */
  private throughCcache(request: CommandRequest, call: CcacheCall, files: FileStamps): Dependencies {
    if (this.stamps.source.head(call.ccache, 4) !== '\x7fELF') return repeat;
    for (const path of [...call.files, this.host.realPath(call.ccache) ?? call.ccache]) this.stamps.add(files, path);
    if (this.ccacheIsPlain === null) {
      const { stdout } = this.host.run({ ...request, argv: ['ccache', '-p'], input: '' });
      this.ccacheIsPlain = isPlainCcache(stdout);
    }
    const own = this.ccacheIsPlain ? this.find({ ...request, argv: call.argv }) : repeat;
    if (own.kind !== 'files' || !this.stamps.areSettled(files)) return repeat;
    const [, version = ''] = own.compiler ?? [];
    return { ...own, files: [...own.files, ...files], compiler: [request.argv.slice(0, 2).join(' '), version] };
  }

  /** Where the program of a request is, and with it what the search for it saw; null when there is none. */
  private locate(request: CommandRequest, files: FileStamps): ByteString | null {
    const name = request.argv[0] ?? '';
    const candidates = name.includes('/')
      ? [name]
      : (request.env['PATH'] ?? '/bin:/usr/bin').split(':').map((entry) => (entry === '' ? name : `${entry}/${name}`));
    for (const candidate of candidates) {
      const path = absolutePath(request.cwd, candidate);
      this.stamps.add(files, path);
      const stat = this.host.stat(path);
      if (stat?.kind === 'file' && stat.isExecutable) return path;
    }
    return null;
  }

  /** A script, and a wrapper that goes by another name, may do anything. */
  private isMachineProgram(request: CommandRequest, path: ByteString): boolean {
    if (this.stamps.source.head(path, 4) !== '\x7fELF') return false;
    return toolRole(request.argv[0] ?? '') === toolRole(this.host.realPath(path) ?? path);
  }
}
