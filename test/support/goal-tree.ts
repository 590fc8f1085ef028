/** Small trees in memory for tests of goals. */
import { Overlay } from '../../src/host/layers/overlay.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import type { ConfCall } from '../../src/kernel/goals/goal-driver.ts';
import type { GoalRequest } from '../../src/kernel/goals/goal-run.ts';
import { resolveRequest } from '../../src/kernel/levels/build-request.ts';
import { createWorkHost } from '../../src/kernel/levels/work-host.ts';
import { createRealShell } from '../../src/probe/index.ts';

/** A request for goals of a tree below `/tree`, with everything that they print and every conf they start. */
export interface GoalTree {
  readonly request: GoalRequest;
  readonly output: string[];
  readonly confs: Pick<ConfCall, 'cwd' | 'args' | 'input' | 'env'>[];
}

/** Opens a tree with these files; each conf ends with `confStatus` and prints `conf`. */
export function goalTree(files: Readonly<Record<string, string>>, confStatus = 0): GoalTree {
  const machine = createMemoryHost({
    cwd: '/tree',
    env: { PATH: '/bin' },
    files: { Kconfig: '', '/bin/conf': '', '/bin/cc': '', ...files },
    executables: ['/bin/conf', '/bin/cc'],
  });
  const overlay = new Overlay(machine);
  const host = createWorkHost(machine, machine, { overlay });
  const output: string[] = [];
  const confs: GoalTree['confs'] = [];
  const treeName = '/tree';
  const request: GoalRequest = {
    host,
    overlay,
    runShell: createRealShell({ host }),
    makeVersion: () => ({ makeVersion: '4.3', makeVersionText: '4.3' }),
    request: resolveRequest(machine, {
      treeName,
      objectDirectory: null,
      variables: [],
      configFile: null,
      defconfig: null,
    }),
    runConf({ args, cwd, env, input, write }) {
      confs.push({ args, cwd, env, input });
      write('stdout', 'conf\n');
      return confStatus;
    },
    write: (_stream, text) => void output.push(text),
    settle: () => undefined,
  };
  return { request, output, confs };
}
