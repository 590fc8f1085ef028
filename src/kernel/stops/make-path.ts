/** Which make a walk is in, and a walk that enters no make but those on the way to one. */
import type { ByteString } from '../../core/bytes.ts';
import type { RecipeCommand } from '../../make/index.ts';
import type { MakeCall } from '../goals/goal-driver.ts';

function nameOf({ command, cwd }: MakeCall): string {
  return [cwd, ...command.words].join('\n');
}

/** The makes that were entered, one within the other. */
export class MakePath {
  /** Names of the makes that were entered and not left, the outermost first; without the one that is updated. */
  makes: readonly ByteString[] = [];
  private readonly only: readonly ByteString[] | null;

  /** `only`: {@link makes} of the one make whose recipes count; null: all do. */
  constructor(only: readonly ByteString[] | null) {
    this.only = only;
  }

  /** True where makes are passed over, so that their files are not known to be there. */
  get isNarrow(): boolean {
    return this.only !== null;
  }

  /** True for a make that is entered. */
  admits(call: MakeCall): boolean {
    const { makes, only } = this;
    return only === null || (makes.length < only.length && nameOf(call) === only[makes.length]);
  }

  /** Carries `body` out in a make. */
  within<T>(call: MakeCall, body: () => T): T {
    const outer = this.makes;
    this.makes = [...outer, nameOf(call)];
    try {
      return body();
    } finally {
      this.makes = outer;
    }
  }

  /** True for a line of a make on the way that starts no make. */
  passesOver(command: RecipeCommand): boolean {
    return this.only !== null && this.makes.length < this.only.length && !command.isRecursive;
  }
}
