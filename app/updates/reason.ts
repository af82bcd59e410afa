import { Problem } from "../../webhooks/contract/problem.ts";
import { OWN_LIMITS } from "../limits.ts";

/** @throws {Problem} `invalid` when nothing, or a novel, was given. */
export function reasonOf(raw: string, ask: string, most: number = OWN_LIMITS.reason_chars): string {
  const reason = raw.trim();
  if (reason !== "" && reason.length <= most) return reason;
  const message = reason === "" ? "A reason is missing." : `The reason is longer than ${most} characters.`;
  throw new Problem("invalid", message, ask, { details: [{ path: "reason", code: "reason", message, fix: ask }] });
}
