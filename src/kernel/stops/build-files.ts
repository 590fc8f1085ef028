/**
 * The files of a build while its recipes are looked at: those of the machine, those that followed lines have written, and
 * those that recipes have made. A line that is followed is kept from looking at what is not known.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { createStillHost } from '../../host/layers/still-host.ts';
import { absolutePath, isBelow, normalPath, parentPath } from '../../host/paths.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import type { HostProgramsWorld } from '../host-programs/host-programs.ts';
import { applyEffect, overlayEffect } from '../kept-makes/effects.ts';
import type { MakeKeeper } from '../kept-makes/make-keeper.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { directoriesOf, type LeavingsPlace } from '../goals/shell-leavings.ts';
import { splitSimpleCommand } from '../levels/command-words.ts';
import { MadeFiles } from './made-files.ts';
import type { RecipeStopsFound } from './stops-request.ts';

/** What {@link BuildFiles} needs. */
export interface BuildFilesOptions {
  /** Files as the makes see them. */
  readonly host: Host;
  /** Where programs run. */
  readonly machine: Host;
  readonly objectTree: ByteString;
  /** Where the module is that is built against the tree, absolute; its objects go there. */
  readonly moduleDirectory?: ByteString;
  /** Texts of `host` that are not on the machine, by absolute path: programs are to see them, too. */
  readonly texts?: ReadonlyMap<string, ByteString>;
  /** Records what is looked at and what is left; absent: nothing does. */
  readonly keeper?: MakeKeeper;
  /** What conf leaves of the configuration when a recipe starts it. */
  readonly later?: ReadonlyMap<string, ByteString>;
  /** True where {@link BuildFiles.leavings} are asked for. */
  readonly notesEffects?: boolean;
}

/** What is known of a file: `made`, it is there with unknown content; `uncertain`, it may be there. */
export type FileKnowledge = 'made' | 'uncertain' | 'known';

/** See the head of this file. */
export class BuildFiles {
  readonly made: MadeFiles;
  /** What followed lines have written. */
  readonly overlay: Overlay;
  /** All files. */
  readonly host: Host;
  /** The same for lines: throws UnsupportedShellText for what is not known. */
  readonly lineHost: Host;
  /** True while a line is interpreted, false while a make in it reads its makefiles. */
  isInLine = false;
  /** What kept the line from being followed that is followed now; null for anything else. */
  obstacle: 'uncertain' | 'foreign' | null = null;
  /** Files that the line under way has read. */
  readonly reads = new Set<string>();
  private readonly options: BuildFilesOptions;
  /** What was made, with what else was done. */
  private readonly noted = new Set<string>();
  /** State of the files in memory before the first recipe. */
  private readonly start: number;
  /** True once conf has left {@link BuildFilesOptions.later}. */
  private isConfigured = false;
  /** True when something has looked at what conf had left. */
  private readsConfiguration = false;
  /** True for an object directory that cannot be written; undefined before it is asked for. */
  private hasUnwritable: boolean | undefined;

  constructor(options: BuildFilesOptions) {
    this.options = options;
    const { keeper, machine, texts } = options;
    this.made = new MadeFiles((effect) => this.note(effect));
    const host = this.made.show(createStillHost(options.host));
    const checked = this.withChecks(host);
    const isUnknown = (path: string): boolean => this.isInLine && this.stateOf(path) !== 'known';
    const onLook = (path: string, kind: 'path' | 'list'): void => this.look(path, kind);
    const isWatched = keeper !== undefined || options.notesEffects === true;
    this.overlay = new Overlay(checked, { mtimeMs: Date.now(), isUnknown, ...(isWatched && { onLook }) });
    for (const [path, text] of texts ?? []) this.overlay.lay(path, text);
    this.start = this.overlay.save();
    const work = { overlay: this.overlay };
    this.lineHost = createWorkHost(checked, machine, work);
    this.host = this.noting(createWorkHost(host, machine, work));
  }

  /** Something was done that later makes may see. */
  note(effect: string): void {
    this.options.keeper?.effect(effect);
    if (this.options.notesEffects === true) this.noted.add(effect);
  }

