import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, KgateError, UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createMovedHost } from '../../host/layers/moved-host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { RunBatch } from '../../host/process/command-channel.ts';
import { openMake } from '../../kernel/goals/make-session.ts';
import {
  type BuildRequest,
  type ConfiguredTree,
  configure,
  describeTree,
  openConfigured,
  openSession,
  readBuild,
  type Session,
} from '../../kernel/index.ts';
import { enterBuild, placesBelow } from '../../kernel/objects/build-entry.ts';
import {
  assembleProfile,
  CallRecorder,
  type Place,
  recordedIdentity,
  resolveToolchain,
  type ShellWitness,
  toolchainMark,
} from '../../probe/index.ts';
import type { TreeSummary } from '../../results/summary.ts';
import { startDescent } from '../objects/objects.ts';
import { SubtreeWalker } from '../objects/subtrees.ts';
import { spelledFlags } from './spelled-flags.ts';

/** What {@link recordToolchain} needs. */
export interface RecordOptions {
  readonly host: Host;
  readonly runBatch: RunBatch;
  /** Name of the profile. */
  readonly name: string;
  /** Trees whose questions are recorded, as the user named them. */
  readonly trees: readonly ByteString[];
  /** `VAR=VALUE` words; every `ARCH=` among them is one architecture. */
  readonly variables: readonly { readonly name: string; readonly value: ByteString }[];
  /** `--cc`. */
  readonly cc: ByteString | null;
  /** A configuration that is recorded for in addition to the usual ones: `--config` or `--defconfig`. */
  readonly configuration?: Pick<BuildRequest, 'configFile' | 'defconfig'>;
}

/** A record, and what is to be said of it. */
export interface RecordResult {
  /** The profile, as JSON. */
  readonly text: ByteString;
  readonly answers: number;
  readonly flags: number;
  /** What was recorded for, a line each. */
  readonly asked: readonly string[];
  /** What was left out or could not be asked. */
  readonly notes: readonly string[];
}

/** One configuration under which a tree's makefiles are read. */
interface RecordedGoal {
  readonly name: ByteString;
  readonly configFile: BuildRequest['configFile'];
  /** All its directories are walked. */
  readonly isWalked: boolean;
}

/** Configurations that are always recorded for: small, usual, large. */
const goals: readonly RecordedGoal[] = [
  { name: 'defconfig', configFile: null, isWalked: true },
  { name: 'allmodconfig', configFile: null, isWalked: true },
  { name: 'allyesconfig', configFile: null, isWalked: false },
  { name: 'allnoconfig', configFile: null, isWalked: false },
];

/** The user's own configuration, when there is one. */
function ownGoal({ configuration }: RecordOptions): readonly RecordedGoal[] {
  const { configFile = null, defconfig = null } = configuration ?? {};
  if (configFile !== null) return [{ name: configFile.name, configFile, isWalked: true }];
  const isUsual = defconfig === null || goals.some(({ name }) => name === defconfig);
  return isUsual ? [] : [{ name: defconfig, configFile: null, isWalked: true }];
}

/**
 * Records the machine's toolchain: what it is and predefines, which flags it takes, and every answer that the trees
 * ask it for, under the usual configurations. Throws HostError `probe/tool-missing` without a compiler and
 * UsageError where a tree is none.
 */
export function recordToolchain(options: RecordOptions): RecordResult {
  const host: Host = layerHost(options.host, { env: withCLocale(options.host.env) });
  const own = options.variables.filter(({ name }) => name !== 'ARCH' && name !== 'O');
  const architectures = [...new Set(options.variables.filter(({ name }) => name === 'ARCH').map(({ value }) => value))];
  const words =
    options.cc === null ? own : [...own.filter(({ name }) => name !== 'CC'), { name: 'CC', value: options.cc }];
  const [firstArch] = architectures;
  if (architectures.length > 1 && isClang(words)) {
    throw new UsageError('usage/one-architecture', 'clang is another compiler for each architecture', {
      hint: 'record one ARCH at a time',
    });
  }
  const variables = Object.fromEntries(words.map(({ name, value }) => [name, value]));
  if (firstArch !== undefined) variables['ARCH'] = firstArch;
  const toolchain = resolveToolchain({ variables, env: host.env });
  const identity = recordedIdentity(host, toolchain);
  const recorder = new CallRecorder(identity);
  const flags = new Set<ByteString>();
  const asked: string[] = [];
  const notes: string[] = [];
  const home = toolchainHome(host, toolchain.cc.at(-1) ?? '');
  const witness = (places: readonly Place[]): ShellWitness =>
    recorder.watch(home === null ? places : [...places, [home, toolchainMark]]);
  const all = [...goals, ...ownGoal(options)];
  for (const tree of options.trees) {
    const moved = createMovedHost(host, absolutePath(host.cwd, tree));
    for (const arch of architectures.length === 0 ? [null] : architectures) {
      const architecture = arch === null ? [] : [{ name: 'ARCH', value: arch }];
      const lines = [...architecture, ...words].map(({ name, value }) => `${name}=${value}`);
      const { srcarch, version } = recordTree({ host: moved, tree, words: lines, witness }, all, notes);
      asked.push(`${version ?? 'a tree without a version'}${arch === null ? '' : ` ARCH=${arch}`}`);
      for (const flag of spelledFlags(moved, moved.cwd, new Set(srcarch === null ? [] : [srcarch]))) flags.add(flag);
    }
  }
  const secrets = namesOfMachine(host, options.trees);
  const profile = assembleProfile({
    host,
    runBatch: options.runBatch,
    toolchain,
    name: options.name,
    recorder,
    flags: [...flags],
    asked: asked.length === 0 ? 'no tree' : asked.join(', '),
    secrets: home === null ? secrets : [...secrets, home],
  });
  const { text, answers, flags: flagCount } = profile;
  return { text, answers, flags: flagCount, asked, notes: [...notes, ...profile.notes] };
}

