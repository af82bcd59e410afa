import { Problem } from "../../webhooks/contract/problem.ts";

/** Somebody was faster, or it is not theirs. */
export const commentGone = (): Problem =>
  new Problem("conflict", "That comment is not open any more.", "Reload to see what is.");
