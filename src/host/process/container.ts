/** Programs inside a container: a mount namespace that bubblewrap makes. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Container } from '../host.ts';

/** The environment of bubblewrap itself: nothing of a tree's works outside. */
export const containerEnvironment: Readonly<Record<string, ByteString>> = { PATH: '/usr/bin:/bin' };

/** The request that starts a program in a container of its own; one without a container as it is. */
export function inOwnContainer(request: CommandRequest): CommandRequest {
  const { container, argv, cwd, env, ...rest } = request;
  if (container === undefined) return request;
  const words = [...container.words, ...container.end, '--chdir', cwd, '--clearenv'];
  for (const [name, value] of Object.entries(env)) {
    if (/^[^=\0]+$/.test(name) && !value.includes('\0')) words.push('--setenv', name, value);
  }
  return { ...rest, argv: [...words, '--', ...argv], cwd: '/', env: containerEnvironment };
}

/** The words that start a shell in a container with two more places: one to read, one to write. */
export function containerShell({ words, end }: Container, read: ByteString, write: ByteString): readonly ByteString[] {
  const places = ['--ro-bind', read, read, '--bind', write, write];
  return [...words, ...places, ...end, '--chdir', '/', '--clearenv', '--setenv', 'LC_ALL', 'C', '--', '/bin/sh'];
}
