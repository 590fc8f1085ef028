import { askedFlags } from '../core/blame.ts';
import { explainShellCall } from '../core/command-cause.ts';
import { type Cause, cause } from '../core/diagnostic.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import type { MacroUse } from '../kconfig/index.ts';

/** Macro uses of a Kconfig statement, each with the commands it came down to and, with `insight`, the flags that failed. */
export function explainMacros(macros: readonly MacroUse[], insight?: ProbeInsight): Cause[] {
  return macros
    .filter(({ shellCalls }) => shellCalls.length > 0)
    .map(({ location, result, shellCalls, steps, text }) => {
      const causes = shellCalls.flatMap((call) => explainShellCall(call, insight, askedFlags(steps[0])));
      return cause('macro', `${text} is "${result}"`, location, causes);
    });
}
