import { UsageError } from '../../core/errors.ts';
import { canonicalPaths, checkCanonical } from '../../index.ts';
import { renderCanonicalText } from '../../report/answer/canonical-text.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { treeOptions } from '../request.ts';

/** `kgate check --canonical`: the words are files, or configuration goals. */
export function runCanonical(input: CommandInput, host: CommandHost, isFix: boolean): CommandOutcome {
  refuseOthers(input);
  const words = [
    ...input.words,
    ...(input.config === null ? [] : [input.config]),
    ...(input.defconfig === null ? [] : [input.defconfig]),
  ];
  if (words.length === 0) {
    throw new UsageError('usage/operand-missing', 'check --canonical: no file is named', {
      hint: 'usage: kgate check --canonical FILE... | --defconfig NAME | --config FILE',
    });
  }
  const { files, result } = checkCanonical({
    ...treeOptions({ ...input, config: null, defconfig: null, fragments: [], goals: [] }, host),
    files: [...new Set(words)].map((name) => ({ name, paths: canonicalPaths(input.startDirectory, host.cwd, name) })),
    isFix,
  });
  const outcome = deliverResult(input, result.verdict === 'fail' ? exitFindings : exitOk, result, renderCanonicalText);
  return isFix ? { ...outcome, files: [...files, ...outcome.files] } : outcome;
}

/** Options of a check that say nothing about a file; those of a project file are for its checks. */
function refuseOthers({ format, given }: CommandInput): void {
  const option = others.find((name) => given.includes(name));
  const isKnown = format === 'text' || format === 'json' || format === 'concise';
  if (option === undefined && isKnown) return;
  const flag = option?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) ?? `format ${format}`;
  throw new UsageError('usage/option-unexpected', `--canonical does not go with --${flag}`, {
    hint: 'it compares files with what savedefconfig writes; --format is text, concise or json',
  });
}

const others = ['fragment', 'report', 'baseline', 'updateBaseline', 'since', 'strict', 'severity', 'goal'];
