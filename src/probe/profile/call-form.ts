/**
 * A program call without anything of the machine or the moment it was made on: what a record keeps, and
 * what a replay looks up. Paths of the tree become `<srctree>`, outputs `<out>`, the program's own name
 * `<name>`; a file that a shell text wrote becomes a digest of its bytes, one that a program wrote a digest of the call.
 */
import { createHash } from 'node:crypto';
import type { ByteString } from '../../core/bytes.ts';
import { isOutputWord } from '../../shell/run/program-paths.ts';
import type { ProgramCall } from '../../shell/run/world.ts';
import { programBasename, type ToolRole } from '../../toolchain/tool-role.ts';

/** Programs whose calls are recorded: those of a toolchain, and a Python that is asked for a module. */
export type RecordedTool = ToolRole | 'python';

/** A call in its lasting form. */
export interface CallForm {
  readonly tool: RecordedTool;
  /** Arguments, without the program. */
  readonly args: readonly ByteString[];
  /** Digest of standard input, null when it is empty. */
  readonly input: string | null;
}

/** A directory of this run and its mark. */
export type Place = readonly [path: ByteString, mark: string];

/** Mark of the program's own name in its words. */
export const nameMark = '<name>';
/** Mark of the file a call writes. */
export const outputMark = '<out>';

/** Mark of the directory a toolchain is installed in, where that is none of the system's. */
export const toolchainMark = '<toolchain>';

/** Digest of a text or of a call: 16 hexadecimal digits are plenty for the few hundred of one record. */
function digestOf(text: ByteString): string {
  return createHash('sha1').update(Buffer.from(text, 'latin1')).digest('hex').slice(0, 16);
}

/** What identifies a call, as one text. */
export function formKey({ tool, args, input }: CallForm): string {
  return JSON.stringify([tool, args, input]);
}

/** The form of a call that names no file. */
export function formOfWords(tool: RecordedTool, args: readonly ByteString[], input: ByteString): CallForm {
  return { tool, args, input: input === '' ? null : digestOf(input) };
}

/** Brings calls of one run into their lasting form; remembers the files they write. */
export class CallForms {
  private readonly places: readonly Place[];
  /** Scratch files by path, and what identifies their bytes. */
  private readonly files = new Map<ByteString, string>();

  constructor(places: readonly Place[]) {
    // A directory inside another one goes first.
    this.places = [...places].sort((a, b) => b[0].length - a[0].length);
  }

  /** Notes that a shell text wrote a file that a program is about to read. */
  handOver(path: ByteString, content: ByteString): void {
    this.files.set(path, `<text ${digestOf(content)}>`);
  }

  /** Notes that a call made the files it names as outputs. */
  made(call: ProgramCall, form: CallForm): void {
    const identity = `<made ${digestOf(formKey(form))}>`;
    for (const path of outputsOf(call)) this.files.set(path, identity);
  }

  /** True when a scratch file is there. */
  hasFile(path: ByteString): boolean {
    return this.files.has(path);
  }

  /** The form of a call; `skip` words at its beginning are no part of it (`ccache gcc`: the first). */
  formOf(call: ProgramCall, tool: RecordedTool, skip = 0): CallForm {
    const scratch = new Map(call.replaced.map(([, path]) => [path, this.files.get(path) ?? '<nothing>']));
    const words = call.hostArgv.slice(skip);
    const args = words.slice(1).map((word, at) => {
      if (isOutputWord(words, at + 1)) return word === '/dev/null' || word === '-' ? word : outputMark;
      let text = word;
      for (const [path, identity] of scratch) {
        if (!text.includes(path)) continue;
        text = text.replaceAll(path, text === `-o${path}` ? outputMark : identity);
      }
      return this.hidePlaces(text);
    });
    return { tool, args, input: call.input === '' ? null : digestOf(call.input) };
  }

  /** A text with the marks instead of the places. */
  hidePlaces(text: ByteString): ByteString {
    let result = text;
    for (const [path, mark] of this.places) {
      if (result === path) return mark;
      if (result.includes(path)) result = result.replaceAll(`${path}/`, `${mark}/`);
    }
    return result;
  }

  /** A text with the places instead of the marks. */
  showPlaces(text: ByteString): ByteString {
    let result = text;
    // The last of several marks that are alike: in a build in place both directories are one.
    for (const [path, mark] of this.places) if (result.includes(mark)) result = result.replaceAll(mark, path);
    return result;
  }
}

/** Scratch files after `-o`. */
function outputsOf(call: ProgramCall): readonly ByteString[] {
  const scratch = new Set<ByteString>(call.replaced.map(([, path]) => path));
  return call.hostArgv.filter((word, at) => scratch.has(word) && isOutputWord(call.hostArgv, at));
}

const special = /[.*+?^${}()|[\]\\]/g;

/** A program's words with a mark for the name it was called by, whole or without its directory. */
export function hideName(text: ByteString, program: ByteString): ByteString {
  let result = text;
  for (const name of new Set([program, programBasename(program)])) {
    if (!result.includes(name)) continue;
    result = result.replace(
      new RegExp(`(?<![\\w.+/-])${name.replace(special, '\\$&')}(?![\\w+/-]|\\.\\w)`, 'g'),
      nameMark,
    );
  }
  return result;
}

/** The words with the name a program is called by now. */
export function showName(text: ByteString, program: ByteString): ByteString {
  return text.includes(nameMark) ? text.replaceAll(nameMark, programBasename(program)) : text;
}

/** Hides names that a compiler chooses in every run: `/tmp/ccAbCdEf.s`. */
export function hideTemporary(text: ByteString): ByteString {
  return text
    .replace(/(?:\/[\w.+-]+)*\/cc[A-Za-z0-9]{6}(?=\.\w)/g, '<tmp>')
    .replace(/(?:\/[\w.+-]+)*\/(-|null)-[0-9a-f]{6}\.(?=[os]\b)/g, '<tmp>.');
}
