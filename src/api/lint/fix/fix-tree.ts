/** `kgate lint --fix`: safe edits, each with the proof that no configuration's result changes. */
import type { ByteString } from '../../../core/bytes.ts';
import type { TextEdit } from '../../../core/diagnostic.ts';
import type { Host } from '../../../host/host.ts';
import { createOverlayHost } from '../../../host/layers/overlay-host.ts';
import { isBelow } from '../../../host/paths.ts';
import type { LintDiagnostic } from '../../../lint/index.ts';
import type { LintFixes } from '../../../results/lint.ts';
import { compareConfigurations, type Comparison } from './configurations.ts';
import { applyEdits, overlap, unifiedDiff } from './edits.ts';
import { createProver } from './proofs.ts';

/** What {@link fixTree} is asked. */
export interface FixRequest {
  /** The tree is its directory. */
  readonly host: Host;
  /** Findings of a tree; called again with the edits so far. `only`: files that are of interest. */
  readonly find: (host: Host, only: ReadonlySet<string> | null) => readonly LintDiagnostic[];
  /** The architecture whose configurations are compared; null for a tree without any. */
  readonly arch: string | null;
  readonly onPhase?: (phase: string) => void;
}

/** What came of it. */
export interface FixedTree {
  /** The tree with the edits in it. */
  readonly host: Host;
  /** By path: the text before and behind. */
  readonly texts: ReadonlyMap<string, { readonly before: ByteString; readonly after: ByteString }>;
  readonly fixes: Omit<LintFixes, 'isWritten'>;
}

/** Rounds of finding and editing: an edit may bring a finding to light whose edit could not be made with it. */
const maxRounds = 8;

/** Makes safe edits in memory, as long as there are some. */
export function fixTree({ arch, find, host, onPhase }: FixRequest): FixedTree {
  const before = new Map<string, ByteString>();
  const after = new Map<string, ByteString>();
  const made: LintFixes['made'][number][] = [];
  const left = new Map<string, LintFixes['left'][number]>();
  const refused = new Set<string>();
  const prover = createProver(host);
  let seen = host;
  for (let round = 0; round < maxRounds; round++) {
    const findings = find(seen, round === 0 ? null : new Set(after.keys()));
    onPhase?.('proving edits');
    let isChanged = false;
    for (const [path, group] of editsByFile(findings)) {
      const text = after.get(path) ?? readInTree(host, path);
      if (text === null) {
        for (const one of group) left.set(keyOf(one), describe(one, 'the file is a link that leads out of the tree'));
        continue;
      }
      const chosen: Editing[] = [];
      for (const one of group) {
        if (refused.has(keyOf(one)) || chosen.some((other) => clash(one, other))) continue;
        const base = applyEdits(
          text,
          chosen.flatMap(({ edits }) => edits),
        );
        const proof = prover.prove(
          path,
          base,
          applyEdits(
            text,
            [...chosen, one].flatMap(({ edits }) => edits),
          ),
        );
        if (proof.kind === 'different') {
          refused.add(keyOf(one));
          left.set(keyOf(one), describe(one, proof.why));
          continue;
        }
        chosen.push(one);
        made.push({ ...place(one), title: one.title, proof: proof.how });
      }
      if (chosen.length === 0) continue;
      isChanged = true;
      if (!before.has(path)) before.set(path, text);
      after.set(
        path,
        applyEdits(
          text,
          chosen.flatMap(({ edits }) => edits),
        ),
      );
    }
    if (!isChanged) break;
    seen = createOverlayHost(host, after);
  }
  const comparison = comparisonOf(host, seen, arch, after, onPhase);
  const texts = new Map([...after].map(([path, text]) => [path, { before: before.get(path) ?? text, after: text }]));
  const diff = [...texts].map(([path, { after: own, before: old }]) => unifiedDiff(path, old, own)).join('');
  const { kind } = comparison;
  // The engine says that a proof is wrong: nothing is written.
  if (kind === 'different') {
    const why = `${comparison.configuration}${comparison.arch === null ? '' : ` of ${comparison.arch}`} changes: ${comparison.line}`;
    return {
      host,
      texts: new Map(),
      fixes: {
        made: [],
        left: [...left.values(), ...made.map(({ proof: _, ...one }) => ({ ...one, why }))],
        comparison,
        diff: '',
      },
    };
  }
  return { host: seen, texts, fixes: { made, left: [...left.values()], comparison, diff } };
}

/** Edits of Kconfig files are tried on whole configurations, too. */
function comparisonOf(
  before: Host,
  after: Host,
  arch: string | null,
  texts: ReadonlyMap<string, ByteString>,
  onPhase: FixRequest['onPhase'],
): Comparison {
  const isKconfig = [...texts.keys()].some((path) => /(?:^|\/)(?:Kconfig|Config\.(?:in|src))[^/]*$/.test(path));
  if (!isKconfig) return { kind: 'not-made', why: 'no Kconfig file is edited' };
  onPhase?.('comparing configurations');
  return compareConfigurations(before, after, arch);
}

/** A finding with the edit of its first safe fix. */
interface Editing {
  readonly finding: LintDiagnostic;
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

function editsByFile(findings: readonly LintDiagnostic[]): Map<string, Editing[]> {
  const byFile = new Map<string, Editing[]>();
  for (const finding of findings) {
    if (finding.severity === 'hint') continue;
    const fix = finding.fixes.find(({ edits = [], safety }) => safety === 'safe' && edits.length > 0);
    const [first, ...more] = fix?.edits ?? [];
    if (fix === undefined || first === undefined || more.some(({ file }) => file !== first.file)) continue;
    const list = byFile.get(first.file) ?? [];
    list.push({ finding, title: fix.title, edits: fix.edits ?? [] });
    byFile.set(first.file, list);
  }
  return byFile;
}

function clash(one: Editing, other: Editing): boolean {
  return one.edits.some((edit) => other.edits.some((own) => overlap(edit, own)));
}

function place({ finding }: Editing): Pick<LintFixes['left'][number], 'file' | 'line' | 'rule'> {
  return {
    file: finding.location?.file ?? '',
    line: finding.location?.line ?? 1,
    rule: finding.code.slice('lint/'.length),
  };
}

function describe(one: Editing, why: string): LintFixes['left'][number] {
  return { ...place(one), title: one.title, why };
}

function keyOf({ edits, finding }: Editing): string {
  return JSON.stringify([finding.code, finding.message, edits[0]?.file, edits[0]?.text]);
}

/** The text of a file that is in the tree behind all links; null for one that is not. */
function readInTree(host: Host, path: string): ByteString | null {
  const [root, real] = [host.realPath('.'), host.realPath(path)];
  if (root === undefined || real === undefined || !isBelow(root, real)) return null;
  return host.readFile(path) ?? null;
}
