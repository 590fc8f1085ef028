/**
 * What a program of a tree tries from inside a container, as scripts of a POSIX shell that end with status 0 where the
 * attempt succeeded. `@OUT@`: a directory that every user may write, with files `present`, `moved` and `removed`; `@HOME@`:
 * the user's directory, with secrets and a socket; `@TREE@`: the tree; `@PORT@`: a listener on the loopback;
 * `@NAME@`: the name of an abstract socket; `@PID@`: a process outside that sleeps.
 */
export interface Attempt {
  readonly name: string;
  readonly script: string;
  /** Also succeeds without a policy, which shows that the script can; `root`: where root runs it, `never`: not tried. */
  readonly outside?: 'always' | 'root' | 'never';
}

const python = (text: string): string => `python3 - <<'EOF'\n${text}\nEOF`;
const connect = (family: string, address: string, kind = 'SOCK_STREAM'): string =>
  python(`import socket
s = socket.socket(socket.${family}, socket.${kind})
s.settimeout(2)
s.connect(${address})`);
/** A system call by its numbers on x86-64 and on arm64; succeeds where it is not refused for want of permission. */
const systemCall = (x64: number, arm64: number, words: string): string =>
  python(`import ctypes, errno, os, platform, sys
libc = ctypes.CDLL(None, use_errno=True)
number = ${x64} if platform.machine() == 'x86_64' else ${arm64}
result = libc.syscall(number, ${words})
sys.exit(1 if result == -1 and ctypes.get_errno() in (errno.EPERM, errno.EACCES, errno.ENOSYS) else 0)`);

const writing: readonly Attempt[] = [
  { name: 'makes a file', script: 'touch @OUT@/touched' },
  { name: 'redirects into a file', script: 'echo x > @OUT@/redirected' },
  { name: 'makes a link', script: 'ln -s /etc/passwd @OUT@/link' },
  { name: 'makes a hard link', script: 'ln @TREE@/Kconfig @OUT@/hard' },
  { name: 'makes a directory', script: 'mkdir @OUT@/directory' },
  { name: 'makes a FIFO', script: 'mkfifo @OUT@/fifo' },
  { name: 'renames a file', script: 'mv @OUT@/present @OUT@/moved' },
  { name: 'removes a file', script: 'rm @OUT@/removed' },
  { name: 'truncates a file', script: ': > @OUT@/kept' },
  { name: 'changes a mode', script: 'chmod 600 @OUT@/kept' },
  { name: 'changes a time', script: 'touch -d 2001-01-01 @OUT@/kept' },
  { name: 'writes by Python', script: python('open("@OUT@/python", "w")') },
  { name: 'writes into the tree', script: 'touch @TREE@/touched' },
  { name: 'appends to a file of the tree', script: 'echo >> @TREE@/Kconfig' },
  { name: 'changes a mode in the tree', script: 'chmod 600 @TREE@/Kconfig' },
  { name: 'writes through a link of the tree', script: 'echo x > @TREE@/out/through-link' },
  { name: 'writes to the home', script: 'echo x >> @HOME@/.profile' },
  { name: 'writes through /proc/self/root', script: 'touch /proc/self/root@OUT@/by-root' },
  { name: 'writes through /proc/1/root', script: 'touch /proc/1/root@OUT@/by-init', outside: 'never' },
  { name: 'writes through the root of another process', script: 'touch /proc/@PID@/root@OUT@/by-process' },
  { name: 'writes through the directory of another process', script: 'touch /proc/@PID@/cwd@OUT@/by-directory' },
  { name: 'writes to /etc', script: 'touch /etc/kgate-attempt', outside: 'root' },
  { name: 'writes to /usr', script: 'touch /usr/kgate-attempt', outside: 'root' },
  { name: 'writes to /var', script: 'touch /var/kgate-attempt', outside: 'root' },
  { name: 'writes to the root', script: 'touch /kgate-attempt', outside: 'root' },
  { name: 'opens the log of the kernel', script: ': >> /dev/kmsg', outside: 'root' },
  { name: 'makes a device', script: 'mknod @OUT@/device c 1 1', outside: 'root' },
];

