// SPDX-License-Identifier: MIT
int md;
