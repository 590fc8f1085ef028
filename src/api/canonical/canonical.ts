/** `kgate check --canonical`: defconfigs, and what `savedefconfig` makes of them. */
import { type Memo, withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { absolutePath, isBelow, normalPath } from '../../host/paths.ts';
import {
  type ConfiguredTree,
  configurationOf,
  describeToolchain,
  describeTree,
  openSession,
  runConfigGoal,
  type Session,
  usesLibrary,
} from '../../kernel/index.ts';
import { isUnknownGoal } from '../../kernel/levels/unknown-goal.ts';
import type { CanonicalFile, CanonicalResult } from '../../results/canonical.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { UnknownProbes } from '../config/mode-run.ts';
import { unifiedDiff } from '../lint/fix/edits.ts';
import { differingLines } from './line-reasons.ts';

/** What {@link checkCanonical} needs; the request names no configuration. */
export interface CanonicalOptions extends Pick<CheckOptions, 'host' | 'request' | 'profile' | 'cache'> {
  /** Files as they were named, with the places where each is looked for, absolute; else it is a configuration goal. */
  readonly files: readonly { readonly name: ByteString; readonly paths: readonly ByteString[] }[];
  /** True where the caller writes the files. */
  readonly isFix: boolean;
}

/** A file and what it has to be. */
export interface CanonicalText {
  /** Absolute. */
  readonly path: ByteString;
  readonly before: ByteString;
  readonly text: ByteString;
}

/** The result, and the files that are to be written. */
export interface CanonicalOutcome {
  readonly result: CanonicalResult;
  readonly files: readonly CanonicalText[];
}

/**
 * Compares each file with what `make X_defconfig savedefconfig` writes; nothing is written. Throws UsageError for a file that is not
 * there and `kernel/config-failed` where conf or make stops, HostError where a record cannot answer a probe.
 */
export function checkCanonical(options: CanonicalOptions): CanonicalOutcome {
  return withMemo({ ...options, cache: options.cache ?? null }, (memo) => new Run(options, memo).all());
}

class Run {
  private readonly options: CanonicalOptions;
  private readonly session: Session;

  constructor(options: CanonicalOptions, memo: Memo) {
    this.options = options;
    this.session = openSession({ ...options, host: memo.host, models: memo, allowsPlain: true });
    if (usesLibrary(this.session)) {
      throw new UsageError('kernel/no-savedefconfig', 'a tree with Kconfiglib has no savedefconfig of conf', {
        hint: 'kgate check looks at its configurations without --canonical',
      });
    }
  }

  all(): CanonicalOutcome {
    const { files, isFix } = this.options;
    const changed: CanonicalText[] = [];
    let tree: ConfiguredTree | null = null;
    const compared = files.map(({ name, paths }): CanonicalFile => {
      const found = this.find(name, paths);
      const { expected, first } = this.save(found.text);
      tree = first;
      const { file, path, text } = found;
      const isCanonical = text === expected;
      if (!isCanonical) changed.push({ path, before: text, text: expected });
      return {
        file,
        isCanonical,
        isWritten: isFix && !isCanonical,
        lines: isCanonical ? [] : differingLines({ tree: first, file, text, expected }),
        diff: unifiedDiff(file, text, expected),
      };
    });
    const last = tree as ConfiguredTree | null;
    const result: CanonicalResult = {
      schemaVersion: 1,
      verdict: isFix || changed.length === 0 ? 'pass' : 'fail',
      tree: describeTree(this.session, last?.levels.at(-1)),
      toolchain: describeToolchain(this.session, last?.toolchain ?? null),
      files: compared,
    };
    return { result, files: changed };
  }

  /** The file of a name: where it is said to be, else the one that the configuration goal of that name reads. */
  private find(
    name: ByteString,
    paths: readonly ByteString[],
  ): { readonly file: ByteString; readonly path: ByteString; readonly text: ByteString } {
    const { host } = this.options;
    const path = paths.find((one) => host.stat(one)?.kind === 'file');
    if (path !== undefined) return { file: name, path, text: host.readFile(path) ?? '' };
    if (!name.endsWith('defconfig') || name.includes('/')) {
      throw new UsageError('kernel/no-config', `${name}: no such file`, {
        hint: 'give a defconfig: a file, or the name of a configuration goal',
      });
    }
    const done = this.run(name, {});
    if (done.configuration === null) {
      throw new UsageError('kernel/no-such-defconfig', `${name}: no such file, and conf stops on a goal of this name`, {
        hint: `kgate check --defconfig ${name} has the whole report`,
      });
    }
    const { file } = done.source;
    const { treeDirectory } = this.session.request;
    const own = file === null ? null : [done.cwd, treeDirectory].map((directory) => normalPath(directory, file));
    const read = own?.find((one) => host.stat(one)?.kind === 'file');
    if (file === null || read === undefined) {
      throw new UsageError('kernel/no-config', `${name}: the goal reads no single file`, {
        hint: 'give the file that is to be compared',
      });
    }
    const inTree = isBelow(treeDirectory, read) ? read.slice(treeDirectory.length + 1) : file;
    return { file: inTree, path: read, text: host.readFile(read) ?? '' };
  }

  /** What savedefconfig writes behind a goal that reads the text and sets the rest to its defaults. */
  private save(text: ByteString): { readonly expected: ByteString; readonly first: ConfiguredTree } {
    const first = this.complete(text);
    const whole = first?.configText() ?? text;
    const saved = this.run('savedefconfig', { given: { name: null, text: whole } });
    configurationOf(saved);
    const expected = saved.product.kind === 'file' ? saved.product.text() : undefined;
    if (expected === undefined)
      throw new UsageError('kernel/no-savedefconfig', 'the savedefconfig of this tree writes no file');
    return { expected, first: first ?? saved };
  }

  /** What `make X_defconfig` makes of the text; null in a tree so old that savedefconfig has to do. */
  private complete(text: ByteString): ConfiguredTree | null {
    try {
      const done = this.run('olddefconfig', { given: { name: null, text } });
      configurationOf(done);
      return done;
    } catch (error) {
      if (isUnknownGoal(error)) return null;
      throw error;
    }
  }

  private run(
    goal: ByteString,
    how: { readonly given?: { readonly name: null; readonly text: ByteString } },
  ): ConfiguredTree {
    const done = runConfigGoal(this.session, goal, { given: null, ...how, emit: () => {} });
    if (this.session.probes.unknown().length > 0) throw new UnknownProbes(this.session, this.options.host, false);
    return done;
  }
}

/** The places of a file that is named: where the user stands, else in the tree. */
export function canonicalPaths(startDirectory: ByteString, tree: ByteString, name: ByteString): ByteString[] {
  return [normalPath('/', absolutePath(startDirectory, name)), normalPath('/', absolutePath(tree, name))];
}
