/** Entry of the command line; bin/kgate answers `--version` before this is loaded. */
import { createProcessIo } from './io.ts';

const { main } = await import('./main.ts');
const exitCode = await main(process.argv.slice(2), createProcessIo());
// Assigned, not exited with: what is written to a pipe must reach its reader first.
process.exitCode = Number(process.exitCode ?? 0) || exitCode;
