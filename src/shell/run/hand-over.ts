import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';

/** A request that puts a text into a file, for programs to read what a shell text wrote. */
export function handOverRequest(cwd: string, path: ByteString, input: ByteString): CommandRequest {
  return { argv: ['/bin/sh', '-c', 'cat > "$0"', path], cwd, env: { PATH: '/usr/bin:/bin' }, input };
}

/** The file that a {@link handOverRequest} writes; null for any other request. */
export function handedOverPath({ argv }: CommandRequest): ByteString | null {
  const [shell, option, text, path] = argv;
  const isOne = shell === '/bin/sh' && option === '-c' && text === 'cat > "$0"' && argv.length === 4;
  return isOne ? (path ?? null) : null;
}
