const IN_THE_CODE = [SyntaxError, TypeError, ReferenceError];

/** What a process says when it does not start: a sentence where a person can mend it, and the place where only the code can be mended. */
export function whyEnded(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return IN_THE_CODE.some((kind) => error instanceof kind) ? (error.stack ?? error.message) : error.message;
}
