import { listTeam } from "../../../db/app/people.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { ruleText } from "../../../webhooks/contract/policy-text.ts";
import type { PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";
import type { FieldProblem } from "../../../webhooks/contract/problem.ts";
import { mayDo } from "../../people/policy.ts";
import { policyIn } from "../../policies/draft.ts";
import { loadPolicy, type PolicyDetail } from "../../policies/load-policy.ts";
import type { PolicyNews } from "../../../webhooks/contract/policy-news.ts";
import { loadProposals, type ProposalsDetail } from "../../policies/load-proposals.ts";
import { isPartial, type Web } from "../page/context.ts";
import { fragmentShell, page, type WebDeps } from "../page/page.ts";
import { visible } from "../page/visible.ts";
import { askPreview, type AskedPreview, type Patience } from "./ask-preview.ts";
import { classRows } from "./class-rows.ts";
import { movesView, noMoves, type MovesView } from "./moves-view.ts";
import type { NewerView, PolicyView } from "./policy-view.ts";
import { countsOpen, openOf } from "./open-counted.ts";
import { proposalsView } from "./proposals-view.ts";
import { blankRule, formOfRule, NEW_RULE, type RuleForm } from "./read-rule-form.ts";
import { ruleFormView, withForm } from "./rule-form.ts";
import { ruleRows } from "./rule-rows.ts";
import { sectionRows } from "./section-rows.ts";

export type PolicyPages = {
  "policies/page": PolicyView;
  "policies/answer": PolicyView;
};

/** How the page is to be drawn this time. */
export type Drawing = {
  /** An open form as it was sent; or the key of the rule to open one for. */
  form?: RuleForm | string | null;
  errors?: readonly FieldProblem[];
  problem?: PolicyView["problem"];
  refusedSection?: PolicyView["refusedSection"];
  empties?: string;
  said?: string;
  /** What of the repositories' files is not followed. */
  notes?: readonly string[];
  /** Pasted posts that were refused: they stay in their field. */
  posts?: string;
  patience?: Patience;
  /** Whether what is open is counted in; absent: as this browser has it. */
  counts?: boolean;
  status?: number;
};

export async function drawPolicy(
  c: Web,
  deps: WebDeps<PolicyPages>,
  profile: Profile,
  drawing: Drawing = {},
): Promise<Response> {
  const { ok: may } = mayDo({ ...c.var.person, surface: "web" }, "profile.save");
  const [detail, proposals, team] = await Promise.all([
    loadPolicy(deps, c.var.actor, profile),
    loadProposals(deps.db, profile),
    listTeam(deps.db, profile.team_id),
  ]);
  const form = may ? formFor(detail, drawing.form ?? null) : null;
  const draft = withForm(detail.draft, form);
  const counts = drawing.counts ?? countsOpen(c, {});
  const given = { policy: policyIn(draft), proposed: counts ? openOf(proposals) : [] };
  const asked = await askPreview(c, deps, profile, given, drawing.patience ?? "page");
  const names = new Map(team.map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null) => names.get(id ?? "") ?? "Pulse";
  const around = { asked, counts, form, draft, drawing, may, nameOf, proposals };
  const view = policyView(profile, detail, around);
  const status = drawing.status ?? 200;
  if (isPartial(c)) {
    c.status(status as 200);
    c.header("hx-replace-url", addressOf(profile, form));
    return c.html(deps.draw("policies/answer", view, await fragmentShell(c, deps)));
  }
  return page(c, deps, "policies/page", view, { title: "What is told", current: "/profiles", status });
}

const addressOf = ({ slug }: Profile, form: RuleForm | null): string =>
  `/profiles/${slug}/policy${form ? `?${new URLSearchParams({ rule: form.key })}` : ""}`;

/** A rule that is not there any more has no form. */
function formFor({ draft }: PolicyDetail, asked: RuleForm | string | null): RuleForm | null {
  if (asked === null || asked === "") return null;
  const key = typeof asked === "string" ? asked : asked.key;
  if (key === NEW_RULE) return typeof asked === "string" ? blankRule : asked;
  const found = draft.rules.find((one) => one.key === key);
  if (!found) return null;
  return typeof asked === "string" ? formOfRule(key, found.rule) : asked;
}

type Around = {
  asked: AskedPreview;
  counts: boolean;
  form: RuleForm | null;
  draft: PolicyDetail["draft"];
  drawing: Drawing;
  may: boolean;
  nameOf: (id: string | null) => string;
  proposals: ProposalsDetail;
};

function policyView(profile: Profile, detail: PolicyDetail, around: Around): PolicyView {
  const { asked, form, draft, drawing, may, nameOf, proposals } = around;
  const { sources } = profile.brief;
  const preview = asked.state === "told" ? asked.preview : null;
  const { policy, changes } = detail;
  const windows = preview?.windows.length ?? 0;
  const { errors = [], problem = null, refusedSection = null, empties = "", said = "" } = drawing;
  return {
    slug: profile.slug,
    profile: profile.name,
    repos: sources.map(({ repo }) => repo).join(", "),
    number: detail.held.number,
    may,
    rules: ruleRows({
      detail: { ...detail, draft: { ...detail.draft, rules: kept(draft) } },
      preview,
      sources,
      nameOf,
    }),
    form: form && ruleFormView(form, { draft, preview, sources, errors }),
    counted: windows === 0 ? "" : `Counted in ${windows === 1 ? "one window" : `${windows} windows`}`,
    faults: elsewhere(preview?.faults ?? []),
    sections: preview && sectionRows(preview),
    ownSections: (policy.sections ?? []).length > 0,
    refusedSection,
    classes: classRows(policy, preview?.usual),
    maxItems: policy.max_items === undefined ? "" : String(policy.max_items),
    moves: movesOf(asked, sources, proposals),
    open: openView(around, preview),
    unsaved: { count: changes.count, removed: changes.removed.map(visible), beside: changes.beside.map(visible) },
    newer: newerOf(detail, nameOf),
    problem,
    empties,
    said,
    proposals: proposalsView(proposals, profile, nameOf, drawing),
  };
}

const kept = ({ rules }: PolicyDetail["draft"]) => rules.filter(({ key }) => key !== NEW_RULE);

/** What belongs to no rule and to no section says itself above them. */
const elsewhere = (faults: readonly FieldProblem[]) =>
  faults.filter(({ path }) => !/^policy\.(rules|sections)\.\d/.test(path));

function openView({ counts, proposals }: Around, preview: PolicyPreview | null): PolicyView["open"] {
  if (openOf(proposals).length === 0) return null;
  const left = new Set(preview?.if_accepted?.left);
  const texts = proposals.all.flatMap(({ key, proposal }) => (left.has(key) ? [visible(proposal.text)] : []));
  return { counted: counts, left: texts };
}

function movesOf(asked: AskedPreview, sources: Profile["brief"]["sources"], { all }: ProposalsDetail): MovesView {
  switch (asked.state) {
    case "told": {
      const texts = new Map(all.map(({ key, proposal }) => [key, proposal.text]));
      return movesView(asked.preview, asked.preview.shown, { sources, texts });
    }
    case "counting":
      return noMoves("counting");
    case "unavailable":
      return noMoves("unavailable", `${asked.problem.message} ${asked.problem.remedy}`);
  }
}

function newerOf({ newer, changes, draft }: PolicyDetail, nameOf: Around["nameOf"]): NewerView | null {
  if (!newer) return null;
  const mine = draft.rules.flatMap(({ key, rule }) => {
    const change = changes.rules.get(key);
    if (!change) return [];
    return `${MINE[change.what]}: ${ruleText(rule)}`;
  });
  const gone = changes.removed.map((text) => `Removed: ${text}`);
  return {
    number: newer.number,
    by: nameOf(newer.by),
    theirs: newsText(newer.news),
    mine: [...mine, ...gone, ...changes.beside].map(visible),
  };
}

const MINE = { added: "New", changed: "Changed", moved: "Moved" };

export const newsText = ({ added, removed, moved, beside }: PolicyNews): string[] =>
  [
    ...added.map((text) => `New: ${text}`),
    ...removed.map((text) => `Removed: ${text}`),
    ...(moved ? ["The rules stand in another order."] : []),
    ...beside,
  ].map(visible);
