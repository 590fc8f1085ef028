/** Entry of the command line; bin/kgate answers `--version` before this is loaded. */
const argv = process.argv.slice(2);

/** The exit status of a run that the cache answers, which loads next to nothing; else null. */
async function answerQuickly(): Promise<number | null> {
  if (!argv.includes('config')) return null;
  const { mainQuickly } = await import('./main-thread/quick-main.ts');
  return await mainQuickly(argv);
}

async function answerInFull(): Promise<number> {
  const [{ createProcessIo }, { main }] = await Promise.all([import('./io.ts'), import('./main.ts')]);
  return await main(argv, createProcessIo());
}

/** Candidates for the shell, which asks while the user types: nothing else is loaded. */
async function answerShell(): Promise<number | null> {
  if (argv[0] !== 'complete') return null;
  const { printCandidates } = await import('./completion/complete.ts');
  return printCandidates(argv.slice(1));
}

const exitCode = (await answerShell()) ?? (await answerQuickly()) ?? (await answerInFull());
// Assigned, not exited with: what is written to a pipe must reach its reader first.
process.exitCode = Number(process.exitCode ?? 0) || exitCode;
