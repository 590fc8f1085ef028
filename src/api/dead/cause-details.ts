import type { RootCause } from '../../results/root-cause.ts';
import { definedElsewhere } from '../mismatch/symbols-below.ts';
import { describeTree } from '../../kernel/index.ts';
import { type RootDetailOptions, rootDetails } from '../root-details.ts';

/** Architectures that are named. */
const maxNamed = 4;

/**
 * Adds what the tree and the machine know of root causes: which architectures have a symbol, packages, and with
 * `namesCompilers` those that take a flag, each of which is asked.
 */
export function causeDetails(
  options: RootDetailOptions,
  namesCompilers: boolean,
): (causes: readonly RootCause[]) => RootCause[] {
  const { level, session } = options;
  const { host, request } = session;
  const srcarch = describeTree(session, level).srcarch;
  return (causes) => {
    const undefinedNames = causes.flatMap(({ kind, symbol }) =>
      kind === 'undefined' && symbol !== null ? [symbol] : [],
    );
    const names = new Set(undefinedNames);
    const elsewhere = names.size === 0 ? new Map() : definedElsewhere(host, request.treeDirectory, names, srcarch);
    const detail = rootDetails(options);
    return causes.map((root) => {
      if (root.kind === 'compiler' && !namesCompilers) return root;
      if (root.kind !== 'undefined' || root.symbol === null) return detail(root);
      const architectures: ReturnType<typeof definedElsewhere> extends Map<string, infer Found> ? Found : never =
        elsewhere.get(root.symbol) ?? [];
      const [first] = architectures;
      if (first === undefined) return { ...root, message: `no Kconfig file that is read defines ${root.symbol}` };
      const named = architectures.map(({ directory }) => `ARCH=${directory}`);
      const more = named.length > maxNamed ? ` and ${named.length - maxNamed} more` : '';
      const message = `${root.symbol} is not in this architecture (${srcarch ?? 'ARCH'})`;
      const verb = named.length === 1 ? 'has' : 'have';
      return {
        ...root,
        message,
        origin: `${named.slice(0, maxNamed).join(', ')}${more} ${verb} it`,
        location: first.location,
      };
    });
  };
}
