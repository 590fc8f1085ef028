// SPDX-License-Identifier: MIT
int r;
