/**
 * `sed` over files, for scripts of `s`, `y`, `p`, `d`, `q`, `n`, labels and branches; trees generate their lists with it,
 * hundreds of times a run. Null for any other script, which the real program gets.
 * Source: POSIX.1-2017 XCU sed; GNU sed 4.9 observed.
 */
import { write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isPartlyKnown } from '../language/marker.ts';
import type { Shell } from '../run/state.ts';
import { linesOf } from './grep.ts';
import { countLines, LinePattern } from './line-pattern.ts';
import { maxScript, plainPattern, type Substitution, substitution } from './substitution.ts';
import { readOperand } from './operands.ts';
import { toPattern } from './posix-pattern.ts';

/** One command; a block is left out where its address does not match, by a jump behind its end. */
type Command =
  | { readonly kind: 's'; readonly by: Substitution }
  | { readonly kind: 'p' | 'd' | 'q' | 'n' }
  | { readonly kind: 'y'; readonly by: ReadonlyMap<string, string> }
  | { readonly kind: 'jump'; readonly label: string };

interface Step {
  /** Null for all lines; as {@link toPattern} gives it. */
  readonly address: string | null;
  readonly isNegated: boolean;
  /** Address `$`: the last line alone. */
  readonly isOfLast: boolean;
  readonly command: Command;
}

interface Script {
  readonly steps: readonly Step[];
  /** Number of the step behind each label. */
  readonly labels: ReadonlyMap<string, number>;
}

/**
 * Commands that a text may run, and those more that it may for each of its lines: a loop that reads no line would have no end.
 * Bytes of one line, which commands may make longer, and of the output.
 */
const maxSteps = 1e6;
const maxStepsOfLine = 1000;
const maxLine = 1024 * 1024;
const maxOutput = 64 * 1024 * 1024;

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
  const script = parse(scripts.join('\n'), false);
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
  const output = edit(script, lines, isSilent);
  if (output === null) return null;
  write(shell, 1, output);
  return 0;
}

/** What `sed` prints of a text; null for a script that is not covered. */
export function sedOutput(
  scripts: readonly ByteString[],
  text: ByteString,
  { isExtended, isSilent }: { readonly isExtended: boolean; readonly isSilent: boolean },
): ByteString | null {
  const script = parse(scripts.join('\n'), isExtended);
  return script === null ? null : edit(script, linesIn([text]), isSilent);
}

/** True where characters are bytes, and messages are in English. */
export function isPlainLocale(env: Readonly<Record<string, ByteString>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || locale === 'C' || locale === 'POSIX';
}

/** Null for a script with anything that is not covered. */
function parse(text: ByteString, isExtended: boolean): Script | null {
  if (text.length > maxScript) return null;
  const steps: Step[] = [];
  const labels = new Map<string, number>();
  const open: string[] = [];
  let blocks = 0;
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '');
    if (rest === '') break;
    const last = /^\$[ \t]*(?=[a-z])/.exec(rest)?.[0] ?? '';
    const isOfLast = last !== '';
    rest = rest.slice(last.length);
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
    const [mapping, from = '', to = ''] = /^y\/([^/\\\n]+)\/([^/\\\n]+)\/[ \t]*(?=[;\n}]|$)/.exec(rest) ?? [];
    if (mapping !== undefined) {
      if (from.length !== to.length) return null;
      const by = new Map([...from].map((one, at) => [one, to[at] ?? '']));
      if (by.size < from.length) return null;
      steps.push({ address: null, isNegated: false, isOfLast, command: { kind: 'y', by } });
      rest = rest.slice(mapping.length);
      continue;
    }
    const line = substitutionLine.exec(rest)?.[0];
    if (line !== undefined) {
      const by = substitution(line, isExtended);
      if (by === null || (isOfLast && by.address !== null)) return null;
      steps.push({ address: by.address, isNegated: by.isNegated, isOfLast, command: { kind: 's', by } });
      rest = rest.slice(line.length);
      continue;
    }
    const found =
      /^(?:\/((?:[^/\\\n]|\\[^\n])+)\/)?[ \t]*(!?)[ \t]*(?:([pdqn])[ \t]*(?=[;\n}]|$)|(\{)|b[ \t]*(\w+)[ \t]*(?=\n|$))/.exec(
        rest,
      );
    if (found === null) return null;
    const [whole, where, not, letter, brace, target] = found;
    const source = where === undefined ? null : toPattern(plainPattern(where), isExtended, true);
    if (where !== undefined && source === null) return null;
    const address = source;
    const isNegated = not === '!';
    if ((address === null && isNegated) || (isOfLast && (address !== null || letter === undefined))) return null;
    if (brace !== undefined) {
      const end = `end of block ${(blocks += 1)}`;
      open.push(end);
      if (address !== null)
        steps.push({ address, isNegated: !isNegated, isOfLast, command: { kind: 'jump', label: end } });
    } else if (target !== undefined)
      steps.push({ address, isNegated, isOfLast, command: { kind: 'jump', label: target } });
    else steps.push({ address, isNegated, isOfLast, command: { kind: letter as 'p' | 'd' | 'q' | 'n' } });
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
}

