import { reportError, resolvePath, write } from './services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isBash, isCoveredBash } from '../language/bash.ts';
import { isPartlyKnown, requireKnown } from '../language/marker.ts';
import { Unsupported } from '../language/signals.ts';
import { prepareCall, restoreNames } from './program-paths.ts';
import { noteWrite } from './redirections.ts';
import type { Shell } from './state.ts';
import { lendRest } from './stream.ts';

/**
 * Scripts by their names: `NAME.sh`, and what a tree keeps in `scripts` and `init`, such as `build-version`, which writes
 * a file. Source: init/build-version of Linux 6.1, scripts/build-version since 6.2.
 */
const mayBeScript = /\.sh$|\/(?:scripts|init)\/(?:[\w-]+\/)*[\w-]+$/;

/** Largest script that is interpreted, in bytes. */
const maxScriptBytes = 64 * 1024;

/** Runs a program: a simple tool in process, a script of the tree, or through the world. */
export function runProgram(
  shell: Shell,
  argv: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
  searchPath: ByteString,
): number {
  const [name = ''] = argv;
  const { world, overlay } = shell.run;
  if (argv.some(isPartlyKnown)) requireKnown(argv.join(' '));
  const intercepted = world.session?.intercept({
    argv,
    env,
    cwd: shell.directory,
    input: shell.descriptors.get(0),
    write: (descriptor, text) => write(shell, descriptor, text),
    runScript: (command, shellName, args, options) =>
      shell.runScript({ command, cwd: shell.directory, env, shellName }, args, options),
  });
  if (intercepted !== undefined && intercepted !== null) return intercepted;
  const location = world.locate(name, searchPath, shell.directory);
  if (location.kind !== 'found') {
    const isMissing = location.kind === 'missing';
    // Inside eval dash names the builtin as well.
    if (shell.evalDepth > 0) throw new Unsupported('program not found inside eval');
    const isUnheard = shell.descriptors.get(2)?.kind === 'null';
    if (!shell.isBash || !isUnheard) reportError(shell, `${name}: ${isMissing ? 'not found' : 'Permission denied'}`);
    shell.run.commands.push({
      argv,
      status: isMissing ? 127 : 126,
      stdout: '',
      stderr: `${name}: ${isMissing ? 'not found' : 'Permission denied'}\n`,
      source: 'run',
    });
    return isMissing ? 127 : 126;
  }
  const utility = shell.run.userland.utilities.get(name);
  if (utility !== undefined) {
    const status = utility(shell, argv.slice(1), env);
    if (status !== null) return status;
  }
  if (world.interpretsScripts) {
    const isOfBash = world.interpretsBash === true && isBash(name);
    const status =
      isShell(name) || isOfBash
        ? runNamedShell(shell, argv, env, isOfBash)
        : runScript(shell, argv, env, location.path);
    if (status !== null) return status;
  }
  const readsInput = world.session?.readsInput(argv) !== false;
  const input = readsInput ? requireKnown(lendRest(shell.descriptors.get(0))) : '';
  const call = prepareCall({ argv, env, cwd: shell.directory, input }, overlay, world);
  const { commands } = shell.run;
  const answer = world.run(call, commands);
  const evidence = commands.at(-1);
  // Evidence may be shared by all who asked for the same run.
  if (input !== '' && evidence !== undefined) commands[commands.length - 1] = { ...evidence, input };
  for (const [path, scratch] of answer.written ?? []) {
    overlay.adopt(resolvePath(shell, path), scratch);
    noteWrite(shell, resolvePath(shell, path));
  }
  writeAnswer(shell, restoreNames(answer.stdout, call.replaced), restoreNames(answer.stderr, call.replaced));
  return answer.status;
}

function isShell(name: ByteString): boolean {
  return name === '/bin/sh' || name === 'sh' || name === '/usr/bin/sh';
}

/** `sh FILE ARGUMENT…`, where the options of the file's first line do not count, and `sh -c TEXT [NAME ARGUMENT…]`. */
function runNamedShell(
  shell: Shell,
  argv: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
  isOfBash: boolean,
): number | null {
  const [program = '', file = '', text, name = program, ...args] = argv;
  if (file === '-c' && text !== undefined) {
    if (isOfBash && !isCoveredBash(text)) return null;
    return shell.runScript({ command: text, cwd: shell.directory, env, shellName: name }, args, '', isOfBash);
  }
  return file.startsWith('-') ? null : runScript(shell, argv.slice(1), env, file, { isOfBash });
}

/** The first line of a script for a shell that is interpreted. */
const interpreterLine = /^#! ?(\/bin\/sh|(?:\/usr)?\/bin\/bash|\/usr\/bin\/env bash)(?: -([eu]+))?[ \t]*\n/;

/** Interprets a script whose first line names a shell, or that one was given; null for any other file. */
function runScript(
  shell: Shell,
  argv: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
  path: string,
  given: { readonly isOfBash: boolean } | null = null,
): number | null {
  if (!path.includes('/')) return null;
  const file = resolvePath(shell, path);
  const { host, interpretsBash } = shell.run.world;
  const stat = host.stat(file);
  if (stat === undefined || stat.size > maxScriptBytes || !mayBeScript.test(file)) return null;
  const text = shell.run.overlay.readFile(file);
  const firstLine = text === undefined ? null : interpreterLine.exec(text);
  if (text === undefined || firstLine === null) return null;
  const isForBash = firstLine[1] !== '/bin/sh';
  const isOfBash = given === null ? isForBash : given.isOfBash;
  // What is written for bash and given to another shell is not looked at.
  if (isForBash && (interpretsBash !== true || !isOfBash)) return null;
  if (isOfBash && !isCoveredBash(text)) return null;
  const scriptText = { command: text, cwd: shell.directory, env, shellName: path };
  const options = given === null ? (firstLine[2] ?? '') : '';
  return shell.runScript(scriptText, argv.slice(1), options, isOfBash);
}

function writeAnswer(shell: Shell, stdout: ByteString, stderr: ByteString): void {
  const one = shell.descriptors.get(1);
  if (stdout !== '' && stderr !== '' && one === shell.descriptors.get(2) && one?.kind !== 'null') {
    // Which came first is lost once they are apart.
    throw new Unsupported('both outputs of a program into one stream');
  }
  // What a program writes into the bin is in its evidence.
  if (one?.kind !== 'null') write(shell, 1, stdout);
  if (shell.descriptors.get(2)?.kind !== 'null') write(shell, 2, stderr);
}
