/** The one door through which every program of a run passes when something other than `run` is asked for. */

import type { ByteString } from '../../core/bytes.ts';
import type { ShellPolicy } from '../../core/shell-policy.ts';
import { exitedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { systemNames } from '../../host/node/system-names.ts';
import { normalPath } from '../../host/paths.ts';
import { PolicyLog } from '../../host/policy-log.ts';
import { helperAnswer } from '../../shell/userland/helpers.ts';
import { programBasename, toolRole } from '../../toolchain/tool-role.ts';
import { allowed } from './call-judgement.ts';
import { isUtf8 } from './containers.ts';
import { createSandbox, missingProgram, type Sandbox } from './sandbox.ts';
import { judgeCall } from './tool-call.ts';
import { createTrust, type Trust } from './trust.ts';
import { createWall, type Wall } from './wall.ts';

/** What {@link restrictHost} takes. */
export interface RestrictOptions {
  readonly policy: ShellPolicy;
  /** Directories whose files are not trusted, absolute; the host's own directory when absent. */
  readonly trees?: readonly ByteString[];
  /** Variables that the user has set for make: a compiler named by a path in one of them is the user's choice. */
  readonly variables?: Readonly<Record<string, ByteString>>;
}

/** The decision about a request. */
type Decision =
  | { readonly kind: 'start'; readonly request: CommandRequest }
  | { readonly kind: 'answer'; readonly result: CommandResult }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * The host with a policy: programs that it does not let start end as `refused`, and `host.policyLog` has them with the
 * place in the tree that asked. With `run` it is the host itself. Throws HostError `host/no-sandbox` when `sandbox`
 * is asked for and bubblewrap is not there or does not work.
 */
export function restrictHost(host: Host, options: RestrictOptions): Host {
  const { policy } = options;
  if (policy === 'run') return host;
  const trees = (options.trees ?? [host.cwd]).map((tree) => normalPath(host.cwd, tree));
  const policyLog = new PolicyLog(policy, trees);
  const { variables = {} } = options;
  const trust = createTrust({ host, trees, variables });
  const sandbox = policy === 'sandbox' ? createSandbox({ host, trees, variables }) : null;
  const wall = createWall({ host, trees, variables }, (reason) => (policyLog.missingWall = reason));
  const decide = createDecision(host, policy, trust, sandbox, wall);

  const run = (request: CommandRequest): CommandResult => {
    const decision = decide(request);
    switch (decision.kind) {
      case 'answer':
        return decision.result;
      case 'refuse': {
        policyLog.note('refused', request.argv, decision.reason);
        const stderr = `${request.argv[0] ?? ''} was refused by --shell=${policy}: ${decision.reason}\n`;
        return { ...exitedResult('', 0, stderr), outcome: 'refused', status: null };
      }
      case 'start': {
        if (sandbox === null) return wall.result(request, host.run(decision.request));
        if (!isOrdinary(request, trust)) {
          policyLog.note('contained', request.argv, contained);
          const status = policyLog.decideContained?.(request.argv, contained) ?? null;
          if (status !== null) return exitedResult('', status);
        }
        return sandbox.unwrap(request, host.run(decision.request));
      }
    }
  };
  const { prefetch } = host;
  const prefetchAllowed = (requests: readonly CommandRequest[]): number => {
    const started = requests.flatMap((request) => {
      const decision = decide(request);
      return decision.kind === 'start' ? [decision.request] : [];
    });
    return started.length === 0 ? 0 : (prefetch?.(started) ?? 0);
  };
  return layerHost(host, { policyLog, run, prefetch: prefetch === null ? null : prefetchAllowed });
}

const contained = 'it ran in the sandbox: without network, and nothing it writes is kept';

/** Programs of the machine that every tree asks and that do nothing but answer. */
const ordinary: ReadonlySet<string> = new Set(
  'basename cat cut date dirname expr false getconf grep head make nproc printf readlink sed seq sort tail test tr true uname uniq wc'.split(
    ' ',
  ),
);

/** The question that decides whose rules are followed; make reads no makefile for it. Source: GNU make 4.4.1 manual, 9.8. */
function isMakeVersion(argv: readonly ByteString[]): boolean {
  return argv.length === 2 && argv[0] === 'make' && argv[1] === '--version';
}

/** True for a program of the machine, or of the user's words, that gives the same answer in the sandbox. */
function isOrdinary(request: CommandRequest, trust: Trust): boolean {
  const name = request.argv[0] ?? '';
  if (name.includes('/')) return toolRole(name) !== null && trust.find(request).kind === 'found';
  return toolRole(name) !== null || ordinary.has(programBasename(name));
}

function createDecision(
  host: Host,
  policy: ShellPolicy,
  trust: Trust,
  sandbox: Sandbox | null,
  wall: Wall,
): (request: CommandRequest) => Decision {
  const machine = { host, names: systemNames };
  const refuse = (reason: string): Decision => ({ kind: 'refuse', reason });

  return (request) => {
    const { argv, cwd } = request;
    if (sandbox !== null) {
      const missing = missingProgram(host, request);
      if (missing !== null) return { kind: 'answer', result: missing };
      // Such words would take a shell outside of the sandbox to hand them on.
      if (![...argv, cwd].every(isUtf8)) return refuse('its words are not UTF-8');
      if (!sandbox.shows(request)) return refuse(`the sandbox hides ${cwd}`);
      return { kind: 'start', request: sandbox.wrap(request) };
    }
    const found = trust.find(request);
    if (found.kind === 'result') return { kind: 'answer', result: found.result };
    if (found.kind === 'refused') return refuse(policy === 'deny' ? 'nothing is started' : found.reason);
    const answer = helperAnswer(request, { ...machine, program: found.path });
    if (answer !== null) return { kind: 'answer', result: exitedResult(answer.stdout, answer.status, answer.stderr) };
    if (policy === 'deny') return refuse('nothing is started');
    const judged = isMakeVersion(argv) ? allowed(false) : judgeCall(request, trust.places, found.isNamed);
    if (judged.kind === 'refused') return refuse(judged.reason);
    const environment = trust.environment(request);
    if ('reason' in environment) return refuse(environment.reason);
    if (![...argv, cwd].every(isUtf8)) return refuse('its words are not UTF-8');
    const [name = '', ...words] = argv;
    // Where nothing of the tree is read, nothing of it lies in the directory either.
    const place = judged.readsTree ? cwd : host.scratchDirectory();
    const program = name.includes('/') ? found.path : name;
    const started = { ...request, argv: [program, ...words], cwd: place, env: environment.env };
    return { kind: 'start', request: wall.contain(started, found.path, judged.readsTree) };
  };
}
