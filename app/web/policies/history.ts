import { findPolicyDraft } from "../../../db/app/policy-drafts.ts";
import { listTeam } from "../../../db/app/people.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { mayDo } from "../../people/policy.ts";
import { policyAt } from "../../policies/policy-at.ts";
import { policyHistory } from "../../policies/policy-history.ts";
import { restorePolicy } from "../../policies/restore-policy.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { seeOther, slugOf, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { visible } from "../page/visible.ts";
import { newsText } from "./draw-policy.ts";
import { besideOf, type PastPolicyView, type PolicyHistoryView, ruleLines, surfaceText } from "./history-view.ts";

export type PolicyHistoryPages = {
  "policies/history": PolicyHistoryView;
  "policies/past": PastPolicyView;
};

export function policyHistoryRoutes(deps: WebDeps<PolicyHistoryPages>) {
  const mine = (c: Web) => getProfile(deps.db, c.var.actor.team_id, slugOf(c));
  return {
    "GET /profiles/:slug/policy/history": async (c) => {
      const view = await historyOf(c, deps, await mine(c));
      return page(c, deps, "policies/history", view, { title: "Every policy", current: "/profiles" });
    },
    "GET /profiles/:slug/policy/history/:number": async (c) => {
      const profile = await mine(c);
      const policy = await policyAt(deps.db, profile.id, numberOf(c));
      const { versions, ...around } = await historyOf(c, deps, profile);
      const found = versions.find(({ number }) => number === numberOf(c));
      if (!found) throw new Error("A policy without its line in the history.");
      const view = { ...around, policy: found, rules: ruleLines(policy), beside: besideOf(policy) };
      return page(c, deps, "policies/past", view, { title: `Policy ${found.number}`, current: "/profiles" });
    },
    "POST /profiles/:slug/policy/history/:number/restoration": async (c) => {
      await restorePolicy(deps, c.var.actor, { profile_id: (await mine(c)).id, number: numberOf(c) });
      setFlash(c, "policy_back");
      return seeOther(c, `/profiles/${slugOf(c)}/policy`);
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

const numberOf = (c: Web): number => Number(c.req.param("number"));

async function historyOf(c: Web, { db }: WebDeps, { id, slug, name, team_id }: Profile): Promise<PolicyHistoryView> {
  const { person } = c.var;
  const [history, team, draft] = await Promise.all([
    policyHistory(db, id),
    listTeam(db, team_id),
    findPolicyDraft(db, { profile_id: id, person_id: person.id }),
  ]);
  const names = new Map(team.map((one) => [one.id, one.name]));
  return {
    slug,
    profile: name,
    may: mayDo({ ...person, surface: "web" }, "profile.save").ok,
    unsaved: draft !== undefined,
    versions: history.map(({ number, made_by, made_at, surface, why, news }, at) => ({
      number,
      by: names.get(made_by ?? "") ?? "Pulse",
      at: made_at,
      surface: surfaceText(surface),
      why: visible(why),
      news: newsText(news),
      holds: at === 0,
    })),
  };
}
