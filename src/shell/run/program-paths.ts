import type { ByteString } from '../../core/bytes.ts';
import { toolRole } from '../../toolchain/tool-role.ts';
import { unnamedOutput } from '../../toolchain/unnamed-output.ts';
import { Unsupported } from '../language/signals.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import { normalPath, parentPath } from '../../host/paths.ts';
import { type ProgramCall, shellProcessId, type ShellWorld } from './world.ts';

/** Ways an argument holds a path: the whole of it, or after one of these beginnings. */
const pathPrefix = /^(?:--?[A-Za-z][\w-]*=|-Wp,-MM?D,|-[oILTB])/;

/**
 * The call of a program with every path that only the overlay knows replaced by a file of the
 * scratch directory, so that the program reads what the text wrote and writes nothing into the tree.
 */
export function prepareCall(
  asked: Pick<ProgramCall, 'argv' | 'env' | 'cwd' | 'input'>,
  overlay: Overlay,
  world: ShellWorld,
): ProgramCall {
  const { argv, cwd } = asked;
  const [name = ''] = argv;
  const replaced: [ByteString, string][] = [];
  const hostArgv = [name];
  const resolve = (path: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`);
  const replace = (path: ByteString): string => {
    const scratch = overlay.materialize(resolve(path));
    if (scratch === undefined) throw new Unsupported('a program is given a directory that is not there');
    replaced.push([path, scratch]);
    return scratch;
  };
  const writesOutput = world.writesOutputOption(argv);
  for (let i = 1; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    const isOutput = writesOutput && isOutputWord(argv, i) && isTreePath(argument);
    if (isOutput || (!overlay.isEmpty && isOwned(argument, resolve, overlay))) {
      if (isOutput && !hasDirectory(resolve(argument), overlay)) throw new Unsupported('output without a directory');
      hostArgv.push(replace(argument));
      continue;
    }
    const prefix = overlay.isEmpty ? null : pathPrefix.exec(argument);
    if (prefix !== null && isOwned(argument.slice(prefix[0].length), resolve, overlay)) {
      hostArgv.push(prefix[0] + replace(argument.slice(prefix[0].length)));
      continue;
    }
    const temporary = replaceTemporary(argument, (path) =>
      isNew(resolve(path), overlay, world) ? replace(path) : path,
    );
    if (temporary !== argument) {
      hostArgv.push(temporary);
      continue;
    }
    // Recipes name what they wrote by plain paths; a probe may hide one anywhere.
    if (!overlay.isEmpty && world.session === undefined) {
      for (const owned of overlay.ownNames()) {
        if (argument.includes(owned)) throw new Unsupported('a written file inside an argument');
      }
    }
    hostArgv.push(argument);
  }
  // A policy refuses a call that names no output, and reports it.
  const unnamed = writesOutput && world.host.policyLog === null ? unnamedOutput(argv) : null;
  if (unnamed !== null) hostArgv.push(unnamed.option, replace(unnamed.name));
  if (overlay.owns(cwd)) throw new Unsupported('a program in a directory that is not there');
  return { ...asked, hostArgv, replaced };
}

/** A path with the number of the interpreted shell in it, in an argument of any form. */
const temporaryPath = new RegExp(`(^-(?:o|MF))?([^\\s=,:;'"(){}<>|]*${shellProcessId}[^\\s=,:;'"(){}<>|]*)`, 'g');

/**
 * An argument with names that a text makes of its process number replaced: whatever the program is, such a file is the
 * text's own, and is removed where the text removes it.
 */
function replaceTemporary(argument: ByteString, replace: (path: ByteString) => ByteString): ByteString {
  if (!argument.includes(shellProcessId)) return argument;
  return argument.replace(temporaryPath, (word, option: string | undefined, path: string) =>
    path === shellProcessId ? word : `${option ?? ''}${replace(path)}`,
  );
}

function isNew(path: string, overlay: Overlay, world: ShellWorld): boolean {
  return overlay.owns(path) || (world.host.stat(path) === undefined && hasDirectory(path, overlay));
}

/** True for the file after `-o`, and for the second file of `objcopy IN OUT`. Source: binutils 2.40 manual, objcopy. */
export function isOutputWord(argv: readonly ByteString[], at: number): boolean {
  if (argv[at - 1] === '-o') return true;
  const last = argv.length - 1;
  return at === last && last > 2 && toolRole(argv[0] ?? '') === 'objcopy' && !(argv[last - 1] ?? '-').startsWith('-');
}

/** A program's words with the scratch files called by the names the text gave them. */
export function restoreNames(text: ByteString, replaced: ProgramCall['replaced']): ByteString {
  let result = text;
  for (const [path, scratch] of replaced) if (result.includes(scratch)) result = result.replaceAll(scratch, path);
  return result;
}

function isOwned(path: ByteString, resolve: (path: string) => string, overlay: Overlay): boolean {
  return path !== '' && !path.startsWith('-') && overlay.owns(resolve(path));
}

function isTreePath(path: ByteString): boolean {
  return path !== '' && path !== '-' && !path.startsWith('/dev/');
}

function hasDirectory(path: string, overlay: Overlay): boolean {
  return overlay.stat(parentPath(normalPath('/', path)))?.kind === 'directory';
}
