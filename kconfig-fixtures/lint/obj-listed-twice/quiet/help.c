// SPDX-License-Identifier: MIT
int help;
