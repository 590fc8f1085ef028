import type { ByteString } from '../../core/bytes.ts';
import type { FileStat } from '../../host/host.ts';
import { requireKnown } from '../language/marker.ts';
import { ShellError, Unsupported } from '../language/signals.ts';

/** What `test` asks about files. */
export interface TestScope {
  stat(path: ByteString): FileStat | undefined;
  isReadable(path: ByteString): boolean;
  /** Path without links of a file that is there. */
  realPath(path: ByteString): ByteString | undefined;
  /** True for a symbolic link, also for one that leads nowhere. */
  isLink(path: ByteString): boolean;
}

const binaryOperators: ReadonlySet<string> = new Set('= != < > -eq -ne -lt -le -gt -ge -nt -ot -ef'.split(' '));
const unaryOperators: ReadonlySet<string> = new Set([...'bcdefghkLnOprGsStuwxz'].map((letter) => `-${letter}`));

/**
 * The truth of the operands of `test` (without the closing bracket of `[`). Wrong operands throw
 * the ShellError that dash would print. Source: POSIX.1-2017 `test`; dash 0.5.12 observed.
 */
export function evalTest(operands: readonly ByteString[], scope: TestScope): boolean {
  // POSIX fixes the meaning by the number of operands up to four.
  const [a, b, c, d] = operands;
  if (a === undefined) return false;
  if (b === undefined) return a !== '';
  if (c === undefined) {
    if (a === '!') return b === '';
    if (unaryOperators.has(a)) return evalUnary(a, b, scope);
    if (binaryOperators.has(b)) throw new ShellError(`${b}: argument expected`);
    if (b === '-a' || b === '-o') throw new Unsupported('operands of test');
    throw new ShellError(a === '' ? 'unexpected operator' : `${a}: unexpected operator`);
  }
  if (d === undefined) {
    if (binaryOperators.has(b)) return evalBinary(a, b, c, scope);
    if (a === '!') return !evalTest([b, c], scope);
    if (a === '(' && c === ')') return b !== '';
  } else if (operands.length === 4) {
    if (a === '!') return !evalTest([b, c, d], scope);
    if (a === '(' && d === ')') return evalTest([b, c], scope);
  }
  return new OperandParser(operands, scope).run();
}

class OperandParser {
  private readonly operands: readonly ByteString[];
  private readonly scope: TestScope;
  private at = 0;
  private depth = 0;

  constructor(operands: readonly ByteString[], scope: TestScope) {
    this.operands = operands;
    this.scope = scope;
  }

  run(): boolean {
    const value = this.or();
    // dash's words for leftovers depend on how it read them; only the real one has them.
    if (this.at < this.operands.length) throw new Unsupported('operands of test');
    return value;
  }

  private or(): boolean {
    let value = this.and();
    while (this.operands[this.at] === '-o') {
      this.at++;
      const right = this.and();
      value = value || right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.operands[this.at] === '-a') {
      this.at++;
      const right = this.not();
      value = value && right;
    }
    return value;
  }

  private not(): boolean {
    if (++this.depth > 100) throw new Unsupported('operands of test');
    let value: boolean;
    const next = this.operands[this.at + 1];
    if (this.operands[this.at] === '!') {
      // dash does not take the `!` of `! = a` for an operand once there are more than three.
      if (next !== undefined && binaryOperators.has(next)) throw new Unsupported('operands of test');
      this.at++;
      value = !this.not();
    } else {
      value = this.primary();
    }
    this.depth--;
    return value;
  }

  private primary(): boolean {
    const operand = this.operands[this.at];
    if (operand === undefined) throw new Unsupported('operands of test');
    const operator = this.operands[this.at + 1];
    const right = this.operands[this.at + 2];
    if (operator !== undefined && binaryOperators.has(operator)) {
      if (right === undefined) throw new Unsupported('operands of test');
      this.at += 3;
      return evalBinary(operand, operator, right, this.scope);
    }
    if (operand === '(') {
      this.at++;
      const value = this.or();
      if (this.operands[this.at] !== ')') throw new Unsupported('operands of test');
      this.at++;
      return value;
    }
    if (unaryOperators.has(operand)) {
      if (operator === undefined) throw new Unsupported('operands of test');
      this.at += 2;
      return evalUnary(operand, operator, this.scope);
    }
    this.at++;
    return operand !== '';
  }
}

function evalUnary(operator: ByteString, operand: ByteString, scope: TestScope): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      parseInteger(operand);
      return false;
    default: {
      if (operator === '-h' || operator === '-L') return scope.isLink(operand);
      const stat = scope.stat(operand);
      switch (operator) {
        case '-e':
          return stat !== undefined;
        case '-f':
          return stat?.kind === 'file';
        case '-d':
          return stat?.kind === 'directory';
        case '-s':
          return stat !== undefined && stat.size > 0;
        case '-x':
          return stat !== undefined && (stat.kind === 'directory' || stat.isExecutable);
        case '-r':
          return stat !== undefined && scope.isReadable(operand);
        default:
          // Owner, device and permission tests need more than the host gives.
          if (stat === undefined) return false;
          throw new Unsupported(`test ${operator}`);
      }
    }
  }
}

function evalBinary(left: ByteString, operator: ByteString, right: ByteString, scope: TestScope): boolean {
  requireKnown(left);
  requireKnown(right);
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef': {
      const a = scope.stat(left);
      const b = scope.stat(right);
      if (a === undefined || b === undefined) return false;
      if (operator === '-ef') {
        const [one, other] = [scope.realPath(left), scope.realPath(right)];
        if (one === undefined || other === undefined) throw new Unsupported(`test ${operator}`);
        if (one === other) return true;
        // Only a file has several names that are not links.
        if (a.kind !== b.kind || a.kind === 'directory') return false;
      }
      throw new Unsupported(`test ${operator}`);
    }
    default: {
      const a = parseInteger(left);
      const b = parseInteger(right);
      switch (operator) {
        case '-eq':
          return a === b;
        case '-ne':
          return a !== b;
        case '-lt':
          return a < b;
        case '-le':
          return a <= b;
        case '-gt':
          return a > b;
        default:
          return a >= b;
      }
    }
  }
}

/** A decimal integer as dash's builtins read one; its error message otherwise. */
export function parseInteger(text: ByteString): bigint {
  const match = /^[ \t\n\v\f\r]*([-+]?\d+)[ \t\n\v\f\r]*$/.exec(text);
  if (match === null) throw new ShellError(`Illegal number: ${text}`);
  const value = BigInt(match[1] ?? '0');
  if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) throw new Unsupported('number out of range');
  return value;
}