  /** What was done. */
  get leavings(): Pick<RecipeStopsFound, 'effects' | 'readsConfiguration'> {
    const { made, noted, options, overlay, readsConfiguration, start } = this;
    if (options.notesEffects !== true) return { effects: [], readsConfiguration };
    const written: string[] = [];
    for (const [path, change] of overlay.changesSince(start)) {
      // The configuration is laid over what was done: it may be another one.
      if (options.later?.has(path) === true) continue;
      const effect = overlayEffect(path, change);
      // A directory in the place of one has been removed first.
      if (change.kind === 'directory' && options.host.stat(path) !== undefined) written.push(`x${path}`);
      if (effect === null) made.add(path);
      else written.push(effect);
    }
    return { effects: [...noted, ...written], readsConfiguration };
  }

  /** Where what `$(shell …)` leaves goes. */
  get leavingsPlace(): LeavingsPlace {
    const { made, overlay } = this;
    return {
      directory: (path) => made.addDirectory(path),
      change: (path, change) => overlay.put(path, change),
    };
  }

  /** Puts in place what was done before. */
  take(effects: readonly string[], pass: () => void): void {
    const { made, options, overlay } = this;
    for (const effect of effects) applyEffect(effect, { made, overlay, pass });
    for (const [path, text] of options.later ?? []) if (made.has(path)) overlay.lay(path, text);
  }

  /** Conf was started and leaves the configuration. */
  configure(): void {
    const { keeper, later = [] } = this.options;
    for (const [path, text] of later) {
      keeper?.look(path);
      this.made.add(path);
      this.overlay.lay(path, text);
    }
    this.isConfigured = true;
  }

  /** `host` for what a walk looks at once for all makes; `reading`: for whom the texts count. */
  hostForAll(reading: 'all' | 'none'): Host {
    const { host, options } = this;
    const { keeper } = options;
    if (keeper === undefined) return host;
    return layerHost(host, {
      stat: (path) => keeper.lookingFor('presence', () => host.stat(path)),
      readFile: (path) => keeper.lookingFor(reading, () => host.readFile(path)),
      hasEntry: (path) => keeper.lookingFor('presence', () => host.hasEntry(path)),
      readDirectory: (path) => keeper.lookingFor('all', () => host.readDirectory(path)),
      realPath: (path) => keeper.lookingFor('presence', () => host.realPath(path)),
    });
  }

  /** {@link stateOf} for the same. */
  readonly stateForAll = (path: ByteString): FileKnowledge => {
    const { keeper } = this.options;
    return keeper === undefined ? this.stateOf(path) : keeper.lookingFor('presence', () => this.stateOf(path));
  };

  /** The files for a question about host programs. */
  get world(): Pick<HostProgramsWorld, 'files' | 'common' | 'mayBeMade' | 'mayAppear' | 'onRead'> {
    const { made, options, overlay } = this;
    const { keeper } = options;
    return {
      files: this.hostForAll('none'),
      common: this.hostForAll('all'),
      mayBeMade: (path) => this.stateForAll(path) !== 'known',
      mayAppear: (name) => made.names.has(name) || overlay.hasName(name),
      ...(keeper !== undefined && {
        onRead: (paths, what) => {
          for (const path of paths) {
            if (what === 'text') keeper.look(path);
            else keeper.lookAtIncludes(path);
          }
        },
      }),
    };
  }

  /** Runs `body` as a part of a line, or as a part of a make that a line has started. */
  within<Result>(isInLine: boolean, body: () => Result): Result {
    const outer = this.isInLine;
    this.isInLine = isInLine;
    try {
      return body();
    } finally {
      this.isInLine = outer;
    }
  }

  /** A line begins. */
  begin(): void {
    this.reads.clear();
    this.obstacle = null;
  }

  /** Whether a file is there and has the content that is seen of it. */
  stateOf(path: ByteString): FileKnowledge {
    this.look(path, 'path');
    if (this.made.has(path)) {
      return this.overlay.owns(path) || this.host.stat(path)?.kind === 'directory' ? 'known' : 'made';
    }
    if (this.made.isOpen(path)) return 'made';
    const isOfBuild = this.isForObjects(path);
    return isOfBuild && this.host.stat(path) === undefined && this.mayHave(path) ? 'uncertain' : 'known';
  }

