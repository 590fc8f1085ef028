import { UsageError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';

/** Source directory of conf in kernels and their relatives; a tree without one is taken as it is. */
const confDirectories = ['scripts/kconfig', 'support/kconfig', 'util/kconfig'];

/**
 * Refuses a tree whose own conf is of a generation that kgate does not evaluate yet: an answer by the
 * rules of another generation would be a guess. Throws UsageError `kernel/unsupported-generation`.
 * Source: fingerprints of conf's sources; the choice engine of Linux 6.12 names the error
 * "choice member must be bool", later ones know the keyword `transitional`.
 */
export function requireKnownGeneration(host: Host, treeDirectory: ByteString): void {
  for (const name of confDirectories) {
    const directory = `${treeDirectory}/${name}`;
    const parser = host.readFile(`${directory}/parser.y`);
    const hasOldParser = ['zconf.y', 'zconf.gperf', 'kconf_id.c'].some(
      (file) => host.stat(`${directory}/${file}`) !== undefined,
    );
    if (parser === undefined && !hasOldParser) continue;
    const isOlder = parser === undefined || !parser.includes('choice member must be');
    const isNewer = host.readFile(`${directory}/lexer.l`)?.includes('"transitional"') === true;
    if (!isOlder && !isNewer) return;
    throw new UsageError(
      'kernel/unsupported-generation',
      `${name} of this tree is ${isOlder ? 'an older' : 'a newer'} generation of conf than kgate evaluates`,
      { hint: 'kgate knows the conf of Linux 6.12; an answer by its rules would be a guess here' },
    );
  }
}
