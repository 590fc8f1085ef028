import type { Cache } from '../../cache/cache.ts';
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import { canonicalPath } from '../../host/canonical-path.ts';
import { absolutePath } from '../../host/paths.ts';
import { type DialectName, dialects, loadSatSolver, type ModeResult, policyLines, resolveMode } from '../../index.ts';
import { renderUnkept } from '../../report/config.ts';
import { commandCache, warnOn } from '../cache.ts';
import type { CommandHost, CommandInput, CommandOutcome, OutputFile } from '../command.ts';
import { errorLines, styleOf } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** What KCONFIG_SEED takes. Source: docs/kconfig-semantics.md §6.3. */
const seedForm = /^[-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)$/;

function dialectNamed(name: string | null): DialectName | null {
  if (name === null) return null;
  if (Object.hasOwn(dialects, name)) return name as DialectName;
  throw new UsageError('usage/unknown-dialect', `--dialect ${name}: no such dialect`, {
    hint: `there are ${Object.keys(dialects).join(', ')}`,
  });
}

function resolve(input: CommandInput, host: CommandHost, cache: Cache | null): ModeResult {
  if (input.seed !== null && !seedForm.test(input.seed)) {
    throw new UsageError('usage/bad-seed', `--seed ${input.seed}: not a number`, {
      hint: 'as in --seed 7 or --seed 0x1F',
    });
  }
  const mode = input.words[0] ?? '';
  if (input.seed !== null && !mode.includes('rand')) {
    throw new UsageError('usage/bad-seed', `--seed ${input.seed}: ${mode} draws nothing`, {
      hint: 'it is for randconfig',
    });
  }
  const merging = Object.entries(input.merge).find(([, isSet]) => isSet)?.[0];
  if (merging !== undefined && input.fragments.length === 0) {
    const option = `--${merging.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError('usage/no-fragment', `${option}: there is no --fragment to merge`);
  }
  return resolveMode({
    host,
    request: { ...buildRequest(input), dialect: dialectNamed(input.dialect), topFile: input.kconfig },
    profile: requestedProfile(input, host),
    cache,
    mode,
    fragments: input.fragments.map((name) => ({ name, path: absolutePath(input.startDirectory, name) })),
    merge: input.merge,
    seed: input.seed,
    terminal: {
      isInteractive: input.isInteractive,
      readLine: host.readLine,
      // With --output there is nothing on standard output but the file, if that is where it goes.
      write: (stream, text) => host.print(input.output === '-' ? 'stderr' : stream, text),
    },
  });
}

/** `kgate config MODE`: writes what `make MODE` would write, and prints what conf prints. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  // What brings lost settings back is searched for.
  if (input.fragments.length > 0) await loadSatSolver();
  return runWith(input, host, commandCache(input, host.env, warnOn(host)));
}

/** The same with another cache, or none. */
export function runWith(input: CommandInput, host: CommandHost, cache: Cache | null): CommandOutcome {
  const result = resolve(input, host, cache);
  const exitCode = result.exitStatus === 0 ? exitOk : exitFindings;
  const { symbolPrefix: prefix } = result;
  const report = renderUnkept(result.diagnostics, { ...styleOf(input), ...(prefix !== undefined && { prefix }) });
  const stderr = errorLines(policyLines(host));
  if (input.output === null) {
    refuseElsewhere(result.files, host);
    return {
      exitCode,
      passed: { stdout: result.stdout, stderr: result.stderr },
      stdout: report,
      stderr,
      files: result.files.map((file) => ({ ...file, makesDirectory: true })),
    };
  }
  const text = result.isList ? result.stdout : result.file?.text;
  const files = text === undefined || exitCode !== exitOk ? [] : [{ path: input.output, text }];
  return { exitCode, passed: { stdout: '', stderr: result.stderr }, stdout: '', stderr: `${stderr}${report}`, files };
}

/**
 * A tree that chooses another file for its configuration (KCONFIG_CONFIG, a link) has it written there, as conf does;
 * not under a policy.
 */
export function refuseElsewhere(files: readonly OutputFile[], host: CommandHost, other = '--output FILE'): void {
  const { policyLog } = host;
  if (policyLog === null) return;
  const isOwn = (path: ByteString, isNew = false): boolean =>
    policyLog.isOwn((place) => canonicalPath(host, place), path, isNew);
  for (const { path, isNew, movedFrom } of files) {
    const full = absolutePath(host.cwd, path);
    const from = movedFrom == null ? full : absolutePath(host.cwd, movedFrom);
    if (isOwn(full, isNew === true || movedFrom != null) && isOwn(from, movedFrom != null)) continue;
    throw new HostError('host/outside', `${decodeBytes(full)}: not written, it is outside of the tree`, {
      hint: `--shell=${policyLog.policy} lets a tree write to itself and to the object directory; ${other} goes anywhere`,
      lines: policyLines(host),
    });
  }
}
