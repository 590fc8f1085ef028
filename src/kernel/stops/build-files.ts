/**
 * The files of a build while its recipes are looked at: those of the machine, those that followed lines have written, and
 * those that recipes have made. A line that is followed is kept from looking at what is not known.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { createStillHost } from '../../host/layers/still-host.ts';
import { isBelow, normalPath } from '../../host/paths.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import type { HostProgramsWorld } from '../host-programs/host-programs.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { MadeFiles } from './made-files.ts';

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
}

/** What is known of a file: `made`, it is there with unknown content; `uncertain`, it may be there. */
export type FileKnowledge = 'made' | 'uncertain' | 'known';

/** See the head of this file. */
export class BuildFiles {
  readonly made = new MadeFiles();
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

  constructor(options: BuildFilesOptions) {
    this.options = options;
    const { machine, texts } = options;
    const host = this.made.show(createStillHost(options.host));
    const checked = this.withChecks(host);
    const isUnknown = (path: string): boolean => this.isInLine && this.stateOf(path) !== 'known';
    this.overlay = new Overlay(checked, { mtimeMs: Date.now(), isUnknown });
    for (const [path, text] of texts ?? []) this.overlay.lay(path, text);
    const work = { overlay: this.overlay };
    this.lineHost = createWorkHost(checked, machine, work);
    this.host = createWorkHost(host, machine, work);
  }

  /** The files for a question about host programs. */
  get world(): Pick<HostProgramsWorld, 'files' | 'mayBeMade' | 'mayAppear'> {
    const { host, made, overlay } = this;
    return {
      files: host,
      mayBeMade: (path) => this.stateOf(path) !== 'known',
      mayAppear: (name) => made.names.has(name) || overlay.hasName(name),
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
    if (this.made.has(path)) {
      return this.overlay.owns(path) || this.host.stat(path)?.kind === 'directory' ? 'known' : 'made';
    }
    if (this.made.isOpen(path)) return 'made';
    const isOfBuild = this.isForObjects(path);
    return isOfBuild && this.host.stat(path) === undefined && this.made.mayHave(path) ? 'uncertain' : 'known';
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
    if (!this.isInLine || !isBelow(this.options.objectTree, path) || !this.made.mayHave(path)) return;
    this.obstacle = 'uncertain';
    throw new UnsupportedShellText(`it lists ${path}, where an earlier line makes files`);
  }
}
