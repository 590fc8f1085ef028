const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** An argument vector as it can be pasted into a shell. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
