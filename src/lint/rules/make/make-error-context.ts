import type { LintDiagnostic } from '../../codes.ts';
import { testOf } from '../../condition.ts';
import { ruleFinding } from '../../finding.ts';
import { frameworkFile } from '../../make/kbuild-unit.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';
import type { ScannedGuard, ScannedStatement } from '../../../make/index.ts';

const meta: RuleMeta = {
  name: 'make-error-context',
  summary: '$(error) stops every goal, also those that do not need what is missing',
  severity: 'warning',
  hasFix: false,
  preset: 'all',
  since: '0.3.0',
};

/** A check while the makefile is read that also stops `make clean` and `make menuconfig`. */
export const makeErrorContext: Rule = { meta, checkMakefile };

/** More checks in one makefile are noise. */
const maxFindings = 100;
/** Conditional lines in a row that are looked over. */
const maxConditionals = 50;
/** Names by which a makefile says for which goals it is read. */
const goals = /MAKECMDGOALS|need-|config|clean|KBUILD_EXTMOD|MAKE_RESTARTS|mixed|help|MAKELEVEL/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  // The build system's own makefiles are read for goals that need a configuration.
  if (frameworkFile.test(makefile.path)) return [];
  if (!makefile.text.includes('(error') && !makefile.text.includes('{error')) return [];
  const findings: LintDiagnostic[] = [];
  const facts = factsOf(makefile);
  let isRuleOpen = false;
  let ruleLine = 0;
  for (const [at, statement] of makefile.scan.statements.entries()) {
    if (findings.length > maxFindings) break;
    const isError = /^\s*\$[({]error\b/.test(statement.left + statement.right);
    if (statement.kind === 'expression' && isError) {
      const found = judge(makefile, tree, statement, facts, isRuleOpen && isInRecipe(makefile, at));
      if (found !== undefined) findings.push(found);
    }
    const guard = statement.kind === 'recipe' && isError ? statement.guards.at(-1) : undefined;
    if (guard !== undefined && guard.location.line > ruleLine && guard.args.includes('$(shell')) {
      findings.push(report(makefile, guard.location.line, 'recipe'));
    }
    if (statement.kind === 'rule') {
      isRuleOpen = true;
      ruleLine = statement.location.line;
    } else if (statement.kind !== 'recipe' && statement.kind !== 'conditional' && !isError) isRuleOpen = false;
  }
  return findings;
}

/** Only conditionals stand between the rule, or its recipe, and the statement; commands follow. */
function isInRecipe(makefile: LintMakefile, at: number): boolean {
  const { statements } = makefile.scan;
  let before = at - 1;
  while (before >= at - maxConditionals && statements[before]?.kind === 'conditional') before--;
  let after = at + 1;
  while (after <= at + maxConditionals && statements[after]?.kind === 'conditional') after++;
  const opener = statements[before]?.kind;
  return (
    (opener === 'rule' || opener === 'recipe') &&
    statements[before]?.keyword !== ';' &&
    firstLine(makefile, statements[after]).startsWith('\t')
  );
}

function firstLine(makefile: LintMakefile, statement: ScannedStatement | undefined): string {
  if (statement === undefined) return '';
  const start = makefile.lineStarts[statement.location.line - 1] ?? 0;
  return makefile.text.slice(start, start + 1);
}

function judge(
  makefile: LintMakefile,
  tree: LintTree,
  statement: ScannedStatement,
  facts: MakefileFacts,
  isInRecipe: boolean,
): LintDiagnostic | undefined {
  const guards = statement.guards;
  const last = guards.at(-1);
  if (last === undefined || guards.some(({ args }) => goals.test(args.replace(/\$[({]CONFIG_\w+[)}]/g, ''))))
    return undefined;
  if (isInRecipe) return report(makefile, last.location.line, 'recipe');
  const asksConfig = guards.some(({ args }) => args.includes('CONFIG_'));
  if (asksConfig && facts.include < statement.location.line) return report(makefile, statement.location.line, 'config');
  const isFragment = makefile.path.endsWith('.mk');
  if (guards.every((guard) => isMissing(tree, guard, isFragment)) && (isFragment || facts.hasCleanRule)) {
    return report(makefile, statement.location.line, isFragment ? 'fragment' : 'clean');
  }
  return undefined;
}

/** What a makefile has that checks can get in the way of. */
interface MakefileFacts {
  /** Line of the first include of a configuration that no conditional is around. */
  readonly include: number;
  readonly hasCleanRule: boolean;
}

function factsOf(makefile: LintMakefile): MakefileFacts {
  let include = Number.POSITIVE_INFINITY;
  let hasCleanRule = false;
  for (const { kind, left, right, depth, location } of makefile.scan.statements) {
    if (kind === 'include' && depth === 0 && /auto|config/.test(right)) include = Math.min(include, location.line);
    if (kind === 'rule' && /(?:^|\s)(?:clean|distclean|menuconfig|%config)(?:\s|$)/.test(left)) hasCleanRule = true;
  }
  return { include, hasCleanRule };
}

/** The branch is read where something is empty that no makefile sets: the configuration, or a variable of the caller. */
function isMissing(tree: LintTree, guard: ScannedGuard, isFragment: boolean): boolean {
  const test = testOf(guard.test, guard.args);
  if (test === undefined) return false;
  let name: string | undefined;
  if ('name' in test) {
    if ((test.kind === 'ifndef') !== (guard.branch === 'then')) return false;
    name = test.name.trim();
  } else {
    const isEmptyTest = test.left.trim() === '' || test.right.trim() === '';
    if (!isEmptyTest || (test.kind === 'ifeq') !== (guard.branch === 'then')) return false;
    name = /^\$[({]([\w.-]+)[)}]$/.exec(`${test.left}${test.right}`.trim())?.[1];
  }
  if (name === undefined) return false;
  if (name.startsWith('CONFIG_')) return isFragment;
  return !isFragment && tree.kbuild.settersOf(name).size === 0;
}

const reasons = {
  recipe: 'make decides this conditional when it reads the makefile, whatever the goal, not when the recipe runs',
  config: 'the check reads an old configuration: make stops before any goal can make a new one',
  clean: 'the check stops every goal, also clean',
  fragment: 'the check stops every make that includes the file, also one that has read no configuration',
} as const;

function report(makefile: LintMakefile, line: number, reason: keyof typeof reasons): LintDiagnostic {
  return ruleFinding({
    rule: 'make-error-context',
    severity: 'warning',
    location: placeIn(makefile, line),
    message: reasons[reason],
    args: { reason },
  });
}