function withCLocale(env: Host['env']): Host['env'] {
  const kept = Object.entries(env).filter(([name]) => !/^(?:LANG|LANGUAGE|LC_\w+)$/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function isClang(words: RecordOptions['variables']): boolean {
  return words.some(({ name, value }) => (name === 'LLVM' && value !== '') || (name === 'CC' && /clang/.test(value)));
}

/** The directory a compiler is installed in, null where that is the system's own. */
function toolchainHome(host: Host, cc: ByteString): ByteString | null {
  const places = cc.includes('/') ? [cc] : (host.env['PATH'] ?? '').split(':').map((entry) => `${entry}/${cc}`);
  const path = places.find((place) => host.stat(place)?.kind === 'file');
  const real = path === undefined ? undefined : host.realPath(path);
  const home = real?.replace(/\/[^/]*\/[^/]*$/, '') ?? '';
  return home === '' || /^\/usr(?:\/|$)/.test(home) ? null : home;
}

/** Names and directories of this machine and its user. */
function namesOfMachine(host: Host, trees: readonly ByteString[]): string[] {
  const { env } = host;
  const hostName = (): string => {
    try {
      return host.readFile('/proc/sys/kernel/hostname')?.trim() ?? '';
    } catch {
      return '';
    }
  };
  const names = [
    env['HOME'],
    env['USER'],
    env['LOGNAME'],
    hostName(),
    host.cwd,
    env['TMPDIR'],
    host.scratchDirectory(),
  ];
  const directories = trees.map((tree) => absolutePath(host.cwd, tree));
  return [...names, ...directories].filter(
    (name): name is string => name !== undefined && /[^/].{2}/.test(name) && name !== 'root',
  );
}

/** One tree for one architecture. */
interface TreeRecording {
  /** Its working directory is the top of the tree. */
  readonly host: Host;
  /** As the user named it. */
  readonly tree: ByteString;
  /** Words of make's command line. */
  readonly words: readonly ByteString[];
  readonly witness: (places: readonly Place[]) => ShellWitness;
}

/** What a tree shows of itself; null where no makefile was read. */
type ShownTree = Pick<TreeSummary, 'version' | 'srcarch'>;

/** Makes the tree ask all its questions; gives the version and the architecture of the last goal that has them. */
function recordTree(recording: TreeRecording, all: readonly RecordedGoal[], notes: string[]): ShownTree {
  let shown: ShownTree = { version: null, srcarch: null };
  for (const goal of all) {
    // A directory that is no tree stops the record; a goal that the tree does not have is noted.
    const session = openGoal(recording, goal);
    try {
      const tree = configure(session);
      const { version, srcarch } = describeTree(tree.session, tree.levels.at(-1));
      shown = { version: version ?? shown.version, srcarch: srcarch ?? shown.srcarch };
      readGoal(recording, tree, goal);
    } catch (error) {
      if (!(error instanceof KgateError) || error instanceof HostError) throw error;
      notes.push(`${decodeBytes(recording.tree)}: ${decodeBytes(goal.name)}: ${error.message}`);
    }
  }
  return shown;
}

function openGoal({ host, tree, witness, words }: TreeRecording, { name, configFile }: RecordedGoal): Session {
  const defconfig = configFile === null ? name : null;
  const request = { treeName: tree, objectDirectory: null, variables: words, configFile, defconfig };
  return openSession({ host, profile: null, witness, request });
}

function readGoal({ witness, words }: TreeRecording, tree: ConfiguredTree, { isWalked }: RecordedGoal): void {
  const { configuration, events, run, session } = tree;
  if (configuration === null) {
    throw new KgateError('kernel/config-failed', events[0]?.line ?? run?.stderr.trim() ?? 'no configuration');
  }
  const { host } = readBuild(openConfigured(tree, configuration));
  // Recipes on the way to the first object start makes of their own: the vdso, say.
  const request = { makefiles: [], goals: ['prepare'], variables: words, options: [], makeVersion: null };
  openMake({ host, profile: null, request, witness }).run(() => undefined, true);
  if (!isWalked) return;
  const entry = enterBuild(tree);
  const place = placesBelow(session.request.treeDirectory);
  const walker = new SubtreeWalker(startDescent({ session, entry }), place, entry.handedDown);
  for (const make of entry.makes) walker.walk(make);
}
