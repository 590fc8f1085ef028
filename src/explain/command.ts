import { askedFlags, type BlameFlags } from '../core/blame.ts';
import { explainShellCall } from '../core/command-cause.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { MacroUse } from '../kconfig/index.ts';

/** Macro uses of a Kconfig statement, each with the commands it came down to and, with `blame`, the flags that failed. */
export function explainMacros(macros: readonly MacroUse[], blame?: BlameFlags): Cause[] {
  const causes: Cause[] = [];
  for (const macro of macros) {
    if (macro.shellCalls.length === 0) continue;
    causes.push({
      kind: 'macro',
      message: `${macro.text} is "${macro.result}"`,
      location: macro.location,
      causes: macro.shellCalls.flatMap((call) => explainShellCall(call, blame, askedFlags(macro.steps[0]))),
    });
  }
  return causes;
}
