import { findSlotOf } from "../../db/app/slots.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { dateText } from "../../base/date-text.ts";
import type { ToldBefore } from "../../db/app/told-before.ts";
import { listed } from "../../base/listed.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { citation, ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { AppFinding } from "./app-finding.ts";
import { alreadyAnnounced, announcedWhere } from "./already-announced.ts";

const ANNOUNCED = "S12";

/** So many are named one by one. */
const MOST_NAMED = 10;

/**
 * S12: what a schedule's draft tells and an earlier post told already. Nothing is left out by itself, and whoever composes by hand saw it
 * in the list before.
 */
export async function announcedFindings(db: Db, now: Date, update: Update, markdown: string): Promise<AppFinding[]> {
  const { id: besides, team_id, profile_id, channel, brief, copied_from, state } = update;
  if (state !== "in_review" || copied_from || !(await findSlotOf(db, update.id))) return [];
  const lines = ledgerOfText(markdown, brief.sources, update.ledger);
  const told = lines.filter(({ disposition }) => disposition === "cited").map(({ pr }) => pr);
  const known = await alreadyAnnounced(db, { team_id, profile_id, channel_id: channel.id, besides }, told);
  const prs = told.filter((pr) => known.has(pr.toLowerCase()));
  if (prs.length === 0) return [];
  const places = Map.groupBy(prs.slice(0, MOST_NAMED), (pr) => {
    const one = known.get(pr.toLowerCase());
    return one ? announcedWhere(one, now, brief.time_zone) : "";
  });
  const named = [...places].map(([where, some]) => `${listed(some.map((pr) => citation(pr, brief.sources)))} ${where}`);
  const more = prs.length > MOST_NAMED ? `; and ${prs.length - MOST_NAMED} more` : "";
  const count = prs.length === 1 ? "One of these was" : `${prs.length} of these were`;
  return [
    {
      key: sha256([ANNOUNCED, ...prs].join("\n")).slice(0, 16),
      check: ANNOUNCED,
      severity: "flag",
      message: `${count} announced already: ${named.join("; ")}${more}.`,
      fix: "Leave them out of the text, or tell them once more.",
      line: null,
      prs,
      looked_at: "what was posted for this profile, or in this channel",
      posts: postsOf(
        prs.flatMap((pr) => known.get(pr.toLowerCase()) ?? []),
        now,
        brief.time_zone,
      ),
    },
  ];
}

/** The updates that told of them, each once. */
function postsOf(known: readonly ToldBefore[], now: Date, timeZone: string): NonNullable<AppFinding["posts"]> {
  const posts = new Map<string, string>();
  for (const one of known) {
    const day = one.on ? dateText(one.on, now, { timeZone }) : "";
    if (one.update_id) posts.set(one.update_id, [`#${one.channel}`, day].filter(Boolean).join(", "));
  }
  return [...posts].slice(0, MOST_NAMED).map(([update_id, name]) => ({ update_id, name }));
}
