import { expect, it } from 'vitest';
import { configure, createInsight, openSession } from '../../../src/kernel/index.ts';
import { memoryTree, memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

it('blames the flag that a command fails for, with its line', () => {
  const files = {
    Makefile: `KBUILD_CFLAGS := -mbad\n${memoryTree['Makefile']}`,
    Kconfig: `${memoryTree['Kconfig']}config C\n\tdef_bool $(shell,gcc -mbad -mgood && echo y || echo n)\n`,
    '/bin/gcc': '',
  };
  const host = memoryTreeHost(files, {
    executables: ['/bin/gcc'],
    env: { PATH: '/bin' },
    run: ({ argv }) => (argv.includes('-mbad') ? { status: 1, stderr: 'gcc: error: -mbad is unknown\n' } : {}),
  });
  const tree = configure(openSession({ host, request: treeRequest(), profile: null }));
  const insight = createInsight(tree.session, tree.levels.at(-1));
  const call = tree.session.probes.asked('gcc -mbad -mgood && echo y || echo n');
  const command = call?.answer.commands[0];
  if (call === undefined || command === undefined) throw new Error('no call');
  const blame = insight.blame({ command: call.request.command, answer: call.answer }, command, ['-mgood']);
  expect(blame?.flags).toMatchObject([
    { flag: '-mbad', variable: 'KBUILD_CFLAGS', location: { file: 'Makefile', line: 1 } },
  ]);
  expect(insight.oldTool('gcc --other')).toBeNull();
});
