import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { type FileStamp, stampFile } from '../../host/file-stamp.ts';
import type { CommandRequest, CommandWatch, Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { locateProgram, toolRole, troubleOf } from '../../probe/index.ts';
import type { KernelCode } from '../codes.ts';

/** Watches the programs of one run: make and conf go on with whatever a broken compiler answers, and say nothing. */
export interface ToolWatch extends CommandWatch {
  /** What is to be told of them; asks whether compilers are still the ones that were asked. */
  findings(): readonly Diagnostic[];
}

/** Most programs told of for one reason. */
const maxFindings = 10;
/** Signals by which a shell ends programs that nobody listens to. */
const ofPipes = new Set(['SIGPIPE']);

/** Starts a watch; `stamp` tells files apart. */
export function createToolWatch(host: Host, stamp: (path: ByteString) => FileStamp = stampFile): ToolWatch {
  const tools = new Map<ByteString, { readonly name: ByteString; readonly stamp: FileStamp }>();
  const looked = new Set<string>();
  const found = new Map<string, Diagnostic>();

  /** Remembers what the file of a tool looks like when its name is first met. */
  function look(request: CommandRequest): void {
    const name = request.argv[0] ?? '';
    if (toolRole(name) === null) return;
    const searchPath = request.env['PATH'] ?? '/bin:/usr/bin';
    const key = `${name}\0${searchPath}\0${request.cwd}`;
    if (looked.has(key)) return;
    looked.add(key);
    const place = locateProgram(host, name, searchPath, request.cwd);
    if (place.kind !== 'found') return;
    const path = absolutePath(request.cwd, place.path);
    if (!tools.has(path)) tools.set(path, { name, stamp: stamp(path) });
  }

  function add(code: KernelCode, severity: 'error' | 'warning', message: string, note: string): void {
    const key = `${code} ${message.split(': ')[0] ?? ''}`;
    if (found.has(key) || found.size >= maxFindings) return;
    found.set(key, { code, severity, message, location: null, causes: [], notes: [note], fixes: [] });
  }

  return {
    before: look,
    after(request, result) {
      const trouble = troubleOf(host, request, result);
      if (trouble === null) return;
      const [kind, words] = trouble;
      const message = `${words}: ${request.argv.join(' ')}`;
      const note = 'make takes this for an answer; what follows from it is not what a working tool would give';
      if (kind === 'killed' && !ofPipes.has(result.signal ?? '')) add('kernel/tool-killed', 'warning', message, note);
      if (kind === 'silent') add('kernel/tool-silent', 'warning', message, note);
      if (kind === 'not-executable') add('kernel/tool-not-executable', 'warning', message, note);
    },
    findings() {
      for (const [path, tool] of tools) {
        if (stamp(path) === tool.stamp) continue;
        const message = `${tool.name} was changed while it was asked: ${path}`;
        add('kernel/tool-changed', 'error', message, 'answers are of two compilers; run again');
      }
      return [...found.values()];
    },
  };
}
