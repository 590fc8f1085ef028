/**
 * Compilers write files of their own to the temporary directory and leave them there when they are killed. They get one inside the
 * scratch directory, which goes with the run, also where a shell starts them by name. A script, and any program that is none of them, sees TMPDIR as the user set it: its
 * answer may be about that.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import { makeDirectory } from '../node/make-directory.ts';
import { noScratch } from '../node/scratch-place.ts';
import { toFsPath } from '../paths.ts';
import { isToolName } from './tool-names.ts';

/** A request as it is run, and its result as if it had run in the user's temporary directory. */
export interface PrivateRequest {
  readonly request: CommandRequest;
  readonly restore: (result: CommandResult) => CommandResult;
}

/** Programs by path: true for one that is no script. */
const binaries = new Map<ByteString, boolean>();

/** True for an ELF file: a wrapper script under a compiler's name may print TMPDIR, or hand it on to what does. */
function isBinary(path: ByteString): boolean {
  let known = binaries.get(path);
  if (known === undefined) binaries.set(path, (known = hasMagic(path)));
  return known;
}

function hasMagic(path: ByteString): boolean {
  try {
    const fd = openSync(toFsPath(path), 'r');
    try {
      const head = Buffer.alloc(4);
      readSync(fd, head, 0, 4, 0);
      return head.toString('latin1') === '\x7fELF';
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

/** Words that a text may ask for the variable with, and names of files that may be scripts which do. */
const mayLook =
  /TE?MP|\b(?:env|export|printenv|set|mktemp|declare)\b|\.sh\b|(?:^|[\s"'=;&|(`<>])(?:\.{0,2}\/(?!dev\/null\b|(?:usr\/)?bin\/)|[\w.-]+\/)/;

/** A text for a shell that only starts programs by their names, which may crash in it and leave files. */
function isPlainText({ argv: [name = '', option, text = ''] }: CommandRequest): boolean {
  return option === '-c' && /(?:^|\/)(?:sh|dash|bash)$/.test(name) && text.length < 10_000 && !mayLook.test(text);
}

/** Where a program puts its files. Source: gcc 12 libiberty/make-temp-file.c, LLVM 14 Path.inc: TMPDIR, TMP, TEMP, P_tmpdir. */
function userTemporary({ env }: CommandRequest): ByteString {
  const named = env['TMPDIR'] ?? env['TMP'] ?? env['TEMP'] ?? '';
  let end = named.length;
  while (end > 1 && named.endsWith('/', end)) end -= 1;
  return named === '' ? '/tmp' : named.slice(0, end);
}

/** `path` is where the program was found; `scratch` gives the scratch directory, made if need be. Throws TroubleError. */
export function withPrivateTemporary(
  request: CommandRequest,
  path: ByteString,
  scratch: () => ByteString,
): PrivateRequest {
  const name = request.argv[0] ?? '';
  if (!(isToolName(name) && isBinary(path)) && !isPlainText(request)) return { request, restore: (result) => result };
  const directory = `${scratch()}/tmp`;
  try {
    makeDirectory(directory, 0o700);
  } catch (error) {
    throw noScratch(directory, error);
  }
  const own = `${directory}/`;
  const users = `${userTemporary(request)}/`.replace('//', '/');
  const asUser = (text: ByteString): ByteString => (text.includes(own) ? text.replaceAll(own, users) : text);
  return {
    request: { ...request, env: { ...request.env, TMPDIR: directory } },
    restore: (result) => ({ ...result, stdout: asUser(result.stdout), stderr: asUser(result.stderr) }),
  };
}
