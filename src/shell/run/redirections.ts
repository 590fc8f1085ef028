import { resolvePath } from './services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isBelow, normalPath } from '../../host/paths.ts';
import type { Redirection } from '../language/ast.ts';
import { ShellError, Unsupported } from '../language/signals.ts';
import { expandText } from './expand.ts';
import type { Shell } from './state.ts';
import { createScope } from './scope.ts';
import { createSource, nullStream, type Stream } from './stream.ts';

/**
 * Opens the targets of redirections in order and puts them into `descriptors`. A target that cannot be
 * opened throws the ShellError dash prints; those before it are in force by then.
 */
export function applyRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  descriptors: Map<number, Stream>,
): void {
  for (const { descriptor, operator, target } of redirections) {
    const text = expandText(target, createScope(shell));
    switch (operator) {
      case '<<<':
        descriptors.set(descriptor, createSource(`${text}\n`));
        break;
      case '<<':
        descriptors.set(descriptor, createSource(text));
        break;
      case '<&':
      case '>&': {
        if (text === '-') {
          descriptors.delete(descriptor);
          break;
        }
        if (!/^\d$/.test(text)) throw new Unsupported('descriptor word');
        const stream = descriptors.get(Number(text));
        if (stream === undefined) throw new ShellError(`${text}: Bad file descriptor`);
        descriptors.set(descriptor, stream);
        break;
      }
      case '<':
        descriptors.set(descriptor, openForReading(shell, text));
        break;
      case '>':
      case '>>':
        descriptors.set(descriptor, openForWriting(shell, text, operator === '>>'));
    }
  }
}

function openForReading(shell: Shell, name: ByteString): Stream {
  if (name === '/dev/null') return nullStream;
  if (name.startsWith('/dev/') || name.startsWith('/proc/')) throw new Unsupported('device file');
  const path = resolvePath(shell, name);
  const stat = shell.run.overlay.stat(path);
  if (stat === undefined || name === '') throw new ShellError(`cannot open ${name}: No such file`);
  if (stat.kind !== 'file') throw new Unsupported('reading what is no file');
  return createSource(shell.run.overlay.readFile(path) ?? '', path);
}

function openForWriting(shell: Shell, name: ByteString, append: boolean): Stream {
  if (name === '/dev/null') return nullStream;
  if (name.startsWith('/dev/') || name.startsWith('/proc/') || name === '') throw new Unsupported('device file');
  const path = resolvePath(shell, name);
  const { overlay } = shell.run;
  noteWrite(shell, path);
  if (!overlay.writeFile(path, '', append)) throw new ShellError(`cannot create ${name}: Directory nonexistent`);
  return { kind: 'file', path, write: (text) => overlay.writeFile(path, text, true) };
}

/**
 * Notes in the log of a policy that a text would have written outside of its directory. A text that a recipe runs is
 * not noted: it is what a build does, not what happens now.
 */
export function noteWrite(shell: Shell, path: string): void {
  const { host, session } = shell.run.world;
  if (host.policyLog === null || session !== undefined) return;
  const full = normalPath('/', path);
  // Its own temporary files, and those of others that are made for it.
  const isOwn = [shell.directory, host.scratchDirectory()].some((place) => isBelow(normalPath('/', place), full));
  if (!isOwn && !full.startsWith('/tmp/tmp.kgate')) host.policyLog.noteWrite(full);
}
