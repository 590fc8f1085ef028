import type { Cause } from '../core/diagnostic.ts';

/** Result of `kgate make --why`; this is also its JSON form. */
export interface VariableResult {
  readonly schemaVersion: 1;
  readonly name: string;
  /** In make's words, as `$(origin)` and `$(flavor)` give them. */
  readonly origin:
    | 'undefined'
    | 'default'
    | 'environment'
    | 'environment override'
    | 'file'
    | 'command line'
    | 'override'
    | 'automatic';
  readonly flavor: 'undefined' | 'recursive' | 'simple';
  /** True when programs of recipes get it. */
  readonly exported: boolean;
  /** Unexpanded. */
  readonly value: string;
  readonly expanded: string;
  /** Absolute working directory of the make that was asked. */
  readonly directory: string;
  /** One for each definition, in the order in which make carried them out. */
  readonly causes: readonly Cause[];
  /** Make's words where it stops; what comes after that was not read. */
  readonly stops: readonly string[];
}
