/** One option as `--help` shows it. */
export interface OptionDeclaration {
  /** Commander's notation: `-C, --directory <dir>`. */
  readonly flags: string;
  readonly description: string;
  /** The value when the option is absent; only for options with `choices`. */
  readonly fallback?: string;
  readonly choices?: readonly string[];
  /** May be given several times; the values are collected. */
  readonly isList?: boolean;
  /** Accepted, but not listed. */
  readonly isHidden?: boolean;
  /** Giving it twice is an error, with this hint; else the last one counts. */
  readonly onceHint?: string;
}
