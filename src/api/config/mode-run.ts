/** One run of a configuration goal, with fragments merged before it. */

import type { Memo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import {
  type AskedFile,
  askedFile,
  type ConfiguredTree,
  describeTree,
  type GoalOptions,
  type GoalResult,
  goalFiles,
  type LeftFile,
  mergedName,
  type NamedConfig,
  type NamedFile,
  openSession,
  runConfigGoal,
  type Session,
  usesLibrary,
} from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { isChange } from '../change-codes.ts';
import { policyLines } from '../policy-findings.ts';
import { type FragmentOptions, mergeNamed, reportUnkept } from './fragments.ts';
import { mergeFindings } from './lost-values.ts';
import type { ModeOptions, ModeResult, Terminal } from './mode-result.ts';

/** Modes that start from nothing but a seed file. */
const seedModes: ReadonlySet<string> = new Set([
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'alldefconfig',
  'randconfig',
]);

/** Modes that start from a `.config`. */
const configModes: ReadonlySet<string> = new Set([
  'config',
  'oldaskconfig',
  'oldconfig',
  'syncconfig',
  'silentoldconfig',
  'olddefconfig',
  'oldnoconfig',
  'savedefconfig',
  'listnewconfig',
  'helpnewconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
]);

/** Probes had no answer: a configuration on guesses is not written. */
export class UnknownProbes extends HostError {
  readonly count: number;
  /** True when a question was shown: it is not asked once more. */
  readonly isAfterQuestion: boolean;

  constructor(session: Session, host: Host, isAfterQuestion: boolean) {
    const unknownProbes = session.probes.unknown();
    const { policyLog } = host;
    const why = policyLog === null ? 'have no recorded answer' : `have no answer under --shell=${policyLog.policy}`;
    super('probe/unknown', `${unknownProbes.length} probes ${why}, first: ${unknownProbes[0]?.reason ?? ''}`, {
      hint: 'run with the compiler itself, or with a recorded compiler that has these answers; --unknown-probe=no takes them to fail',
      lines: policyLines(host),
    });
    this.count = unknownProbes.length;
    this.isAfterQuestion = isAfterQuestion;
  }
}

/** One run of a mode: its output, in order, until a question is shown. */
export class ModeRun {
  private readonly options: ModeOptions;
  private readonly session: Session;
  private readonly output: OutputChunk[] = [];
  /** True once a question was shown: from then on everything is printed at once. */
  private isLive = false;

  /** True for a run whose answers are one combination of several. */
  private readonly isTrial: boolean;

  constructor(options: ModeOptions, memo: Memo, isTrial: boolean) {
    this.options = options;
    this.isTrial = isTrial;
    this.session = openSession({ ...options, memo, allowsPlain: true });
  }

  plain(): ModeResult {
    const { mode, request } = this.options;
    const startsFromConfig = !seedModes.has(mode) && !/(?:^|_)defconfig$/.test(mode);
    const text = request.configFile === null || !startsFromConfig ? null : this.read(request.configFile);
    return this.finish(this.run(mode, text === null ? {} : { given: { name: null, text } }));
  }

  /** The mode in a tree with Kconfiglib, which merges the fragments itself; null for any other tree. */
  withLibrary(fragments: readonly NamedFile[]): ModeResult | null {
    const { mode } = this.options;
    if (!usesLibrary(this.session)) return null;
    const done = this.run(mode, { library: { fragments: fragments.map(({ path }) => path) } });
    return this.finish(done);
  }

  withFragments(fragments: readonly NamedFile[], merge: FragmentOptions): ModeResult {
    const { mode, request } = this.options;
    const isSeed = seedModes.has(mode);
    let start: ConfiguredTree | null = null;
    const given = fragments.map((file) => askedFile('fragment', { name: file.name, text: this.read(file) }));
    let base: NamedConfig | undefined;
    let own: readonly AskedFile[] = [];
    if (!isSeed && !configModes.has(mode)) {
      start = this.run(mode, {});
      if (start.status !== 0 || start.run === null) return this.finish(start);
      base = { name: this.session.configName, text: start.configText() ?? '' };
      own = goalFiles(start);
    } else if (request.configFile !== null) {
      base = { name: request.configFile.name, text: this.read(request.configFile) };
      own = [askedFile('base', base)];
    } else if (!isSeed) {
      const text = this.options.host.readFile(this.configPath());
      if (text !== undefined) {
        base = { name: this.session.configName, text };
        own = [askedFile('base', base)];
      }
    }
    const [first, ...rest] = given;
    if (first === undefined) throw new UsageError('kernel/no-config', 'no fragment to start from');
    const merged =
      base === undefined ? mergeNamed(this.session, first, rest, merge) : mergeNamed(this.session, base, given, merge);
    this.print('stdout', merged.stdout);
    if (merged.text === null) return this.result(1, null, [], []);
    if (merge.mergeOnly === true) return this.mergedOnly(merged.text, start);
    // The merged text is a seed, or the configuration that MODE starts from.
    const isSeeded = isSeed || merge.alln === true;
    const goal = merge.alln === true ? 'allnoconfig' : start !== null ? 'olddefconfig' : mode;
    const done = this.run(
      goal,
      isSeeded
        ? { extraFiles: new Map([[mergedName, merged.text]]), env: { KCONFIG_ALLCONFIG: mergedName } }
        : { given: { name: null, text: merged.text } },
    );
    if (done.status !== 0 || done.run === null) return this.finish(done);
    const unkept = reportUnkept(this.session, merged.text, done.configText() ?? '', merge);
    this.print('stdout', unkept.stdout);
    const name = isSeeded ? mergedName : this.session.configName;
    const diagnostics = mergeFindings({
      tree: { ...done, asked: [...own, ...given], merged: { name, text: merged.text } },
      goal,
      profile: this.options.profile,
      isStrict: merge.strict === true,
      isBuiltin: merge.builtin === true,
    });
    const isLost = merge.strict === true && diagnostics.some(isChange);
    const { symbolPrefix } = describeTree(this.session, done.levels.at(-1));
    return {
      ...this.finish(done, diagnostics),
      ...(symbolPrefix !== undefined && { symbolPrefix }),
      ...((unkept.isViolated || isLost) && { exitStatus: 1 }),
    };
  }

  /** What the goal leaves, with the merged text in its `.config`: the script copies it over the file that is there. */
  private mergedOnly(text: ByteString, start: GoalResult | null): ModeResult {
    const name = this.session.configName;
    this.print('stdout', `#\n# merged configuration written to ${name} (needs make)\n#\n`);
    const file = { path: this.configPath(), text };
    const left = start?.files() ?? [];
    const isOwn = ({ path }: LeftFile): boolean => path === file.path || path === start?.configPath;
    const files = left.some(isOwn)
      ? left.map((one) => (isOwn(one) ? { ...one, text } : one))
      : [...left, { ...file, isTouched: false, isNew: false, movedFrom: null }];
    return this.result(0, file, files, []);
  }

  /** Runs a goal, its words after those already there. */
  private run(goal: ByteString, how: Partial<GoalOptions>): ConfiguredTree {
    const { seed } = this.options;
    const env = { ...how.env, ...(seed != null && { KCONFIG_SEED: seed }) };
    const { terminal } = this.options;
    const result = runConfigGoal(this.session, goal, {
      given: null,
      ...how,
      env,
      emit: (stream, text) => this.print(stream, text),
      ...(terminal !== undefined && {
        input: {
          isInteractive: terminal.isInteractive,
          readLine: () => {
            this.goLive(terminal);
            return terminal.readLine();
          },
        },
      }),
    });
    if (this.session.probes.unknown().length > 0) throw new UnknownProbes(this.session, this.options.host, this.isLive);
    const assumed = this.session.probes.assumed().length;
    if (assumed > 0 && !this.isTrial) {
      this.print('stderr', `kgate: probes without an answer: ${assumed}; --unknown-probe decided\n`);
    }
    return result;
  }

  private goLive(terminal: Terminal): void {
    for (const { stream, text } of this.output.splice(0)) terminal.write(stream, text);
    this.isLive = true;
  }

  private print(stream: OutputChunk['stream'], text: ByteString): void {
    if (text === '') return;
    if (this.isLive) this.options.terminal?.write(stream, text);
    else this.output.push({ stream, text });
  }

  private finish(done: GoalResult, diagnostics: readonly Diagnostic[] = []): ModeResult {
    if (done.run === null) {
      this.print('stderr', done.events.map((event) => `${event.line}\n`).join(''));
      return this.result(1, null, [], diagnostics);
    }
    if (done.status !== 0) return this.result(1, null, [], diagnostics);
    const { product } = done;
    if (product.kind === 'list') return { ...this.result(0, null, done.files(), diagnostics), isList: true };
    const [path, text] =
      product.kind === 'file' ? [product.path, product.text()] : [done.configPath, done.configText()];
    return this.result(0, text === undefined ? null : { path, text }, done.files(), diagnostics);
  }

  private result(
    exitStatus: 0 | 1,
    file: ModeResult['file'],
    files: readonly LeftFile[],
    diagnostics: readonly Diagnostic[],
  ): ModeResult {
    const textOf = (stream: OutputChunk['stream']): ByteString =>
      this.output
        .filter((chunk) => chunk.stream === stream)
        .map((chunk) => chunk.text)
        .join('');
    const findings = this.session.probes.findings();
    // A configuration of two compilers is none.
    const isVoid = findings.some((finding) => finding.severity === 'error');
    return {
      exitStatus: isVoid ? 1 : exitStatus,
      stdout: textOf('stdout'),
      stderr: textOf('stderr'),
      file: isVoid ? null : file,
      isList: false,
      files: isVoid ? [] : files,
      diagnostics: [...diagnostics, ...findings],
    };
  }

  private configPath(): ByteString {
    return absolutePath(this.session.request.objectTree, this.session.configName);
  }

  private read(file: NamedFile): ByteString {
    const text = this.options.host.readFile(file.path);
    if (text !== undefined) return text;
    throw new UsageError('kernel/no-config', `${file.name}: no such file`, {
      hint: 'give a configuration file that exists',
    });
  }
}
