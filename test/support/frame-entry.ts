/** The frame of the command line around commands made for tests; bundled and run by test/cli/main.test.ts. */
import { createProcessIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

const io = { ...createProcessIo(), workerUrl: new URL('./worker.js', import.meta.url) };
const exitCode = await main(process.argv.slice(2), io);
process.exitCode = Number(process.exitCode ?? 0) || exitCode;
