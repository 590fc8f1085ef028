/** Scripts that make a shell ask `kgate complete`. */
import type { shellNames } from './candidates.ts';

/** One of the shells. */
export type ShellName = (typeof shellNames)[number];

/** A word in single quotes. Source: POSIX 2.2.2. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Source: bash manual, "Programmable Completion": a word ends at `=` and `:` where COMP_WORDBREAKS has them. */
const bash = (
  program: string,
): string => `# kgate completion bash. Install: kgate completion bash > ~/.local/share/bash-completion/completions/kgate
_kgate() {
  local line="\${COMP_LINE:0:COMP_POINT}" program=${quoted(program)} paths candidate meaning
  [[ -x $program ]] || program=kgate
  local word="\${line##*[[:space:]]}" typed=
  [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && typed="\${word%"\${word##*=}"}"
  COMPREPLY=()
  {
    IFS= read -r paths || return
    while IFS=$'\\t' read -r candidate meaning; do
      COMPREPLY+=("\${candidate#"$typed"}")
    done
  } < <("$program" complete --line "$line" 2>/dev/null)
  local rest="\${word#"$typed"}" prefix=
  [[ -z $typed && $rest == *=* ]] && prefix="\${rest%%=*}=" rest="\${rest#*=}"
  [[ $paths != none && \${#COMPREPLY[@]} == 0 ]] && compopt -o filenames
  case $paths in
    files) mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "$prefix" -f -- "$rest") ;;
    directories) mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "$prefix" -d -- "$rest") ;;
  esac
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace
  return 0
}
complete -F _kgate kgate
`;

/** Source: zsh manual, "Completion Widgets", compadd. */
const zsh = (program: string): string => `#compdef kgate
# kgate completion zsh. Install: kgate completion zsh > "\${fpath[1]}/_kgate", then start a new shell
_kgate() {
  local program=${quoted(program)} line word
  [[ -x $program ]] || program=kgate
  local -a lines closed open closed_texts open_texts
  lines=("\${(@f)$("$program" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    word="\${line%%$'\\t'*}"
    [[ -n $word ]] || continue
    if [[ $word == *[=/] ]]; then
      open+=("$word"); open_texts+=("\${line/$'\\t'/  }")
    else
      closed+=("$word"); closed_texts+=("\${line/$'\\t'/  }")
    fi
  done
  (( $#closed )) && compadd -l -d closed_texts -a closed
  (( $#open )) && compadd -S '' -l -d open_texts -a open
  case $lines[1] in
    files) compset -P '*='; _files ;;
    directories) compset -P '*='; _files -/ ;;
  esac
}
if [ "$funcstack[1]" = "_kgate" ]; then _kgate "$@"; else compdef _kgate kgate; fi
`;

/** Source: fish documentation, "Writing your own completions". */
const fish = (
  program: string,
): string => `# kgate completion fish. Install: kgate completion fish > ~/.config/fish/completions/kgate.fish
function __kgate_complete
  set -l program ${quoted(program).replaceAll(String.raw`'\''`, String.raw`\'`)}
  test -x $program; or set program kgate
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines ($program complete -- $words[2..-1] "$current" 2>/dev/null)
  test (count $lines) -gt 0; or return
  printf '%s\\n' $lines[2..-1]
  switch $lines[1]
    case files
      __fish_complete_path (string replace -r '^[^/]*=' '' -- "$current")
    case directories
      __fish_complete_directories (string replace -r '^[^/]*=' '' -- "$current") ''
  end
end
complete -c kgate -f -a '(__kgate_complete)'
`;

const scripts: Readonly<Record<ShellName, (program: string) => string>> = { bash, zsh, fish };

/** The script for a shell; `program` is the kgate that it calls, or else the one on PATH. */
export function completionScript(shell: ShellName, program: string): string {
  return scripts[shell](program);
}
