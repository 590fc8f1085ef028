// SPDX-License-Identifier: MIT
int p;
