/**
 * A filter of system calls for bubblewrap (`--seccomp`): what a program in a container could reach although no file
 * leads there. UNIX sockets, since a read-only mount does not keep a program from connecting; keyrings, which are inherited;
 * namespaces, in which a program has privileges again; the kernel's interfaces for debugging.
 * Source: seccomp(2), linux/filter.h, linux/audit.h; numbers of system calls: asm/unistd.h of Linux 6.12.
 */
import type { ByteString } from '../../core/bytes.ts';

/** System calls of one instruction set, by number. */
interface CallTable {
  /** AUDIT_ARCH_*: how the kernel calls the instruction set. */
  readonly audit: number;
  /** Calls that fail with EPERM. */
  readonly denied: readonly number[];
  /** `clone3`, whose flags a filter cannot see: ENOSYS, upon which the C library calls `clone`. */
  readonly clone3: number;
  /** `clone` with one of the CLONE_NEW* flags fails. */
  readonly clone: number;
  /** `socket` of another family than the network's fails: a network namespace does not hold AF_UNIX, AF_VSOCK or AF_ALG. */
  readonly socket: number;
}

// The order: add_key request_key keyctl ptrace process_vm_readv process_vm_writev unshare setns mount umount2 pivot_root
// chroot open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr bpf perf_event_open userfaultfd
// io_uring_setup kexec_load init_module finit_module open_by_handle_at pidfd_getfd.
const newCalls = [428, 429, 430, 431, 432, 433, 442];
const generic = [217, 218, 219, 117, 270, 271, 97, 268, 40, 39, 41, 51, 280, 241, 282, 425, 104, 105, 273, 265, 438];

const x64: CallTable = {
  audit: 0xc000003e,
  denied: [
    248, 249, 250, 101, 310, 311, 272, 308, 165, 166, 155, 161, 321, 298, 323, 425, 246, 175, 313, 304, 438,
  ].concat(newCalls),
  clone3: 435,
  clone: 56,
  socket: 41,
};
const i386: CallTable = {
  audit: 0x40000003,
  // 102 is socketcall, whose arguments a filter cannot see.
  denied: [
    286, 287, 288, 26, 347, 348, 310, 346, 21, 52, 217, 61, 357, 336, 374, 425, 283, 128, 350, 342, 438, 102,
  ].concat(newCalls),
  clone3: 435,
  clone: 120,
  socket: 359,
};
const ofGeneric = (audit: number): CallTable => ({
  audit,
  denied: [...generic, ...newCalls],
  clone3: 435,
  clone: 220,
  socket: 198,
});
const arm32: CallTable = {
  audit: 0x40000028,
  denied: [309, 310, 311, 26, 376, 377, 337, 375, 21, 52, 218, 61, 386, 364, 388, 425, 347, 128, 379, 371, 438].concat(
    newCalls,
  ),
  clone3: 435,
  clone: 120,
  socket: 281,
};

/** By Node's name of the processor: its own instruction set and those that it runs in addition. */
const tables: Readonly<Record<string, readonly CallTable[]>> = {
  x64: [x64, i386],
  arm64: [ofGeneric(0xc00000b7), arm32],
  riscv64: [ofGeneric(0xc00000f3)],
  loong64: [ofGeneric(0xc0000102)],
};

const load = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const jumpIfSet = 0x45;
const give = 0x06;
const allow = 0x7fff0000;
const errno = (number: number): number => 0x00050000 + number;
const eperm = 1;
const enosys = 38;
const eafnosupport = 97;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const newNamespaces = 0x7e020000;
/** AF_INET, AF_INET6, AF_NETLINK. */
const families = [2, 10, 16];
/** Offsets in struct seccomp_data; all of these processors are little-endian. */
const at = { call: 0, audit: 4, first: 16 };

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/** The part for one instruction set; the next one follows for any other. */
function instructionsOf(table: CallTable): Instruction[] {
  const own: Instruction[] = [[load, 0, 0, at.call]];
  // The x32 calls of x86-64 have numbers of their own.
  if (table.audit === x64.audit) own.push([jumpIfAtLeast, 0, 1, 0x40000000], [give, 0, 0, errno(enosys)]);
  for (const call of table.denied) own.push([jumpIfEqual, 0, 1, call], [give, 0, 0, errno(eperm)]);
  own.push([jumpIfEqual, 0, 1, table.clone3], [give, 0, 0, errno(enosys)]);
  own.push([jumpIfEqual, 0, 3, table.clone], [load, 0, 0, at.first]);
  // Past the part for `socket`, to where all is allowed.
  own.push([jumpIfSet, 0, families.length + 4, newNamespaces], [give, 0, 0, errno(eperm)]);
  own.push([jumpIfEqual, 0, families.length + 2, table.socket], [load, 0, 0, at.first]);
  families.forEach((family, index) => own.push([jumpIfEqual, families.length - index, 0, family]));
  own.push([give, 0, 0, errno(eafnosupport)], [give, 0, 0, allow]);
  return [[load, 0, 0, at.audit], [jumpIfEqual, 0, own.length, table.audit], ...own];
}

/** The filter as bytes; null on a processor whose system calls are not listed. */
export function seccompFilter(processor: string): ByteString | null {
  const own = tables[processor];
  if (own === undefined) return null;
  const program = [...own.flatMap(instructionsOf), [give, 0, 0, errno(enosys)] as const];
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  });
  return bytes.toString('latin1');
}
