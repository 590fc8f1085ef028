import { expect, it } from 'vitest';
import { renderProbeText } from '../../src/report/probe.ts';
import type { ProbeResult } from '../../src/results/probe.ts';

const result: ProbeResult = {
  schemaVersion: 1,
  source: 'profile',
  name: 'gcc-7.5.0',
  vendor: 'gcc',
  version: '7.5.0',
  target: 'aarch64-linux-gnu',
  words: 'aarch64-linux-gnu-gcc 7.5.0',
  assembler: null,
  linker: { vendor: 'gnu', version: '2.30', words: 'GNU ld 2.30' },
  flags: [
    {
      flag: '-fx',
      verdict: 'rejected',
      works: null,
      text: 'rejected',
      command: ['gcc', '-fx', 'a b'],
      status: 1,
      stderr: 'error: -fx\n',
      notes: ['why'],
    },
  ],
};

it('the compiler, its tools, then each flag with the command that can be pasted', () => {
  expect(renderProbeText(result, { useColor: false, width: 80 }).split('\n')).toEqual([
    'compiler   gcc-7.5.0, a recorded compiler',
    '           aarch64-linux-gnu-gcc 7.5.0',
    'version    gcc 7.5.0',
    'target     aarch64-linux-gnu',
    'assembler  not known',
    'linker     GNU ld 2.30',
    '',
    '-fx: rejected',
    "  $ gcc -fx 'a b'",
    '  exit status 1',
    '  | error: -fx',
    '  note: why',
    '',
  ]);
});
