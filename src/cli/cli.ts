/** Entry of the command line. `--version` is answered before anything else is loaded. */
import { version } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exitCode = error.code === 'EPIPE' ? 0 : 2;
  });
  process.stdout.write(`${version}\n`);
} else {
  const [{ main }, { createProcessIo }] = await Promise.all([import('./main.ts'), import('./io.ts')]);
  const exitCode = await main(argv, createProcessIo());
  // Assigned, not exited with: what is written to a pipe must reach its reader first.
  process.exitCode = Number(process.exitCode ?? 0) || exitCode;
}
