import type { LintDiagnostic } from '../../codes.ts';
import { definitionsFor } from '../../make/architecture.ts';
import { ruleFinding } from '../../finding.ts';
import { seeMakeLine } from '../../make/facts.ts';
import { editFix, type LintMakefile, type LintTree, lineStart, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'make-prefix-missing',
  summary: 'a list is chosen by the name of a symbol without CONFIG_',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.3.0',
};

/** `obj-$(FOO) += foo.o` where the symbol is CONFIG_FOO. */
export const makePrefixMissing: Rule = { meta, checkMakefile };

const list = /^([ \t]*(?!\w*flags)[\w./-]+-\$[({])(?!CONFIG_)([A-Z]\w*)[)}]$/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.configPrefix !== 'CONFIG_') return [];
  const findings: LintDiagnostic[] = [];
  for (const { kind, left, location } of makefile.scan.statements) {
    const match = kind === 'assignment' ? list.exec(left) : null;
    const name = match?.[2];
    if (name === undefined) continue;
    const symbol = tree.symbols.symbols.get(name);
    // A variable of that name may be set here, or above.
    if (symbol === undefined || definitionsFor(makefile.path, name, tree).length === 0) continue;
    if (isSet(tree, name)) continue;
    const start = lineStart(makefile, location.line);
    const at = makefile.text.indexOf(name, start);
    const definition = symbol.definitions[0]?.location;
    findings.push(
      ruleFinding({
        rule: 'make-prefix-missing',
        severity: 'warning',
        location: placeIn(makefile, location.line, at - start + 1),
        message: `$(${name}) is always empty here: the symbol is CONFIG_${name}`,
        args: { symbol: name },
        causes: definition === undefined ? [] : [seeMakeLine(`${name} is defined`, definition.file, definition.line)],
        notes: ['What is added to this list is never built.'],
        fixes: [
          editFix(`write CONFIG_${name}`, 'unsafe', [{ file: makefile.path, start: at, end: at, text: 'CONFIG_' }]),
        ],
      }),
    );
  }
  return findings;
}

/** Some makefile sets it, or hands it to a make: `$(MAKE) X=…`. */
function isSet(tree: LintTree, name: string): boolean {
  return tree.kbuild.settersOf(name).size > 0 || tree.kbuild.isHandedDown(name);
}