  /** The content of a file where it is known. */
  readonly knownText = (path: ByteString): ByteString | undefined =>
    this.stateOf(path) === 'known' ? this.overlay.readFile(path) : undefined;

  /** A line has run and was not followed. Directories that it makes by their names are there all the same. */
  addUnfollowed({ cwd, text }: { readonly cwd: ByteString; readonly text: ByteString }): void {
    this.made.addUnfollowed(text);
    for (const path of directoriesOf(splitSimpleCommand(text.trim()) ?? [], cwd)) this.made.addDirectory(path);
  }

  /** True for a path that a line which was not followed may have made. */
  mayHave(path: ByteString): boolean {
    this.options.keeper?.lookForName(path);
    return this.made.mayHave(path);
  }

  /** True for a file that is on the disk and that no line so far has written: make takes it as it finds it. */
  isUntouched(path: ByteString): boolean {
    const { host, made, overlay } = this;
    return !made.has(path) && !overlay.owns(path) && host.stat(path)?.kind === 'file';
  }

  /** True where no file can be made in the directory. */
  isUnwritable(path: ByteString): boolean {
    const { machine, objectTree } = this.options;
    this.hasUnwritable ??= machine.writeProblem(objectTree) !== null;
    return this.hasUnwritable && machine.writeProblem(parentPath(path)) !== null;
  }

  /** True where builds leave what they make. */
  isForObjects(path: ByteString): boolean {
    const { moduleDirectory, objectTree } = this.options;
    return isBelow(objectTree, path) || (moduleDirectory !== undefined && isBelow(moduleDirectory, path));
  }

  /** Throws for a file whose content is not known, or that may be there or not. */
  refuseUncertain(path: ByteString): void {
    if (!this.isInLine || this.stateOf(path) === 'known') return;
    this.obstacle = 'uncertain';
    throw new UnsupportedShellText(`it looks at ${path}, which an earlier line makes`);
  }

  /** A path is looked at. Make reads the configuration as a whole: what counts are the symbols that makefiles name. */
  private look(path: string, kind: 'path' | 'list'): void {
    const { keeper, later } = this.options;
    if (keeper === undefined && !this.isConfigured) return;
    const full = path.indexOf('/.') < 0 && path.indexOf('//') < 0 ? path : normalPath('/', path);
    if (this.isConfigured && later?.has(full) === true) this.readsConfiguration = true;
    if (keeper === undefined) return;
    if (kind === 'list') keeper.list(full);
    else if (this.isInLine || full !== keeper.autoConfPath) keeper.look(full);
  }

  /** `base` with the texts of makefiles written down. */
  private noting(base: Host): Host {
    const { keeper } = this.options;
    if (keeper === undefined) return base;
    return layerHost(base, {
      readFile: (path) => {
        const text = base.readFile(path);
        if (!this.isInLine) keeper.read(absolutePath(base.cwd, path), text);
        return text;
      },
    });
  }

  /** `base` for lines: what an earlier line has left in a way that is not known is not looked at. */
  private withChecks(base: Host): Host {
    const check = (path: string): string => {
      this.refuseUncertain(normalPath(base.cwd, path));
      return path;
    };
    return layerHost(base, {
      stat: (path) => {
        const found = base.stat(path);
        // That it is there is known.
        return found === undefined ? (check(path), found) : found;
      },
      readFile: (path) => {
        if (this.isInLine) this.reads.add(normalPath(base.cwd, path));
        return base.readFile(check(path));
      },
      readDirectory: (path) => {
        this.refuseUncertainNames(normalPath(base.cwd, path));
        return base.readDirectory(path);
      },
    });
  }

  /** Throws for a directory of the build in which a line that was not followed may have made any file. */
  private refuseUncertainNames(path: ByteString): void {
    if (!this.isInLine || !isBelow(this.options.objectTree, path) || !this.mayHave(path)) return;
    this.obstacle = 'uncertain';
    throw new UnsupportedShellText(`it lists ${path}, where an earlier line makes files`);
  }
}
