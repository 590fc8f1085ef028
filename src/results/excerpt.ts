/** Lines of source that a report shows. */

/** One line as its file has it, without its newline. */
export interface ExcerptLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Lines of one file that findings are about, in order. */
export interface Excerpt {
  /** Named as in the locations of the findings. */
  readonly file: string;
  readonly lines: readonly ExcerptLine[];
}
