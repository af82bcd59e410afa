import { getCookie, setCookie } from "hono/cookie";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { ProposedForPreview } from "../../../webhooks/contract/policy-preview.ts";
import type { ProposalsDetail } from "../../policies/load-proposals.ts";
import { field, type Fields, type Web } from "../page/context.ts";

/** Whether this browser counts what is open in, until it is closed: a way to look, and nothing of the policy. */
const COOKIE = "pulse-open-counted";

/** What was asked for now, or before. @param fields Those of the form that asks, or of another one. */
export function countsOpen(c: Web, fields: Fields): boolean {
  if (field(fields, "asks_open") === "") return getCookie(c, COOKIE) === "1";
  const counts = field(fields, "open") === "1";
  setCookie(c, COOKIE, counts ? "1" : "0", { path: "/profiles", httpOnly: true, sameSite: "Lax" });
  return counts;
}

/** What nobody has answered, in the order in which it is asked. */
export const openOf = ({ all }: ProposalsDetail): ProposedForPreview[] =>
  all
    .filter(({ state }) => state === "open")
    .slice(0, LIMITS.policy.proposed)
    .map(({ key, proposal }) => ({ key, change: proposal.change }));
