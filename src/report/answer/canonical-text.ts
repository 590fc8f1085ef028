/** The text form of `kgate check --canonical`: the difference, then why each line differs. */
import type { CanonicalFile, CanonicalLine, CanonicalReason, CanonicalResult } from '../../results/canonical.ts';
import { add, count, createPage, type Page, printable, styleOf, type TextStyle } from '../style.ts';

/** Reasons that are the same for all their lines: these are counted. */
const counted: Partial<Readonly<Record<CanonicalReason, (number: number) => string>>> = {
  comment: (number) => `${count(number, 'line')} of comments or without text: savedefconfig writes none`,
  order: (number) => `${count(number, 'line')} at another place: lines are in the order of the Kconfig files`,
};

/** Lines of one file whose reasons are shown without `--verbose`. */
const maxShown = 60;

/** The text; `concise` is one line for each line of the difference. */
export function renderCanonicalText(result: CanonicalResult, style: TextStyle): string {
  const page = createPage(styleOf(result.tree, style));
  const { out } = page;
  for (const file of result.files) {
    if (style.isConcise === true) {
      for (const line of file.lines) out.push(printable(`${placeOf(file, line)}: ${wordsOf(line)}`));
    } else if (style.isQuiet !== true) addFile(page, file);
  }
  addVerdict(page, result);
  return `${out.join('\n')}\n`;
}

/** A line of the file; for one that is added the file alone, since it has no line there. */
function placeOf({ file }: CanonicalFile, { kind, line }: CanonicalLine): string {
  return kind === 'removed' ? `${file}:${line}` : file;
}

function wordsOf({ kind, message, reason, text }: CanonicalLine): string {
  return `${kind === 'removed' ? '-' : '+'}${text} [${reason}] ${message}`;
}

function addFile(page: Page, file: CanonicalFile): void {
  const { out, paint, style } = page;
  if (file.isCanonical) {
    out.push(`${printable(file.file)}: as savedefconfig writes it`);
    return;
  }
  if (out.length > 0) out.push('');
  for (const line of file.diff.replace(/\n$/, '').split('\n')) {
    const tone = line.startsWith('+') ? paint.good : line.startsWith('-') ? paint.error : paint.faint;
    out.push(tone(printable(line)));
  }
  out.push('');
  const rows = file.lines.filter(({ reason }) => style.isVerbose === true || counted[reason] === undefined);
  const shown = style.isVerbose === true ? rows : rows.slice(0, maxShown);
  for (const line of shown) {
    const mark = line.kind === 'removed' ? '-' : '+';
    // A message that begins with the line says it all.
    const words = line.message.startsWith(line.text) ? line.message : `${line.text}: ${line.message}`;
    add(page, words, `  ${mark}${String(line.line).padEnd(5)} `, ' '.repeat(9));
  }
  if (rows.length > shown.length) out.push(`  … and ${rows.length - shown.length} more (--verbose)`);
  for (const [reason, words] of Object.entries(counted)) {
    const number = file.lines.filter((line) => line.reason === reason && line.kind === 'removed').length;
    if (number > 0 && style.isVerbose !== true) add(page, words(number), '  ', '    ');
  }
  out.push('');
}

function addVerdict(page: Page, { files, verdict }: CanonicalResult): void {
  const { out, paint, style } = page;
  const different = files.filter(({ isCanonical }) => !isCanonical);
  const written = files.filter(({ isWritten }) => isWritten);
  const lost = different.flatMap(({ lines }) =>
    lines.filter(({ reason }) => reason === 'lost' || reason === 'unknown'),
  );
  const parts = [
    different.length === 0
      ? `${count(files.length, 'file')} as savedefconfig ${files.length === 1 ? 'writes it' : 'writes them'}`
      : `${different.length} of ${count(files.length, 'file')} ${different.length === 1 ? 'differs' : 'differ'} from what savedefconfig writes`,
    ...(lost.length > 0
      ? [`${count(lost.length, 'setting')} of ${different.length === 1 ? 'it' : 'them'} not in the result`]
      : []),
    ...(written.length > 0 ? [`${written.length} written`] : []),
  ];
  const word = verdict.toUpperCase();
  const time = style.seconds === undefined ? '' : ` (${style.seconds.toFixed(1)} s)`;
  const from = out.length;
  add(page, `${word}  ${parts.join('; ')}${time}`, '', '      ');
  const first = out[from] ?? '';
  out[from] = `${(verdict === 'pass' ? paint.good : paint.error)(word)}${first.slice(word.length)}`;
  if (verdict === 'fail' && style.isConcise !== true && style.isQuiet !== true)
    out.push(paint.accent('      more: --fix writes what savedefconfig writes'));
}