const machine: readonly Attempt[] = [
  { name: 'opens core_pattern', script: ': >> /proc/sys/kernel/core_pattern', outside: 'root' },
  { name: 'opens modprobe', script: ': >> /proc/sys/kernel/modprobe', outside: 'never' },
  { name: 'opens a setting of memory', script: ': >> /proc/sys/vm/overcommit_memory', outside: 'root' },
  { name: 'opens a setting of the network', script: ': >> /proc/sys/net/ipv4/ip_forward', outside: 'root' },
  { name: 'opens binfmt_misc', script: ': >> /proc/sys/fs/binfmt_misc/register', outside: 'never' },
  { name: 'opens sysrq-trigger', script: ': >> /proc/sysrq-trigger', outside: 'never' },
  { name: 'opens the affinity of interrupts', script: ': >> /proc/irq/default_smp_affinity', outside: 'never' },
  {
    name: 'writes below /proc/bus',
    script: 'for f in /proc/bus/pci/*/*; do : >> "$f" && exit 0; done; exit 1',
    outside: 'never',
  },
  { name: 'opens uevent_helper', script: ': >> /sys/kernel/uevent_helper', outside: 'never' },
  { name: 'opens a setting of /sys', script: ': >> /sys/kernel/mm/transparent_hugepage/enabled', outside: 'never' },
  {
    name: 'makes a control group',
    script: 'for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir "$d/kgate-attempt" && exit 0; done; exit 1',
    outside: 'never',
  },
  { name: 'reads the memory of the kernel', script: 'head -c 1 /proc/kcore | grep -q .', outside: 'never' },
  { name: 'reads the log of the kernel', script: 'timeout 1 head -c 1 /dev/kmsg | grep -q .', outside: 'never' },
  {
    name: 'reads a disk',
    script: 'for d in /dev/vda /dev/sda /dev/nvme0n1 /dev/mem; do head -c 1 $d >/tmp/d && exit 0; done; exit 1',
    outside: 'never',
  },
  { name: 'makes a disk and reads it', script: 'mknod /tmp/disk b 254 0 && head -c 1 /tmp/disk', outside: 'never' },
  { name: 'mounts a file system', script: 'mount -t tmpfs none /tmp', outside: 'never' },
  { name: 'mounts read-write', script: 'mount -o remount,rw / || mount -o remount,rw,bind @TREE@', outside: 'never' },
  { name: 'takes a mount away', script: 'umount /tmp || umount /proc/sys', outside: 'never' },
  { name: 'makes a user namespace', script: 'unshare -Ur true' },
  { name: 'makes a mount namespace', script: 'unshare -m true', outside: 'root' },
  { name: 'enters a namespace', script: 'nsenter -t 1 -m true', outside: 'never' },
  { name: 'changes the root', script: 'chroot / true', outside: 'root' },
  { name: 'traces itself', script: systemCall(101, 117, '0, 0, 0, 0') },
  { name: 'reads a keyring', script: systemCall(250, 219, '6, -3, 0, 0') },
  { name: 'adds a key', script: systemCall(248, 217, 'b"user", b"kgate", b"x", 1, -1') },
  { name: 'sets io_uring up', script: systemCall(425, 425, '8, ctypes.create_string_buffer(200)'), outside: 'never' },
  { name: 'loads a program for the kernel', script: systemCall(321, 280, '0, 0, 0'), outside: 'never' },
  { name: 'lists keys', script: 'grep -q . /proc/keys', outside: 'never' },
];

const privileges: readonly Attempt[] = [
  { name: 'is root', script: '[ "$(id -u)" = 0 ]', outside: 'root' },
  { name: 'becomes root', script: 'setpriv --reuid=0 true', outside: 'root' },
  { name: 'has capabilities', script: '! grep -q "^CapEff:[[:space:]]*0*$" /proc/self/status', outside: 'root' },
  { name: 'may get capabilities', script: '! grep -q "^CapBnd:[[:space:]]*0*$" /proc/self/status' },
  { name: 'may gain privileges', script: 'grep -q "^NoNewPrivs:[[:space:]]*0" /proc/self/status' },
  { name: 'has other groups', script: '[ "$(id -G)" != 65534 ]' },
  { name: 'runs a setuid program', script: 'su -c true </dev/null', outside: 'root' },
];

const processes: readonly Attempt[] = [
  { name: 'sees a process', script: '[ -e /proc/@PID@/status ]' },
  { name: 'signals a process', script: 'kill -0 @PID@' },
  { name: 'reads the environment of a process', script: 'cat /proc/@PID@/environ >/dev/null' },
  { name: 'reads the environment of kgate', script: 'grep -qz KGATE_TEST_SECRET= /proc/1/environ', outside: 'never' },
  { name: 'sees shared memory', script: 'ipcs -m | grep -q 0x6b676174', outside: 'never' },
  {
    name: 'types into the terminal',
    script: python('import fcntl\nfcntl.ioctl(open("/dev/tty"), 0x5412, b"x")'),
    outside: 'never',
  },
];

