#!/bin/sh
# SPDX-License-Identifier: MIT
# Oldest version of a tool that this tree can be built with.
case "$1" in
gcc)
	if [ "$SRCARCH" = arm64 ]; then
		echo 9.1.0
	else
		echo 4.9.0
	fi
	;;
binutils)
	echo 2.20.0
	;;
rustc)
	echo 1.62.0
	;;
*)
	echo "$1: no minimum" >&2
	exit 1
	;;
esac
