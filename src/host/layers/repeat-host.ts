/** A host on which a program that is asked the same again is not started again. */
import type { CommandRequest, CommandResult, Host } from '../host.ts';
import { layerHost } from './layer-host.ts';

/** A program that was asked. */
export interface AskedProgram {
  readonly request: CommandRequest;
  readonly result: CommandResult;
}

/** See {@link createRepeatHost}. */
export interface RepeatHost extends Host {
  /** The request like this one that was asked, and its answer; undefined for none. */
  asked(request: CommandRequest): AskedProgram | undefined;
}

function keyOf({ argv, cwd, env, input = '' }: CommandRequest): string {
  return JSON.stringify([argv, cwd, input, env]);
}

/** True for a request that names the scratch directory of a host, whose files come and go; the directory is made for it. */
export function namesScratch(host: Host): (request: CommandRequest) => boolean {
  return ({ argv, cwd }) => {
    const scratch = host.scratchDirectory();
    return cwd.startsWith(scratch) || argv.some((word) => word.includes(scratch));
  };
}

/**
 * `base` for questions whose answers do not change while one command runs: words, directory, input and environment make a
 * question. What `mayChange` is true for is asked each time.
 */
export function createRepeatHost(base: Host, mayChange: (request: CommandRequest) => boolean): RepeatHost {
  const answers = new Map<string, AskedProgram>();
  const { prefetch } = base;
  const asked = (request: CommandRequest): AskedProgram | undefined =>
    answers.size === 0 ? undefined : answers.get(keyOf(request));
  const host = layerHost(base, {
    run(request) {
      if (mayChange(request)) return base.run(request);
      const key = keyOf(request);
      let known = answers.get(key);
      if (known === undefined) answers.set(key, (known = { request, result: base.run(request) }));
      return known.result;
    },
    prefetch:
      prefetch === null ? null : (requests) => prefetch(requests.filter((request) => asked(request) === undefined)),
  });
  return { ...host, asked };
}
