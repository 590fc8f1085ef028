/** Zephyr's kconfig.py: configuration files merged, checked and written. Source: scripts/kconfig/kconfig.py of Zephyr 2.6. */

import type { ByteString } from '../../core/bytes.ts';
import type { OutputChunk } from '../model/model.ts';
import { exprText, isItem, nameAndPlace, splitExpr } from './expressions.ts';
import { loadConfig } from './load-config.ts';
import { stripEnd, strip } from './python-text.ts';
import { joinPaths } from './reader.ts';
import { asLibraryError, LibraryOutput, type LibraryRun, readSettled, writeHeader } from './run-library.ts';
import { LibraryError, type LibraryOptions } from './session.ts';
import { fillText } from './text-wrap.ts';
import { type Expr, isLogical, type Place, type Sym, triNames } from './types.ts';
import type { Values } from './values.ts';
import { configText } from './write.ts';

const width = 100;

/** What one `kconfig.py` says that others do not, by its text. */
export interface MergeVariant {
  /** The text behind every message, with `{0.name}` for the symbol. */
  readonly hint: ByteString;
  readonly checksDeprecated: boolean;
  readonly checksExperimental: boolean;
}

/** The merge script of a tree; null for a script of another kind. */
export function mergeVariant(source: ByteString): MergeVariant | null {
  const hint = /^SYM_INFO_HINT = """((?:[^"\\]|\\[\s\S]|"(?!""))*)"""/m.exec(source)?.[1];
  if (hint === undefined || !/^def check_assigned_sym_values\(/m.test(source)) return null;
  return {
    hint: hint.replace(/\\\n/g, ''),
    checksDeprecated: /^[ \t]+check_deprecated\(kconf\)/m.test(source),
    checksExperimental: /^[ \t]+check_experimental\(kconf\)/m.test(source),
  };
}

/** {@link runMerge}'s request. */
export interface MergeRequest extends Omit<LibraryOptions, 'emit' | 'warnsAtOnce'> {
  readonly script: MergeVariant;
  /** The name that the script was started by, which its errors begin with. */
  readonly program: ByteString;
  /** The files to merge, in order. */
  readonly inputs: readonly ByteString[];
  /** False for a `.config` that the script wrote itself: then it checks less. */
  readonly isHandwritten: boolean;
  readonly configOut: ByteString;
  readonly headerOut: ByteString;
  readonly listOut: ByteString;
  readonly emit?: (chunk: OutputChunk) => void;
}

/** The outcome of one assignment. */
export interface MergeFinding {
  readonly kind: 'promptless' | 'lost' | 'lost-choice' | 'deprecated' | 'experimental';
  readonly symbol: Sym;
  /** As the script prints it, before it is broken into lines and without its hint. */
  readonly text: ByteString;
  /** The line that assigns; null where no file does. */
  readonly place: Place | null;
  /** The value of the line, and the one that the symbol has. */
  readonly wanted: ByteString | null;
  readonly value: ByteString;
}

/** A merge, with what it found. */
export interface MergeRun extends LibraryRun {
  readonly findings: readonly MergeFinding[];
}

/** Runs the script. */
export function runMerge(request: MergeRequest): MergeRun {
  const output = new LibraryOutput(request, request.emit);
  const findings: MergeFinding[] = [];
  let values: Values | null = null;
  const ended = (failure: LibraryError | null): MergeRun => ({
    exitStatus: failure === null ? 0 : 1,
    output: output.chunks,
    operations: output.operations,
    values,
    warnings: values?.session.warnings ?? [],
    error: failure === null ? null : { text: failure.message, place: failure.place },
    findings,
  });
  output.print(`Parsing ${request.topFile}`);
  try {
    values = readSettled({ ...request, warnsAtOnce: false }, output);
  } catch (error) {
    const failure = asLibraryError(error);
    output.emit('stderr', `${request.program}: ${strip(failure.message)}\n`);
    return ended(failure);
  }
  try {
    new Merge(request, values, output, findings).run();
    return ended(null);
  } catch (error) {
    const failure = asLibraryError(error);
    output.emit('stderr', `${failure.message}\n`);
    return ended(failure);
  }
}

class Merge {
  private readonly request: MergeRequest;
  private readonly values: Values;
  private readonly output: LibraryOutput;
  private readonly findings: MergeFinding[];

  constructor(request: MergeRequest, values: Values, output: LibraryOutput, findings: MergeFinding[]) {
    this.request = request;
    this.values = values;
    this.output = output;
    this.findings = findings;
  }

  run(): void {
    const { output, request, values } = this;
    const { script } = request;
    const { session } = values;
    if (request.isHandwritten) {
      session.warnsUndefinedAssignment = true;
      session.warnsOverride = false;
      session.warnsRedundant = false;
    }
    for (const [at, file] of request.inputs.entries()) output.print(loadConfig(values, file, at === 0));
    if (request.isHandwritten) {
      this.checkPromptless();
      this.checkSymbols();
      this.checkChoices();
    }
    if (script.checksDeprecated) this.checkSelectors('WARN_DEPRECATED', 'DEPRECATED', 'deprecated');
    if (script.checksExperimental) this.checkSelectors('WARN_EXPERIMENTAL', 'EXPERIMENTAL', 'experimental');
    const text = configText(values);
    if (session.warnings.length > 0) {
      for (const warning of session.warnings) output.emit('stderr', `\n${warning.text}\n`);
      throw this.failure('Aborting due to Kconfig warnings', session.warnings[0]?.place ?? null);
    }
    output.print(output.config(request.configOut, text));
    output.print(writeHeader(values, output, request.headerOut));
    this.writeList();
  }

  private writeList(): void {
    const { cwd, host, listOut } = this.request;
    const { files, srctree } = this.values.session;
    const paths = files.map((name) => {
      const path = joinPaths(cwd, joinPaths(srctree, name));
      return host.realPath(path) ?? path;
    });
    const sorted = [...new Set(paths)].toSorted((left, right) => (left < right ? -1 : 1));
    const text = sorted.map((path) => `${path}\n`).join('');
    this.output.operations.push({ kind: 'write', name: listOut, text, isInPlace: true });
  }

  private checkPromptless(): void {
    for (const symbol of this.values.session.definedSyms) {
      if (symbol.userValue === null || symbol.nodes.some(({ prompt }) => prompt !== null)) continue;
      const text =
        `${nameAndPlace(symbol)} is assigned in a configuration file, but is not directly\nuser-configurable (has no ` +
        'prompt). It gets its value indirectly from other\nsymbols. ';
      this.note('promptless', symbol, text);
      throw this.failure(text + this.hint(symbol), symbol.userPlace);
    }
  }

  private checkSymbols(): void {
    const { values } = this;
    for (const symbol of values.session.definedSyms) {
      const { userValue } = symbol;
      if (symbol.choice !== null || userValue === null) continue;
      const wanted = typeof userValue === 'number' ? triNames[userValue] : userValue;
      const value = values.text(symbol);
      if (wanted === value) continue;
      let text = `${nameAndPlace(symbol)} was assigned the value '${wanted}' but got the value '${value}'. `;
      const unmet = this.unmet(symbol).map((part) => {
        const words = isItem(part) ? exprText(part) : `(${exprText(part)})`;
        return `${words} (=${triNames[values.expr(part)]})`;
      });
      if (unmet.length > 0) text += `Check these unsatisfied dependencies: ${unmet.join(', ')}. `;
      this.note('lost', symbol, text);
      this.warn(text + this.hint(symbol));
    }
  }

  /** The conditions that keep a symbol from its user value. */
  private unmet(symbol: Sym): Expr[] {
    const { values } = this;
    const limit = isLogical(symbol.type) && typeof symbol.userValue === 'number' ? symbol.userValue : 1;
    return splitExpr(symbol.direct, '&&').filter((part) => values.expr(part) < limit);
  }

  private checkChoices(): void {
    const { values } = this;
    for (const choice of values.session.choices) {
      const { userSelection } = choice;
      if (userSelection === null) continue;
      const selection = values.selection(choice);
      if (selection === userSelection) continue;
      const other = selection === null ? 'no symbol' : nameAndPlace(selection);
      const text = `The choice symbol ${nameAndPlace(userSelection)} was selected (set =y),\nbut ${other} ended\nup as the choice selection. `;
      this.note('lost-choice', userSelection, text);
      this.warn(text + this.hint(userSelection));
    }
  }

  private checkSelectors(guard: ByteString, name: ByteString, kind: 'deprecated' | 'experimental'): void {
    const { values } = this;
    const { n, syms } = values.session;
    const symbolOf = (one: ByteString): Sym => {
      const found = syms.get(one);
      if (found === undefined) throw new LibraryError(`KeyError: '${one}'`);
      return found;
    };
    if (values.tri(symbolOf(guard)) !== 2) return;
    const { reverse } = symbolOf(name);
    if (reverse === n) return;
    for (const selector of splitExpr(reverse, '||').filter((part) => values.expr(part) === 2)) {
      const symbol = splitExpr(selector, '&&')[0] as Sym;
      const text = `${kind === 'deprecated' ? 'Deprecated' : 'Experimental'} symbol ${symbol.name} is enabled.`;
      this.note(kind, symbol, text);
      this.warn(text);
    }
  }

  private hint({ name }: Sym): ByteString {
    return this.request.script.hint.replaceAll('{0.name}', name);
  }

  private note(kind: MergeFinding['kind'], symbol: Sym, text: ByteString): void {
    const { userPlace: place, userValue } = symbol;
    const wanted = typeof userValue === 'number' ? triNames[userValue] : userValue;
    const value = this.values.text(symbol);
    this.findings.push({ kind, symbol, text: stripEnd(text.replaceAll('\n', ' ')), place, wanted, value });
  }

  private warn(text: ByteString): void {
    this.output.emit('stderr', `\n${fillText(`warning: ${text}`, width)}\n\n`);
  }

  private failure(text: ByteString, place: Place | null): LibraryError {
    return new LibraryError(`\n${fillText(`error: ${text}`, width)}\n`, place);
  }
}
