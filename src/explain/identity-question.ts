/** Questions to a compiler about who it is and where it stands, told from those about what it can do. */
import type { ShellCall } from '../core/shell.ts';

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
