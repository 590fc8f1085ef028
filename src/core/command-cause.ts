/** Programs as causes: what was run, how it ended, in its own words. */
import { askedFlags, type BlameFlags, explainBlame } from './blame.ts';
import type { Cause } from './diagnostic.ts';
import { explainOldTool, type ProbeInsight } from './old-tool.ts';
import type { CommandEvidence, MacroFrame, ShellCall } from './run-shell.ts';

/** Lines of a program's words that are kept; the rest is counted. */
const maxWords = 6;

const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** An argument vector as it can be pasted into a shell. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

function words(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= maxWords) return lines;
  return [...lines.slice(0, maxWords), `(${lines.length - maxWords} more lines)`];
}

function outcome(command: CommandEvidence): string {
  if (command.source === 'unknown') return 'not known';
  if (command.source === 'refused') return 'not started';
  const from = command.source === 'profile' ? ', from the recorded profile' : '';
  return command.status === null ? `killed${from}` : `exit status ${command.status}${from}`;
}

/** One program that was run (or answered from a record) with its own words. */
export function explainCommand(command: CommandEvidence): Cause {
  const text = command.stderr.trim() === '' ? command.stdout : command.stderr;
  return {
    kind: command.source === 'unknown' || command.source === 'refused' ? 'unknown' : 'command',
    message: quoteCommand(command.argv),
    location: null,
    detail: [outcome(command), ...(command.status === 0 ? [] : words(text))],
    causes: [],
  };
}

/**
 * A `$(shell …)` and the programs behind it, below the `$(call …)` that it came out of where the call knows one. A pure
 * text is explained by its own answer. With `insight`, a failed command is followed by the flags that make it fail,
 * and a version script by the tool it finds too old;
 * `asked` is what the macro was asked about, as far as the call itself does not know.
 */
export function explainShellCall(call: ShellCall, insight?: ProbeInsight, asked?: readonly string[]): Cause[] {
  const { macros = [], location = null } = call;
  const [outermost] = macros;
  const causes = explainPrograms(call, insight, asked ?? askedFlags(outermost));
  if (outermost === undefined) return causes;
  const answer = call.answer.unknown === null ? `answered "${call.answer.stdout.trim()}"` : 'has no answer';
  const through =
    macros.length < 2
      ? ''
      : ` (through ${macros
          .slice(1)
          .map(({ name }) => name)
          .join(', ')})`;
  return [{ kind: 'macro', message: `${writtenCall(outermost)}${through} ${answer}`, location, causes }];
}

/** Characters of a macro call that are shown. */
const maxCall = 160;

/** A `$(call …)` with its arguments expanded. */
export function writtenCall({ name, arguments: args }: Pick<MacroFrame, 'name' | 'arguments'>): string {
  const text = `$(call ${[name, ...args].join(',')})`.replace(/[ \t\n]+/g, ' ');
  return text.length <= maxCall ? text : `${text.slice(0, maxCall)} ...`;
}

function explainBlamed(
  call: ShellCall,
  command: CommandEvidence,
  asked: readonly string[],
  blame: BlameFlags | undefined,
): Cause {
  const cause = explainCommand(command);
  const found = blame?.(call, command, asked) ?? null;
  const flags = found === null ? null : explainBlame(found);
  return flags === null ? cause : { ...cause, causes: [flags] };
}

function explainPrograms(call: ShellCall, insight: ProbeInsight | undefined, asked: readonly string[]): Cause[] {
  const oldTool = insight?.oldTool(call.command) ?? null;
  if (call.answer.commands.length > 0) {
    const causes = call.answer.commands.map((one) => explainBlamed(call, one, asked, insight?.blame));
    return oldTool === null ? causes : [explainOldTool(oldTool), ...causes];
  }
  if (call.answer.unknown !== null)
    return [{ kind: 'unknown', message: `cannot be known: ${call.answer.unknown}`, location: null, causes: [] }];
  const answer = call.answer.stdout.trim();
  return [
    { kind: 'command', message: call.command.trim(), location: null, detail: [`answered "${answer}"`], causes: [] },
  ];
}

/**
 * A `$(shell …)` behind a stop: the text, what it wrote on stderr or answered, and the programs in it, with the flags
 * that made them fail where `blame` tells.
 */
export function explainFailedCall(call: ShellCall, blame?: BlameFlags): Cause {
  const { command, answer } = call;
  const said = words(answer.stderr);
  return {
    kind: 'command',
    message: command.trim(),
    location: null,
    detail: said.length > 0 ? said : [`answered "${answer.stdout.trim()}"`],
    causes: answer.commands.map((one) => explainBlamed(call, one, [], blame)),
  };
}
