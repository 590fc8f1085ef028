import { encodeBytes, decodeBytes } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { packageRoot } from '../../host/node/package-root.ts';
import { absolutePath, isBelow } from '../../host/paths.ts';
import { lookAround } from '../../index.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { exitOk } from '../exit-code.ts';
import { firstProject } from '../project/first-project.ts';
import { projectNames } from '../project/find-project.ts';

/** `kgate init`: a first project file for what the directory holds; one that is there is never written over. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const found = lookAround(host);
  const schema = encodeBytes(`${packageRoot()}/docs/schema/kgate.config.schema.json`);
  // A path of the machine is nothing for a repository.
  const isBelowHere = isBelow(host.cwd, schema);
  const text = firstProject(found, isBelowHere ? `./${decodeBytes(schema.slice(host.cwd.length + 1))}` : null);
  if (input.output === '-') return { exitCode: exitOk, stdout: text, stderr: '', files: [] };
  const path = input.output ?? absolutePath(host.cwd, 'kgate.config.yaml');
  const there = input.output === null ? projectNames.filter((name) => host.stat(name) !== undefined) : [];
  if (there.length > 0 || host.stat(path) !== undefined) {
    const name = there[0] ?? decodeBytes(path);
    throw new UsageError('usage/project', `${name} is there already`, {
      hint: "'kgate init --output -' prints a new one",
    });
  }
  const count = [...text.matchAll(/^ {2}- name: /gm)].length;
  const words = `${count} ${count === 1 ? 'build' : 'builds'}`;
  return {
    exitCode: exitOk,
    stdout: `${input.output === null ? 'kgate.config.yaml' : decodeBytes(path)}: ${words} written; 'kgate check --print-config' shows them, 'kgate check' runs them\n`,
    stderr: '',
    files: [{ path, text: encodeBytes(text), isNew: true }],
  };
}
