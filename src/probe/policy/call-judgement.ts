/** Whether a call is a probe. */
export type CallJudgement =
  | { readonly kind: 'refused'; readonly reason: string }
  /** `readsTree` is false when the program opens no file but those of the machine and of the scratch directory. */
  | { readonly kind: 'allowed'; readonly readsTree: boolean };

/** A call that is not made, with the reason in a few words. */
export function refused(reason: string): CallJudgement {
  return { kind: 'refused', reason };
}

/** A call that may be made. */
export function allowed(readsTree: boolean): CallJudgement {
  return { kind: 'allowed', readsTree };
}
