// SPDX-License-Identifier: MIT
int b;
