import { fstatSync } from 'node:fs';
import type { ByteString } from '../core/bytes.ts';
import { display, displayBytes } from '../core/display.ts';
import { processEnvironment } from '../host/node/node-host.ts';
import { workingDirectory } from '../host/node/working-directory.ts';
import { exitFailure } from './exit-code.ts';
import { createLineInput, type LineInput } from './standard-input.ts';

/** Where one stream's text goes. */
export interface Sink {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** True for a terminal and for the log of a service that builds: what comes here is shown, and may be acted on. */
  readonly isWatched: boolean;
  /**
   * Sends text of ours, in which everything that is not marked as ours is foreign; see `display`. Resolves once it has
   * been handed to the system. A reader that went away is no error.
   */
  show(text: string): Promise<void>;
  /** Sends what another program would have written: to the letter, unless the stream {@link isWatched}. */
  pass(text: ByteString): Promise<void>;
}

/** What {@link main} needs of its process. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Absent: there is no input. */
  readonly stdin?: LineInput;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Absolute; throws HostError where there is none. */
  readonly cwd: ByteString;
  /** The worker's module when it is not the one next to this one. */
  readonly workerUrl?: URL;
}

/** Columns of a report that goes to no terminal, and the fewest that are obeyed. */
const plainColumns = 80;
const minColumns = 40;

/** Width by COLUMNS, as shells set it; 80 without. */
export function columnsOf(env: Io['env']): number {
  const asked = /^\d{1,4}$/.test(env['COLUMNS'] ?? '') ? Number(env['COLUMNS']) : 0;
  return asked >= minColumns ? asked : plainColumns;
}

/** True for an ordinary file; the log of a service is a pipe. */
function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

function createSink(stream: NodeJS.WriteStream & { readonly fd: number }, env: Io['env']): Sink {
  let isClosed = false;
  // Absent, not false, when the stream is no terminal, whatever its type says.
  const isTerminal = 'isTTY' in stream && stream.isTTY;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isClosed = true;
    // `kgate … | head` has seen enough. Anything else (a full disk) must not pass silently.
    if (error.code === 'EPIPE') return;
    process.exitCode = exitFailure;
    if (stream === process.stdout) process.stderr.write(`kgate: cannot write standard output: ${error.code}\n`);
  });
  const isWatched = isTerminal || (serviceOf(env) !== null && !isFile(stream.fd));
  const write = (text: string | Buffer): Promise<void> => {
    if (isClosed || text.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      stream.write(text, () => resolve());
    });
  };
  return {
    isTerminal,
    // A terminal may become another width.
    get columns() {
      return isTerminal && stream.columns > 0 ? stream.columns : columnsOf(env);
    },
    isWatched,
    show: (text) => write(display(text)),
    pass: (text) => write(isWatched ? displayBytes(text) : Buffer.from(text, 'latin1')),
  };
}

/** The {@link Io} of this process. */
export function createProcessIo(): Io {
  const env = processEnvironment();
  return {
    stdout: createSink(process.stdout, env),
    stderr: createSink(process.stderr, env),
    stdin: createLineInput(() => process.stdin),
    env,
    // Asked for where its error is reported.
    get cwd() {
      return workingDirectory();
    },
  };
}

/**
 * Whether text for `sink` may be coloured. Source: https://no-color.org for NO_COLOR, https://force-color.org for
 * FORCE_COLOR, which counts more, as in Node; `0` and `false` turn colour off.
 */
export function wantsColor(when: string, sink: Sink, env: Io['env']): boolean {
  if (when !== 'auto') return when === 'always';
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return sink.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Programs that name themselves in TERM_PROGRAM and follow links. */
const linkPrograms = /^(?:iTerm\.app|WezTerm|vscode|ghostty|zed|Hyper|rio|Tabby)$/;

/** Terminals that name themselves in TERM and follow links. */
const linkTerminals = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour)/;

/**
 * Whether the terminal behind `sink` follows links (OSC 8). An older one prints them as rubbish, so that only those are
 * trusted that say who they are; FORCE_HYPERLINK decides for any other.
 */
export function wantsLinks(when: string, sink: Sink, env: Io['env']): boolean {
  const forced = env['FORCE_HYPERLINK'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  if (when === 'never' || !sink.isTerminal || env['TERM'] === 'dumb') return false;
  // VTE has them from 0.50 on, with a fault in 0.50.0.
  if (Number(env['VTE_VERSION'] ?? 0) > 5000) return true;
  if (env['WT_SESSION'] !== undefined || env['KONSOLE_VERSION'] !== undefined) return true;
  return linkPrograms.test(env['TERM_PROGRAM'] ?? '') || linkTerminals.test(env['TERM'] ?? '');
}

/** A service that builds, by the form of its log. */
type Service = 'github' | 'gitlab' | 'plain';

/** Variables by which services without folds of their own are known. Source: their documentation of default variables. */
const serviceVariables = ['CI', 'TF_BUILD', 'TEAMCITY_VERSION', 'BUILDKITE', 'JENKINS_URL', 'TRAVIS'];

/** The service that runs kgate; null for none. Source: the services' own documentation of their default variables. */
function serviceOf(env: Io['env']): Service | null {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  if (env['GITLAB_CI'] === 'true') return 'gitlab';
  return serviceVariables.some((name) => !['', '0', 'false'].includes(env[name] ?? '')) ? 'plain' : null;
}

/** Whether what a long run is doing may be drawn on standard error: a terminal that can clear a line, and no service. */
export function wantsProgress({ env, stderr }: Pick<Io, 'env' | 'stderr'>): boolean {
  return stderr.isTerminal && env['TERM'] !== 'dumb' && serviceOf(env) === null;
}

/** The log that text for `sink` goes to. */
export function logOf(sink: Sink, env: Io['env']): Service | null {
  return sink.isTerminal ? null : serviceOf(env);
}
