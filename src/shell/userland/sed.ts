/**
 * `sed` over files, for scripts of `s`, `p`, `d`, `q`, `n`, labels and branches; trees generate their lists with it,
 * hundreds of times a run. Null for any other script, which the real program gets.
 * Source: POSIX.1-2017 XCU sed; GNU sed 4.9 observed.
 */
import { write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isPartlyKnown } from '../language/marker.ts';
import type { Shell } from '../run/state.ts';
import { linesOf } from './grep.ts';
import { isQuick, type Substitution, substitution } from './substitution.ts';
import { readOperand } from './operands.ts';
import { toPattern } from './posix-pattern.ts';

/** One command; a block is left out where its address does not match, by a jump behind its end. */
type Command =
  | { readonly kind: 's'; readonly by: Substitution }
  | { readonly kind: 'p' | 'd' | 'q' | 'n' }
  | { readonly kind: 'jump'; readonly label: string };

interface Step {
  readonly address: RegExp | null;
  readonly isNegated: boolean;
  readonly command: Command;
}

interface Script {
  readonly steps: readonly Step[];
  /** Number of the step behind each label. */
  readonly labels: ReadonlyMap<string, number>;
}

/** Commands that one line may run: a loop that reads no line would have no end. */
const maxSteps = 1e6;

/** Runs it; null where script, options or files are not covered. */
export function runSed(
  shell: Shell,
  args: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
): number | null {
  let isSilent = false;
  const scripts: ByteString[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-n') isSilent = true;
    else if (word === '-e') scripts.push(args[(at += 1)] ?? '');
    else break;
  }
  if (scripts.length === 0) scripts.push(args[at++] ?? '');
  const operands = args.slice(at);
  // Input of a pipe goes to the real program: what it was given is evidence.
  if (operands.length === 0 || operands.some((word) => word.startsWith('-'))) return null;
  const script = parse(scripts.join('\n'));
  if (script === null) return null;
  const texts: ByteString[] = [];
  for (const operand of operands) {
    const text = readOperand(shell, operand);
    // Its message is the real program's.
    if (text === null || isPartlyKnown(text)) return null;
    texts.push(text);
  }
  const isBytes = isPlainLocale(env);
  if (texts.some((text) => text.includes('\0') || (!isBytes && /[\x80-\xff]/.test(text)))) return null;
  const lines = (isSilent ? linesFor(script, texts) : null) ?? linesIn(texts);
  if (!script.steps.every(({ address, command }) => isQuickStep(address, command, lines.longest))) return null;
  const output = edit(script, lines, isSilent);
  if (output === null) return null;
  write(shell, 1, output);
  return 0;
}

function isPlainLocale(env: Readonly<Record<string, ByteString>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || locale === 'C' || locale === 'POSIX';
}

function isQuickStep(address: RegExp | null, command: Command, longest: number): boolean {
  return (
    (address === null || isQuick(address.source, longest)) &&
    (command.kind !== 's' || isQuick(command.by.form.source, longest))
  );
}

/** Null for a script with anything that is not covered. */
function parse(text: ByteString): Script | null {
  const steps: Step[] = [];
  const labels = new Map<string, number>();
  const open: string[] = [];
  let blocks = 0;
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '');
    if (rest === '') break;
    const label = /^:[ \t]*(\w+)[ \t]*(?=\n|$)/.exec(rest);
    if (label !== null) {
      labels.set(label[1] ?? '', steps.length);
      rest = rest.slice(label[0].length);
      continue;
    }
    if (rest.startsWith('}')) {
      const end = open.pop();
      if (end === undefined) return null;
      labels.set(end, steps.length);
      rest = rest.slice(1);
      continue;
    }
    const line = substitutionLine.exec(rest)?.[0];
    if (line !== undefined) {
      const by = substitution(line, false);
      if (by === null) return null;
      steps.push({ address: by.address, isNegated: by.isNegated, command: { kind: 's', by } });
      rest = rest.slice(line.length);
      continue;
    }
    const found =
      /^(?:\/((?:[^/\\\n]|\\[^\n])+)\/)?[ \t]*(!?)[ \t]*(?:([pdqn])[ \t]*(?=[;\n}]|$)|(\{)|b[ \t]*(\w+)[ \t]*(?=\n|$))/.exec(
        rest,
      );
    if (found === null) return null;
    const [whole, where, not, letter, brace, target] = found;
    const source = where === undefined ? null : toPattern(where.replaceAll('\\/', '/'), false);
    if (where !== undefined && source === null) return null;
    const address = source === null ? null : new RegExp(source, 's');
    const isNegated = not === '!';
    if (address === null && isNegated) return null;
    if (brace !== undefined) {
      const end = `end of block ${(blocks += 1)}`;
      open.push(end);
      if (address !== null) steps.push({ address, isNegated: !isNegated, command: { kind: 'jump', label: end } });
    } else if (target !== undefined) steps.push({ address, isNegated, command: { kind: 'jump', label: target } });
    else steps.push({ address, isNegated, command: { kind: letter as 'p' | 'd' | 'q' | 'n' } });
    rest = rest.slice(whole.length);
  }
  const isWhole = steps.every(({ command }) => command.kind !== 'jump' || labels.has(command.label));
  return isWhole && open.length === 0 ? { steps, labels } : null;
}

