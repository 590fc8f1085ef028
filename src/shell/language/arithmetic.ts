import type { ByteString } from '../../core/bytes.ts';
import { Unsupported } from './signals.ts';

/** Variables as arithmetic sees them. */
export interface ArithmeticScope {
  get(name: string): ByteString | undefined;
  set(name: string, value: ByteString): void;
}

const binaryPrecedence: Readonly<Record<string, number>> = {
  '*': 10,
  '/': 10,
  '%': 10,
  '+': 9,
  '-': 9,
  '<<': 8,
  '>>': 8,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '==': 6,
  '!=': 6,
  '&': 5,
  '^': 4,
  '|': 3,
  '&&': 2,
  '||': 1,
};

const operators = [
  '<<=',
  '>>=',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '*=',
  '/=',
  '%=',
  '+=',
  '-=',
  '&=',
  '^=',
  '|=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '=',
  '&',
  '^',
  '|',
  '!',
  '~',
  '?',
  ':',
  '(',
  ')',
];

type Token =
  | { kind: 'number'; value: bigint }
  | { kind: 'name'; name: string }
  | { kind: 'operator'; text: string }
  | { kind: 'end' };

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

/**
 * The value of a shell arithmetic expression, in the 64-bit integers dash computes with. An
 * expression dash would refuse is {@link Unsupported}. Source: POSIX.1-2017 XCU 2.6.4.
 */
export function evalArithmetic(text: ByteString, scope: ArithmeticScope): bigint {
  const evaluator = new Evaluator(tokenize(text), scope);
  return evaluator.run();
}

function tokenize(text: ByteString): Token[] {
  const tokens: Token[] = [];
  const pattern = /[ \t\n]*(?:(0[xX][0-9a-fA-F]+|\d+)|([A-Za-z_]\w*))?/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null && match[0] !== '') {
      at = pattern.lastIndex;
      const [, number, name] = match;
      if (number !== undefined) {
        if (/\w/.test(text.charAt(at))) throw new Unsupported('number in arithmetic');
        tokens.push({ kind: 'number', value: parseNumber(number) });
      } else if (name !== undefined) {
        tokens.push({ kind: 'name', name });
      }
      continue;
    }
    const operator = operators.find((candidate) => text.startsWith(candidate, at));
    if (operator === undefined) throw new Unsupported('arithmetic expression');
    // dash has no ++ and --; reading them as two signs would be a guess.
    if ((operator === '+' || operator === '-') && text.charAt(at + 1) === operator) {
      throw new Unsupported('arithmetic expression');
    }
    tokens.push({ kind: 'operator', text: operator });
    at += operator.length;
  }
  tokens.push({ kind: 'end' });
  return tokens;
}

function parseNumber(digits: string): bigint {
  let value: bigint;
  if (/^0[xX]/.test(digits)) value = BigInt(digits);
  else if (digits.length > 1 && digits.startsWith('0')) {
    if (/[89]/.test(digits)) throw new Unsupported('octal number in arithmetic');
    value = BigInt(`0o${digits.slice(1)}`);
  } else value = BigInt(digits);
  if (value > 0x7fffffffffffffffn) throw new Unsupported('number out of range');
  return value;
}

class Evaluator {
  private readonly tokens: readonly Token[];
  private readonly scope: ArithmeticScope;
  private at = 0;
  private depth = 0;
  /** Above zero while the operand's value does not count (`0 && x = 1`). */
  private skipping = 0;

