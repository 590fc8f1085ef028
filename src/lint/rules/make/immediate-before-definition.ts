import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { seeMakeLine } from '../../make/facts.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'immediate-before-definition',
  summary: 'a value is taken at once from a variable that only a later line sets',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `A := $(B)` or `ifeq ($(B),…)` before the line that sets B. */
export const immediateBeforeDefinition: Rule = { meta, checkMakefile };

const reference = /\$[({](?:call[ \t]+)?([A-Za-z_][\w.-]*)(?=[):},])/g;
/** Variables that make, its caller or the environment set. */
const given =
  /^(?:MAKE\w*|CURDIR|SHELL|ARCH|CROSS_COMPILE|O|V|C|M|CC|CXX|CPP|AS|LD|AR|NM|RM|HOSTCC|HOSTCXX|PWD|HOME|PATH|\w*FLAGS|DESTDIR|prefix)$/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const later = definitionsOf(makefile);
  if (later.size === 0) return [];
  const findings: LintDiagnostic[] = [];
  const set = new Set<string>();
  const reported = new Set<string>();
  for (const { kind, keyword, left, right, location, targets, guards } of makefile.scan.statements) {
    // What an included file sets is looked for in the whole tree.
    if (kind === 'expression' && right.includes('eval')) return findings;
    const isImmediate =
      kind === 'assignment'
        ? /^:{1,3}=$/.test(keyword) && targets === ''
        : kind === 'conditional' && keyword !== 'endif' && /^ifn?eq$|^else$/.test(keyword);
    // A test for an empty value asks what the caller gave.
    if (isImmediate && !(kind === 'conditional' && /^(?:ifn?eq\s*)?\((?:,.*|.*,\s*)\)$/.test(right))) {
      for (const [, name = ''] of right.matchAll(reference)) {
        const line = later.get(name);
        if (line === undefined || line <= location.line || set.has(name) || reported.has(name) || name === left.trim())
          continue;
        // A conditional around it asks whether the caller gave it.
        if (guards.some(({ args }) => args.includes(name))) continue;
        if (given.test(name) || isSetElsewhere(makefile, tree, name)) continue;
        reported.add(name);
        findings.push(
          ruleFinding({
            rule: 'immediate-before-definition',
            severity: 'warning',
            location: placeIn(makefile, location.line),
            message: `${name} is empty here: the line that sets it comes later, and this one is expanded at once`,
            args: { variable: name, definition: line },
            causes: [seeMakeLine(`${name} is set`, makefile.path, line)],
          }),
        );
      }
    }
    if (kind === 'assignment' || kind === 'define') set.add(left.trim());
  }
  return findings;
}

/** Lines outside of conditionals that set a variable for good. */
function definitionsOf(makefile: LintMakefile): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { kind, keyword, left, location, depth, targets } of makefile.scan.statements) {
    const isFirm = (kind === 'assignment' && /^:{0,3}=$/.test(keyword) && targets === '') || kind === 'define';
    const name = left.trim();
    if (isFirm && depth === 0 && /^[\w.-]+$/.test(name) && !lines.has(name)) lines.set(name, location.line);
  }
  return lines;
}

/** Another makefile sets it, or a command hands it to a make. */
function isSetElsewhere(makefile: LintMakefile, tree: LintTree, name: string): boolean {
  const setters = tree.kbuild.settersOf(name);
  return setters.size > (setters.has(makefile.path) ? 1 : 0) || tree.kbuild.isHandedDown(name);
}
