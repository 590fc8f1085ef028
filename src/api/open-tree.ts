import type { ByteString } from '../core/bytes.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Host } from '../host/host.ts';
import { absolutePath } from '../host/paths.ts';
import type { Configuration, DialectName, KconfigModel } from '../kconfig/index.ts';
import {
  configurationOf,
  configure,
  describeToolchain,
  describeTree,
  eventDiagnostic,
  openSession,
} from '../kernel/index.ts';
import type { CompilerProfile } from '../probe/index.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from '../results/summary.ts';
import { confDiagnostics } from './check/conf-diagnostics.ts';
import { probeDiagnostics } from './probe-diagnostics.ts';

/** What {@link openTree} needs. */
export interface TreeOptions {
  /** Its working directory is the top of the tree. */
  readonly host: Host;
  /** Words of make's command line: `ARCH=arm64`, `CROSS_COMPILE=…`; none when absent. */
  readonly variables?: readonly ByteString[];
  /** What `O=` would say, without it in `variables`; the tree itself when absent. */
  readonly objectDirectory?: ByteString;
  /** A `.config`, relative to the tree; its own `.config`, else the default configuration, when absent. */
  readonly config?: ByteString;
  /** A configuration goal to start from instead: `defconfig`, `foo_defconfig`, `allnoconfig`. */
  readonly defconfig?: ByteString;
  /** A recorded compiler that answers the probes; the machine's when absent or null. */
  readonly profile?: CompilerProfile | null;
  /** Rules of conf; detected from the tree's own sources when absent. */
  readonly dialect?: DialectName;
  /** The top Kconfig file, for a tree whose makefiles are to be left alone. */
  readonly topFile?: ByteString;
}

/** A tree as its own build would configure it. */
export interface OpenedTree {
  readonly model: KconfigModel;
  /** The configuration that conf ends with. */
  readonly configuration: Configuration;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** What make and conf say on the way, and the probes without an answer. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a real tree: the makefiles give the environment of Kconfig, the compiler or its record answers the
 * probes, and conf is run on the configuration that is named or found. Nothing is written. Throws UsageError
 * when there is no such tree or conf stops on it, HostError when a tool is missing.
 */
export function openTree(options: TreeOptions): OpenedTree {
  const { host, variables = [], objectDirectory, config, defconfig, profile, dialect, topFile } = options;
  const session = openSession({
    host,
    profile: profile ?? null,
    allowsPlain: true,
    request: {
      treeName: host.cwd,
      objectDirectory: objectDirectory ?? null,
      variables,
      configFile: config === undefined ? null : { name: config, path: absolutePath(host.cwd, config) },
      defconfig: defconfig ?? null,
      dialect: dialect ?? null,
      topFile: topFile ?? null,
    },
  });
  const configured = configure(session);
  const configuration = configurationOf(configured);
  return {
    model: configuration.model,
    configuration,
    tree: describeTree(session, configured.levels.at(-1)),
    toolchain: describeToolchain(session, configured.toolchain),
    config: configured.source,
    diagnostics: [
      ...configured.events.map(eventDiagnostic),
      ...confDiagnostics(configured),
      ...probeDiagnostics({ ...configured, severity: 'warning', answers: configuration.model.unknownAnswers }),
    ],
  };
}
