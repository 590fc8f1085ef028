/** What is behind a probe that says no: a tool that is missing or too old, a file that is not there, a flag that is refused. */
import { askedFlags } from '../../core/blame.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import type { CommandEvidence, ShellCall } from '../../core/run-shell.ts';
import { shorten } from '../../core/shorten.ts';
import type { MacroUse } from '../../kconfig/index.ts';
import type { RootCause, RootTool } from '../../results/root-cause.ts';
import { programBasename, toolRole } from '../../toolchain/tool-role.ts';
import type { WeighedRoot } from './ways.ts';

/** How much each kind weighs where there are several ways; what a person can do at once weighs least. */
const weights = { 'tool-missing': 2, 'tool-old': 2.5, 'file-missing': 2.5, compiler: 4, probe: 5, unknown: 5 } as const;

/** Lines of a program's words that are kept, and characters of a macro that are shown. */
const maxWords = 4;
const maxText = 100;

/** A root cause; what is not given is empty. */
export function rootCause(given: Pick<RootCause, 'kind' | 'message'> & Partial<RootCause>): RootCause {
  const nothing = {
    origin: '',
    location: null,
    symbol: null,
    value: null,
    needed: null,
    flag: null,
    file: null,
    tool: null,
  };
  return { ...nothing, words: [], compilers: [], via: [], ...given };
}

/** A tool whose package is looked up later. */
export function rootTool(name: string, found: string | null = null, wanted: string | null = null): RootTool {
  return { name, found, wanted, packages: null, command: null };
}

/** Where a probe stands and what it decides. */
export interface ProbePlace {
  readonly location: Location;
  /** The symbol whose value it gives or whose condition it is. */
  readonly symbol: string;
  /** What a number would have to be, as a version; null for yes and no. */
  readonly wanted?: string | null;
}

/** A root with the name under which it is one and the same. */
export interface KeyedRoot extends WeighedRoot {
  readonly key: string;
}

/** Lines worth reading: marks and empty ones are left out. Source: scripts/rust_is_available.sh of Linux frames its words so. */
export function wordsIn(text: ByteString): string[] {
  const lines = text.split('\n').filter((line) => /[^\s*]/.test(line));
  return lines.slice(0, maxWords);
}

/** The program that a call did not find: by itself or by `command -v`; null where it found all. */
function missingProgram({ answer }: ShellCall): ByteString | null {
  const looked = answer.aside?.absent.findLast(({ kind }) => kind === 'program')?.name ?? null;
  const started = answer.commands.findLast(({ status }) => status === 127)?.argv[0] ?? null;
  return looked ?? started;
}

/** A tool of the compiler's kind that ended with an error. */
function failedTool({ answer }: ShellCall): CommandEvidence | null {
  const isTool = ({ argv }: CommandEvidence): boolean => argv.some((word) => toolRole(word) !== null);
  return answer.commands.findLast((one) => one.status !== 0 && one.status !== null && isTool(one)) ?? null;
}

/** What is behind the answer of probes that decide a symbol; null where no command was asked. */
export function probeRoot(macros: readonly MacroUse[], place: ProbePlace, insight?: ProbeInsight): KeyedRoot | null {
  const asked = macros.filter(({ shellCalls }) => shellCalls.length > 0);
  const macro = asked.findLast(({ result }) => /^[n0]?$/.test(result)) ?? asked.at(-1);
  if (macro === undefined) return null;
  for (const call of [...macro.shellCalls].reverse()) {
    const found = callRoot(call, macro, place, insight);
    if (found !== null) return found;
  }
  const call = macro.shellCalls.at(-1);
  const words = wordsIn(call?.answer.aside?.discarded ?? '');
  const text = shorten(macro.text, maxText);
  const message = `${text} is ${macro.result === '' ? 'empty' : macro.result}`;
  const root = rootCause({ kind: 'probe', message, location: macro.location, symbol: place.symbol, words });
  return { key: `probe ${macro.text}`, root, weight: weights.probe };
}

function callRoot(
  call: ShellCall,
  macro: MacroUse,
  { location, symbol, wanted = null }: ProbePlace,
  insight: ProbeInsight | undefined,
): KeyedRoot | null {
  const base = { location, symbol };
  const { answer } = call;
  if (answer.unknown !== null) {
    const message = `it is not known what ${shorten(macro.text, maxText)} is: ${answer.unknown}`;
    return {
      key: `unknown ${macro.text}`,
      root: rootCause({ ...base, kind: 'unknown', message }),
      weight: weights.unknown,
    };
  }
  const old = insight?.oldTool(call.command) ?? null;
  if (old !== null) {
    const tool = rootTool(old.tool, old.found, old.minimum);
    const message = `${old.tool} ${old.found} is too old: the tree asks for ${old.minimum}`;
    const root = rootCause({ kind: 'tool-old', message, symbol, location: old.location ?? location, tool });
    return { key: `tool ${old.key}`, root, weight: weights['tool-old'] };
  }
  const missing = missingProgram(call);
  if (missing !== null) {
    const name = programBasename(missing);
    const minimum = wanted ?? insight?.minimumOf(call.command, name) ?? null;
    const least = minimum === null ? '' : ` >= ${minimum}`;
    const root = rootCause({
      ...base,
      kind: 'tool-missing',
      message: `${name}${least} is not installed`,
      words: wordsIn(answer.aside?.discarded ?? ''),
      tool: rootTool(name, null, minimum),
    });
    return { key: `tool ${name}`, root, weight: weights['tool-missing'] };
  }
  const failed = failedTool(call);
  if (failed !== null) return refusal(failed, macro, base);
  const file = answer.aside?.absent.findLast(({ kind }) => kind === 'file')?.name ?? null;
  if (file === null) return null;
  const root = rootCause({ ...base, kind: 'file-missing', message: `${file} is not there`, file });
  return { key: `file ${file}`, root, weight: weights['file-missing'] };
}

/** What a compiler, assembler or linker refuses: the flag that was asked about, else the text it was given. */
function refusal(
  { argv, stderr, stdout }: CommandEvidence,
  macro: MacroUse,
  base: Pick<RootCause, 'location' | 'symbol'>,
): KeyedRoot {
  const program = programBasename(argv.find((word) => toolRole(word) !== null) ?? '');
  const [flag = null] = askedFlags(macro.steps[0]);
  const what = flag ?? shorten(macro.text, maxText);
  const complaints = (stderr.trim() === '' ? stdout : stderr)
    .split('\n')
    .filter((line) => /error|unrecogni|unknown/i.test(line));
  const root = rootCause({
    ...base,
    kind: 'compiler',
    message: `${program} refuses ${what}`,
    words: complaints.length > 0 ? complaints.slice(0, 1) : wordsIn(stderr),
    flag,
    origin: quoteCommand(argv),
  });
  return { key: `compiler ${what}`, root, weight: weights.compiler };
}
