/**
 * Programs that start another one, which they choose by files: rustup's proxies and pyenv's shims. With
 * the files of that choice an answer can be kept although the program found in PATH is such a proxy.
 */
import { passTroubleOn } from '../core/errors.ts';
import type { ByteString } from '../core/bytes.ts';
import type { CommandRequest, Host } from '../host/host.ts';
import { absolutePath, parentPath } from '../host/paths.ts';

/** The files that a proxy's choice depends on, and the program it chose. */
export interface ProxyChoice {
  readonly files: readonly ByteString[];
  /** Absolute path of the program that answers. */
  readonly program: ByteString;
}

/** `names` in a directory and all directories above it. */
function upward(directory: ByteString, names: readonly ByteString[]): ByteString[] {
  const paths: ByteString[] = [];
  for (let at = directory; ; at = parentPath(at)) {
    for (const name of names) paths.push(at === '/' ? `/${name}` : `${at}/${name}`);
    if (at === '/') return paths;
  }
}

function oneLine(host: Host, request: CommandRequest): ByteString | null {
  const { outcome, status, stdout } = host.run(request);
  const line = stdout.split('\n')[0] ?? '';
  return outcome === 'exited' && status === 0 && line.startsWith('/') ? line : null;
}

/**
 * The compiler behind rustup's `rustc`. Source: The rustup book, "Overrides": a `+toolchain` word,
 * RUSTUP_TOOLCHAIN, directory overrides of settings.toml, rust-toolchain files upward, the default.
 */
export function rustupChoice(host: Host, request: CommandRequest, proxy: ByteString): ProxyChoice | null {
  if (!proxy.endsWith('/rustup')) return null;
  const program = oneLine(host, { ...request, argv: [proxy, 'which', 'rustc'] });
  if (program === null) return null;
  const home = request.env['RUSTUP_HOME'] ?? `${request.env['HOME'] ?? ''}/.rustup`;
  const cwd = host.realPath(request.cwd) ?? request.cwd;
  const files = [
    proxy,
    program,
    `${absolutePath(cwd, home)}/settings.toml`,
    '/etc/rustup/settings.toml',
    ...upward(cwd, ['rust-toolchain', 'rust-toolchain.toml']),
  ];
  return { files, program };
}

/** Last line of a shim that `pyenv rehash` writes. Source: observed with pyenv 2.3 and 2.4. */
const shimLine = /^exec "(\/[^"$`\\]+)\/libexec\/pyenv" exec "\$program" "\$@"\s*$/m;

/**
 * The interpreter behind a pyenv shim. Source: pyenv README, "Understanding Python version selection":
 * PYENV_VERSION, .python-version upward, the global version file. Hooks of plugins are files too.
 */
export function pyenvChoice(host: Host, request: CommandRequest, shim: ByteString): ProxyChoice | null {
  let text: ByteString | undefined;
  try {
    text = host.readFile(shim);
  } catch (error) {
    passTroubleOn(error);
    return null;
  }
  const code = text === undefined ? null : (shimLine.exec(text)?.[1] ?? null);
  if (code === null) return null;
  const name = shim.slice(shim.lastIndexOf('/') + 1);
  const program = oneLine(host, { ...request, argv: [`${code}/libexec/pyenv`, 'which', name] });
  if (program === null) return null;
  const root = request.env['PYENV_ROOT'] ?? code;
  const cwd = host.realPath(request.cwd) ?? request.cwd;
  const plugins = host.readDirectory(`${root}/plugins`) ?? [];
  const hooks = [`${root}/pyenv.d`, ...plugins.map((plugin) => `${root}/plugins/${plugin}/etc/pyenv.d`)];
  const hookFiles = hooks.flatMap((directory) =>
    ['exec', 'which', 'version-name', 'version-origin'].flatMap((kind) => [
      `${directory}/${kind}`,
      ...(host.readDirectory(`${directory}/${kind}`) ?? []).map((file) => `${directory}/${kind}/${file}`),
    ]),
  );
  const files = [
    shim,
    program,
    `${root}/version`,
    `${root}/plugins`,
    `${root}/versions`,
    ...(host.readDirectory(`${code}/libexec`) ?? []).map((file) => `${code}/libexec/${file}`),
    ...hookFiles,
    ...upward(cwd, ['.python-version']),
  ];
  return { files, program };
}