/** One `s` command to the end of its line; its delimiter is one of those that {@link substitution} knows. */
const substitutionLine =
  /^(?:\/(?:[^/\\\n]|\\[^\n])+\/[ \t]*!?[ \t]*)?s([/,|#:%@])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\\\n]|\\[^])*\1[gp]*[ \t]*(?=[;\n]|$)/;

/** Lines without their newlines. */
interface Lines {
  readonly lines: readonly ByteString[];
  /** False when the last one has no newline. */
  readonly isWhole: boolean;
  /** Length of the longest. */
  readonly longest: number;
}

function linesIn(texts: readonly ByteString[]): Lines {
  const lines: ByteString[] = [];
  let isWhole = true;
  for (const text of texts) {
    const found = linesOf(text);
    for (const line of found.lines) lines.push(line);
    if (found.lines.length > 0) isWhole = found.isWhole;
  }
  return { lines, isWhole, longest: lines.reduce((longest, { length }) => Math.max(longest, length), 0) };
}

/**
 * The lines that begin as one of the patterns of a script does: all others print nothing where lines are printed by
 * commands alone. Null for a script of another form.
 */
function linesFor({ steps }: Script, texts: readonly ByteString[]): Lines | null {
  const beginnings = new Set<string>();
  for (const { address, command, isNegated } of steps) {
    const form = command.kind === 's' && address === null ? command.by.form : isNegated ? null : address;
    const beginning = /^\^([\w/ :=,@#%"'<>~!;-]{2,})(?![*+?{])/.exec(form?.source.replaceAll('\\/', '/') ?? '')?.[1];
    if (beginning === undefined || !/^[spd]$/.test(command.kind)) return null;
    beginnings.add(beginning);
  }
  const lines: ByteString[] = [];
  let longest = 0;
  for (const text of texts) {
    const starts = new Set<number>();
    for (const beginning of beginnings) {
      if (text.startsWith(beginning)) starts.add(0);
      const wanted = `\n${beginning}`;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) starts.add(at + 1);
    }
    for (const start of [...starts].sort((left, right) => left - right)) {
      const end = text.indexOf('\n', start);
      if (end < 0) return null;
      lines.push(text.slice(start, end));
      longest = Math.max(longest, end - start);
    }
  }
  return { lines, isWhole: true, longest };
}

/** What it prints; null for a script without an end. */
function edit({ labels, steps }: Script, { isWhole, lines }: Lines, isSilent: boolean): ByteString | null {
  const output: ByteString[] = [];
  let next = 0;
  let line = '';
  let isOpen = false;
  // The last line has a newline when the file has one; what follows it begins a line of its own.
  const print = (): void => {
    const hasNewline = isWhole || next < lines.length;
    if (isOpen) output.push('\n');
    output.push(hasNewline ? `${line}\n` : line);
    isOpen = !hasNewline;
  };
  const endOf = (label: string): number => labels.get(label) ?? steps.length;
  while (next < lines.length) {
    line = lines[next++] ?? '';
    let isDeleted = false;
    let isLast = false;
    let left = maxSteps;
    for (let at = 0; at < steps.length; at += 1) {
      if ((left -= 1) < 0) return null;
      const step = steps[at];
      if (step === undefined || (step.address !== null && step.address.test(line) === step.isNegated)) continue;
      const { command } = step;
      if (command.kind === 'jump') at = endOf(command.label) - 1;
      else if (command.kind === 'p') print();
      else if (command.kind === 's') {
        const changed = replaced(command.by, line);
        if (changed === null) continue;
        line = changed;
        if (command.by.prints) print();
      } else if (command.kind === 'n') {
        if (next === lines.length) {
          isLast = true;
          break;
        }
        if (!isSilent) print();
        line = lines[next++] ?? '';
        left = maxSteps;
      } else {
        isDeleted = command.kind === 'd';
        isLast = command.kind === 'q';
        break;
      }
    }
    if (!isSilent && !isDeleted) print();
    if (isLast) break;
  }
  return output.join('');
}

/** A line after a substitution; null where the pattern does not match. */
function replaced({ by, form }: Substitution, line: ByteString): ByteString | null {
  form.lastIndex = 0;
  if (!form.test(line)) return null;
  form.lastIndex = 0;
  return line.replace(form, (...match: string[]) =>
    by.map((part) => (typeof part === 'number' ? (match[part] ?? '') : part)).join(''),
  );
}
