import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { isPlainSource } from '../../kconfig/source-graph.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'kconfig-source-missing',
  summary: 'a source line names a file that is not there',
  severity: 'error',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A file that conf stops at, where it stops. */
export const kconfigSourceMissing: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  // A pattern that nothing matches is no mistake, and where paths are patterns every path is one.
  if (tree.dialect.reading.sourceStyle === 'glob' || !tree.sources.isReached(file.path)) return [];
  return file.parsed.sources.flatMap((source) => {
    if (source.isOptional || !isPlainSource(source) || tree.sources.targetsOf(file.path, source).length > 0) return [];
    const path = source.isRelative
      ? `${file.path.slice(0, file.path.lastIndexOf('/') + 1)}${source.path}`
      : source.path.replace(/^(?:\$\(?\{?\w+\}?\)?\/)+/, '');
    if (path.startsWith('/') || tree.has(path) || isMade(path, tree) || tree.isNamedByMakefile(path)) return [];
    return [
      kconfigFinding({
        rule: 'kconfig-source-missing',
        severity: 'error',
        file,
        line: source.location.line,
        message: `${path} is not there: conf cannot read it`,
        args: { path },
      }),
    ];
  });
}

/** A build makes the file first: hidden files, those below tmp/ and generated/, and `Config.in` next to a `Config.src`. */
function isMade(path: string, tree: LintTree): boolean {
  if (/(?:^|\/)\.[^/]*$|(?:^|\/)(?:tmp|generated|build)\//.test(path)) return true;
  return path.endsWith('/Config.in') && tree.has(`${path.slice(0, -'Config.in'.length)}Config.src`);
}
