/**
 * Files as makefiles see them while goals are updated: `$(file <NAME)` and `$(shell …)` in recipes read what earlier
 * recipes have left. Where the content of such a file is not known, the recipe that is expanded is in doubt.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell, ShellAnswer } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { normalPath } from '../../host/paths.ts';
import { createRealShell } from '../../probe/index.ts';

/** Longest one text may take, in milliseconds. */
const timeoutMs = 10_000;

/** Words of a text that may be paths. */
const pathWords = /[\w./+-]+/g;

/**
 * Asks for an offset within a structure, as a makefile needs it for `-mstack-protector-guard-offset=`. Source: Linux
 * arch/{arm,arm64,powerpc,riscv}/Makefile, stack_protector_prepare.
 */
const offsetQuestion = /^\s*awk '\{if \(\$2 == "\w+"\) print \$3;\}'\s+\S*asm-offsets\.h\s*$/;

/**
 * In place of an offset that is not known yet. A compiler that takes an offset takes this one; it refuses
 * the option without any, so that every later question about its flags would be answered with no.
 */
const anyOffset: ShellAnswer = { stdout: '0\n', stderr: '', status: 0, commands: [], unknown: null };

/** What {@link ExpansionFiles} needs. */
export interface ExpansionWorld {
  /** The files as recipes have left them. */
  readonly host: Host;
  /** Answers every text that reads none of these. */
  readonly runShell: RunShell;
  /** True for a file that was made and whose content is not known. */
  readonly isUnknown: (path: string) => boolean;
  /** True for a file whose content a recipe has written. */
  readonly isWritten: (path: string) => boolean;
}

/** The view of the makes of one build. */
export class ExpansionFiles {
  /** For the readings and expansions of these makes. */
  readonly host: Host;
  private readonly world: ExpansionWorld;
  private readonly shell: RunShell;
  private doubt: string | null = null;

  constructor(world: ExpansionWorld) {
    const { host } = world;
    this.world = world;
    this.shell = createRealShell({ host, scripts: 'interpret', fallback: 'refuse', timeoutMs });
    this.host = layerHost(host, {
      readFile: (path) => {
        const full = normalPath(host.cwd, path);
        if (world.isUnknown(full)) this.doubt = full;
        return host.readFile(path);
      },
    });
  }

  /** `$(shell …)`: over the files that recipes have written, where the text names one. */
  readonly runShell: RunShell = (request) => {
    const { isUnknown, isWritten, runShell } = this.world;
    let isOfRecipes = false;
    for (const word of request.command.match(pathWords) ?? []) {
      if (!/[./]/.test(word)) continue;
      const path = normalPath(request.cwd, word);
      if (isUnknown(path)) {
        this.doubt = path;
        if (offsetQuestion.test(request.command)) return anyOffset;
      } else if (isWritten(path)) isOfRecipes = true;
    }
    if (!isOfRecipes) return runShell(request);
    const answer = this.shell(request);
    if (answer.unknown === null) return answer;
    this.doubt = request.command;
    return runShell(request);
  };

  /**
   * The same for a make that was read before: `host` as it was then, with texts as they are now. Its engine knows itself
   * which files it has made; their names would make each listing of a directory longer.
   */
  over(host: Host): { readonly host: Host; readonly runShell: RunShell } {
    return { host: layerHost(host, { readFile: (path) => this.host.readFile(path) }), runShell: this.runShell };
  }

  /** What put the last expansions in doubt: a path, or the text of a `$(shell)`; null for none. It is forgotten then. */
  take(): ByteString | null {
    const { doubt } = this;
    this.doubt = null;
    return doubt;
  }
}
