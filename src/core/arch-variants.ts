/** ARCH values that name a variant of a source architecture. Source: Linux 6.12 Makefile, scripts/subarch.include. */
export const archVariants: Readonly<Record<string, string>> = {
  i386: 'x86',
  x86_64: 'x86',
  sparc32: 'sparc',
  sparc64: 'sparc',
  parisc64: 'parisc',
};
