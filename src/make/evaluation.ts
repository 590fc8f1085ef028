import type { EvaluateRequest, Evaluation } from './types.ts';

/** Reads the makefiles of a request as GNU make 4.3 would and returns what it knows then. */
export function evaluateMakefiles(_request: EvaluateRequest): Evaluation {
  throw new Error('not there yet');
}
