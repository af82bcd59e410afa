import { changePart, channelTimes, claimPart } from "../../db/app/deliveries.ts";
import type { Delivery, DeliveryPart, Update } from "../../db/app/tables.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { formed } from "../message/forms.ts";
import type { Outcome, PostTarget } from "../ports/slack.ts";
import { EVER } from "../slack-api/find-message.ts";
import { atMost, backOff, GIVE_UP_AFTER_MS, inSeconds, POSTING, secondsToWait } from "./posting.ts";
import { reconcile } from "./reconcile.ts";

export const CHANNEL_BUSY_S = 1;

/** Slack wants another form, or says no; "unsure": whether the message is there nobody but a person can know. */
export type Stopped = Extract<Outcome, { kind: "misfit" | "refused" }> | { kind: "unsure" };

/** "go on": there is something more to do at once; or the seconds until the part wants to be looked at again. */
type Step = "go on" | number | Stopped;

/** One step of one part. What stops it, whoever asked settles. */
export async function sendPart(
  deps: Deps,
  update: Update,
  delivery: Delivery,
  part: DeliveryPart,
  parts: readonly DeliveryPart[],
): Promise<Step> {
  const now = deps.clock();
  // Begun in the future: by a clock that has been put back since. Its wait says nothing, and the job has waited by the database's.
  const isKnown = !part.attempt_started_at || part.attempt_started_at <= now;
  const early = isKnown ? secondsToWait(part.not_before, now) : 0;
  if (early > 0) return early;
  const target = targetOf(delivery, part, parts);
  // We hold the channel: whoever began to send this part is dead.
  if (part.state === "sending" || part.state === "unknown") {
    const found = await reconcile(deps, part, target);
    if (found === "ask") return { kind: "unsure" };
    return found === "posted" || found === "resend" ? "go on" : found;
  }
  const busy = await keepDistance(deps, delivery.channel.id);
  if (busy > 0) return busy;
  if (!(await claimPart(deps.db, part, deps.clock(), await sentAfter(deps, part, target)))) return CHANNEL_BUSY_S;
  return writeDown(deps, update, part, target, await send(deps, part, target));
}

/** Asked before the first attempt alone: from then on the message may be there. A part of a thread stands after its root anyway. */
async function sentAfter({ slack }: Deps, part: DeliveryPart, { channel, thread_ts }: PostTarget): Promise<string> {
  const asks = part.effect === "post" && !thread_ts && part.attempts === 0;
  return asks ? slack.newest(channel.id) : EVER;
}

function targetOf(delivery: Delivery, part: DeliveryPart, parts: readonly DeliveryPart[]): PostTarget {
  const root = part.effect === "post" && part.part > 1 ? (parts[0]?.ts ?? null) : null;
  const { channel, id: delivery_id } = delivery;
  return { channel, thread_ts: root, key: part.idem_key, delivery_id, part: part.part, marked: isMarked(part) };
}

const isMarked = ({ shape }: DeliveryPart): boolean => shape?.marked ?? true;

function send({ slack }: Deps, part: DeliveryPart, target: PostTarget): Promise<Outcome> {
  const { effect, ts, payload, shape } = part;
  if (effect === "delete") return slack.remove(target.channel, ts ?? "");
  const message = formed(payload, shape, part.part === 1);
  return effect === "post" ? slack.post(target, message) : slack.update(target.channel, ts ?? "", message);
}

async function writeDown(
  deps: Deps,
  update: Update,
  part: DeliveryPart,
  { channel, delivery_id }: PostTarget,
  outcome: Outcome,
): Promise<Step> {
  const { db, slack, clock, log } = deps;
  log.info({ update_id: update.id, delivery_id, part: part.part, outcome: outcome.kind }, "delivery attempt");
  switch (outcome.kind) {
    case "sent": {
      const { ts } = outcome;
      await changePart(db, part, ["sending"], { state: "posted", ts, problem: null, settled_at: clock() });
      if (part.effect === "delete") return "go on";
      const permalink = await slack.permalink(channel.id, ts);
      await changePart(db, part, ["posted"], { state: "posted", permalink });
      return "go on";
    }
    case "not_sent":
      return later(deps, update, part, outcome);
    case "unknown":
      await changePart(db, part, ["sending"], { state: "unknown", problem: shapeOf(outcome.problem) });
      return "go on";
    case "misfit":
    case "refused":
      return outcome;
  }
}

async function later(
  deps: Deps,
  update: Update,
  part: DeliveryPart,
  { retryAfterS, problem }: Extract<Outcome, { kind: "not_sent" }>,
): Promise<Step> {
  const { db, clock, settings } = deps;
  const now = clock();
  // The first by our clock, the other by the database's: whichever is later may be wrong, and then we only try for longer.
  const since = Math.max(part.first_attempt_at?.getTime() ?? now.getTime(), update.changed_at.getTime());
  if (now.getTime() - since > GIVE_UP_AFTER_MS) {
    const words = "Slack has not taken the message for six hours.";
    return { kind: "refused", problem: new Problem("upstream", words, "Look at status.slack.com, then post again.") };
  }
  const wait = atMost(retryAfterS ?? backOff((settings.posting ?? POSTING).againAfterS, part.attempts + 1));
  const not_before = inSeconds(now, wait);
  await changePart(db, part, ["sending"], { state: "ready", not_before, problem: shapeOf(problem) });
  return wait;
}

/** Waits for the little distance between two messages. @returns the seconds of a longer wait, for a job of its own. */
async function keepDistance({ db, clock, settings }: Deps, channelId: string): Promise<number> {
  const { spacingMs } = settings.posting ?? POSTING;
  const { last, not_before } = await channelTimes(db, channelId);
  const wait = last ? last.getTime() + spacingMs - clock().getTime() : 0;
  if (wait > 0) await new Promise((done) => setTimeout(done, Math.min(wait, spacingMs)));
  return secondsToWait(not_before, clock());
}
