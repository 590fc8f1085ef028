// SPDX-License-Identifier: MIT
int l;
