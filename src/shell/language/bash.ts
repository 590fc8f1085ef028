/**
 * Texts for bash: its own scripts, those for `/bin/sh` that makefiles start with it, as U-Boot and BusyBox do
 * (`$(CONFIG_SHELL)`), and commands of makes with `SHELL = bash`. A text that has nothing in which the two shells differ, but for
 * what the interpreter knows of bash (`echo`, `set -e`, `set -o pipefail`, arrays, here-strings, `${x/a/b}`, `local`), is interpreted.
 * Source: Bash Reference Manual 5.2, B "Major Differences From The Bourne Shell"; dash(1) 0.5.12.
 */
import type { ByteString } from '../../core/bytes.ts';

/** Largest text that is looked at, and its longest line, in bytes: the patterns take time by the square of a line. */
const maxBytes = 16_384;
const maxLine = 4000;

/** Texts that bash takes for something else than dash, or may. Quotes are not looked at: more is left out than need be. */
const differences: readonly RegExp[] = [
  // Braces, tests, redirections and substitutions that dash does not have.
  /(?<!\$)\{[^{}\s]*(?:,|\.\.)/,
  /\[\[(?=\s)|&>|\|&|[<>]\(|(?<!\$)\$['"]|;;?&|>&\s*[^0-9\s-]/,
  /(?<!\$)\(\(|\*\*|\+\+|--\s*\)\)/,
  // Variables that bash sets.
  /\$\{?#?(?:[EP]?UID|S?RANDOM|BASH\w*|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|SECONDS|GROUPS|PIPESTATUS|FUNCNAME|LINENO|SHLVL|DIRSTACK|REPLY|EPOCH\w*|COPROC)\b/,
  /\$\{[A-Za-z_]\w*(?:[\^,@]|:[^-=?+])|\$\{!/,
  // Keywords that dash lacks; builtins are looked at when they run.
  /(?<![\w$/.'"<-])(?:select|time|function|coproc)(?![\w=-])/,
  /\b(?:export|readonly)\s+\w+=/,
  /\bset\s+[-+](?!(?:[euf]|o\s+pipefail)(?:\s|;|$))[a-zA-Z]/,
  // Words with a field separator of their own, quotes in an expansion, what stays after a special builtin.
  /\bIFS=|\$\{[^}\n]*['"]|=\S*[ \t]+:(?:\s|;|$)|\$\(\([^)\n]*,/m,
  // `==`, and what only one printf knows.
  /==/,
  /\\[xuUeE]|%q|%\(|%b/,
];

/** Lines without the texts of here-documents that hold no expansion: they are no program. */
function withoutDocuments(lines: readonly ByteString[]): ByteString[] {
  const result: ByteString[] = [];
  const endless = new Set<string>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const start = /<<-?[ \t]*(['"]?)(\w+)\1/.exec(line);
    const [, , word = ''] = start ?? [];
    const end =
      start === null || endless.has(word)
        ? -1
        : lines.findIndex((one, index) => index > at && one.endsWith(word) && one.trimStart() === word);
    if (end < 0) endless.add(word);
    const body = lines.slice(at + 1, Math.max(end, 0));
    if (start === null || end < 0 || body.some((one) => /[$`\\]/.test(one))) result.push(line);
    else {
      result.push(line.replace(start[0], '<<'));
      at = end;
    }
  }
  return result;
}

/** True for a program that is bash by its name. */
export function isBash(name: ByteString): boolean {
  return name === 'bash' || name === '/bin/bash' || name === '/usr/bin/bash';
}

/** Builtins that dash lacks, or that do not do the same. `command` and `trap` are in part the same. */
const ownBuiltins: ReadonlySet<string> = new Set(
  (
    '. source typeset shopt let mapfile readarray exec read readonly type hash times ulimit umask alias ' +
    'unalias caller compgen complete compopt disown enable history logout popd pushd dirs suspend help bind builtin kill ' +
    'wait jobs fg bg'
  ).split(' '),
);

/** False for a builtin that bash has of its own, or that does something else there. */
export function isCoveredBuiltin([name = '', first = '', second = '', ...more]: readonly ByteString[]): boolean {
  if (name === 'command') return first === '-v' && (second === '--' ? more.length === 1 : more.length === 0);
  if (name === 'trap') return more.length === 0 && (second === 'EXIT' || second === '0') && !first.startsWith('-');
  return !ownBuiltins.has(name);
}

/** True for a text of bash that is interpreted as bash would, but for messages of its own. */
export function isCoveredBash(text: ByteString): boolean {
  const lines = text.length > maxBytes ? null : text.split('\n');
  if (lines === null || lines.some((line) => line.length > maxLine)) return false;
  const code = withoutDocuments(lines.filter((line) => !/^\s*#/.test(line))).join('\n');
  return !differences.some((difference) => difference.test(code));
}
