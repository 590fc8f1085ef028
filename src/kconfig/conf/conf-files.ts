import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { openFile } from '../language/open-file.ts';
import type { Reporter } from '../report.ts';
import type { ConfigState } from '../values/config-state.ts';
import { computeAll, invalidate } from '../values/propagate.ts';
import type { DependencySource } from '../write/dependency-file.ts';
import { dependencyFile } from '../write/dependency-file.ts';
import type { OldAuto } from '../write/touch-files.ts';
import { readOldAuto, touchDirectory, touchedNames } from '../write/touch-files.ts';
import type { AutoOptions } from '../write/write-auto.ts';
import { autoConfText, autoHeaderText, rustcCfgText, tristateConfText } from '../write/write-auto.ts';
import type { Timestamp } from '../write/write-busybox.ts';
import { busyboxTexts } from '../write/write-busybox.ts';
import { writeDotConfig, writeMinimalConfig } from '../write/write-dotconfig.ts';
import type { FileOperation, WrittenFile } from './conf-types.ts';

/** Where a run's files are. */
export interface FilePlace {
  readonly host: Host;
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** A file's text; a directory can be opened and has none, as for C. Undefined when there is no such file. */
export function textOf(place: FilePlace, name: string, searchesSourceTree = true): ByteString | undefined {
  // The empty name is no file, but `$srctree/` is a directory.
  if (name === '') return searchesSourceTree && place.env['srctree'] !== undefined ? '' : undefined;
  if (name === '/dev/null') return '';
  const found = openFile(place.host, place.cwd, searchesSourceTree ? place.env : {}, name);
  return found === 'unreadable' ? '' : found?.text;
}

/** Kind of the file that a name means in the working directory. */
export function kindOf(place: FilePlace, name: string): 'file' | 'directory' | 'other' | undefined {
  return place.host.stat(name.startsWith('/') ? name : `${place.cwd}/${name}`)?.kind;
}

/** What conf has written is no longer marked to be. Source: confdata.c conf_write, up to Linux 5.2. */
function forgetMembers(state: ConfigState): void {
  if (!state.rules.membersStayWritten) return;
  for (const { members } of state.flat.choices) for (const member of members) state.writes[member] = 0;
}

/** Collects the operations of conf on files. */
export class FilePlan {
  readonly files: WrittenFile[] = [];
  readonly operations: FileOperation[] = [];
  private readonly place: FilePlace;
  private readonly state: ConfigState;
  /** `.config` is written or the same already. */
  private hasWritten = false;

  constructor(place: FilePlace, state: ConfigState) {
    this.place = place;
    this.state = state;
  }

  /** savedefconfig's file. The caller takes the reports of the state afterwards. */
  minimalConfig(name: string): void {
    invalidate(this.state);
    const file = { name, text: writeMinimalConfig(this.state) };
    this.files.push(file);
    this.operations.push({ kind: 'write', ...file, isInPlace: true });
  }

  /** `.config` and its backup; false when the file is the same already. Source: docs/kconfig-semantics.md §5.1. */
  dotConfig(name: string): boolean {
    const { state, place } = this;
    if (!state.changed) invalidate(state);
    const file = { name, text: writeDotConfig(state) };
    this.hasWritten = true;
    this.files.push(file);
    const isInPlace = (place.env['KCONFIG_OVERWRITECONFIG'] ?? '') !== '';
    if (!isInPlace) {
      const before = textOf(place, name, false);
      if (before === file.text && state.flat.dialect.writing.saysNoChange) return false;
      // conf does not look whether its backup worked, nor whether it could read the file.
      const isThere = before !== undefined || kindOf(place, name) !== undefined;
      const hasPlace = kindOf(place, `${name}.old`) !== 'directory';
      if (isThere && hasPlace) this.operations.push({ kind: 'backup', name, to: `${name}.old` });
    }
    this.operations.push({ kind: 'write', ...file, isInPlace });
    return true;
  }

