import { changePart } from "../../db/app/deliveries.ts";
import type { DeliveryPart } from "../../db/app/tables.ts";
import type { Deps } from "../deps.ts";
import { POSTING } from "./posting.ts";
import type { PostTarget } from "./slack.ts";

/**
 * Finds out what became of a part whose answer never came, before anything is sent again.
 * Updates and deletes may simply be repeated: twice is the same as once.
 *
 * @returns "posted", "resend", "ask" (nobody but a person can know), or seconds until the next look.
 */
export async function reconcile(
  { db, slack, clock, settings }: Deps,
  part: DeliveryPart,
  target: PostTarget,
): Promise<"posted" | "resend" | "ask" | number> {
  const from = ["sending", "unknown"] as const;
  if (part.effect !== "post") return resend(db, part);
  const found = await slack.findByKey(target, part.attempt_started_at ?? clock());
  if (found === "unreadable") {
    await changePart(db, part, from, { state: "unknown" });
    return "ask";
  }
  if (found) {
    const permalink = await slack.permalink(target.channel.id, found);
    await changePart(db, part, from, { state: "posted", ts: found, permalink, problem: null, settled_at: clock() });
    return "posted";
  }
  const wait = (settings.posting ?? POSTING).looksAfterS[part.looked_for];
  if (wait === undefined) return resend(db, part);
  await changePart(db, part, from, { state: "unknown", looked_for: part.looked_for + 1 });
  return wait;
}

async function resend(db: Deps["db"], part: DeliveryPart): Promise<"resend"> {
  await changePart(db, part, ["sending", "unknown"], { state: "ready" });
  return "resend";
}
