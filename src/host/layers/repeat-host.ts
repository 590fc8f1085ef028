/** A host on which a program that is asked the same again is not started again. */
import type { CommandResult, Host } from '../host.ts';
import { layerHost } from './layer-host.ts';

/**
 * `base` for questions whose answers do not change while one command runs: words, directory, input and environment make a
 * question. One that names the scratch directory, whose files come and go, is asked each time.
 */
export function createRepeatHost(base: Host): Host {
  const answers = new Map<string, CommandResult>();
  return layerHost(base, {
    run(request) {
      const { argv, cwd, env, input = '' } = request;
      const scratch = base.scratchDirectory();
      if (cwd.startsWith(scratch) || argv.some((word) => word.includes(scratch))) return base.run(request);
      const key = JSON.stringify([argv, cwd, input, env]);
      let answer = answers.get(key);
      if (answer === undefined) answers.set(key, (answer = base.run(request)));
      return answer;
    },
  });
}
