// SPDX-License-Identifier: MIT
int m;
