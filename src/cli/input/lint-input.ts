/** The words and options of `kgate lint`. */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { OptionDeclaration } from '../option-declaration.ts';

/** What `kgate lint` was asked for, in addition to the tree and the architectures. */
export interface LintInput {
  readonly preset: 'recommended' | 'all' | 'pedantic';
  /** `--select`, every one given. */
  readonly select: readonly ByteString[];
  /** `--since`; null where it is not given. */
  readonly since: ByteString | null;
  /** `--diff`, every one given; `-` is standard input. */
  readonly diffs: readonly ByteString[];
  /** `--fix`. */
  readonly isFix: boolean;
  /** `--dry-run`: what `--fix` would change, as a diff. */
  readonly isDryRun: boolean;
}

/** As `--help` shows them. */
export const lintOptions: readonly OptionDeclaration[] = [
  { flags: '--arch <arch>', description: 'of arch/*, check these: all, or A,B; repeatable', isList: true },
  { flags: '--since <rev>', description: 'only findings on lines that differ from this git revision' },
  {
    flags: '--diff <file>',
    description: "only findings on lines that this patch adds ('-': standard input); repeatable",
    isList: true,
  },
  {
    flags: '--preset <name>',
    description: 'rules to apply; each name includes those before it',
    choices: ['recommended', 'all', 'pedantic'],
    fallback: 'recommended',
  },
  { flags: '--select <rule>', description: 'apply this rule only; repeatable', isList: true },
  {
    flags: '--severity <rule=level>',
    description: 'severity of a rule: error, warning, info, off; repeatable',
    isList: true,
  },
  { flags: '--fix', description: 'make the edits that change the result of no configuration' },
  { flags: '--dry-run', description: 'with --fix: print the edits as a diff, write nothing' },
  {
    flags: '--fail-on <level>',
    description: 'lowest severity that gives exit status 1',
    choices: ['error', 'warning'],
    fallback: 'error',
  },
];

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The options of a command line. Throws UsageError for those that do not go together. */
export function toLintInput(options: Values, list: (value: Values[string]) => string[]): LintInput {
  const { dryRun, fix, preset, since } = options;
  const diffs = list(options['diff']);
  if (dryRun === true && fix !== true) throw new UsageError('usage/dry-run', '--dry-run goes with --fix');
  if (typeof since === 'string' && diffs.length > 0) {
    throw new UsageError('usage/two-changes', '--since and --diff: one of them says which lines count');
  }
  if (fix === true && diffs.length > 0) {
    throw new UsageError('usage/fix-of-diff', '--fix and --diff: the files of a patch are in memory only', {
      hint: 'apply the patch, then kgate lint --since HEAD --fix',
    });
  }
  return {
    preset: preset === 'all' || preset === 'pedantic' ? preset : 'recommended',
    select: list(options['select']),
    since: typeof since === 'string' ? (list([since])[0] ?? null) : null,
    diffs,
    isFix: fix === true,
    isDryRun: dryRun === true,
  };
}
