// SPDX-License-Identifier: MIT
int core;
