/**
 * Scripts for `/bin/sh` that makefiles start with bash, as U-Boot and BusyBox do
 * (`$(CONFIG_SHELL)`). Where a script has nothing in which the two differ it is interpreted as dash would.
 * Source: Bash Reference Manual 5.2, B "Major Differences From The Bourne Shell"; dash(1) 0.5.12.
 */
import type { ByteString } from '../../core/bytes.ts';

/** Largest text that is looked at, and its longest line, in bytes: the patterns take time by the square of a line. */
const maxBytes = 16_384;
const maxLine = 1000;

/** Texts that bash takes for something else than dash, or may. Quotes are not looked at: more is left out than need be. */
const differences: readonly RegExp[] = [
  // Braces, tests, here-strings, redirections and substitutions that dash does not have.
  /(?<!\$)\{[^{}\s]*(?:,|\.\.)/,
  /\[\[|<<<|&>|\|&|[<>]\(|(?<!\$)\$['"]|;;?&|>&\s*[^0-9\s-]/,
  /(?<!\$)\(\(|\*\*|\+\+|--\s*\)\)/,
  // Variables that bash sets.
  /\$\{?#?(?:[EP]?UID|S?RANDOM|BASH\w*|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|SECONDS|GROUPS|PIPESTATUS|FUNCNAME|LINENO|SHLVL|DIRSTACK|REPLY|EPOCH\w*|COPROC)\b/,
  /\$\{[A-Za-z_]\w*(?:[/^,@]|:[^-=?+])|\$\{!/,
  // Builtins and keywords that dash lacks, or that do not do the same.
  /\becho\b[^\n|;&)]*\\|\becho\s+-[neE]/,
  /(?<![\w$/.'"<-])(?:source|declare|typeset|shopt|let|mapfile|readarray|select|time|function|local|trap|eval|exec|read|type|hash|ulimit|getopts|alias|unalias|caller|compgen|complete|disown|enable|history|logout|popd|pushd|dirs|suspend|help|bind|builtin|kill|wait|jobs|fg|bg|coproc|command|return)(?![\w=-])/,
  /\b(?:export|readonly)\s+\w+=/,
  /\bset\s+[-+][a-zA-Z]/,
  // Words with a field separator of their own, quotes in an expansion, arrays, what stays after a special builtin.
  /\bIFS=|\$\{[^}\n]*['"]|\w=\(|=\S*[ \t]+:(?:\s|;|$)|\$\(\([^)\n]*,/m,
  // `==`, and what only one printf knows.
  /==/,
  /\\[xuUeE]|%q|%\(|%b/,
];

const hereDocument = /<<-?[ \t]*(['"]?)(\w+)\1([^\n]*)\n((?:.*\n)*?)[ \t]*\2(?=\n|$)/g;

/** True for a program that is bash by its name. */
export function isBash(name: ByteString): boolean {
  return name === 'bash' || name === '/bin/bash' || name === '/usr/bin/bash';
}

/** True when bash and dash do the same with a text, but for messages of their own. */
export function isSameUnderBash(text: ByteString): boolean {
  const lines = text.length > maxBytes ? null : text.split('\n');
  if (lines === null || lines.some((line) => line.length > maxLine)) return false;
  const code = lines
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    // The text of a here-document is no program; one with expansions in it is looked at.
    .replace(hereDocument, (whole, _quote, _word, rest: string, body: string) =>
      /[$`\\]/.test(body) ? whole : `<<${rest}\n`,
    );
  return !differences.some((difference) => difference.test(code));
}
