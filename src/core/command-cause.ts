/** Programs as causes: what was run, how it ended, in its own words. */
import type { Cause } from './diagnostic.ts';
import type { CommandEvidence, ShellCall } from './shell.ts';

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

/** A `$(shell …)` and the programs behind it. A pure text is explained by its own answer. */
export function explainShellCall(call: ShellCall): Cause[] {
  if (call.answer.commands.length > 0) return call.answer.commands.map(explainCommand);
  if (call.answer.unknown !== null)
    return [{ kind: 'unknown', message: `cannot be known: ${call.answer.unknown}`, location: null, causes: [] }];
  const answer = call.answer.stdout.trim();
  return [
    { kind: 'command', message: call.command.trim(), location: null, detail: [`answered "${answer}"`], causes: [] },
  ];
}

/** A `$(shell …)` behind a stop: the text, what it wrote on stderr or answered, and the programs in it. */
export function explainFailedCall(call: ShellCall): Cause {
  const { command, answer } = call;
  const said = words(answer.stderr);
  return {
    kind: 'command',
    message: command.trim(),
    location: null,
    detail: said.length > 0 ? said : [`answered "${answer.stdout.trim()}"`],
    causes: answer.commands.map(explainCommand),
  };
}
