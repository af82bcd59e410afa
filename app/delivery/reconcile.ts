import { changePart, listKnownMessages } from "../../db/app/deliveries.ts";
import type { DeliveryPart } from "../../db/app/tables.ts";
import type { Deps } from "../deps.ts";
import type { Look, PostTarget } from "../ports/slack.ts";
import { EVER } from "../slack-api/find-message.ts";
import { atMost, inSeconds, POSTING } from "./posting.ts";

const FROM = ["sending", "unknown"] as const;

/**
 * Finds out what became of a part whose answer never came, before anything is sent again.
 * Updates and deletes may simply be repeated: twice is the same as once.
 *
 * @returns "posted", "resend", "ask" (nobody but a person can know), or seconds until the next look.
 */
export async function reconcile(
  deps: Deps,
  part: DeliveryPart,
  target: PostTarget,
): Promise<"posted" | "resend" | "ask" | number> {
  const { db, slack, clock, settings } = deps;
  if (part.effect !== "post") return resend(db, part);
  const look = await lookFor(deps, part, target);
  switch (look.kind) {
    case "found": {
      const permalink = await slack.permalink(target.channel.id, look.ts);
      const settled = { ts: look.ts, permalink, problem: null, settled_at: clock(), not_before: null };
      await changePart(db, part, FROM, { state: "posted", ...settled });
      return "posted";
    }
    case "unreadable":
      return ask(deps, part);
    case "unanswered":
      return lookAgain(deps, part, look.retryAfterS);
    case "missing": {
      const wait = (settings.posting ?? POSTING).looksAfterS[part.looked_for];
      if (wait === undefined) return resend(db, part);
      const not_before = inSeconds(clock(), wait);
      await changePart(db, part, FROM, { state: "unknown", looked_for: part.looked_for + 1, not_before });
      return wait;
    }
  }
}

async function lookFor({ db, slack }: Deps, { sent_after }: DeliveryPart, target: PostTarget): Promise<Look> {
  if (!target.marked) return { kind: "unreadable" };
  return slack.findByKey(target, { after: sent_after ?? EVER, known: await listKnownMessages(db, target.channel.id) });
}

/** Slack is away. The longer it was, the less often we ask; in the end somebody has to look. */
async function lookAgain(deps: Deps, part: DeliveryPart, retryAfterS: number | null): Promise<"ask" | number> {
  const { db, clock, settings } = deps;
  const { againAfterS, silenceS } = settings.posting ?? POSTING;
  const silent = (clock().getTime() - startOf(deps, part).getTime()) / 1_000;
  if (silent > silenceS) return ask(deps, part);
  const again = Math.ceil(Math.min(againAfterS.most, Math.max(againAfterS.first, silent)));
  const wait = atMost(retryAfterS ?? again);
  await changePart(db, part, FROM, { state: "unknown", not_before: inSeconds(clock(), wait) });
  return wait;
}

const startOf = ({ clock }: Deps, { attempt_started_at }: DeliveryPart): Date => attempt_started_at ?? clock();

async function ask({ db }: Deps, part: DeliveryPart): Promise<"ask"> {
  await changePart(db, part, FROM, { state: "unknown", not_before: null });
  return "ask";
}

async function resend(db: Deps["db"], part: DeliveryPart): Promise<"resend"> {
  await changePart(db, part, FROM, { state: "ready", not_before: null });
  return "resend";
}
