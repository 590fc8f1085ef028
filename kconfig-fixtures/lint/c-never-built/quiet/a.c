// SPDX-License-Identifier: MIT
#include "core.c"
