import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { ExpansionFiles } from '../../../src/kernel/stops/expansion-files.ts';

const header = '/o/include/generated/asm-offsets.h';

function filesWithout(path: string): ExpansionFiles {
  return new ExpansionFiles({
    host: createMemoryHost({ cwd: '/o' }),
    runShell: () => ({ stdout: 'real\n', stderr: '', status: 0, commands: [], unknown: null }),
    isUnknown: (name) => name === path,
    isWritten: () => false,
  });
}

const question = `	awk '{if ($2 == "TSK_STACK_CANARY") print $3;}'	include/generated/asm-offsets.h`;

it('an offset that is not known yet is a number, so that the option that takes it is one', () => {
  const files = filesWithout(header);
  expect(files.runShell({ command: question, cwd: '/o', env: {} }).stdout).toBe('0\n');
  expect(files.take()).toBe(header);
});

it('an offset that is known is asked for, and any other question too', () => {
  expect(filesWithout('/o/x').runShell({ command: question, cwd: '/o', env: {} }).stdout).toBe('real\n');
  const other = filesWithout(header).runShell({ command: 'cat include/generated/asm-offsets.h', cwd: '/o', env: {} });
  expect(other.stdout).toBe('real\n');
});
