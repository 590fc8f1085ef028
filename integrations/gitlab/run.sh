#!/usr/bin/env bash
# A job of GitLab: kgate with the words of the command line and its cache. GitLab's docker executor lets every user write the
# checkout, and kgate takes nothing from a cache that another user could have written: the job takes these rights away, from
# its cache up to the directory of builds.
set -uo pipefail
umask 022

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

if [ "${GITLAB_CI:-}" = true ] && [ -n "${KGATE_CACHE_DIR:-}" ] && [ -n "${CI_BUILDS_DIR:-}" ]; then
  mkdir -p "$KGATE_CACHE_DIR" && chmod -R go-w "$KGATE_CACHE_DIR"
  top=$(cd "$CI_BUILDS_DIR" && pwd -P)
  at=$(cd "$KGATE_CACHE_DIR" && pwd -P)
  while [ "${at#"$top"}" != "$at" ]; do
    if [ -O "$at" ] && [ ! -k "$at" ]; then chmod go-w "$at"; fi
    at=$(dirname "$at")
  done
fi

exec "$root/bin/kgate" "$@"
