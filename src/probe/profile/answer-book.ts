import type { ByteString } from '../../core/bytes.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { unrecordedMark } from '../../shell/language/marker.ts';
import { UnknownAnswer } from '../../shell/language/signals.ts';
import type { ProgramAnswer, ProgramCall } from '../../shell/run/world.ts';
import {
  type CallForm,
  CallForms,
  formKey,
  type Place,
  type RecordedTool,
  showName,
  toolchainMark,
} from './call-form.ts';
import type { CompilerProfile, RecordedAnswer } from './profile.ts';

/** A profile's whole calls, ready to be looked up; made once. */
export interface AnswerIndex {
  readonly profile: CompilerProfile;
  readonly answers: ReadonlyMap<string, RecordedAnswer>;
  /** Directories of the recorded toolchain: only the record has what is below them. */
  readonly directories: ReadonlySet<ByteString>;
  /** What was there in them, and what was not. */
  readonly files: ReadonlyMap<ByteString, boolean>;
}

/** Where a toolchain that was not in a directory of the system is said to be. */
const toolchainPlace: Place = ['/toolchain', toolchainMark];

function showToolchain(text: ByteString): ByteString {
  return text.replaceAll(toolchainMark, toolchainPlace[0]);
}

/** The {@link AnswerIndex} of a profile. */
export function indexAnswers(profile: CompilerProfile): AnswerIndex {
  return {
    profile,
    answers: new Map(profile.answers.map((answer) => [formKey(answer), answer])),
    directories: new Set(profile.answers.flatMap(({ args, stdout }) => namedDirectory(args, showToolchain(stdout)))),
    files: new Map([...profile.files].map(([path, isThere]) => [showToolchain(path), isThere])),
  };
}

/** Answers the calls of one shell text. */
export class AnswerBook {
  private readonly profile: CompilerProfile;
  private readonly index: AnswerIndex;
  private readonly forms: CallForms;

  constructor(index: AnswerIndex, places: readonly Place[]) {
    this.profile = index.profile;
    this.index = index;
    this.forms = new CallForms([...places, toolchainPlace]);
  }

  /** The form of a call, for {@link find} and {@link made}. */
  formOf(call: ProgramCall, tool: RecordedTool, skip: number): CallForm {
    return this.forms.formOf(call, tool, skip);
  }

  /** What the very same call answered; undefined when it was not made. */
  find(form: CallForm, program: ByteString): ProgramAnswer | undefined {
    const answer = this.index.answers.get(formKey(form));
    if (answer === undefined) return undefined;
    const show = (text: ByteString): ByteString => showName(this.forms.showPlaces(text), program);
    const rest = answer.isPartial ? `${unrecordedMark}\n` : '';
    return { status: answer.status, stdout: show(answer.stdout) + rest, stderr: show(answer.stderr) };
  }

  /** A word with marks instead of the places of this run. */
  hidePlaces(word: ByteString): ByteString {
    return this.forms.hidePlaces(word);
  }

  /** Notes that a call that succeeded left its output. */
  made(call: ProgramCall, form: CallForm): void {
    this.forms.made(call, form);
  }

  /**
   * The machine as the recorded toolchain would find it. What shell texts hand over to programs is kept in mind,
   * and what lies in the toolchain's own directories is as recorded, whatever the machine has there.
   */
  wrapHost(host: Host): Host {
    return layerHost(host, {
      scratchDirectory: () => scratchRoot,
      writeScratchFile: (path, text) => {
        this.forms.handOver(path, text);
        return true;
      },
      stat: (path) => {
        if (path.startsWith(`${scratchRoot}/`)) return this.forms.hasFile(path) ? madeFile : undefined;
        const below = this.recorded(path);
        return below === null ? host.stat(path) : below ? madeFile : undefined;
      },
      readFile: (path) => {
        if (path.startsWith(`${scratchRoot}/`) && this.forms.hasFile(path)) {
          throw new UnknownAnswer(`${this.profile.name} has no record of what a program wrote`);
        }
        return this.recorded(path) === false ? undefined : host.readFile(path);
      },
    });
  }

  /** Null for a path that is none of the toolchain's. */
  private recorded(path: ByteString): boolean | null {
    const known = this.index.files.get(path);
    if (known !== undefined) return known;
    for (const directory of this.index.directories) {
      if (path === directory || path.startsWith(`${directory}/`)) {
        throw new UnknownAnswer(`${this.profile.name} has no record of ${path}`);
      }
    }
    return null;
  }
}

/** Never on a disk: nothing is run that could write there. */
export const scratchRoot = '/nonexistent/kgate';

const madeFile: FileStat = { kind: 'file', size: 1, mtimeMs: 0, isExecutable: false };

/** The place that an answer names: `-print-file-name=plugin`, `-print-sysroot`. */
export function namedDirectory(args: readonly ByteString[], stdout: ByteString): readonly ByteString[] {
  if (!args.some((word) => /^--?print-/.test(word))) return [];
  const path = stdout.trim();
  return /^(?:\/|<toolchain>)[^\n:]+$/.test(path) ? [path] : [];
}
