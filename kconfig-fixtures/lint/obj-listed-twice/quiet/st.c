// SPDX-License-Identifier: MIT
int st;
