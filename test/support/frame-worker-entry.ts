/** Commands that do nothing but put the frame to the test. The variable DO says what. */
import type { CommandHost, CommandInput, CommandOutcome } from '../../src/cli/command.ts';
import { evaluate } from '../../src/cli/evaluate.ts';
import { InternalError, UsageError } from '../../src/core/errors.ts';
import type { CommandRequest } from '../../src/host/host.ts';

function outcome(more: Partial<CommandOutcome> = {}): CommandOutcome {
  return { exitCode: 0, stdout: '', stderr: '', files: [], ...more };
}

function depth(levels: number): number {
  return levels === 0 ? 0 : 1 + depth(levels - 1);
}

function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const value = (name: string): string => input.variables.find((word) => word.name === name)?.value ?? '';
  const shell = (command: string): CommandRequest => ({ argv: ['sh', '-c', command], cwd: host.cwd, env: host.env });
  switch (value('DO')) {
    case 'input':
      return outcome({ stdout: JSON.stringify({ ...input, cwd: host.cwd }) });
    case 'text':
      return outcome({ stdout: 'line of 16 bytes'.repeat(Number(value('COUNT'))), stderr: 'note é\n', exitCode: 1 });
    case 'shell':
      return outcome({ stdout: JSON.stringify(host.run({ ...shell(value('TEXT')), timeoutMs: 60_000 })) });
    case 'batch':
      return outcome({ stdout: JSON.stringify(host.runBatch(value('TEXT').split('|').map(shell))) });
    case 'scratch':
      host.run(shell(`echo ${host.scratchDirectory()} > ${value('INTO')}`));
      return outcome({ stdout: JSON.stringify(host.run(shell(value('TEXT')))) });
    case 'write':
      return outcome({ files: [{ path: value('TO'), text: 'bytes \xe9\xff\n' }], stdout: 'written\n' });
    case 'usage':
      throw new UsageError('test/usage', 'the tree is wrong', { hint: 'take another' });
    case 'internal':
      throw new InternalError('two is three');
    case 'surprise':
      throw new TypeError('x is\nundefined');
    case 'deep':
      return outcome({ stdout: String(depth(Number(value('COUNT')))) });
    case 'spin':
      host.run(shell(`touch ${value('INTO')}`));
      for (;;) depth(10);
    case 'search':
      host.isStopped();
      host.run(shell(`touch ${value('INTO')}`));
      while (!host.isStopped()) depth(10);
      return outcome({ stdout: 'the best so far\n' });
    case 'deaf':
      host.isStopped();
      host.run(shell(`touch ${value('INTO')}`));
      for (;;) depth(10);
    case 'memory': {
      const hoard: number[][] = [];
      for (;;) hoard.push(Array.from({ length: 100_000 }, (_, index) => index / 3));
    }
    case 'exit':
      process.exit(0);
    default:
      return outcome();
  }
}

await evaluate(() => Promise.resolve(run));
