import type { Configuration } from '../../kconfig/index.ts';
import type { Possibilities } from '../../solve/dead/possibilities.ts';

/** One reading of the tree with its formula. */
export interface ProofModel {
  readonly configuration: Configuration;
  readonly possibilities: Possibilities;
}
