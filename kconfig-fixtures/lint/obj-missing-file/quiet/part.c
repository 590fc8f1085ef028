// SPDX-License-Identifier: MIT
int part;
