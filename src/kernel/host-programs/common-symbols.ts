/**
 * Links that stop at a variable which two objects define. gcc 10 and clang 11 place a variable without initial value in
 * its object (`-fno-common`), where older ones left it to the linker; a scanner that has `YYLTYPE yylloc;` of its own
 * next to the one that bison writes for `%locations` no longer links: dtc of kernels before 5.6 and of U-Boot before 2020.04.
 * Source: gcc 10 porting guide; Bison manual 3.8, "Location Tracking Type".
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { HostCall } from './host-call.ts';

/** What {@link CommonSymbols} works with. */
export interface CommonSymbolsWorld {
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** The text of a file; empty where it is not there or of unknown content. */
  readonly textOf: (path: string) => ByteString;
  readonly run: (request: CommandRequest) => CommandResult;
}

/** Objects of one link that define the same variable, as the call names them. */
export interface TwiceDefined {
  readonly symbol: ByteString;
  readonly first: ByteString;
  readonly second: ByteString;
}

/** A scanner that has the variable; a grammar with locations (`%locations`, or `@$` and `@1` in an action), or its parser. */
const inScanner = /^YYLTYPE yylloc;/m;
const inParser = /^%locations\b|@(?:\$|\d)|^YYLTYPE yylloc\b/m;

/** Looks at links of scanners and parsers whose objects one build compiles. */
export class CommonSymbols {
  private readonly world: CommonSymbolsWorld;
  /** By object: the words of the call that compiles it. */
  private readonly compiled = new Map<string, HostCall>();
  /** By compiler: whether it places such variables in their object. */
  private readonly places = new Map<string, boolean>();

  constructor(world: CommonSymbolsWorld) {
    this.world = world;
  }

  /** A call that compiles one object. */
  note(call: HostCall): void {
    if (call.output !== null && !call.links) this.compiled.set(absolutePath(call.cwd, call.output), call);
  }

  /** The variable that two objects of a link define; null where there is none, or it is not sure. */
  definedTwice(call: HostCall, env: CommandRequest['env']): TwiceDefined | null {
    const scanner = call.objects.find((name) => name.endsWith('.lex.o'));
    const parser = call.objects.find((name) => name.endsWith('.tab.o'));
    if (scanner === undefined || parser === undefined) return null;
    if (!this.has(call, scanner, ['.l', '.lex.c_shipped'], inScanner)) return null;
    if (!this.has(call, parser, ['.y', '.tab.c_shipped'], inParser)) return null;
    const isPlaced = [scanner, parser].every((name) => this.isPlaced(absolutePath(call.cwd, name), env));
    if (!isPlaced) return null;
    const [first = '', second = ''] = call.objects.filter((name) => name === scanner || name === parser);
    return { symbol: 'yylloc', first, second };
  }

  /** The source of an object, in the object tree or in the sources, has a text. */
  private has(call: HostCall, object: ByteString, endings: readonly string[], text: RegExp): boolean {
    const { objectTree, textOf, treeDirectory } = this.world;
    const stem = absolutePath(call.cwd, object).replace(/\.(?:lex|tab)\.o$/, '');
    const inSources = stem.startsWith(`${objectTree}/`) ? `${treeDirectory}${stem.slice(objectTree.length)}` : stem;
    return endings.some((ending) => text.test(textOf(`${inSources}${ending}`)));
  }

  /** The object was compiled in this build by a compiler that places such variables in their object. */
  private isPlaced(object: string, env: CommandRequest['env']): boolean {
    const call = this.compiled.get(object);
    if (call === undefined) return false;
    const word = call.compileWords.findLast((one) => one === '-fcommon' || one === '-fno-common');
    if (word !== undefined) return word === '-fno-common';
    const key = call.program.join(' ');
    let isPlaced = this.places.get(key);
    if (isPlaced === undefined) {
      const argv = [...call.program, '-x', 'c', '-S', '-o', '-', '-'];
      const found = this.world.run({ argv, cwd: '/', env, input: 'int kgate_variable;\n' });
      isPlaced = found.outcome === 'exited' && found.status === 0 && !/\.(?:comm|common|lcomm)\b/.test(found.stdout);
      this.places.set(key, isPlaced);
    }
    return isPlaced;
  }
}
