import type { ByteString } from '../../core/bytes.ts';
import type { ShellRequest } from '../../core/run-shell.ts';
import type { ProgramAnswer, ProgramCall } from '../../shell/run/world.ts';
import { isCrash } from '../../host/process/answer-check.ts';
import { isWrapper, programBasename, toolRole } from '../../toolchain/tool-role.ts';
import { namedDirectory } from '../profile/answer-book.ts';
import { CallForms, formKey, hideName, hideTemporary, type Place } from '../profile/call-form.ts';
import type { CompilerProfile, RecordedAnswer } from '../profile/profile.ts';
import type { ShellWitness } from '../real-shell.ts';
import { companionTool, hostCompilersOf, isOfProfile } from '../replay-shell.ts';

/** Longest standard output that is kept whole, in bytes; of a longer one the first lines. */
const maxOutputBytes = 1024;
const keptLines = 4;

/** Keeps every call of one toolchain that shell texts make; several trees may be watched one after the other. */
export class CallRecorder {
  private readonly toolchain: Pick<CompilerProfile, 'vendor' | 'target'>;
  private readonly calls = new Map<string, RecordedAnswer>();
  /** Calls that answered one thing at one time and another thing at another, or crashed. */
  private readonly fickle = new Set<string>();
  private readonly missing = new Set<ByteString>();
  /** Paths that texts asked about. */
  private readonly looks = new Map<ByteString, boolean>();

  constructor(toolchain: Pick<CompilerProfile, 'vendor' | 'target'>) {
    this.toolchain = toolchain;
  }

  /** Watches the shell texts of a tree; `places` are its directories. */
  watch(places: readonly Place[]): ShellWitness {
    let forms = new CallForms(places);
    let hostCompilers = hostCompilersOf({});
    return {
      begin: (request: ShellRequest) => {
        forms = new CallForms(places);
        hostCompilers = hostCompilersOf(request.env);
      },
      handOver: (path, content) => forms.handOver(path, content),
      absent: (program) => void (program.includes('/') || this.missing.add(program)),
      looked: (path, isThere) => void this.looks.set(forms.hidePlaces(path), isThere),
      program: (call, answer) => {
        const skip = isWrapper(call.argv[0] ?? '') ? 1 : 0;
        const name = call.argv[skip] ?? '';
        const tool = companionTool(call.argv) ?? toolRole(name);
        const isOurs = tool === 'rust' || tool === 'python' || isOfProfile(name, this.toolchain, hostCompilers);
        if (tool === null || !isOurs) return;
        const form = forms.formOf(call, tool, skip);
        if (answer.status === 0) forms.made(call, form);
        if (isCrash({ outcome: 'exited', ...answer })) this.fickle.add(formKey(form));
        this.keep({ ...form, ...lasting(call, name, answer, forms) });
      },
    };
  }

  private keep(answer: RecordedAnswer): void {
    const key = formKey(answer);
    const known = this.calls.get(key);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(answer)) this.fickle.add(key);
    this.calls.set(key, answer);
  }

  /** Calls that always answered the same, in the order of their forms. */
  answers(): RecordedAnswer[] {
    return [...this.calls]
      .filter(([key]) => !this.fickle.has(key))
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, answer]) => answer);
  }

  /** Number of calls that are left out because they do not always answer the same. */
  get fickleCount(): number {
    return this.fickle.size;
  }

  /** Names of programs that were not there, sorted. */
  absent(): ByteString[] {
    return [...this.missing].sort();
  }

  /** What was asked for in the toolchain's own directories. */
  files(): Map<ByteString, boolean> {
    const directories = this.answers().flatMap(({ args, stdout }) => namedDirectory(args, stdout));
    const own = [...this.looks].filter(([path]) =>
      directories.some((directory) => path === directory || path.startsWith(`${directory}/`)),
    );
    return new Map(own.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** What a program said, without names of the moment. */
function lasting(
  call: ProgramCall,
  name: ByteString,
  { status, stdout, stderr }: ProgramAnswer,
  forms: CallForms,
): Pick<RecordedAnswer, 'status' | 'stdout' | 'stderr' | 'isPartial'> {
  const scratch = call.replaced.map(([path, file]): [string, string] => [file, path]);
  const hide = (text: ByteString): ByteString => {
    let result = text;
    for (const [file, path] of scratch) result = result.replaceAll(file, programBasename(path));
    return forms.hidePlaces(hideName(hideTemporary(result), name));
  };
  const isPartial = stdout.length > maxOutputBytes;
  const kept = isPartial ? `${stdout.split('\n').slice(0, keptLines).join('\n')}\n` : stdout;
  return { status, stdout: hide(kept), stderr: hide(stderr), isPartial };
}
