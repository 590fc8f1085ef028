/** Errors that libuv has no name for, by their numbers on Linux. Source: asm-generic/errno.h; libuv 1.46 uv.h. */
const unnamed: ReadonlyMap<string, string> = new Map([
  ['116', 'ESTALE'],
  ['117', 'EUCLEAN'],
  ['122', 'EDQUOT'],
]);

/** The code of a system error (`ENOENT`); undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  if (!hasCode || typeof error.code !== 'string') return undefined;
  const number = /^Unknown system error -(\d+)$/.exec(error.code)?.[1];
  return unnamed.get(number ?? '') ?? error.code;
}
