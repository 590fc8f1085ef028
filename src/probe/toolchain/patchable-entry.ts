import type { ByteString } from '../../core/text.ts';

/**
 * Instructions that do nothing, as compilers print them: nop (most), hint #0 (AArch64), c.nop
 * (RISC-V), nopr and brcl 0 (s390), ori 0,0,0 (powerpc), xchg %ax,%ax and the longer forms (x86).
 */
const nopInstruction =
  /^(?:nop[lwqr]?(?:\s.*)?|c\.nop|hint\s+#?0|ori\s+r?0,\s*r?0,\s*0|xchg\w?\s+%ax,\s*%ax|brcl\s+0,.*|or\s+1,1,1)$/;

/**
 * Counts the NOPs in front of and behind a function's label in compiler assembly, and looks for
 * the section that lists patchable entries. NOPs count while nothing but labels, directives and
 * landing pads (bti, endbr) stands between them and the label.
 * Source: GCC 12 manual, "Instrumentation Options", -fpatchable-function-entry.
 */
export function countPatchableNops(assembly: ByteString, name: string): { nops: number; hasSection: boolean } {
  const lines = assembly.split('\n').map((line) => line.replace(/(?:\/\/|[#@;](?= )).*$/, '').trim());
  const at = lines.findIndex((line) => line === `${name}:` || line.startsWith(`${name}:`));
  let nops = 0;
  if (at >= 0) {
    for (let i = at - 1; i >= 0 && isPassedOver(lines[i] ?? ''); i--) if (isNop(lines[i] ?? '')) nops++;
    for (let i = at + 1; i < lines.length && isPassedOver(lines[i] ?? ''); i++) if (isNop(lines[i] ?? '')) nops++;
  }
  return { nops, hasSection: /\.section\s+"?__patchable_function_entries/.test(assembly) };
}

function isNop(line: string): boolean {
  return nopInstruction.test(line);
}

function isPassedOver(line: string): boolean {
  return (
    line === '' ||
    line.startsWith('.') ||
    /^[\w.$]+:/.test(line) ||
    isNop(line) ||
    /^(?:bti|endbr\d\d|paciasp|pacibsp|hint)\b/.test(line)
  );
}