const secrets: readonly Attempt[] = [
  { name: 'reads a key', script: 'cat @HOME@/.ssh/id_rsa' },
  { name: 'reads passwords', script: 'cat @HOME@/.netrc' },
  { name: 'reads a token of cargo', script: 'cat @HOME@/.cargo/credentials.toml' },
  { name: 'sees the home', script: '[ -e @HOME@/.profile ]' },
  { name: 'reads through a link of the tree', script: 'cat @TREE@/key' },
  { name: 'reads next to the tree', script: 'cat @TREE@/../.netrc' },
  { name: 'reads through /proc/1/root', script: 'cat /proc/1/root@HOME@/.netrc', outside: 'never' },
  { name: 'reads in the directory of the secret', script: 'cd @HOME@/.ssh && cat id_rsa' },
  { name: 'reads passwords of the machine', script: 'cat /etc/shadow', outside: 'root' },
  { name: 'reads keys of the machine', script: 'ls /etc/ssl/private/* || ls /etc/ssh/*_key', outside: 'never' },
  { name: 'sees the homes', script: 'ls /home/* /root/.[a-z]*', outside: 'never' },
];

const connecting: readonly Attempt[] = [
  { name: 'connects by TCP', script: "bash -c 'exec 3<>/dev/tcp/127.0.0.1/@PORT@'" },
  { name: 'connects by IPv6', script: connect('AF_INET6', '("::1", @PORT@)'), outside: 'never' },
  { name: 'connects to the network', script: connect('AF_INET', '("192.0.2.1", 53)', 'SOCK_DGRAM'), outside: 'never' },
  { name: 'connects to a socket of the home', script: connect('AF_UNIX', '"@HOME@/agent"') },
  { name: 'connects to a socket of the tree', script: connect('AF_UNIX', '"@TREE@/agent"') },
  { name: 'connects to a socket elsewhere', script: connect('AF_UNIX', '"@OUT@/agent"') },
  { name: 'connects to an abstract socket', script: connect('AF_UNIX', '"\\0" + "@NAME@".ljust(107, "\\0")') },
  { name: 'makes a UNIX socket', script: python('import socket\nsocket.socket(socket.AF_UNIX)') },
  {
    name: 'connects to the host of a machine',
    script: python('import socket\nsocket.socket(40, socket.SOCK_STREAM)'),
    outside: 'never',
  },
  {
    name: 'finds sockets of services',
    // mount(8) of another attempt makes its own directory there.
    script:
      'for s in /run/* /var/run/* /tmp/.X11-unix; do [ -e "$s" ] && [ "${s##*/}" != mount ] && exit 0; done; exit 1',
    outside: 'always',
  },
];

const own: readonly Attempt[] = [
  { name: 'leaves a process', script: '(setsid sh -c "sleep 2; touch @OUT@/late" &) ; exit 1', outside: 'never' },
  {
    name: 'writes to /tmp',
    script: 'touch /tmp/kgate-attempt /var/tmp/kgate-attempt /dev/shm/kgate-attempt; exit 1',
    outside: 'never',
  },
  {
    name: 'changes the filter',
    script: 'for f in @SCRATCH@/*/container/*; do : > "$f" && exit 0; done; exit 1',
    outside: 'never',
  },
  {
    name: 'replaces the filter',
    script: 'for f in @SCRATCH@/*/container; do mv "$f" "$f.old" && exit 0; done; exit 1',
    outside: 'never',
  },
  {
    name: 'changes what the shell reads',
    script: 'for f in @SCRATCH@/*/*.in/*; do : > "$f" && exit 0; done; exit 1',
    outside: 'never',
  },
];

/** What programs have to be able to do in a container: without it, attempts would fail for another reason. */
export const containerControls: readonly string[] = [
  'true | cat | grep -c . | grep -q 0',
  '[ "$( (echo a; echo b) | sort -r | head -1)" = b ]',
  'touch /tmp/own && echo x >> /tmp/own && grep -q x /tmp/own && rm /tmp/own',
  'gcc -x c -c -o /tmp/own.o /dev/null && nm /tmp/own.o',
  python('import subprocess, socket\nsocket.socket()\nsubprocess.run(["true"], check=True)'),
  'timeout 5 sh -c "(sleep 0.1) & wait"',
  'getconf _NPROCESSORS_CONF && nproc',
];

/** All of them. */
export const containerAttempts: readonly Attempt[] = [
  ...writing,
  ...machine,
  ...privileges,
  ...processes,
  ...secrets,
  ...connecting,
  ...own,
];
