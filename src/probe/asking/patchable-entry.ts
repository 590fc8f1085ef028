import type { ByteString } from '../../core/bytes.ts';

/**
 * Instructions that do nothing, as compilers print them: nop (most), hint #0 (AArch64), c.nop
 * (RISC-V), nopr and brcl 0 (s390), ori 0,0,0 (powerpc).
 */
const nopInstruction = /^(?:nop|c\.nop|nopr(?:\s.*)?|hint\s+#?0|ori\s+r?0,\s*r?0,\s*0|brcl\s+0,.*)$/;

/**
 * The number of NOPs that an instruction counts as, 0 for any other. On x86 a NOP is one byte, and
 * compilers use longer forms: xchg %ax,%ax has two bytes, nopl (%rax) three, one more for each of
 * an index register, an operand-size and a segment prefix, 1 or 4 more for the displacement.
 * Source: Intel SDM volume 2, NOP, "Recommended Multi-Byte Sequence".
 */
function nopCount(line: string): number {
  if (nopInstruction.test(line)) return 1;
  if (/^xchgw?\s+%ax,\s*%ax$/.test(line)) return 2;
  const form = /^nop([lw])\s+(%cs:)?(\d*)\(%[er]ax(,\s*%[er]ax[^)]*)?\)$/.exec(line);
  if (form === null) return 0;
  const [, size, segment, displacement = '', index] = form;
  const displacementBytes = displacement === '' ? 0 : Number(displacement) < 128 ? 1 : 4;
  return (
    3 + displacementBytes + (index === undefined ? 0 : 1) + (size === 'w' ? 1 : 0) + (segment === undefined ? 0 : 1)
  );
}

/**
 * The number of NOPs in front of and behind a function's label in compiler assembly. NOPs count while nothing but labels, directives and
 * landing pads (bti, endbr) stands between them and the label.
 * Source: GCC 12 manual, "Instrumentation Options", -fpatchable-function-entry.
 */
export function countPatchableNops(assembly: ByteString, name: string): number {
  const lines = assembly.split('\n').map((line) => line.replace(/(?:\/\/|[#@;](?= )).*$/, '').trim());
  const at = lines.findIndex((line) => line === `${name}:` || line.startsWith(`${name}:`));
  let nops = 0;
  if (at >= 0) {
    for (let i = at - 1; i >= 0 && isPassedOver(lines[i] ?? ''); i--) nops += nopCount(lines[i] ?? '');
    for (let i = at + 1; i < lines.length && isPassedOver(lines[i] ?? ''); i++) nops += nopCount(lines[i] ?? '');
  }
  return nops;
}

function isPassedOver(line: string): boolean {
  return (
    line === '' ||
    line.startsWith('.') ||
    /^[\w.$]+:/.test(line) ||
    nopCount(line) > 0 ||
    /^(?:bti|endbr\d\d|paciasp|pacibsp|hint)\b/.test(line)
  );
}
