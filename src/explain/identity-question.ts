/** Separates questions to a compiler about its identity and place from those about its abilities. */
import type { ShellCall } from '../core/run-shell.ts';
import type { Configuration, MacroUse } from '../kconfig/index.ts';

/** Options that a compiler or binutils program answers with its version, its target or its directories. */
const options =
  /(?:^|[\s"'(])(?:--version|-dumpversion|-dumpfullversion|-dumpmachine|-Wa,--version|-{1,2}print-(?:file-name|prog-name|libgcc-file-name|search-dirs|sysroot|target-triple)(?:=[^\s"']*)?)(?=$|[\s"')|;])/;

/** The trees' own scripts for that: `cc-version.sh`, `ld-version.sh`, `gcc-version.sh`, `rustc-llvm-version.sh`, … */
const scripts = /(?:^|[\s/"'(])[\w.+-]*version[\w.+-]*\.(?:sh|py|pl|awk)(?=$|[\s"')|;])/;

/** `LD -v` and nothing else, whatever its answer is piped into. */
const bareV = /^[^\s|]+ -v\s*(?:2>&1\s*)?(?:$|\|)/;

/** Whether a call asks for an identity. What is made of the answer (a `grep`, a `test`) is not looked at. */
export function asksIdentity(call: ShellCall): boolean {
  const text = call.command.trim();
  return options.test(text) || scripts.test(text) || bareV.test(text);
}

/** Separates symbols that hold the identity of the compiler from those that hold an ability, by their computation. */
export class IdentitySymbols {
  private readonly configurations: readonly Configuration[];
  private readonly isIdentityVariable: (name: string) => boolean;
  private readonly known = new Map<string, boolean>();

  /** `isIdentityVariable`: true for a variable of conf's environment that make computes from such a question. */
  constructor(configurations: readonly Configuration[], isIdentityVariable: (name: string) => boolean) {
    this.configurations = configurations;
    this.isIdentityVariable = isIdentityVariable;
  }

  /** True for a text or number that comes from a question about who the compiler is, in any of its defaults. */
  has(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, false);
    const isHeld = this.configurations.some((configuration) => {
      const symbol = configuration.model.symbols.get(name);
      if (symbol === undefined || symbol.type === 'bool' || symbol.type === 'tristate') return false;
      return symbol.properties.some(
        ({ kind, macros, value }) =>
          kind === 'default' &&
          (macros.some((macro) => this.isIdentityMacro(macro)) ||
            (value?.kind === 'symbol' && value.symbol.kind === 'symbol' && this.has(value.symbol.name))),
      );
    });
    this.known.set(name, isHeld);
    return isHeld;
  }

  /** True for a macro whose result is who the compiler is; a mere yes or no is about something else. */
  isIdentityMacro(macro: MacroUse): boolean {
    if (/^[nmy]?$/.test(macro.result)) return false;
    return macro.shellCalls.some(asksIdentity) || macro.environment.some(this.isIdentityVariable);
  }
}
