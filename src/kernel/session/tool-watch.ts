import type { ByteString } from '../../core/bytes.ts';
import { diagnostic } from '../../core/diagnostic.ts';
import { type FileStamp } from '../../host/file-stamp.ts';
import type { CommandRequest, CommandWatch, Host } from '../../host/host.ts';
import { stampFile } from '../../host/node/machine-stamps.ts';
import { absolutePath } from '../../host/paths.ts';
import { locateProgram, toolRole, troubleOf } from '../../probe/index.ts';
import type { KernelDiagnostic } from '../codes.ts';

/** Watches the programs of one run: make and conf go on with whatever a broken compiler answers, and say nothing. */
export interface ToolWatch extends CommandWatch {
  /** What is to report of them; asks whether compilers are still the ones that were asked. */
  findings(): readonly KernelDiagnostic[];
}

/** Most programs reported for one reason. */
const maxFindings = 10;
/** Signals by which a shell ends programs that no program reads from. */
const ofPipes = new Set(['SIGPIPE']);

/** Starts a watch; `stamp` identifies a file's content. */
export function createToolWatch(host: Host, stamp: (path: ByteString) => FileStamp = stampFile): ToolWatch {
  const tools = new Map<ByteString, { readonly name: ByteString; readonly stamp: FileStamp }>();
  const looked = new Set<string>();
  const found = new Map<string, KernelDiagnostic>();

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

  function add(finding: KernelDiagnostic): void {
    const key = `${finding.code} ${finding.message.split(': ')[0] ?? ''}`;
    if (!found.has(key) && found.size < maxFindings) found.set(key, finding);
  }

  return {
    before: look,
    after(request, result) {
      const trouble = troubleOf(host, request, result);
      if (trouble === null) return;
      const [kind, words] = trouble;
      if (kind !== 'killed' && kind !== 'silent' && kind !== 'not-executable') return;
      if (kind === 'killed' && ofPipes.has(result.signal ?? '')) return;
      const args = { command: request.argv.join(' ') };
      const message = `${words}: ${args.command}`;
      const notes = ['make takes this for an answer; what follows from it is not what a working tool would give'];
      add(diagnostic({ code: `kernel/tool-${kind}`, severity: 'warning', message, args, notes }));
    },
    findings() {
      for (const [path, tool] of tools) {
        if (stamp(path) === tool.stamp) continue;
        const message = `${tool.name} was changed while it was asked: ${path}`;
        const notes = ['answers are of two compilers; run again'];
        const args = { command: tool.name, path };
        add(diagnostic({ code: 'kernel/tool-changed', severity: 'error', message, args, notes }));
      }
      return [...found.values()];
    },
  };
}
