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
import { createProver, type Proof } from './proofs.ts';

/** What {@link fixTree} is asked. */
export interface FixRequest {
  /** The tree is its directory. */
  readonly host: Host;
  /** Findings of a tree; called again with the edits so far. `only`: files that are of interest. */
  readonly find: (host: Host, only: ReadonlySet<string> | null) => readonly LintDiagnostic[];
  /** The architecture whose configurations are compared; null for a tree without any. */
  readonly arch: string | null;
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
export function fixTree({ arch, find, host }: FixRequest): FixedTree {
  const before = new Map<string, ByteString>();
  const after = new Map<string, ByteString>();
  const made: LintFixes['made'][number][] = [];
  const left = new Map<string, LintFixes['left'][number]>();
  const refused = new Set<string>();
  const prover = createProver(host);
  let seen = host;
  for (let round = 0; round < maxRounds; round++) {
    const findings = find(seen, round === 0 ? null : new Set(after.keys()));
    host.progress.begin('proving edits');
    let isChanged = false;
    for (const [path, group] of editsByFile(findings)) {
      const text = after.get(path) ?? readInTree(host, path);
      if (text === null) {
        for (const one of group) left.set(keyOf(one), describe(one, 'the file is a link that leads out of the tree'));
        continue;
      }
      const wanted = group.filter((one) => !refused.has(keyOf(one)));
      const { chosen, failed } = provenEdits(wanted, text, (before, own) => prover.prove(path, before, own));
      for (const { one, proof } of chosen) made.push({ ...place(one), title: one.title, proof });
      for (const { one, why } of failed) {
        refused.add(keyOf(one));
        left.set(keyOf(one), describe(one, why));
      }
      if (chosen.length === 0) continue;
      isChanged = true;
      if (!before.has(path)) before.set(path, text);
      after.set(
        path,
        applyEdits(
          text,
          chosen.flatMap(({ one }) => one.edits),
        ),
      );
    }
    if (!isChanged) break;
    seen = createOverlayHost(host, after);
  }
  const comparison = comparisonOf(host, seen, arch, after);
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
        left: [...left.values(), ...made.map(({ file, line, rule, title }) => ({ file, line, rule, title, why }))],
        comparison,
        diff: '',
      },
    };
  }
  return { host: seen, texts, fixes: { made, left: [...left.values()], comparison, diff } };
}

/** Edits of one file that are proven, and those that are not. */
interface ProvenEdits {
  readonly chosen: { readonly one: Editing; readonly proof: string }[];
  readonly failed: { readonly one: Editing; readonly why: string }[];
}

/** All edits of a file that go together in one proof; where that fails, one by one on top of those that are proven. */
function provenEdits(
  wanted: readonly Editing[],
  text: ByteString,
  prove: (before: ByteString, after: ByteString) => Proof,
): ProvenEdits {
  const together: Editing[] = [];
  for (const one of wanted) if (!together.some((other) => clash(one, other))) together.push(one);
  const textWith = (editings: readonly Editing[]): ByteString =>
    applyEdits(
      text,
      editings.flatMap(({ edits }) => edits),
    );
  if (together.length === 0) return { chosen: [], failed: [] };
  const whole = prove(text, textWith(together));
  if (whole.kind === 'same') return { chosen: together.map((one) => ({ one, proof: whole.how })), failed: [] };
  const chosen: ProvenEdits['chosen'] = [];
  const failed: ProvenEdits['failed'] = [];
  for (const one of together) {
    const before = chosen.map((other) => other.one);
    const proof = prove(textWith(before), textWith([...before, one]));
    if (proof.kind === 'same') chosen.push({ one, proof: proof.how });
    else failed.push({ one, why: proof.why });
  }
  return { chosen, failed };
}

/** Edits of Kconfig files are tried on whole configurations, too. */
function comparisonOf(
  before: Host,
  after: Host,
  arch: string | null,
  texts: ReadonlyMap<string, ByteString>,
): Comparison {
  const isKconfig = [...texts.keys()].some((path) => /(?:^|\/)(?:Kconfig|Config\.(?:in|src))[^/]*$/.test(path));
  if (!isKconfig) return { kind: 'not-made', why: 'no Kconfig file is edited' };
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