function linesIn(texts: readonly ByteString[]): Lines {
  const lines: ByteString[] = [];
  let isWhole = true;
  for (const text of texts) {
    const found = linesOf(text);
    for (const line of found.lines) lines.push(line);
    if (found.lines.length > 0) isWhole = found.isWhole;
  }
  return { lines, isWhole };
}

/**
 * The lines that begin as one of the patterns of a script does: all others print nothing where lines are printed by
 * commands alone. Null for a script of another form.
 */
function linesFor({ steps }: Script, texts: readonly ByteString[]): Lines | null {
  const beginnings = new Set<string>();
  for (const { address, command, isNegated, isOfLast } of steps) {
    if (isOfLast) return null;
    const form = command.kind === 's' && address === null ? command.by.source : isNegated ? null : address;
    const beginning = /^\^([\w/ :=,@#%"'<>~!;-]{2,})(?![*+?{])/.exec(form?.replaceAll('\\/', '/') ?? '')?.[1];
    if (beginning === undefined || !/^[spd]$/.test(command.kind)) return null;
    beginnings.add(beginning);
  }
  const lines: ByteString[] = [];
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
    }
  }
  return { lines, isWhole: true };
}

/** What it prints; null for a script without an end. */
function edit({ labels, steps }: Script, { isWhole, lines }: Lines, isSilent: boolean): ByteString | null {
  const count = countLines(lines);
  const run = steps.map((step) => ({
    ...step,
    where: step.address === null ? null : new LinePattern(step.address, count),
    form: step.command.kind === 's' ? new LinePattern(step.command.by.source, count) : null,
  }));
  const output: ByteString[] = [];
  let size = 0;
  let left = maxSteps + maxStepsOfLine * lines.length;
  let next = 0;
  let line = '';
  let isOpen = false;
  // The last line has a newline when the file has one; what follows it begins a line of its own.
  const print = (): void => {
    const hasNewline = isWhole || next < lines.length;
    if (isOpen) output.push('\n');
    output.push(hasNewline ? `${line}\n` : line);
    size += line.length + 1;
    isOpen = !hasNewline;
  };
  const endOf = (label: string): number => labels.get(label) ?? steps.length;
  while (next < lines.length) {
    line = lines[next++] ?? '';
    let isDeleted = false;
    let isLast = false;
    for (let at = 0; at < run.length; at += 1) {
      if ((left -= 1) < 0 || line.length > maxLine || size > maxOutput) return null;
      const step = run[at];
      if (
        step === undefined ||
        (step.isOfLast && next < lines.length) ||
        (step.where !== null && step.where.test(line) === step.isNegated)
      )
        continue;
      const { command, form } = step;
      if (command.kind === 'jump') at = endOf(command.label) - 1;
      else if (command.kind === 'p') print();
      else if (command.kind === 'y') line = [...line].map((one) => command.by.get(one) ?? one).join('');
      else if (command.kind === 's') {
        if (form?.takesLongest(line) === false) return null;
        const changed = form?.replace(line, command.by.by, command.by.isGlobal) ?? null;
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
