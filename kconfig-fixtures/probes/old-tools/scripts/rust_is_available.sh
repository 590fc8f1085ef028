#!/bin/sh
# SPDX-License-Identifier: MIT
set -e
words=$("$RUSTC" --version)
least=$($(dirname $0)/min-tool-version.sh rustc)
set -- $words
IFS=.
set -- $2 $least
[ "$1" -gt "$4" ] || [ "$2" -ge "$5" ]
