import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'cc-option-misuse',
  summary: 'a probe of a flag that gives the same whatever the compiler is',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `$(call cc-option -f)`, `$(call cc-option,-Wno-x)` and `$(call cc-disable-warning,-Wx)`. */
export const ccOptionMisuse: Rule = { meta, checkMakefile };

const probe =
  /\$[({]call[ \t]+((?:host)?cc-option(?:-yn)?|cc-disable-warning|as-option|ld-option)([ \t]*)([,) \t}]?)([^,)}]*)/g;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const match of makefile.text.matchAll(probe)) {
    const [, name = '', blanks = '', next = '', rest = ''] = match;
    const start = makefile.text.lastIndexOf('\n', match.index) + 1;
    if (/^\s*#/.test(makefile.text.slice(start, match.index + 1))) continue;
    const flag = (next === ',' ? rest : next + rest).trim();
    const message = faultOf(tree, name, flag, next === ',', blanks);
    if (message === undefined) continue;
    const line = makefile.text.slice(0, match.index).split('\n').length;
    findings.push(
      ruleFinding({
        rule: 'cc-option-misuse',
        severity: 'warning',
        location: placeIn(makefile, line, match.index - start + 1),
        message,
        args: { function: name, flag },
      }),
    );
  }
  return findings;
}

function faultOf(tree: LintTree, name: string, flag: string, hasComma: boolean, blanks: string): string | undefined {
  if (!hasComma) {
    if (blanks === '' || flag === '') return undefined;
    return `a comma is missing behind ${name}: make calls a function "${name} ${flag}", which gives nothing`;
  }
  if (name === 'cc-disable-warning' && flag.startsWith('-')) {
    return `cc-disable-warning takes the name of a warning alone: -Wno-${flag} is no flag of any compiler`;
  }
  if (name.endsWith('cc-option') && flag.startsWith('-Wno-') && !probesPositive(tree)) {
    const warning = flag.slice('-Wno-'.length);
    return `gcc takes -Wno- of any name in silence, so that this probe always passes: $(call cc-disable-warning,${warning}) asks for -W${warning}`;
  }
  return undefined;
}

const positive = new WeakMap<LintTree, boolean>();

/** True for a tree whose cc-option asks for `-Wx` where it is given `-Wno-x`. Source: Linux 5.11 scripts/Makefile.compiler. */
function probesPositive(tree: LintTree): boolean {
  const known = positive.get(tree);
  if (known !== undefined) return known;
  const found = [...tree.kbuild.paths].some((path) => tree.kbuild.textOf(path)?.includes('-Wno-%=-W%') === true);
  positive.set(tree, found);
  return found;
}
