/**
 * What a run is doing, for who waits for it: numbers in memory that another thread may look at while this one is busy. Saying
 * it costs some stores, so that it is said whether a thread looks or not.
 */

/** Parts of the work, in words for people. */
export const phases = [
  'starting',
  'checking builds',
  'reading Kconfig files',
  'computing the configuration',
  'reading makefiles',
  'asking compilers and other programs',
  'walking directories',
  'explaining findings',
  'proving fixes',
  'searching for the smallest change',
  'proving what no configuration allows',
  'asking git',
  'looking for files',
  'reading Kconfig files and makefiles',
  'reading sources',
  'applying rules',
  'proving edits',
  'comparing configurations',
] as const;

/** One of {@link phases}. */
export type Phase = (typeof phases)[number];

/** Where a run is. */
export interface ProgressView {
  readonly phase: Phase;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

/** The numbers of a run: the phase, then for each of {@link phases} how many are done, and of how many. */
export type ProgressWords = Int32Array<SharedArrayBuffer>;

/** Numbers of a run that begins. */
export function createProgressWords(): ProgressWords {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + 2 * phases.length)));
}

const index = new Map<Phase, number>(phases.map((phase, at) => [phase, at]));

function placeOf(phase: Phase): number {
  return index.get(phase) ?? 0;
}

/** The side that works. */
export class Progress {
  private readonly words: ProgressWords;
  /** Phases that hold, within each other. */
  private held = 0;

  constructor(words: ProgressWords = createProgressWords()) {
    this.words = words;
  }

  /** A phase begins, with its count at 0; `total`: how many there will be, where that is known. */
  begin(phase: Phase, total = 0): void {
    const at = placeOf(phase);
    this.words[1 + 2 * at] = 0;
    this.words[2 + 2 * at] = total;
    this.show(at);
  }

  /** One more of a phase is at hand, which goes on where something else was between. */
  step(phase: Phase): void {
    const at = placeOf(phase);
    this.words[1 + 2 * at] = (this.words[1 + 2 * at] ?? 0) + 1;
    this.show(at);
  }

  /** So many of a phase are done. */
  count(phase: Phase, done: number): void {
    const at = placeOf(phase);
    this.words[1 + 2 * at] = done;
    this.show(at);
  }

  /** So many more of a phase are to come; it does not begin by that. */
  expect(phase: Phase, more: number): void {
    const at = 2 + 2 * placeOf(phase);
    this.words[at] = (this.words[at] ?? 0) + more;
  }

  /** Does something that is a phase of its own, one more of it, and comes back to the one before. */
  during<Result>(phase: Phase, work: () => Result): Result {
    const before = this.words[0] ?? 0;
    this.step(phase);
    try {
      return work();
    } finally {
      this.words[0] = before;
    }
  }

  /** The same for a phase that begins; others that are within it are counted and not shown. */
  hold<Result>(phase: Phase, total: number, work: () => Result): Result {
    const before = this.words[0] ?? 0;
    this.begin(phase, total);
    this.held += 1;
    try {
      return work();
    } finally {
      this.held -= 1;
      this.words[0] = before;
    }
  }

  private show(at: number): void {
    if (this.held === 0) this.words[0] = at;
  }
}

/** The side that looks. */
export function viewProgress(words: ProgressWords): ProgressView {
  const at = Atomics.load(words, 0);
  const done = words[1 + 2 * at] ?? 0;
  const total = words[2 + 2 * at] ?? 0;
  return { phase: phases[at] ?? 'starting', done, total: done > total ? 0 : total };
}
