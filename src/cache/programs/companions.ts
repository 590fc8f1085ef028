/** Programs that trees ask next to a compiler: `rustc --version`, Python for a module, and what OpenSSL has. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { readText } from '../../toolchain/compiler-places.ts';
import { programBasename, toolRole } from '../../toolchain/tool-role.ts';
import { pyenvChoice, rustupChoice } from '../../toolchain/version-managers.ts';
import type { Dependencies } from '../sights.ts';
import type { FileStamps, RunStamps } from './run-stamps.ts';

/** The module of `python3 -c 'import NAME'`, or null for any other call. */
export function pythonModule(request: Pick<CommandRequest, 'argv'>): ByteString | null {
  const [program = '', option, text = '', ...rest] = request.argv;
  if (!/^python3?(?:\.\d+)?$/.test(programBasename(program)) || option !== '-c' || rest.length > 0) return null;
  return /^\s*import ([A-Za-z_]\w*)\s*$/.exec(text)?.[1] ?? null;
}

/** True for `openssl list -WHAT`. */
export function isOpensslList({ argv }: Pick<CommandRequest, 'argv'>): boolean {
  const [program = '', list, ...what] = argv;
  return programBasename(program) === 'openssl' && list === 'list' && what.every((word) => /^-[a-z-]+$/.test(word));
}

function pythonPlaces(request: CommandRequest, program: ByteString): CommandRequest {
  const text = 'import sys, importlib.machinery as m; print(" ".join(m.all_suffixes()), *sys.path, sep="\\n", end="")';
  return { ...request, argv: [program, '-c', text] };
}

/**
 * True when finding the dependencies means starting programs that take as long as the answer itself. It is then
 * worth it for a question that comes a second time.
 */
export function isCostly(request: CommandRequest): boolean {
  return pythonModule(request) !== null || isOpensslList(request) || toolRole(request.argv[0] ?? '') === 'rust';
}

/** True when a program that ran gave an answer of the kind that its dependencies cover. */
export function isCovered(request: CommandRequest, result: CommandResult, expected: Dependencies): boolean {
  // Its own troubles, with its store for instance, pass without any file of these changing.
  if (/^ccache: /m.test(result.stderr)) return false;
  const module = pythonModule(request);
  if (module === null) return true;
  // What a module that is there does when it is loaded is not known, except of those that Python itself brings.
  if (result.status === 0) return result.stdout + result.stderr === '' && isOfPython(module, expected);
  return result.status === 1 && result.stderr.includes(`ModuleNotFoundError: No module named '${module}'`);
}

/** True for a module that is part of Python: in its library, or in the interpreter. */
function isOfPython(module: ByteString, expected: Dependencies): boolean {
  if (expected.kind !== 'files') return false;
  const name = new RegExp(`/${module}(?:\\.[^/]*)?$`);
  const [found] = expected.files.find(([path, stamp]) => stamp !== null && name.test(path)) ?? [];
  return found === undefined || /\/python3\.\d+(?:\/lib-dynload)?\/[^/]*$/.test(found);
}

/** Finds the files that answers of companions depend on; false where they are not known. */
export class CompanionFiles {
  private readonly host: Host;
  private readonly stamps: RunStamps;

  constructor(host: Host, stamps: RunStamps) {
    this.host = host;
    this.stamps = stamps;
  }

  /** `rustc --version`, of a compiler or of the proxy that rustup puts in its place. */
  rust(request: CommandRequest, path: ByteString, files: FileStamps): boolean {
    if (!request.argv.slice(1).every((word) => /^(?:--version|--verbose|-V|-v|-vV)$/.test(word))) return false;
    let program = this.host.realPath(path) ?? path;
    const choice = rustupChoice(this.host, request, program);
    for (const file of choice?.files ?? []) this.stamps.add(files, file);
    program = choice === null ? program : (this.host.realPath(choice.program) ?? choice.program);
    if (this.stamps.source.head(program, 4) !== '\x7fELF') return false;
    // A compiler is a small program around this library; anything else by that name is not known.
    const library = /librustc_driver-[0-9a-f]+\.so/.exec(readText(this.host, program) ?? '')?.[0];
    if (library === undefined) return false;
    const directory = program.replace(/\/[^/]*$/, '');
    const given = (request.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((place) => place !== '');
    for (const place of [...given, `${directory}/../lib`]) {
      this.stamps.add(files, absolutePath(request.cwd, `${place}/${library}`));
    }
    return true;
  }

  /**
   * `openssl list`: its settings, in which modules of other makers would be named. Its libraries belong to the index of
   * libraries. Source: OpenSSL 3.0, openssl-version(1) and config(5).
   */
  openssl(request: CommandRequest, path: ByteString, files: FileStamps): boolean {
    if (this.stamps.source.head(path, 4) !== '\x7fELF') return false;
    if (Object.keys(request.env).some((name) => name.startsWith('OPENSSL_'))) return false;
    const { outcome, status, stdout } = this.host.run({ ...request, argv: [path, 'version', '-d'] });
    const directory = /^OPENSSLDIR: "(\/.*)"$/m.exec(stdout)?.[1];
    if (outcome !== 'exited' || status !== 0 || directory === undefined) return false;
    const settings = `${directory}/openssl.cnf`;
    this.stamps.add(files, settings);
    const text = readText(this.host, settings) ?? '';
    return !text.split('\n').some((line) => {
      const setting = line.trimStart();
      if (setting.startsWith('.include') || setting.startsWith('.pragma')) return true;
      const name = setting.slice(0, Math.max(0, setting.indexOf('='))).trimEnd();
      return ['module', 'dynamic_path', 'engines', 'MODULE_PATH', 'SO_PATH'].some((end) => name.endsWith(end));
    });
  }

  /** `python3 -c 'import NAME'`: where the interpreter looks for modules; see {@link pythonModule}. */
  python(request: CommandRequest, path: ByteString, files: FileStamps): boolean {
    let program = path;
    const choice = pyenvChoice(this.host, request, path);
    if (choice !== null) {
      for (const file of choice.files) this.stamps.add(files, file);
      program = choice.program;
    }
    if (this.stamps.source.head(program, 4) !== '\x7fELF') return false;
    const module = pythonModule(request) ?? '';
    const { outcome, status, stdout } = this.host.run(pythonPlaces(request, program));
    const [suffixes = '', ...places] = stdout.split('\n');
    if (outcome !== 'exited' || status !== 0 || places.length === 0) return false;
    for (const place of places) {
      const directory = absolutePath(request.cwd, place);
      for (const suffix of ['', ...suffixes.split(' ')]) this.stamps.add(files, `${directory}/${module}${suffix}`);
      // A new .pth file brings new places, and every place but the working directory may hold one.
      if (place !== '') this.stamps.add(files, directory);
    }
    return true;
  }
}
