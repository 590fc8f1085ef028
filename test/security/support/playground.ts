/** A machine of small size for attempts: a home with secrets and a tree in it, sockets, a process, a place to write to. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from '../../support/kgate.ts';

/** A user by number; null is who runs the tests. */
export type PlaygroundUser = { readonly uid: number; readonly gid: number } | null;

/** What attempts are made in. */
export interface Playground {
  readonly base: string;
  readonly home: string;
  readonly tree: string;
  readonly tools: string;
  /** `TMPDIR`. */
  readonly scratch: string;
  readonly launcher: string;
  readonly env: Readonly<Record<string, string>>;
  /** A script with its places. */
  fill(script: string): string;
  /** Writes files of the tree. */
  write(files: Readonly<Record<string, string>>): void;
  /** Everything outside of {@link scratch}, with modes, times and contents, and the connections so far. */
  state(): readonly string[];
  close(): void;
}

/** Files outside of the playground that attempts would leave. */
const elsewhere = ['/etc', '/usr', '/var', '', '/tmp', '/var/tmp', '/dev/shm'].map((place) => `${place}/kgate-attempt`);

/** Where every user may go and a container does not hide everything: not below /tmp, where that is possible. */
function newBase(): string {
  try {
    accessSync('/srv', constants.W_OK);
    return mkdtempSync('/srv/kgate-security-');
  } catch {
    return realpathSync(mkdtempSync(join(tmpdir(), 'kgate-security-')));
  }
}

/** Makes one for a user. */
export async function openPlayground(user: PlaygroundUser): Promise<Playground> {
  const base = newBase();
  chmodSync(base, 0o755);
  const place = (name: string): string => join(base, name);
  const [home, out, tools, scratch, tree] = ['home', 'out', 'home/tools', 'scratch', 'home/work/tree'].map(place) as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const directory of [`${home}/.ssh`, `${home}/.cargo`, out, tools, scratch, tree]) {
    mkdirSync(directory, { recursive: true });
  }
  const secrets = ['.ssh/id_rsa', '.netrc', '.cargo/credentials.toml', '.profile', 'work/.netrc'];
  for (const name of secrets) writeFileSync(join(home, name), 'secret\n', { mode: 0o600 });
  for (const name of ['present', 'removed', 'kept']) writeFileSync(join(out, name), `${name}\n`);
  symlinkSync(out, join(tree, 'out'));
  symlinkSync(join(home, '.ssh/id_rsa'), join(tree, 'key'));
  // Where another user can run it.
  for (const name of ['bin', 'dist', 'profiles', 'package.json', 'docs']) {
    cpSync(join(repository, name), place(`kgate/${name}`), { recursive: true });
  }

  let calls = 0;
  const servers: Server[] = [];
  const listen = async (at: string | number): Promise<Server> => {
    const server = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    servers.push(server);
    await new Promise<void>((done) => {
      if (typeof at === 'string') server.listen(at, done);
      else server.listen(at, '127.0.0.1', done);
    });
    return server;
  };
  const sockets = [`${home}/agent`, `${tree}/agent`, `${out}/agent`];
  for (const socket of sockets) {
    await listen(socket);
    chmodSync(socket, 0o777);
  }
  const abstract = `kgate-${process.pid}-${Date.now()}`;
  await listen(`\0${abstract}`);
  const { port } = (await listen(0)).address() as { port: number };

  const words = user === null ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'];
  const [program, ...rest] = [...words, 'sleep', '1000'];
  const sleeper: ChildProcess = spawn(program, rest, {
    cwd: '/',
    stdio: 'ignore',
    env: { ...process.env, SECRET: '1' },
  });
  const places: Readonly<Record<string, string>> = {
    OUT: out,
    HOME: home,
    TREE: tree,
    PORT: String(port),
    NAME: abstract,
    PID: String(sleeper.pid),
    SCRATCH: scratch,
  };
  const give = (path: string): void => {
    if (user !== null) spawnSync('chown', ['-R', '-h', `${user.uid}:${user.gid}`, path]);
  };
  for (const directory of [home, out, scratch]) give(directory);

  return {
    base,
    home,
    tree,
    tools,
    scratch,
    launcher: place('kgate/bin/kgate'),
    env: {
      PATH: `${dirname(process.execPath)}:${tools}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: home,
      TMPDIR: scratch,
      LC_ALL: 'C',
      NO_COLOR: '1',
      KGATE_TEST_SECRET: '1',
    },
    fill: (script) => script.replace(/@([A-Z]+)@/g, (all, name: string) => places[name] ?? all),
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(tree, name)), { recursive: true });
        writeFileSync(join(tree, name), text);
      }
      give(tree);
    },
    state: () => [
      ...listed(base, scratch),
      ...elsewhere.filter((path) => existsSync(path)),
      ...(calls > 0 ? [`${calls} connections`] : []),
    ],
    close() {
      sleeper.kill('SIGKILL');
      for (const server of servers) server.close();
      rmSync(base, { recursive: true, force: true });
      for (const path of elsewhere) rmSync(path, { recursive: true, force: true });
    },
  };
}

function listed(directory: string, without: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    const stats = lstatSync(path);
    const line = `${path} ${stats.mode.toString(8)} ${stats.isDirectory() ? '' : stats.mtimeMs}`;
    if (path === without) return [];
    if (stats.isDirectory()) return [line, ...listed(path, without)];
    return [stats.isFile() && stats.size < 100_000 ? `${line} ${readFileSync(path, 'latin1')}` : line];
  });
}

/** Gives a file to a user. */
export function giveTo(user: PlaygroundUser, path: string): void {
  if (user !== null) chownSync(path, user.uid, user.gid);
}
