import type { DiagnosticIn } from '../core/diagnostic.ts';
import type { RootKind } from '../results/root-cause.ts';

/** The arguments of diagnostics that only exist where the engines meet. */
export interface KernelArgs {
  /** The time limit was over before the evaluation: what was found until then is reported. */
  'kernel/time-limit': { readonly seconds: number };
  /** `-C` of a make that the makefile of a module starts. */
  'kernel/no-tree-directory': { readonly directory: string };
  /** Kconfiglib, or the script that runs it, stops; its own words. */
  'kernel/library-error': { words: string };
  /** A warning of Kconfiglib; `stops`: the script ends where there is one. */
  'kernel/library-warning': { words: string; stops: boolean };
  /** Values that only a build knows, and the number of symbols that follow from them. */
  'kernel/build-unknown': { values: number; symbols: number };
  /** conf stops, and only its own words give the reason. */
  'kernel/conf-failed': { words: string };
  /**
   * A line of the user's `.config` did not survive; `value` is empty where the symbol has no line, and null where
   * the tree has no such symbol. A diagnostic for several lines has a `count` and, where they were lost for one
   * symbol, that symbol as `because`.
   */
  'kernel/value-not-kept': {
    symbol: string | null;
    wanted: string | null;
    value: string | null;
    count: number;
    because: string | null;
    kind: RootKind | null;
  };
  /**
   * Lines of the user's files for symbols that the tree does not define. `reason`: `misspelt` (there are near names),
   * `renamed` (the help of another symbol names it), `other-arch`, `gone`.
   */
  'kernel/unknown-symbol': { reason: string; count: number; symbols: readonly string[] };
  /** Lines that conf passes over in silence because of their form; a name as conf reads it. */
  'kernel/malformed-line': { count: number; symbols: readonly string[] };
  /** Lines for symbols without a prompt, which other symbols decide. */
  'kernel/symbol-without-prompt': { count: number; symbols: readonly string[] };
  /** Numbers outside of the range in force. */
  'kernel/value-out-of-range': { count: number; symbols: readonly string[] };
  /** Members of one choice that are all set to y: one is chosen. */
  'kernel/choice-conflict': { chosen: string | null; symbols: readonly string[] };
  /** Lines that a later file replaces with another value. */
  'kernel/setting-overridden': { count: number; symbols: readonly string[] };
  /** Symbols that conf asks for since the file has no line for them; `stops`: at the end of its input conf stops. */
  'kernel/new-symbols': { count: number; questions: number; stops: boolean; symbols: readonly string[] };
  /** The user's `.config` was written with another compiler. */
  'kernel/other-compiler': { tool: 'compiler' | 'tool'; symbol: string; file: string; now: string; changes: number };
  /** Make builds with the `auto.conf` of an earlier make, in which `symbols` symbols have other values. */
  'kernel/left-config': { file: string; symbols: number };
  /** Make builds again what an earlier make has built otherwise; `asked`: symbols that it asks for first. */
  'kernel/left-build': {
    kernel: string;
    compiler: string;
    kernelNow: string;
    compilerNow: string;
    asked: readonly string[];
  };
  /** The compiler or linker is for another architecture than `ARCH`; `target` is null for a linker. */
  'kernel/compiler-target': { tool: 'compiler' | 'linker'; program: string; target: string | null; arch: string };
  /** The compiler is not there; `atHand`: prefixes of cross compilers on PATH that would fit. */
  'kernel/no-cross-compiler': { program: string; arch: string; atHand: readonly string[] };
  /**
   * The `.config` is of the architecture `found`; `symbols` of its lines name symbols that it has and `ARCH` does not.
   */
  'kernel/config-of-other-arch': { found: string; arch: string; symbols: number };
  /** `ARCH` names an architecture that is not among `known`, those of the tree. */
  'kernel/unknown-arch': { arch: string; known: readonly string[] };
  /** A configuration goal that only other architectures have. */
  'kernel/defconfig-of-other-arch': { goal: string; arch: string; others: readonly string[] };
  /** Probes that neither a compiler nor a record could answer; `tried` combinations of answers made no difference. */
  'kernel/unknown-probe': { toolchain: string; count: number; tried: number | null };
  /** Probes without a recorded answer that the user decided. */
  'kernel/assumed-probe': { toolchain: string; count: number };
  /** A program that a probe ran was killed by a signal. */
  'kernel/tool-killed': { command: string };
  /** A program said nothing when it was asked for its version. */
  'kernel/tool-silent': { command: string };
  /** What a probe was to run is there and cannot be run. */
  'kernel/tool-not-executable': { command: string };
  /** A compiler was replaced between two probes. */
  'kernel/tool-changed': { command: string; path: string };
  /** Makefiles of directories lead back into themselves. */
  'kernel/endless-directories': { problem: string };
}

/** A diagnostic of the place where the engines meet. */
export type KernelDiagnostic = DiagnosticIn<KernelArgs>;
