#!/usr/bin/env bash
# A step of action.yml: kgate with its log, annotations, the summary of the step and a SARIF file. Ends with kgate's status.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Words as a shell splits them, with nothing expanded: they come from a workflow file.
if ! split=$(xargs -r -n1 printf '%s\n' <<<"${KGATE_ARGS:-}"); then
  echo "::error title=kgate::args: a quote is not closed"
  exit 2
fi
words=()
[ -z "$split" ] || mapfile -t words <<<"$split"

temporary=$(mktemp -d "${RUNNER_TEMP:-/tmp}/kgate.XXXXXX") || exit 2
trap 'rm -rf "$temporary"' EXIT

case "${KGATE_SARIF:=kgate.sarif}" in
  /*) sarif=$KGATE_SARIF ;;
  *) sarif=${GITHUB_WORKSPACE:-$PWD}/$KGATE_SARIF ;;
esac

cd "${KGATE_DIRECTORY:-.}" || exit 2
"$root/bin/kgate" "${KGATE_COMMAND:-check}" "${words[@]}" \
  --report "sarif=$sarif" --report "github=$temporary/annotations" --report "markdown=$temporary/summary"
status=$?

[ ! -f "$temporary/annotations" ] || cat "$temporary/annotations"
[ ! -f "$temporary/summary" ] || cat "$temporary/summary" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
echo "status=$status" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
