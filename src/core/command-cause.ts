/** Programs as causes: what was run, how it ended, in its own words. */
import { askedFlags, type BlameFlags, explainBlame } from './blame.ts';
import { type Cause, cause } from './diagnostic.ts';
import { explainOldTool, type ProbeInsight } from './old-tool.ts';
import { quoteCommand } from './quote-command.ts';
import type { CommandEvidence, MacroFrame, ShellCall } from './run-shell.ts';
import { shorten } from './shorten.ts';

/** Lines of a program's words that are kept; the rest is counted. */
const maxWords = 6;

function words(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= maxWords) return lines;
  return [...lines.slice(0, maxWords), `(${lines.length - maxWords} more lines)`];
}

function outcome(command: CommandEvidence): string {
  if (command.source === 'unknown') return 'not known';
  if (command.source === 'refused') return 'not started';
  const from = command.source === 'profile' ? ', from the recorded compiler' : '';
  return command.status === null ? `killed${from}` : `exit status ${command.status}${from}`;
}

/** One program that was run (or answered from a record) with its own words. */
export function explainCommand(command: CommandEvidence): Cause {
  const { argv, source, status, stderr, stdout } = command;
  const isUnknown = source === 'unknown' || source === 'refused';
  return {
    ...cause(isUnknown ? 'unknown' : 'command', quoteCommand(argv)),
    detail: [outcome(command), ...(status === 0 ? [] : words(stderr.trim() === '' ? stdout : stderr))],
    status: isUnknown ? null : status,
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
  return [{ ...cause('macro', `${writtenCall(outermost)}${through} ${answer}`, location, causes), call }];
}

/** Characters of a macro call that are shown. */
const maxCall = 160;

/** A `$(call …)` with its arguments expanded. */
export function writtenCall({ name, arguments: args }: Pick<MacroFrame, 'name' | 'arguments'>): string {
  return shorten(`$(call ${[name, ...args].join(',')})`, maxCall);
}

function explainBlamed(
  call: ShellCall,
  command: CommandEvidence,
  asked: readonly string[],
  blame: BlameFlags | undefined,
): Cause {
  const program = explainCommand(command);
  const found = blame?.(call, command, asked) ?? null;
  const flags = found === null ? null : explainBlame(found);
  return flags === null ? program : { ...program, causes: [flags] };
}

function explainPrograms(call: ShellCall, insight: ProbeInsight | undefined, asked: readonly string[]): Cause[] {
  const oldTool = insight?.oldTool(call.command) ?? null;
  if (call.answer.commands.length > 0) {
    const programs = call.answer.commands.map((one) => explainBlamed(call, one, asked, insight?.blame));
    const all = [...programs, ...explainAside(call)];
    return oldTool === null ? all : [explainOldTool(oldTool), ...all];
  }
  if (call.answer.unknown !== null) return [{ ...cause('unknown', `cannot be known: ${call.answer.unknown}`), call }];
  const detail = [`answered "${call.answer.stdout.trim()}"`];
  return [{ ...cause('command', call.command.trim(), null, explainAside(call)), detail, call }];
}

/** Answers that are a no: of Kconfig's macros, of version scripts, and none at all. */
const refusal = /^[n0]?$/;

/** What a text that says no wrote to `/dev/null`, and what it looked for in vain. */
function explainAside({ answer }: ShellCall): Cause[] {
  const { aside, stdout } = answer;
  if (aside === undefined || !refusal.test(stdout.trim())) return [];
  const absent = aside.absent.map(({ kind, name }) =>
    cause('note', kind === 'program' ? `${name} is not on PATH` : `${name} is not there`),
  );
  const said = words(aside.discarded).filter((line) => /[^\s*]/.test(line));
  return said.length === 0 ? absent : [...absent, { ...cause('note', 'the words that it throws away'), detail: said }];
}

/**
 * A `$(shell …)` behind a stop: the text, what it wrote on stderr or answered, and the programs in it, with the flags
 * that made them fail where `blame` finds them.
 */
export function explainFailedCall(call: ShellCall, blame?: BlameFlags): Cause {
  const { command, answer } = call;
  const lines = words(answer.stderr);
  const programs = answer.commands.map((one) => explainBlamed(call, one, [], blame));
  return {
    ...cause('command', command.trim(), null, programs),
    detail: lines.length > 0 ? lines : [`answered "${answer.stdout.trim()}"`],
    call,
  };
}
