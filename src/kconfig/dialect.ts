/**
 * Generations of conf as data: every row is one behaviour, every column a tree. Code asks for the
 * behaviour and never for a version.
 */
export interface Dialect {
  readonly name: string;
  /** `new`: a choice has no value and members are a priority list; `old`: a choice is a symbol. */
  readonly choiceEngine: 'new' | 'old';
  /** Buckets of the symbol table; decides the order of auto.conf. */
  readonly hashBuckets: 16384 | 9973;
  /** Constants are folded out of every condition. */
  readonly foldsConstants: boolean;
  /** Faulty choice members stop conf instead of drawing a warning. */
  readonly choiceFaultsAreErrors: boolean;
  /** Reports of recursive dependencies carry `FILE:LINE:` on every line. */
  readonly recursionReportHasLocations: boolean;
  /** Text of an int / hex symbol without default and user value. */
  readonly emptyNumber: { readonly int: string; readonly hex: string };
  /** A user value outside its range is clamped; otherwise it is dropped. */
  readonly clampsUserValues: boolean;
  /** Only the exact text `# CONFIG_X is not set` counts. */
  readonly exactNotSetLines: boolean;
  /** `CONFIG_X` without `=` draws a warning. */
  readonly warnsLineWithoutEquals: boolean;
  /** `syntax error` lines print the statement's line plus this. */
  readonly syntaxErrorLineOffset: 0 | 1;
  /** A missing newline at the end of the top file is a syntax error. */
  readonly topFileNeedsNewline: boolean;
  /** Bytes of shell output that are looked at. */
  readonly shellLimit: number;
}

/** Linux 6.9 to 6.17. Source: kconfig-semantics table 7, observed with conf 6.12.117. */
export const linux612: Dialect = {
  name: 'linux-6.12',
  choiceEngine: 'new',
  hashBuckets: 16384,
  foldsConstants: true,
  choiceFaultsAreErrors: true,
  recursionReportHasLocations: false,
  emptyNumber: { int: '0', hex: '0x0' },
  clampsUserValues: true,
  exactNotSetLines: true,
  warnsLineWithoutEquals: true,
  syntaxErrorLineOffset: 0,
  topFileNeedsNewline: true,
  shellLimit: 4095,
};
