import { expect, it } from 'vitest';
import type { CommandEvidence, ShellAnswer } from '../../../src/core/run-shell.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createVersionCheck } from '../../../src/kernel/insight/old-tool.ts';

/** The list and the words as in Linux v6.12 scripts/min-tool-version.sh and scripts/cc-version.sh. */
const list = 'case "$1" in\nbinutils)\n\techo 2.25.0\n\t;;\ngcc)\n\techo 5.1.0\n\t;;\nesac\n';

function answer(stdout: string, commands: readonly CommandEvidence[] = []): ShellAnswer {
  return { stdout, stderr: '', status: 0, commands, unknown: null };
}

function check(words: string) {
  const command = './scripts/cc-version.sh gcc';
  const sighting: CommandEvidence = { argv: ['gcc', '-E', '-'], status: 0, stdout: words, stderr: '', source: 'run' };
  const request = { command, cwd: '/work', env: {} };
  return createVersionCheck({
    host: createMemoryHost({ files: { 'scripts/min-tool-version.sh': list } }),
    treeDirectory: '/work',
    tryOut: ({ command: text }) => answer(text.endsWith('--version') ? 'gcc (GCC) 4.9.4\n' : '5.1.0\n'),
    asked: (text) => (text === command ? { request, answer: answer('', [sighting]) } : undefined),
  });
}

it('finds the tool, its own words and the line of the minimum', () => {
  expect(check('GCC 4 9 4\n')('./scripts/cc-version.sh gcc')).toEqual({
    tool: 'GCC',
    key: 'gcc',
    version: '4.9.4',
    program: 'gcc',
    words: 'gcc (GCC) 4.9.4',
    found: '4.9.4',
    minimum: '5.1.0',
    location: { file: 'scripts/min-tool-version.sh', line: 6 },
  });
});

it('has nothing for a tool that is new enough, and for another text', () => {
  expect(check('GCC 12 2 0\n')('./scripts/cc-version.sh gcc')).toBeNull();
  expect(check('GCC 4 9 4\n')('gcc --version')).toBeNull();
});
