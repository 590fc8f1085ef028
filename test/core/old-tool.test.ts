import { expect, it } from 'vitest';
import { explainOldTool } from '../../src/core/old-tool.ts';

const tool = { tool: 'GCC', key: 'gcc', program: 'gcc-4.8', words: 'gcc 4.8.5', found: '4.8.5', minimum: '5.1.0' };

it('a tool that is too old is a step with both versions, at the line that names the minimum', () => {
  const location = { file: 'scripts/min-tool-version.sh', line: 20 };
  const cause = explainOldTool({ ...tool, location });
  expect(cause).toMatchObject({ kind: 'version', location, detail: ['gcc-4.8: gcc 4.8.5'] });
  for (const word of ['GCC', '4.8.5', '5.1.0']) expect(cause.message).toContain(word);
});

it('a tool that says nothing of itself is named by its command', () => {
  expect(explainOldTool({ ...tool, words: '', location: null }).detail).toEqual(['gcc-4.8']);
});
