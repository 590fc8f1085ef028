/**
 * Processes that a program left running in a group of their own, where no kill of its group reaches them, with
 * the output we gave the program still in their hands. A daemon that closed its output is left alone; one
 * that did not would write into what is no longer read. Only Linux shows them; elsewhere none is found.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';

/** A process that was found and killed. */
export interface LeftProcess {
  /** Its words, with blanks between them. */
  readonly command: ByteString;
  /** The words of the program that left it; empty when that is not known. */
  readonly leftBy: readonly ByteString[];
}

/** What file descriptor `fd` of a process leads to, as the system names it; null when that is not to be known. */
function openedBy(pid: number | string, fd: number | string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`, { encoding: 'latin1' });
  } catch {
    return null;
  }
}

/**
 * The output of a program that was just started, on a pipe or socket of its own; null when it is not to be seen any
 * more. A program that has redirected it already shows what it shares with others, `/dev/null` say: that is not its own.
 */
export function outputOf(pid: number, fd: 1 | 2): string | null {
  const link = openedBy(pid, fd);
  return link !== null && /^(?:socket|pipe):\[\d+\]$/.test(link) ? link : null;
}

function wordsOf(pid: string): ByteString {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replace(/\0$/, '').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Numbers of all processes but this one. */
function allProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
}

function killOne(pid: string, leftBy: readonly ByteString[]): LeftProcess[] {
  const command = wordsOf(pid);
  try {
    process.kill(Number(pid), 'SIGKILL');
    return [{ command, leftBy }];
  } catch {
    // It has ended, or belongs to another user.
    return [];
  }
}

/** Fields of a process from its state on: state, parent, group, and so on. Source: proc(5). */
function fieldsOf(pid: string): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
}

/**
 * Kills every process whose output leads to what `leftBy` knows; it gives the program that was given that output.
 * Who belongs to one of `groups` was not left: it still runs.
 */
export function killHolders(
  leftBy: (link: string) => readonly ByteString[] | undefined,
  groups: ReadonlySet<number> = new Set(),
): LeftProcess[] {
  return allProcesses().flatMap((pid) => {
    for (const fd of [1, 2]) {
      const link = openedBy(pid, fd);
      const program = link === null ? undefined : leftBy(link);
      if (program === undefined) continue;
      try {
        return groups.has(Number(fieldsOf(pid)[2])) ? [] : killOne(pid, program);
      } catch {
        // It has ended.
        return [];
      }
    }
    return [];
  });
}
