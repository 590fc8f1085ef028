import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import {
  type BuildRequest,
  configurationOf,
  configure,
  describeToolchain,
  describeTree,
  openSession,
} from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import { dimacsText } from './dimacs.ts';
import { namedFormula } from './named-formula.ts';
import { uvlText } from './uvl.ts';

/** What {@link exportFormula} needs. */
export interface ExportOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly form: 'dimacs' | 'uvl';
}

/**
 * All configurations of a tree, with the tools of this machine, as a formula for other tools. Throws UsageError
 * `kernel/config-failed` where conf or make stops before there is a tree.
 */
export function exportFormula(options: ExportOptions): ByteString {
  const session = openSession(options);
  const tree = configure(session);
  const configuration = configurationOf(tree);
  const { arch, version } = describeTree(session, tree.levels.at(-1));
  const formula = namedFormula(configuration);
  const head = [
    `all configurations of ${[version, arch].filter((word) => word !== null).join(' ')}`,
    `with ${describeToolchain(session, tree.toolchain).name}`,
  ];
  return options.form === 'uvl' ? uvlText(formula, configuration, head) : dimacsText(formula, head);
}
