#!/bin/sh
# SPDX-License-Identifier: MIT
# Name and number of a compiler; fails when it is older than this tree needs.
set -e

number()
{
	IFS=.
	set -- $1
	echo $((10000 * $1 + 100 * ${2:-0} + ${3:-0}))
}

set -- $(echo "GCC __GNUC__ __GNUC_MINOR__ __GNUC_PATCHLEVEL__" | "$@" -E -P -x c - 2>/dev/null)
least=$($(dirname $0)/min-tool-version.sh gcc)
if [ "$(number $2.$3.$4)" -lt "$(number $least)" ]; then
	echo "compiler $2.$3.$4 is older than $least" >&2
	exit 1
fi
echo $1 $(number $2.$3.$4)
