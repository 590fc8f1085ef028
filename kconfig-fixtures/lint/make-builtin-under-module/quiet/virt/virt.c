// SPDX-License-Identifier: MIT
int v;
