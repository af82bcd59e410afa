import { listed } from "../../../base/listed.ts";
import { CANARY, PRODUCTION } from "../../../webhooks/contract/template-ref.ts";
import type { TagMove, TemplateHistory, TemplateTag } from "../../../webhooks/contract/templates.ts";
import type { TemplateDetail } from "../../templates/load-template.ts";
import { whoFollows } from "../../templates/who-follows.ts";
import { initialsOf } from "../page/format.ts";
import { visible } from "../page/visible.ts";
import { byTag } from "./list-view.ts";
import { shownTag, type ShownTag } from "./version-rows.ts";

/** One tag: what it names, since when and why, and what can be done with it. */
export type TagCard = ShownTag & {
  version: number;
  /** "90 % of runs", "3 profiles". */
  use: string;
  reason: string;
  by: string;
  at: string;
  /** Where it was before; null: nowhere that can be run. */
  back: number | null;
  removable: boolean;
};

/** One move of a tag, as a sentence in parts. */
export type MoveLine = {
  by: string;
  initials: string;
  what: string;
  tag: string;
  where: string;
  reason: string;
  at: string;
};

export function tagCards({ history, users }: Pick<TemplateDetail, "history" | "users">): TagCard[] {
  return history.tags.toSorted(byTag).map((one) => ({
    ...shownTag(one),
    version: one.version,
    use: useOf(one, history, users),
    reason: visible(one.reason),
    by: visible(one.moved_by),
    at: one.moved_at,
    back: cameFrom(one, history),
    removable: one.tag !== PRODUCTION,
  }));
}

function useOf({ tag, share }: TemplateTag, history: TemplateHistory, users: TemplateDetail["users"]): string {
  if (tag === CANARY) return share === null ? "no share of runs" : `${share} % of runs`;
  const canary = history.tags.find((one) => one.tag === CANARY)?.share ?? null;
  if (tag === PRODUCTION && canary !== null) return `${100 - canary} % of runs`;
  return profilesText(whoFollows(users, history, tag).length);
}

const profilesText = (count: number): string => (count === 1 ? "1 profile" : `${count} profiles`);

/** Where a tag was before it came to where it is, as long as this release can run that. */
function cameFrom({ tag, version }: TemplateTag, { moves, versions }: TemplateHistory): number | null {
  const came = moves.find((one) => one.tag === tag && one.to === version && one.from !== version);
  const before = versions.find((one) => one.version === came?.from);
  return before && before.unfit === null ? before.version : null;
}

/** What follows from a move, before anybody makes it. */
export function followsText(
  { history, users, open }: Pick<TemplateDetail, "history" | "users" | "open">,
  tag: string,
): string[] {
  const profiles = whoFollows(users, history, tag === CANARY ? PRODUCTION : tag);
  const schedules = profiles.filter(({ scheduled }) => scheduled).length;
  const all = listed([
    profilesText(profiles.length),
    ...(schedules > 0 ? [schedules === 1 ? "1 schedule" : `${schedules} schedules`] : []),
  ]);
  const one = profiles.length === 1 && schedules === 0;
  const asks = tag === CANARY ? `${all} ${one ? "asks" : "ask"} for production, of which it gets its share.` : "";
  const now = history.tags.find((each) => each.tag === tag)?.version;
  const kept = now === undefined ? 0 : (open.get(now) ?? 0);
  return [
    ...(tag === "" ? [] : [asks || `${all} ${one ? "follows" : "follow"}.`]),
    ...(kept > 0 ? [`${kept === 1 ? "1 open update keeps" : `${kept} open updates keep`} version ${now}.`] : []),
  ];
}

export const moveLines = (moves: readonly TagMove[]): MoveLine[] =>
  moves.map(({ tag, from, to, share, reason, by, at }) => {
    const shared = share === null ? "" : `, ${share} % of runs`;
    const lines = {
      what: from === null ? "made" : to === null ? "took away" : "moved",
      where:
        to === null
          ? `from ${from}`
          : from === null
            ? `at ${to}${shared}`
            : `${from === to ? `at ${to}` : `from ${from} to ${to}`}${shared || (from === to ? ", without a share" : "")}`,
    };
    return { by: visible(by), initials: initialsOf(by), tag, ...lines, reason: visible(reason), at };
  });
