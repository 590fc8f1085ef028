/**
 * The gate where the user stands in the directory of a module: its makefile starts the make of a kernel tree, as in
 * `$(MAKE) -C /lib/modules/…/build M=$(CURDIR) modules`. That make is checked as if it had been typed.
 */
import type { ByteString } from '../../core/bytes.ts';
import { cause, diagnostic } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createMovedHost } from '../../host/layers/moved-host.ts';
import { eventDiagnostic } from '../../kernel/index.ts';
import type { MakeCall } from '../../kernel/goals/goal-driver.ts';
import { openMake } from '../../kernel/goals/make-session.ts';
import { hasMakefile, isKconfigTree, isPreparedTree, moduleDirectoryOf } from '../../kernel/levels/build-request.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Coverage } from '../../results/coverage.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CheckOptions } from './check-options.ts';
import { checkModule } from './external-module.ts';

/** True for a directory with a makefile that is no tree's, where the user names no module either. */
export function isModuleDirectory(host: Host, variables: readonly ByteString[]): boolean {
  if (!hasMakefile(host, host.cwd) || moduleDirectoryOf(host, variables) !== null) return false;
  return !isKconfigTree(host, host.cwd) && !isPreparedTree(host, host.cwd);
}

/**
 * The result of the makes that the makefile starts in kernel trees. Throws UsageError `kernel/not-a-kconfig-tree` where it
 * starts none.
 */
export function checkModuleDirectory(options: CheckOptions): CheckResult {
  const { host, profile, request } = options;
  const { goals = [], objectDirectory, variables } = request;
  const own = objectDirectory === null ? variables : [...variables, `O=${objectDirectory}`];
  const session = openMake({
    host,
    profile,
    request: { makefiles: [], goals, variables: own, options: [], makeVersion: request.makeVersion ?? null },
  });
  const { calls, stops } = session.findMakes(({ command, cwd }) => command.directory !== null && isOther(host, cwd));
  const results = calls.map((call) => checkCall(options, call, own));
  const [first, ...more] = results;
  const ownStops: readonly Diagnostic[] = stops.map(eventDiagnostic);
  if (first === undefined) {
    if (ownStops.length > 0) return noTree(options, ownStops);
    throw new UsageError(
      'kernel/not-a-kconfig-tree',
      `${request.treeName}: no Kconfig in it, and its makefile starts no make in a kernel tree`,
      { hint: 'give the source tree with -C DIR; for a module, the tree with -C DIR and the module with M=DIR' },
    );
  }
  return more.reduce(join, { ...first, diagnostics: [...ownStops, ...first.diagnostics] });
}

/** True for a tree that modules are built against, and for a directory that is not there. */
function isOther(host: Host, cwd: ByteString): boolean {
  return host.stat(cwd) === undefined || isKconfigTree(host, cwd) || isPreparedTree(host, cwd);
}

/** The result of one make; `words` are those of the user, which make hands on. */
function checkCall(options: CheckOptions, { command, cwd, env }: MakeCall, words: readonly ByteString[]): CheckResult {
  const { host, request } = options;
  const directory = command.directory ?? '';
  const place = host.realPath(cwd);
  if (place === undefined) return noTree(options, [missingTree(directory, env)]);
  const all = [...words, ...command.overrides];
  const objects = all.findLast((word) => word.startsWith('O='))?.slice('O='.length);
  return checkModule({
    ...options,
    host: layerHost(createMovedHost(host, place), { env }),
    request: {
      ...request,
      treeName: directory,
      variables: all.filter((word) => !word.startsWith('O=')),
      objectDirectory: objects ?? null,
      goals: command.goals,
    },
  });
}

/** Make's stop for a `-C` that leads nowhere. Source: GNU make 4.3, main.c, the loop over `directories`. */
function missingTree(directory: ByteString, env: Readonly<Record<string, ByteString>>): Diagnostic {
  const level = env['MAKELEVEL'] ?? '0';
  const program = level === '0' ? 'make' : `make[${level}]`;
  const release = /^\/lib\/modules\/([^/]+)\/build\/?$/.exec(directory)?.[1];
  const packages = `linux-headers-${release} (Debian), kernel-devel-${release} (Fedora), linux-headers (Arch)`;
  return diagnostic({
    code: 'kernel/no-tree-directory',
    severity: 'error',
    message: `${program}: *** ${directory}: No such file or directory.  Stop.`,
    form: 'verbatim',
    args: { directory },
    causes: [cause('note', `the makefile starts make with -C ${directory}`)],
    notes:
      release === undefined
        ? []
        : [
            `the package with the headers of this kernel makes it: ${packages}; another kernel's tree can be given in its place`,
          ],
  });
}

/** The result where no tree is reached. */
function noTree({ failOn, request }: CheckOptions, diagnostics: readonly Diagnostic[]): CheckResult {
  return {
    schemaVersion: 1,
    verdict: 'fail',
    failOn: failOn ?? 'error',
    tree: { directory: request.treeName, objectDirectory: null, version: null, arch: null, srcarch: null },
    toolchain: { source: 'machine', name: 'none', version: null, unknownProbes: [] },
    config: { source: 'prepared', file: null, symbols: 0, isImplicit: false },
    coverage: null,
    diagnostics,
    follows: [],
    excerpts: [],
  };
}

/** Two makes of one makefile, one after the other; a stop of the first keeps the second from being started. */
function join(first: CheckResult, second: CheckResult): CheckResult {
  if (first.verdict === 'fail') return first;
  const verdict = second.verdict === 'pass' ? first.verdict : second.verdict;
  return {
    ...second,
    verdict,
    coverage: joinCoverage(first.coverage, second.coverage),
    diagnostics: [...first.diagnostics, ...second.diagnostics],
    follows: [...first.follows, ...second.follows],
    excerpts: [...first.excerpts, ...second.excerpts],
  };
}

function joinCoverage(first: Coverage | null, second: Coverage | null): Coverage | null {
  if (first === null || second === null) return first ?? second;
  return {
    goals: [...first.goals, ...second.goals],
    decided: first.decided + second.decided,
    undecided: [...first.undecided, ...second.undecided],
  };
}
