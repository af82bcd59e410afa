import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { late } from "../soon.ts";
import { audienceOf } from "./audience-of.ts";

/** Slack waits three seconds for an answer to a click. */
const ASKED_WITHIN_MS = 2_000;

/** `audienceOf`, for a person who waits. @throws {Problem} `conflict` that says who reads what, `unavailable` where Slack does not say it. */
export async function requireAudience(deps: Deps, update: Update): Promise<void> {
  const asked = await Promise.race([audienceOf(deps, update), late(ASKED_WITHIN_MS)]);
  if (asked?.kind === "fine") return;
  if (asked?.kind === "too_wide") throw new Problem("conflict", `${asked.because}.`, asked.remedy);
  const message = `Slack does not say at the moment who reads #${update.channel.name}.`;
  throw new Problem("unavailable", message, "Nothing was posted. Try again in a moment.");
}
