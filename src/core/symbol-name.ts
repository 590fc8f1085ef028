/** How a symbol of Kconfig is written: its name with what the tree puts in front of it. */

/** What most trees put in front: the `CONFIG_` of their files and makefiles. */
export const usualPrefix = 'CONFIG_';

/** `CONFIG_A=y`; `# CONFIG_A is not set` for one that has no value. */
export function settingText(name: string, value: string, prefix = usualPrefix): string {
  return value === '' ? `# ${prefix}${name} is not set` : `${prefix}${name}=${value}`;
}
