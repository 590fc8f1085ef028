/** Proofs about all configurations of a tree, for the rules of lint that ask for them. */
import type { ByteString } from '../../core/bytes.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createMovedHost } from '../../host/layers/moved-host.ts';
import type { Configuration } from '../../kconfig/index.ts';
import { type BuildRequest, configurationOf, configure, findTopFile, openSession } from '../../kernel/index.ts';
import type { DeadLine, DeadSymbol, OfferProofs, TreeProofs, UnmetSelect } from '../../lint/index.ts';
import { outsideSymbols } from '../../solve/dead/outside.ts';
import { Possibilities } from '../../solve/dead/possibilities.ts';
import { hasSatSolver } from '../../solve/sat/solver.ts';
import { findDeadLines, findDeadSymbols } from './dead-symbols.ts';
import type { ProofModel } from './proof-model.ts';
import { findUnmetSelects } from './unmet-selects.ts';

/** Symbols of a tree that is small enough for proofs without being asked. */
const smallTree = 1_000;

/** What {@link offerProofs} needs. */
export interface ProofOptions {
  readonly host: Host;
  /** The tree, absolute. */
  readonly directory: ByteString;
  /** Value of `ARCH` of each reading; make's own when empty. */
  readonly archs: readonly ByteString[];
}

/**
 * Proofs for a tree whose rules were asked for, or that is so small that they take no time. The SAT solver has to be loaded. A
 * small tree that conf does not read has none.
 */
export function offerProofs(options: ProofOptions): OfferProofs {
  return ({ isAsked, symbols }) => {
    if (!isAsked && (!hasSatSolver() || symbols === 0 || symbols > smallTree)) return null;
    return new Proofs(options, !isAsked || symbols <= smallTree);
  };
}

class Proofs implements TreeProofs {
  readonly archs: readonly ByteString[];
  private readonly options: ProofOptions;
  /** No makefile is followed, no program started, and no environment counts. */
  private readonly isPlain: boolean;
  private unmet: readonly UnmetSelect[] | null = null;
  private dead: readonly DeadSymbol[] | null = null;
  private lines: readonly DeadLine[] | null = null;

  constructor(options: ProofOptions, isPlain: boolean) {
    this.options = options;
    this.isPlain = isPlain;
    this.archs = options.archs;
  }

  unmetSelects(): readonly UnmetSelect[] {
    this.unmet ??= [
      ...new Map(
        this.each(findUnmetSelects)
          .flat()
          .map((one) => [`${one.location.file}:${one.location.line}`, one]),
      ).values(),
    ];
    return this.unmet;
  }

  deadSymbols(): readonly DeadSymbol[] {
    this.dead ??= findDeadSymbols(this.options.archs, (arch, use) => this.with(arch, use));
    return this.dead;
  }

  deadLines(): readonly DeadLine[] {
    this.lines ??= findDeadLines(this.options.archs, (arch, use) => this.with(arch, use));
    return this.lines;
  }

  private each<Result>(use: (model: ProofModel) => Result): Result[] {
    const archs = this.archs.length === 0 ? [''] : this.archs;
    return archs.flatMap((arch) => this.with(arch, use) ?? []);
  }

  /** Null where conf stops on a tree that was not asked about. */
  private with<Result>(arch: ByteString, use: (model: ProofModel) => Result): Result | null {
    const configuration = this.read(arch);
    if (configuration === null) return null;
    const { model, state } = configuration;
    const possibilities = new Possibilities(state.flat, outsideSymbols(model), this.options.host.progress);
    try {
      return use({ configuration, possibilities });
    } finally {
      possibilities.dispose();
    }
  }

  /** All values at their defaults. */
  private read(arch: ByteString): Configuration | null {
    const { directory } = this.options;
    const moved = createMovedHost(this.options.host, directory);
    const host = this.isPlain ? layerHost(moved, { env: {} }) : moved;
    const topFile = this.isPlain ? findTopFile(host, directory) : undefined;
    if (this.isPlain && topFile === undefined) return null;
    const request: BuildRequest = {
      treeName: directory,
      objectDirectory: null,
      variables: arch === '' ? [] : [`ARCH=${arch}`],
      configFile: null,
      defconfig: this.isPlain ? 'alldefconfig' : null,
      topFile: topFile ?? null,
    };
    try {
      const tree = configure(
        openSession({ host, request, profile: null, allowsPlain: true, allowsMissingCompiler: true }),
      );
      const base = configurationOf(tree).empty();
      base.readConfig('', '.config');
      base.evaluateAll();
      return base;
    } catch (error) {
      passTroubleOn(error);
      if (!this.isPlain || !(error instanceof KgateError)) throw error;
      return null;
    }
  }
}
