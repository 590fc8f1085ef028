/** `-p`: make's data base as text. Source: GNU make manual 4.3 §9.7; form observed with make 4.3. */
import type { ByteString } from '../core/text.ts';
import type { Evaluation } from './types.ts';

/** The data base as make prints it; the order within its sections is ours, make's is that of hash tables. */
export function printDatabase(evaluation: Evaluation): ByteString {
  void evaluation;
  return '';
}
