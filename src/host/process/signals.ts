/** Names of signals by number. Source: signal(7), x86 and arm. */
const names: readonly string[] = (
  '- HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU ' +
  'XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** `SIGKILL` and the like; null for a number that is none of Linux's. */
export function signalName(number: number): string | null {
  const name = number > 0 ? names[number] : undefined;
  return name === undefined ? null : `SIG${name}`;
}

/** The number of `SIGKILL` and the like, 0 for another text. */
export function signalNumber(name: string): number {
  return Math.max(names.indexOf(name.replace(/^SIG/, '')), 0);
}
