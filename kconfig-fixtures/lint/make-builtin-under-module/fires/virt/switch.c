// SPDX-License-Identifier: MIT
int s;
