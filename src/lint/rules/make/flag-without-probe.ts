import type { LintDiagnostic } from '../../codes.ts';
import { factsOf, leastMajors } from '../../make/flag-facts.ts';
import { ruleFinding } from '../../finding.ts';
import { wordPlace } from '../../make/facts.ts';
import type { LintMakefile, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'flag-without-probe',
  summary: 'a flag that some compiler which can build the tree does not have, added without a probe',
  severity: 'warning',
  hasFix: false,
  preset: 'all',
  since: '0.3.0',
};

/** `KBUILD_CFLAGS += -fconserve-stack`. */
export const flagWithoutProbe: Rule = { meta, checkMakefile };

const flagList = /^(?:KBUILD_(?:C|A|CPP)FLAGS|(?:cc|as|subdir-cc)flags-y|CFLAGS|EXTRA_CFLAGS|PLATFORM_CPPFLAGS)$/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const statement of makefile.scan.statements) {
    if (statement.kind !== 'assignment' || statement.depth > 0 || !flagList.test(statement.left.trim())) continue;
    if (statement.targets !== '') continue;
    for (const word of statement.right.split(/\s+/)) {
      // What a call gives was asked of the compiler.
      if (!word.startsWith('-') || !isPlain(statement.right, word)) continue;
      const facts = factsOf(word);
      if (facts === undefined) continue;
      const least = leastMajors(tree.kbuild.readFile('scripts/min-tool-version.sh'));
      const lacking = [
        facts[0] === null || facts[0] > least[0] ? `gcc ${facts[0] === null ? '' : `before ${facts[0]}`}`.trim() : '',
        facts[1] === null || facts[1] > least[1] ? `clang ${facts[1] === null ? '' : `before ${facts[1]}`}`.trim() : '',
      ].filter((text) => text !== '');
      if (lacking.length === 0) continue;
      findings.push(
        ruleFinding({
          rule: 'flag-without-probe',
          severity: 'warning',
          location: wordPlace(makefile, statement, word),
          message: `${lacking.join(' and ')} does not have ${word}, which is added without a probe`,
          args: { flag: word, lacking: lacking.join(' and ') },
          notes: [`$(call cc-option,${word}) adds it where it is there.`],
        }),
      );
    }
  }
  return findings;
}

/** The word stands in no call. */
function isPlain(text: string, word: string): boolean {
  const before = text.slice(0, text.indexOf(word));
  return before.split(/\$[({]/).length === before.split(/[)}]/).length;
}
