import type { ByteString } from '../core/bytes.ts';

/**
 * Who reads the environment: `make` sees how it was called, `conf` does not care and is told its files and
 * seeds, a `tree` depends on neither.
 */
export type EnvironmentReader = 'make' | 'conf' | 'tree';

/**
 * Variables that differ from one terminal, login or call to the next and that no tree was seen to look at.
 * They are left out of keys unless a text of the tree names one. Everything else counts: a variable that
 * is not here and differs is a miss.
 */
const ofTerminals =
  /^(?:_|SHLVL|OLDPWD|TERM|TERM_\w+|COLORTERM|COLUMNS|LINES|WINDOWID|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|SSH_\w+|GPG_\w+|DBUS_\w+|XDG_SESSION_\w+|XDG_RUNTIME_DIR|XDG_CACHE_HOME|INVOCATION_ID|JOURNAL_STREAM|TMUX\w*|STY|VTE_VERSION|LS_COLORS|LESS\w*|PAGER|EDITOR|VISUAL|HIST\w+|PS[124]|PROMPT_COMMAND|MAIL|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|DESKTOP_SESSION|GNOME_\w+|KDE_\w+|QT_\w+|GTK_\w+|SESSION_MANAGER|VSCODE_\w+|HYPERFINE_\w+|VITEST\w*|npm_\w+|NODE_\w+|GITHUB_\w+|RUNNER_\w+|KGATE_DEBUG|KGATE_NO_CACHE)$/;

/** How make was called. */
const ofMake = /^(?:MAKEFLAGS|MFLAGS|MAKELEVEL|MAKE_TERMOUT|MAKE_TERMERR|MAKEOVERRIDES|GNUMAKEFLAGS)$/;

/** What conf is told about a single run. */
const ofConf =
  /^KCONFIG_(?:CONFIG|SEED|PROBABILITY|ALLCONFIG|OVERWRITECONFIG|NOSILENTUPDATE|AUTOCONFIG|AUTOHEADER|TRISTATE|RUSTCCFG|WERROR|WARN_UNKNOWN_SYMBOLS|DEFCONFIG_LIST)$/;

/** True for a variable that keys leave out. */
export function isIncidental(name: ByteString, reader: EnvironmentReader): boolean {
  if (ofTerminals.test(name)) return true;
  return reader !== 'make' && (ofMake.test(name) || (reader === 'tree' && ofConf.test(name)));
}

/** The part of an environment that belongs to a key, as text; names in byte order. */
export function environmentKey(env: Readonly<Record<string, ByteString>>, reader: EnvironmentReader): string {
  const parts: string[] = [];
  for (const name of Object.keys(env).sort()) {
    if (!isIncidental(name, reader)) parts.push(`${name}=${env[name] ?? ''}`);
  }
  return parts.join('\0');
}

/** True when a text could ask for a variable that keys leave out: `$TERM`, `${TERM}`, `$(TERM)`. */
export function namesIncidental(text: ByteString, reader: EnvironmentReader): boolean {
  for (const match of text.matchAll(/\$[({]?([A-Za-z_]\w*)/g)) {
    if (isIncidental(match[1] ?? '', reader)) return true;
  }
  return false;
}