  constructor(tokens: readonly Token[], scope: ArithmeticScope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  run(): bigint {
    const value = this.assignment();
    if (this.token().kind !== 'end') throw new Unsupported('arithmetic expression');
    return value;
  }

  private token(): Token {
    return this.tokens[this.at] ?? { kind: 'end' };
  }

  private takeOperator(text: string): boolean {
    const token = this.token();
    if (token.kind !== 'operator' || token.text !== text) return false;
    this.at++;
    return true;
  }

  private assignment(): bigint {
    if (++this.depth > 200) throw new Unsupported('arithmetic nested too deeply');
    const token = this.token();
    const after = this.tokens[this.at + 1];
    let value: bigint;
    if (
      token.kind === 'name' &&
      after?.kind === 'operator' &&
      after.text.endsWith('=') &&
      binaryPrecedence[after.text] === undefined
    ) {
      this.at += 2;
      const right = this.assignment();
      const operator = after.text.slice(0, -1);
      value = operator === '' ? right : this.apply(operator, this.variable(token.name), right);
      if (this.skipping === 0) this.scope.set(token.name, String(value));
    } else {
      value = this.conditional();
    }
    this.depth--;
    return value;
  }

  private conditional(): bigint {
    const condition = this.binary(1);
    if (!this.takeOperator('?')) return condition;
    const isTrue = condition !== 0n;
    if (!isTrue) this.skipping++;
    const whenTrue = this.assignment();
    if (!isTrue) this.skipping--;
    if (!this.takeOperator(':')) throw new Unsupported('arithmetic expression');
    if (isTrue) this.skipping++;
    const whenFalse = this.conditional();
    if (isTrue) this.skipping--;
    return isTrue ? whenTrue : whenFalse;
  }

  private binary(minimum: number): bigint {
    let left = this.unary();
    for (;;) {
      const token = this.token();
      if (token.kind !== 'operator') return left;
      const precedence = binaryPrecedence[token.text];
      if (precedence === undefined || precedence < minimum) return left;
      this.at++;
      const isDecided = (token.text === '&&' && left === 0n) || (token.text === '||' && left !== 0n);
      if (isDecided) this.skipping++;
      const right = this.binary(precedence + 1);
      if (isDecided) this.skipping--;
      left = this.apply(token.text, left, right);
    }
  }

  private unary(): bigint {
    if (++this.depth > 200) throw new Unsupported('arithmetic nested too deeply');
    let value: bigint;
    if (this.takeOperator('!')) value = truth(this.unary() === 0n);
    else if (this.takeOperator('~')) value = ~this.unary();
    else if (this.takeOperator('-')) value = wrap(-this.unary());
    else if (this.takeOperator('+')) value = this.unary();
    else value = this.primary();
    this.depth--;
    return value;
  }

  private primary(): bigint {
    const token = this.token();
    this.at++;
    if (token.kind === 'number') return token.value;
    if (token.kind === 'name') return this.variable(token.name);
    if (token.kind === 'operator' && token.text === '(') {
      const value = this.assignment();
      if (!this.takeOperator(')')) throw new Unsupported('arithmetic expression');
      return value;
    }
    throw new Unsupported('arithmetic expression');
  }

  private variable(name: string): bigint {
    const text = this.scope.get(name);
    if (text === undefined || text === '') return 0n;
    const match = /^[ \t\n]*([-+]?)(0[xX][0-9a-fA-F]+|\d+)[ \t\n]*$/.exec(text);
    if (match === null) throw new Unsupported('variable that is no number in arithmetic');
    const value = parseNumber(match[2] ?? '0');
    return match[1] === '-' ? -value : value;
  }

  private apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '*':
        return wrap(left * right);
      case '/':
      case '%':
        if (right === 0n) {
          if (this.skipping > 0) return 0n;
          throw new Unsupported('division by zero');
        }
        return wrap(operator === '/' ? left / right : left % right);
      case '+':
        return wrap(left + right);
      case '-':
        return wrap(left - right);
      case '<<':
      case '>>':
        // The processors that kernels are built on take the count modulo 64; C leaves it open. Observed with dash 0.5.12.
        return wrap(operator === '<<' ? left << (right & 63n) : left >> (right & 63n));
      case '<':
        return truth(left < right);
      case '>':
        return truth(left > right);
      case '<=':
        return truth(left <= right);
      case '>=':
        return truth(left >= right);
      case '==':
        return truth(left === right);
      case '!=':
        return truth(left !== right);
      case '&':
        return left & right;
      case '^':
        return left ^ right;
      case '|':
        return left | right;
      case '&&':
        return truth(left !== 0n && right !== 0n);
      case '||':
        return truth(left !== 0n || right !== 0n);
      default:
        throw new Unsupported('arithmetic expression');
    }
  }
}
