/** Programs that write: what they make and remove stays in the overlay. Source: POSIX.1-2017 XCU 4. */

import { resolvePath, statFile, write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { Unsupported } from '../language/signals.ts';
import { noteWrite } from '../run/redirections.ts';
import type { Shell } from '../run/state.ts';
import { failQuietly, splitOptions } from './operands.ts';
import { trimEnd } from '../../core/trim.ts';

export function runMkdir(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'p');
  if (parsed === null || parsed.operands.length === 0) throw new Unsupported('mkdir options');
  const { overlay } = shell.run;
  let status = 0;
  for (const operand of parsed.operands) {
    if (operand === '') {
      status = failQuietly(shell);
      continue;
    }
    const path = resolvePath(shell, operand);
    noteWrite(shell, path);
    const existing = overlay.stat(path);
    if (parsed.flags.has('p')) {
      if (overlay.makeDirectories(path) === null) status = failQuietly(shell);
    } else if (existing !== undefined || !overlay.makeDirectory(path)) {
      status = failQuietly(shell);
    }
  }
  return status;
}

/** `install -d` alone: it makes directories as `mkdir -p` does. Source: install(1) of GNU coreutils 9.1. */
export function runInstall(shell: Shell, args: readonly ByteString[]): number | null {
  const [first, ...directories] = args;
  if (first !== '-d' || directories.some((word) => word.startsWith('-'))) return null;
  return runMkdir(shell, ['-p', ...directories]);
}

export function runRm(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'rRfv');
  if (parsed === null || parsed.flags.has('v')) throw new Unsupported('rm options');
  const { flags, operands } = parsed;
  const { overlay } = shell.run;
  if (operands.length === 0 && !flags.has('f')) return failQuietly(shell);
  let status = 0;
  for (const operand of operands) {
    const stat = statFile(shell, operand);
    if (stat === undefined) {
      if (!flags.has('f')) status = failQuietly(shell);
    } else if (stat.kind === 'directory' && !flags.has('r') && !flags.has('R')) {
      status = failQuietly(shell);
    } else if (/^\.{0,2}$/.test(operand.slice(operand.lastIndexOf('/') + 1))) {
      throw new Unsupported('rm of a directory entry');
    } else {
      noteWrite(shell, resolvePath(shell, operand));
      overlay.remove(resolvePath(shell, operand));
    }
  }
  return status;
}

export function runTouch(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.length === 0 || args.some((arg) => arg.startsWith('-'))) throw new Unsupported('touch options');
  let status = 0;
  for (const operand of args) {
    if (statFile(shell, operand) !== undefined) continue;
    noteWrite(shell, resolvePath(shell, operand));
    if (!shell.run.overlay.writeFile(resolvePath(shell, operand), '', false)) status = failQuietly(shell);
  }
  return status;
}

export function runMktemp(shell: Shell, args: readonly ByteString[]): number | null {
  const isDirectory = args[0] === '-d';
  const [template = '/tmp/tmp.kgateXXXXX', ...more] = isDirectory ? args.slice(1) : args;
  // The last of its letters are the random ones. Source: mktemp(1) of GNU coreutils 9.1.
  const random = template.length - trimEnd(template, 'X').length;
  if (more.length > 0 || template.startsWith('-') || random < 3) throw new Unsupported('mktemp options');
  const { overlay } = shell.run;
  const stem = template.slice(0, -random);
  for (let number = 0; ; number++) {
    const name = `${stem}${String(number).padStart(random, '0')}`;
    const path = resolvePath(shell, name);
    if (overlay.stat(path) !== undefined) continue;
    if (!(isDirectory ? overlay.makeDirectory(path) : overlay.writeFile(path, '', false))) {
      throw new Unsupported('no directory for temporary files');
    }
    write(shell, 1, `${name}\n`);
    return 0;
  }
}
