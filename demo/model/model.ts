/** The one model that this server has: a program. */
export const MODEL = "demo-writer";
/** Longer conversations are refused, as a real model's context would. */
export const CONTEXT_TOKENS = 128_000;
