import { insertDecision } from "../../db/app/decisions.ts";
import { insertDelivery } from "../../db/app/deliveries.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { findPersonNow } from "../../db/app/people.ts";
import { findProfileById, findRulesAuthor, holdRules } from "../../db/app/profiles.ts";
import { insertRevision } from "../../db/app/revisions.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { listQuiet } from "../../db/app/slots.ts";
import type { Person, Profile, Tx, Update } from "../../db/app/tables.ts";
import { changeUpdate, findUpdateById, lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { jobActor, type Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { digestOfParts, renderParts } from "../message/render.ts";
import { mayDo } from "../people/policy.ts";
import { audienceOf, type TooWide } from "../updates/audience-of.ts";
import { changeState } from "../updates/change-state.ts";
import { readAgain } from "../updates/reread.ts";
import { subjectOf } from "../updates/require-may.ts";
import { textOf } from "../updates/text.ts";
import { hold } from "./hold.ts";
import { UNREAD_FOR_MS } from "./recheck.ts";
import { eitherOf } from "../../base/listed.ts";

/** After that it is no news any more; and whoever switches the rule on is not answered with old weeks. */
export const NEWS_FOR_MS = 24 * 3_600_000;

/**
 * Job, every minute: where a profile's rules ask for it, a scheduled window in which nothing was merged is told in one line, at its
 * slot. Nobody approves that line and nothing says that somebody did: it goes out by a standing decision of whoever set the rule,
 * which is kept as what it is. No other text ever goes this way. Whoever set it has to be somebody who could let a text out there.
 */
export async function postNothing(deps: Deps): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock();
  for (const slot of await listQuiet(db, { from: new Date(now.getTime() - NEWS_FOR_MS), to: now })) {
    const update = await findUpdateById(db, slot.update_id ?? "");
    const window = update && (await findGeneration(db, update.id, update.generation))?.timeframe;
    if (!update || !window) continue;
    try {
      const late = await lateIn(deps, update, window);
      const audience = await audienceOf(deps, update);
      if (audience.kind === "unanswered")
        throw new Problem("unavailable", "Slack does not say who reads it.", "Wait: it is asked again by itself.");
      await inTransaction(db, async (tx) => {
        const locked = await lockUpdateById(tx, update.id);
        if (locked?.state !== "nothing_to_report" || locked.generation !== update.generation) return;
        if (audience.kind === "too_wide") await keepSilent(tx, slot, locked, now, audience);
        else if (late.length > 0) await hold(tx, slot, locked, "merged", now, { ...LATE, merged: late }, "slot.failed");
        else await post(tx, deps, slot, locked, window);
      });
    } catch (error) {
      log.warn({ update_id: update.id, error }, "the evidence could not be read again");
      if (error instanceof Problem) await giveUp(deps, update, slot, error);
    }
  }
}

/** Its line names the sources. */
async function keepSilent(tx: Tx, slot: Slot, update: Update, now: Date, { because, remedy }: TooWide): Promise<void> {
  await hold(tx, slot, update, "not_approved", now, { message: `${because}.`, remedy }, "slot.failed");
}

const LATE = {
  message: "Something was merged into its time after all, so it was not said that nothing shipped.",
  remedy: "Try again, and it is written.",
};

/** What is in the window by now: GitHub may know of a merge a little late. */
async function lateIn(deps: Deps, update: Update, { since, until }: DateRange): Promise<string[]> {
  const evidence = await readAgain(deps, update, { since: new Date(since), until: new Date(until) });
  return evidence.map(({ ref }) => ref).filter((ref) => !update.brief.ignored_prs.includes(ref));
}

const NOBODY_SAYS = {
  message: "Nobody who may let something out there has said that it be told when nothing shipped.",
  remedy: "An approver saves the profile’s rules anew.",
};

async function post(tx: Tx, deps: Deps, slot: Slot, update: Update, window: DateRange): Promise<void> {
  const { id, channel, brief } = update;
  await holdRules(tx, update.team_id);
  const profile = await findProfileById(tx, update.profile_id ?? "");
  if (!profile?.approval.post_nothing) return;
  const person = await decider(tx, deps, profile, update);
  if (!person) return hold(tx, slot, update, "not_approved", deps.clock(), NOBODY_SAYS, "slot.failed");
  const text = textOf(nothingText(update, window));
  const parts = renderParts(text.markdown, { sources: brief.sources, ledger: [] });
  const number = update.revision + 1;
  const run_id = (await findGeneration(tx, id, update.generation))?.run_id ?? null;
  await insertRevision(tx, { ...text, update_id: id, number, written_by: null, run_id, note: "Nothing shipped" });
  await changeUpdate(tx, id, { revision: number });
  const { id: person_id, name: set_by } = person;
  const decision = await insertDecision(tx, {
    update_id: id,
    kind: "standing",
    revision: number,
    digest: text.digest,
    channel,
    person_id,
    parts_digest: digestOfParts(parts),
    reason: `The rules of “${profile.name}”`,
  });
  const messages = parts.map((part) => ({ ...part, effect: "post" as const, ts: null }));
  const delivery = await insertDelivery(tx, decision, "post", messages);
  await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
  await changeState(tx, jobActor(update.team_id), id, {
    from: ["nothing_to_report"],
    to: "posting",
    action: "update.nothing_told",
    detail: {
      by: "schedule",
      standing_decision: { profile: profile.name, set_by },
      revision: number,
      digest: text.digest,
      channel: channel.name,
      parts: parts.length,
    },
  });
}

/** Whoever set the rule, if every rule over the channel lets them decide: a line that nobody wrote is nobody's own text. */
async function decider(tx: Tx, deps: Deps, profile: Profile, update: Update): Promise<Person | null> {
  const person = await findPersonNow(tx, (await findRulesAuthor(tx, profile.id)) ?? profile.created_by);
  if (!person) return null;
  const subject = { ...(await subjectOf(tx, update, deps.clock())), created_by: null, written_by: [], due_at: null };
  return mayDo({ ...person, surface: "web" }, "approve", subject).ok ? person : null;
}

/** "**Nothing shipped** from 27 September to 4 October 2026: no pull request was merged into `acme/harbor` (main)." */
export function nothingText({ brief: { sources } }: Pick<Update, "brief">, window: DateRange): string {
  const code = (text: string) => `\`${text.replaceAll("`", "")}\``;
  const all = sources.map(({ repo, base_branch }) => `${code(repo)} (${code(base_branch)})`);
  return `**Nothing shipped**, ${windowText(window)}: no pull request was merged into ${eitherOf(all)}.\n`;
}

/** Nothing is said that could not be read again. */
async function giveUp({ db, clock }: Deps, { id }: Update, slot: Slot, { message, remedy }: Problem): Promise<void> {
  const now = clock();
  if (now.getTime() - (slot.post_at ?? slot.slot).getTime() < UNREAD_FOR_MS) return;
  await inTransaction(db, async (tx) => {
    const update = await lockUpdateById(tx, id);
    if (update?.state === "nothing_to_report")
      await hold(tx, slot, update, "unread", now, { message, remedy }, "slot.failed");
  });
}