  /**
   * The dependency file, the touch files and the auto files. `source` names the files of the tree.
   * False where conf gives up because there is no directory for touch files, or something else has a
   * file's place. Source: docs/kconfig-semantics.md §5.3 to §5.7; the failures observed with conf of coreboot 25.09
   * and of 6.1 and 6.12.
   */
  autoFiles(source: Omit<DependencySource, 'autoConf'>, reporter: Reporter): boolean {
    const { state, place } = this;
    const { env } = place;
    const { dialect } = state.flat;
    const autoConf = env['KCONFIG_AUTOCONFIG'] ?? 'include/config/auto.conf';
    if (dialect.writing.recalculatesForAuto) {
      if (this.hasWritten) forgetMembers(state);
      invalidate(state);
    }
    const dependencies = dependencyFile(dialect, { ...source, autoConf });
    if (dialect.writing.autoNeedsDirectories && kindOf(place, touchDirectory(state, autoConf, env)) === undefined) {
      this.operations.push({ kind: 'write', name: '..config.tmp', text: dependencies.text, isInPlace: true });
      return false;
    }
    if (!this.hasPlace(dependencies.name, reporter)) return false;
    this.operations.push({ kind: 'write', ...dependencies, isInPlace: false });
    const before = textOf(place, autoConf);
    let old: OldAuto | null = null;
    if (before !== undefined) {
      old = readOldAuto(state, before, autoConf, reporter);
      if (dialect.writing.oldAutoForgetsValues) invalidate(state);
    }
    computeAll(state);
    const directory = touchDirectory(state, autoConf, env);
    const touched = touchedNames(state, old, directory);
    const makesDirectories = dialect.writing.touchFiles === 'lower-h';
    if (touched.length > 0 && !makesDirectories && !this.hasDirectory(directory)) return false;
    for (const name of touched) this.operations.push({ kind: 'touch', name });
    const options: AutoOptions = { negatives: env['KCONFIG_NEGATIVES'] !== undefined };
    const texts: [name: string, write: () => ByteString][] = [
      [env['KCONFIG_AUTOHEADER'] ?? 'include/generated/autoconf.h', () => autoHeaderText(state, options)],
    ];
    if (dialect.writing.extraAutoFile === 'rustc_cfg') {
      texts.push([env['KCONFIG_RUSTCCFG'] ?? 'include/generated/rustc_cfg', () => rustcCfgText(state, options)]);
    } else if (dialect.writing.extraAutoFile === 'tristate.conf') {
      texts.push([env['KCONFIG_TRISTATE'] ?? 'include/config/tristate.conf', () => tristateConfText(state)]);
    }
    texts.push([autoConf, () => autoConfText(state, options)]);
    for (const [name, write] of texts) {
      if (!this.hasPlace(name, reporter)) return false;
      this.lazy(name, write);
    }
    return true;
  }

  /** False when the name is a directory's, or its directory is something else. */
  private hasPlace(name: ByteString, reporter: Reporter): boolean {
    const kind = kindOf(this.place, name);
    // conf 6.1 and later print the reason; earlier ones only fail.
    const isReported = kind === 'directory' && this.state.flat.dialect.writing.extraAutoFile === 'rustc_cfg';
    if (isReported) reporter.print('stderr', 'rename: Is a directory\n');
    if (kind !== undefined) return kind !== 'directory';
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      const above = kindOf(this.place, name.slice(0, slash));
      if (above !== undefined) return above === 'directory';
    }
    return true;
  }

  /** True when the directory is there or was made for a file that is written. */
  private hasDirectory(directory: ByteString): boolean {
    if (directory === '' || kindOf(this.place, directory) !== undefined) return true;
    return this.operations.some((operation) => operation.name.startsWith(directory));
  }

  /** Both files of the busybox generation; nothing is compared and directories are not made. */
  busyboxFiles(source: Omit<DependencySource, 'autoConf'>, timestamp: Timestamp | null): void {
    const { state, place } = this;
    const dependencies = dependencyFile(state.flat.dialect, { ...source, autoConf: '' });
    this.operations.push({ kind: 'write', ...dependencies, isInPlace: false });
    if (!state.changed) invalidate(state);
    const { config, header } = busyboxTexts(state, timestamp);
    const headerName = kindOf(place, 'include') === 'directory' ? 'include/autoconf.h' : '.tmpconfig.h';
    this.operations.push({ kind: 'write', name: headerName, text: header, isInPlace: false });
    if (kindOf(place, '.config') !== undefined) {
      this.operations.push({ kind: 'backup', name: '.config', to: '.config.old' });
    }
    this.operations.push({ kind: 'write', name: '.config', text: config, isInPlace: false });
    this.files.push({ name: '.config', text: config }, { name: headerName, text: header });
  }

  /** A file whose text is made when it is first read: most callers want `.config` alone. */
  private lazy(name: string, write: () => ByteString): void {
    let made: ByteString | undefined;
    const file = {
      kind: 'write' as const,
      name,
      isInPlace: false,
      get text() {
        made ??= write();
        return made;
      },
    };
    this.files.push(file);
    this.operations.push(file);
  }
}
