import type { ByteString } from '../core/text.ts';

/**
 * Variables that no makefile, Kconfig file or probe of a tree looks at although they differ from one
 * terminal, login or make level to the next. They are left out of keys unless a text names them.
 * Everything else counts: a variable that is not here and differs is a miss.
 */
const incidental =
  /^(?:_|SHLVL|OLDPWD|TERM|TERM_\w+|COLORTERM|COLUMNS|LINES|WINDOWID|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|SSH_\w+|GPG_\w+|DBUS_\w+|XDG_SESSION_\w+|XDG_RUNTIME_DIR|INVOCATION_ID|JOURNAL_STREAM|TMUX\w*|STY|VTE_VERSION|LS_COLORS|LESS\w*|PAGER|EDITOR|VISUAL|HISTFILE|KGATE_DEBUG|KGATE_NO_CACHE)$/;

/** What make passes on to say how it was called; a probe does not depend on it. */
const callOfMake = /^(?:MAKEFLAGS|MFLAGS|MAKELEVEL|MAKE_TERMOUT|MAKE_TERMERR|MAKEOVERRIDES|GNUMAKEFLAGS)$/;

/** The part of an environment that belongs to a key, as text; names in byte order. */
export function environmentKey(
  env: Readonly<Record<string, ByteString>>,
  options: { readonly ignoresMake: boolean },
): string {
  const parts: string[] = [];
  for (const name of Object.keys(env).sort()) {
    if (incidental.test(name) || (options.ignoresMake && callOfMake.test(name))) continue;
    parts.push(`${name}=${env[name] ?? ''}`);
  }
  return parts.join('\0');
}

/** True when a text could ask for a variable that keys leave out: `$TERM`, `${TERM}`, `$(TERM)`. */
export function namesIncidental(text: ByteString, ignoresMake: boolean): boolean {
  for (const match of text.matchAll(/\$[({]?([A-Za-z_]\w*)/g)) {
    const name = match[1] ?? '';
    if (incidental.test(name) || (ignoresMake && callOfMake.test(name))) return true;
  }
  return false;
}
