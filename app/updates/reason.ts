import { Problem } from "../../webhooks/contract/problem.ts";

const MAX_REASON_CHARS = 2_000;

/** @throws {Problem} `invalid` when nothing, or a novel, was given. */
export function reasonOf(raw: string, ask: string, most = MAX_REASON_CHARS): string {
  const reason = raw.trim();
  if (reason !== "" && reason.length <= most) return reason;
  const message = reason === "" ? "A reason is missing." : `The reason is longer than ${most} characters.`;
  throw new Problem("invalid", message, ask, { details: [{ path: "reason", code: "reason", message, fix: ask }] });
}
