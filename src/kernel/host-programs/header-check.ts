/**
 * Whether the machine has all headers that some sources take in, as far as their texts say: where a header is not
 * there, each branch that asks for it has a condition that is known not to hold.
 *
 * Why that is sound: a condition is known where no file that the sources may take in changes one of its macros. Which
 * files these are depends on conditions, too: only those are left out that stand in branches known not to be taken.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { absolutePath, parentPath } from '../../host/paths.ts';
import { readText } from '../../toolchain/compiler-places.ts';
import { type ConditionPlace, Conditions, ForcedHeader } from './conditions.ts';
import type { Branch, Directives } from './directives.ts';
import type { HostCall } from './host-call.ts';
import {
  type AskingPlace,
  type HeaderReader,
  type Inclusion,
  type KnownConditions,
  type Reading,
} from './included-headers.ts';
import { MachineHeaders, type RunProgram } from './machine-headers.ts';

/** What {@link HeaderCheck} works with. */
export interface HeaderCheckWorld {
  readonly reader: HeaderReader;
  /** Runs a compiler, which speaks as in the C locale. */
  readonly run: RunProgram;
  readonly machine: Host;
  /** True for a path that belongs to the build, not to the machine. */
  readonly isOwn: (path: string) => boolean;
  /** True for a header that the build makes, or may make, where this file takes it in. */
  readonly isMade: (name: ByteString, file: string, call: HostCall) => boolean;
  /**
   * Called with the files of the build that a call may take in; `includes`: of these what they take in counted, and what
   * they define but for symbols of the configuration.
   */
  readonly onRead?: (paths: Iterable<string>, what: 'includes' | 'text') => void;
}

/** A line that takes in a header which the machine lacks. */
interface Asking extends AskingPlace {
  readonly name: ByteString;
}

/** See the head of this file. */
export class HeaderCheck {
  private readonly world: HeaderCheckWorld;
  private readonly conditions: Conditions;
  /** What the machine has, by compiler and the words that choose its directories. */
  private readonly headers = new Map<string, MachineHeaders>();
  private readonly forced = new WeakMap<Directives, ForcedHeader>();
  /** Directories whose sources were looked at for the headers they take in. */
  private readonly near = new Set<string>();

  constructor(world: HeaderCheckWorld) {
    this.world = world;
    this.conditions = new Conditions(world.run);
  }

  /** True where no header is missing that the sources of a call take in; false where one is, or may be. */
  areThere(call: HostCall, env: CommandRequest['env'], paths: readonly string[]): boolean {
    const { reader } = this.world;
    const machine = this.headersOf(call, env);
    const decided = new Map<ByteString, boolean>();
    let hasAsked = false;
    let reading = reader.read(paths, call);
    const end = (areThere: boolean): boolean => {
      const isPlain = areThere && !hasAsked && ![...call.defines].some((name) => name.startsWith('CONFIG_'));
      this.world.onRead?.(reading.paths, isPlain ? 'includes' : 'text');
      return areThere;
    };
    const isUnread = (name: ByteString): boolean => reading.directivesOf(absolutePath(call.cwd, name)) === null;
    const known: KnownConditions = (condition) => reading.known(condition) ?? decided.get(condition);
    for (;;) {
      const inclusion = reading.within(known);
      if (inclusion.isOpaque) return end(false);
      const { computed, outside } = inclusion;
      const lacking = machine.lacking(outside.keys(), () => this.namesNear(paths));
      const isMade = ({ file, name }: Asking): boolean => this.world.isMade(name, file, call);
      const asking = [...lacking].flatMap((name) => (outside.get(name) ?? []).map((place) => ({ ...place, name })));
      // What the build makes takes long to find out, and most branches are decided by their conditions.
      const wanted = asking.filter((one) => one.branch !== null || !isMade(one));
      const open = [...computed, ...wanted.map(({ branch }) => branch)];
      const areMade = (): boolean => computed.length === 0 && wanted.every(isMade);
      if (open.length === 0) return end(true);
      if (call.languageWords === null || open.includes(null) || call.forced.some(isUnread)) return end(areMade());
      // Headers of the machine take in headers of the tree that go by the same name.
      const more = reader.locateAll(machine.follow(outside.keys()), call).filter((path) => !reading.has(path));
      if (more.length > 0) {
        decided.clear();
        reading = reader.read([...reading.roots, ...more], call);
        continue;
      }
      const place = this.placeOf(call, call.languageWords, env, reading, inclusion, known, machine);
      const asked = open.flatMap(conditionsAround).filter((condition) => known(condition) === undefined);
      hasAsked = true;
      const answers = this.conditions.decide(asked, place);
      if (answers.size === 0) return end(areMade());
      for (const [condition, holds] of answers) decided.set(condition, holds);
    }
  }

