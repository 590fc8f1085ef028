import { askedFlags } from '../core/blame.ts';
import { explainShellCall } from '../core/command-cause.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import type { MacroUse } from '../kconfig/index.ts';

/** Macro uses of a Kconfig statement, each with the commands it came down to and, with `insight`, the flags that failed. */
export function explainMacros(macros: readonly MacroUse[], insight?: ProbeInsight): Cause[] {
  const causes: Cause[] = [];
  for (const macro of macros) {
    if (macro.shellCalls.length === 0) continue;
    causes.push({
      kind: 'macro',
      message: `${macro.text} is "${macro.result}"`,
      location: macro.location,
      causes: macro.shellCalls.flatMap((call) => explainShellCall(call, insight, askedFlags(macro.steps[0]))),
    });
  }
  return causes;
}
