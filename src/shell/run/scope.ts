import type { ByteString } from '../../core/bytes.ts';
import { evalArithmetic } from '../language/arithmetic.ts';
import { Unsupported } from '../language/signals.ts';
import type { Word } from '../language/ast.ts';
import { type ExpansionScope, expandText, expandWords } from './expand.ts';
import { resolvePath, setVariable, spend, statFile } from './services.ts';
import type { Shell } from './state.ts';
import type { ShellVariables, Variable } from './variables.ts';
import { shellProcessId } from './world.ts';

/** What expansion sees of a shell, as it is now. */
export function createScope(shell: Shell): ExpansionScope {
  return {
    positional: shell.positional,
    isUnsetFatal: shell.isUnsetFatal,
    isBash: shell.isBash,
    isGlobbing: shell.isGlobbing,
    get: (name) => getParameter(shell, name),
    elements: (name) => {
      const variable = shell.variables.get(name);
      return variable?.elements ?? (variable?.value === undefined ? [] : [variable.value]);
    },
    set: (name, value) => setVariable(shell, name, value),
    substitute: (body) => shell.substitute(body),
    arithmetic: (expression) =>
      String(
        evalArithmetic(expression, {
          get: (name) => {
            if (shell.isUnsetFatal && getParameter(shell, name) === undefined) throw new Unsupported('unset variable');
            return getParameter(shell, name);
          },
          set: (name, value) => setVariable(shell, name, value),
        }),
      ),
    readDirectory: (path) => {
      const { overlay, world } = shell.run;
      // The host of a session shows written files itself.
      if (!overlay.isEmpty && world.session === undefined) throw new Unsupported('pattern over written files');
      return world.host.readDirectory(resolvePath(shell, path));
    },
    exists: (path) => statFile(shell, path) !== undefined,
    spend: (work) => spend(shell, work),
  };
}

/** Value of a variable or special parameter; undefined when unset. */
function getParameter(shell: Shell, name: string): ByteString | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return shellProcessId;
    case '!':
      return undefined;
    case '-':
    case 'LINENO':
    case 'PPID':
    case 'PS1':
    case 'PS2':
    case 'PS4':
      if (name !== '-' && shell.variables.get(name)?.value !== undefined) break;
      throw new Unsupported(`parameter ${name}`);
  }
  const code = name.charCodeAt(0);
  if (code >= 48 && code <= 57) {
    const index = Number(name);
    return index === 0 ? shell.name : shell.positional[index - 1];
  }
  const value = shell.variables.get(name)?.value;
  if (value !== undefined && value.length > 1024) spend(shell, value.length >> 10);
  return value;
}

/** Arguments of a command; `export NAME=value` words are not split. */
export function expandArguments(shell: Shell, words: readonly Word[]): ByteString[] {
  const scope = createScope(shell);
  const first = words[0]?.parts[0];
  const isDeclaration =
    words[0]?.parts.length === 1 &&
    first?.kind === 'literal' &&
    !first.quoted &&
    (first.text === 'export' || first.text === 'local' || (shell.isBash && first.text === 'declare'));
  if (!isDeclaration) return expandWords(words, scope);
  const result: ByteString[] = [];
  for (const word of words) {
    const [head] = word.parts;
    const isAssignment = head?.kind === 'literal' && !head.quoted && /^[A-Za-z_]\w*=/.test(head.text);
    if (isAssignment) result.push(expandText(word, scope));
    else result.push(...expandWords([word], scope));
  }
  return result;
}

/** Gives variables that were local to a function the values they had; undefined: there was none. */
export function restoreVariables(
  variables: ShellVariables,
  saved: ReadonlyMap<string, Variable | undefined> | null,
): void {
  for (const [name, variable] of saved ?? []) variables.set(name, variable);
}