  /** A header that is not there and that the sources take in whatever conditions turn out to be; null where none is known. */
  surelyMissing(call: HostCall, env: CommandRequest['env'], paths: readonly string[]): ByteString | null {
    const { isMade, reader } = this.world;
    const { languageWords } = call;
    if (languageWords === null) return null;
    const machine = this.headersOf(call, env);
    const place = { words: [...call.program, ...languageWords], isCxx: call.isCxx, env };
    const isGuard = (macro: ByteString, file: string): boolean =>
      reader.isOnlyIn(macro, file) &&
      !paths.includes(file) &&
      !call.macroWords.some((word) => word.macro === macro) &&
      !machine.mayDefine(macro) &&
      !this.conditions.mayBePredefined(macro, place);
    const names = reader.read(paths, call).surely(isGuard);
    return names.find(({ file, name }) => machine.isAbsent(name) && !isMade(name, file, call))?.name ?? null;
  }

  /** What the sources next to some others take in between angle brackets. */
  private namesNear(paths: readonly string[]): Iterable<ByteString> {
    const { isOwn, machine } = this.world;
    const names = new Set<ByteString>();
    for (const directory of new Set(paths.map(parentPath))) {
      if (!isOwn(directory) || this.near.has(directory)) continue;
      this.near.add(directory);
      for (const file of machine.readDirectory(directory) ?? []) {
        const text = file.endsWith('.c') ? readText(machine, `${directory}/${file}`) : undefined;
        for (const match of (text ?? '').matchAll(/^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>/gm))
          names.add(match[1] ?? '');
      }
    }
    return names;
  }

  private headersOf(call: HostCall, env: CommandRequest['env']): MachineHeaders {
    const places = [...call.quoted, ...call.included].filter((path) => !this.world.isOwn(path));
    const words = [
      ...call.program,
      ...new Set(call.machineWords.filter((word) => !/^-(?:shared|static.*|pie|no-pie)$/.test(word))),
      ...new Set(places.map((path) => `-I${path}`)),
    ];
    const key = JSON.stringify([words, call.isCxx]);
    let headers = this.headers.get(key);
    if (headers === undefined) {
      headers = new MachineHeaders(this.world.run, this.world.machine, { words, isCxx: call.isCxx, env });
      this.headers.set(key, headers);
    }
    return headers;
  }

  private placeOf(
    call: HostCall,
    languageWords: readonly ByteString[],
    env: CommandRequest['env'],
    reading: Reading,
    { files }: Inclusion,
    known: KnownConditions,
    machine: MachineHeaders,
  ): ConditionPlace {
    const embedded = new Map<string, ForcedHeader>();
    for (const path of call.forced.map((name) => absolutePath(call.cwd, name))) {
      const directives = reading.directivesOf(path);
      if (directives === null || directives.includes.length > 0) continue;
      const header = this.forced.get(directives) ?? new ForcedHeader(directives);
      this.forced.set(directives, header);
      if (header.isPlain || !reading.isTakenIn(path)) embedded.set(path, header);
    }
    const others = new Set(files.filter((path) => !embedded.has(path)));
    const changed = new Map<ByteString, boolean>();
    const mayChange = (macro: ByteString): boolean =>
      machine.mayDefine(macro) || this.world.reader.isDefinedIn(macro, others, known);
    return {
      words: [...call.program, ...languageWords],
      isCxx: call.isCxx,
      macroWords: call.macroWords,
      forced: [...embedded.values()],
      env,
      mayChange(macro) {
        let may = changed.get(macro);
        if (may === undefined) changed.set(macro, (may = mayChange(macro)));
        return may;
      },
    };
  }
}

function conditionsAround(branch: Branch | null): ByteString[] {
  const conditions: ByteString[] = [];
  for (let at = branch; at !== null; at = at.outer) conditions.push(...at.tests.map(({ condition }) => condition));
  return conditions;
}
