/** Scripts for bash that are interpreted: with what only bash has, against the machine's bash. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { createRealShell } from '../../../src/probe/real-shell.ts';
import { isCoveredBash } from '../../../src/shell/language/bash.ts';

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Runs `scripts/tool a 'b c' d:e`, a script for bash, with bash and interpreted; null where it is not followed. */
function both(text: string): readonly [real: unknown, interpreted: unknown] {
  const run = (isReal: boolean): unknown => {
    const cwd = mkdtempSync(join(tmpdir(), 'kgate-bash-'));
    mkdirSync(join(cwd, 'scripts'));
    writeFileSync(join(cwd, 'scripts/tool'), `#!/usr/bin/env bash\n${text}\n`, { mode: 0o755 });
    const command = "scripts/tool a 'b c' d:e";
    try {
      if (isReal) {
        const { status, stdout } = spawnSync('/bin/bash', ['-c', command], { cwd, env, encoding: 'latin1', input: '' });
        return [stdout.replaceAll(cwd, 'CWD'), status];
      }
      const shell = createRealShell({ host: createNodeHost({ cwd, env }), scripts: 'interpret', fallback: 'refuse' });
      const answer = shell({ command, cwd, env });
      expect(readdirSync(cwd)).toEqual(['scripts']);
      return answer.unknown === null ? [answer.stdout.replaceAll(cwd, 'CWD'), answer.status] : null;
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  };
  return [run(true), run(false)];
}

/** Prints its words, each in brackets. */
const show = 'show() { printf \'<%s>\' "$#" "$@"; printf \'\\n\'; }\n';

describe('a script for bash', () => {
  it.each([
    'declare -a A; show "${#A[@]}" "${A[@]}"',
    'A=(); show "${A[@]}" "${#A[@]}"',
    'A=(a "b  c" d); show "${A[@]}" "${A[*]}" ${A[@]} "$A" "${#A[@]}"',
    'A=(\n  a\n\n  b # not c\n)\nA+=( "d e" ); show "${A[@]}"',
    'A+=(x); A+=(y "$@"); show "${A[@]}" "${#A[*]}"',
    'x="a b"; A=($x "$x" *ripts); show "${A[@]}"',
    'for i in "${A[@]}" x; do show "$i"; done',
    'A=(a b); for i in ${A[*]}; do show "$i"; done',
    'f() { local -a A; A=(1 2); show "${A[@]}"; }; A=(o); f; show "${A[@]}"',
    'f() { local A=v; show "$A"; }; A=(o p); f; show "${A[@]}"',
    'f() { declare -a B; B+=(1); show "${B[@]}"; }; f; show "${#B[@]}"',
    'f() { local x; show "${x-unset}"; }; x=outer; f; show "$x"',
    'f() { x=(i); }; f; show "${x[@]}"',
    'A=(a b); (A+=(c); show "${A[@]}"); show "${A[@]}"',
    'show ${@//:/ } "${@//:/ }"',
    'x=a:b:c; show "${x//:/ }" ${x//:/ } "${x/:/}" "${x//b/}" "${x//zz/y}"',
    'x=\'a$b\'; show "${x//\\$/\\$\\$}"',
    'A=(a:b c:d); show "${A[@]//:/-}"',
    'x=y; eval "N_${x}=\\"v w\\""; eval z="\\"\\${N_${x}}\\""; show "$z"',
    'read_all() { cat; }; read_all <<<"a  b"; x=q; read_all <<< $x',
    'n="$(sed -r -e "s/[A-Za-z]//g" <<<"ab-c_1")"; show "$n"',
    'set -e; x=$(false; echo a); show "$x"; false; show no',
    'set -e; f() { false; show in; }; if f; then show yes; fi; ! f; f || show or; f; show no',
    'set -e; (show a; false; show b) || show c; (false); show no',
    'f() { return 3; show no; }; f; show $?',
    'echo "a" b; echo; echo "$1 $2"',
    'shift 2; show "$@"; shift; show "$#"',
    'o() { local O OPTARG; while getopts :ab:c O; do show "$O" "${OPTARG-none}" $OPTIND; done; show $OPTIND; shift $((OPTIND-1)); show "$@"; }\no -a -b x -cb y -- -a z',
    'while getopts :b: O -b; do show "$O" "$OPTARG"; done; show $OPTIND',
    'while getopts :ab: O -xa -bv w; do show "$O" "${OPTARG-none}" $OPTIND; done; show $OPTIND',
    '{ printf "1\\n"; if [ $# -gt 1 ]; then printf "2\\n"; fi; } >out; cat out; printf 3 >>out; cat out',
    'f() { { echo a; return; echo b; } >out; echo c; }; f; cat out; echo end',
    'd="$( cd scripts; pwd )"; show "$d"; pwd',
  ])('%s', (text) => {
    expect(isCoveredBash(`${show}${text}`)).toBe(true);
    const [real, own] = both(`${show}${text}`);
    expect(own).toEqual(real);
  });

  it.each([
    'A=([2]=x); show "${A[2]}"',
    'A[1]=x',
    'x=a; x+=b; show "$x"',
    'A=(a b); show "${A[1]}"',
    'A=(a b); A=c; show "${A[@]}"',
    'x=ab; show "${x//[a]/c}"',
    'x=ab; show "${x/#a/c}"',
    'x=a; show "${x//a/&b}"',
    'x=ab; show "${x:1}"',
    'x=ab; show "${x^^}"',
    'declare -A M; M[a]=b',
    'local x',
    'return 3',
    'while getopts ab O -x; do :; done',
    'no-such-program',
    'A=(a) env',
    'echo -n a',
    'set -u; A=(); show "${A[@]}"',
    'trap "echo bye" EXIT',
    'export() { :; }; export X',
  ])('is given to bash where it has more: %s', (text) => {
    // The script as a program of its own, or the whole text, which this shell refuses.
    const [real, own] = both(`${show}${text}`);
    if (own !== null) expect(own).toEqual(real);
  });
});
