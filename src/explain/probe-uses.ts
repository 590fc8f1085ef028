/** Every probe of a tree with the text that asked and what it decides, read off the values of both engines. */
import { askedFlags } from '../core/blame.ts';
import type { ByteString } from '../core/bytes.ts';
import { writtenCall } from '../core/command-cause.ts';
import type { Location } from '../core/location.ts';
import type { ShellCall } from '../core/run-shell.ts';
import type { Configuration, MacroUse } from '../kconfig/index.ts';
import type { Definition, Evaluation, Reference } from '../make/index.ts';
import type { FedSummary, MacroStepSummary } from '../results/explain-probe.ts';

/** One use of a macro that ran commands. */
export interface ProbeUse {
  readonly engine: 'kconfig' | 'make';
  readonly text: ByteString;
  readonly location: Location | null;
  readonly chain: readonly MacroStepSummary[];
  /** The last one gave the value. */
  readonly calls: readonly ShellCall[];
  readonly value: ByteString;
  readonly feeds: FedSummary[];
  /** Flags that the macro was asked about; empty when its text does not show them. */
  readonly asked: readonly ByteString[];
}

function stepsOf(use: MacroUse): MacroStepSummary[] {
  return use.steps.map(({ name, arguments: args, definition }) => ({ name, arguments: args, definition }));
}

/** Probes of the Kconfig files, in their order. */
export function kconfigProbes(configuration: Configuration): ProbeUse[] {
  const { model } = configuration;
  const found = new Map<MacroUse, ProbeUse>();
  const add = (use: MacroUse, feed: FedSummary | null): void => {
    if (use.shellCalls.length === 0) return;
    let probe = found.get(use);
    if (probe === undefined) {
      const { text, location, result, shellCalls } = use;
      const asked = askedFlags(use.steps[0]);
      const chain = stepsOf(use);
      probe = { engine: 'kconfig', text, location, chain, calls: shellCalls, value: result, feeds: [], asked };
      found.set(use, probe);
    }
    const isKnown = probe.feeds.some((one) => one.name === feed?.name && one.location.line === feed.location.line);
    if (feed !== null && !isKnown) probe.feeds.push(feed);
  };
  for (const use of model.assignedMacros) {
    add(use, { kind: 'variable', name: use.variable, value: use.result, location: use.location });
  }
  for (const { symbol, properties, clauses, visibleClauses } of model.entries) {
    const name = symbol?.name ?? '';
    const feed = (location: Location): FedSummary | null =>
      symbol === null || name === '' ? null : { kind: 'symbol', name, value: configuration.value(symbol), location };
    for (const part of [...clauses, ...visibleClauses, ...properties]) {
      for (const use of part.macros) add(use, feed(part.location));
    }
  }
  return [...found.values()];
}

/** Longest chain of references that is followed to a command. */
const maxDepth = 12;

/** Definitions by the commands that were run for their texts, the variables they read included. */
function definitionsByCall(evaluation: Evaluation): Map<ShellCall, Definition[]> {
  const found = new Map<ShellCall, Definition[]>();
  for (const name of evaluation.variableNames()) {
    for (const definition of evaluation.lookup(name).definitions) {
      const add = (call: ShellCall): void => {
        const list = found.get(call);
        if (list === undefined) found.set(call, [definition]);
        else if (!list.includes(definition)) list.push(definition);
      };
      const visit = (references: readonly Reference[], depth: number): void => {
        if (depth > maxDepth) return;
        for (const reference of references) {
          for (const call of reference.shellCalls) add(call);
          visit(reference.references, depth + 1);
        }
      };
      for (const call of definition.shellCalls) add(call);
      visit(definition.references, 0);
    }
  }
  return found;
}

/** Calls of one text that are looked at, and the longest one. */
const maxCalls = 64;
const maxCallLength = 8192;

/** The text of `$(call NAME…)` at `start`, its parentheses balanced. */
function callAt(text: ByteString, start: number): ByteString {
  let depth = 0;
  const end = Math.min(text.length, start + maxCallLength);
  for (let at = start + 1; at < end; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && --depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start, end);
}

/** `$(call NAME,…)` as a definition writes it: the one that holds the words asked about, where there are several. */
function writtenIn(text: ByteString, name: ByteString, asked: readonly ByteString[]): ByteString | null {
  const calls: ByteString[] = [];
  for (let at = text.indexOf(`$(call ${name},`); at >= 0; at = text.indexOf(`$(call ${name},`, at + 1)) {
    if (calls.length >= maxCalls) break;
    calls.push(callAt(text, at));
  }
  const naming = calls.filter((call) => asked.some((flag) => call.includes(flag)));
  const [only] = naming.length > 0 ? naming : calls;
  return only !== undefined && (naming.length > 0 || calls.length === 1) ? only.replace(/\s+/g, ' ') : null;
}

/** Probes of one make, in the order in which they ran. A command that several makes repeat is listed once. */
export function makeProbes(evaluations: readonly Evaluation[]): ProbeUse[] {
  const found = new Map<string, ProbeUse>();
  // What the last make knows of a variable is what counts.
  for (const evaluation of [...evaluations].reverse()) {
    const definitions = definitionsByCall(evaluation);
    for (const call of evaluation.shellCalls) {
      const { macros = [], location, command, answer } = call;
      const key = JSON.stringify([command, location, macros.map(({ name }) => name)]);
      if (found.has(key)) continue;
      const [outermost] = macros;
      const asked = askedFlags(outermost);
      const owners = definitions.get(call) ?? [];
      const text =
        outermost === undefined
          ? `$(shell ${command})`
          : (owners.map((one) => writtenIn(one.text, outermost.name, asked)).find((one) => one !== null) ??
            writtenCall(outermost));
      const feeds = owners.flatMap(({ name, location: line }): FedSummary[] =>
        line === null ? [] : [{ kind: 'variable', name, value: null, location: line }],
      );
      const value = answer.stdout.trim().replaceAll('\n', ' ');
      found.set(key, { engine: 'make', text, location, chain: macros, calls: [call], value, feeds, asked });
    }
  }
  return [...found.values()];
}
