import type { Profile } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { changePolicy } from "../../policies/change-policy.ts";
import { discardDraft } from "../../policies/discard-draft.ts";
import { joinDraft } from "../../policies/join-draft.ts";
import { loadPolicy } from "../../policies/load-policy.ts";
import { saveDraft } from "../../policies/save-draft.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { field, isPartial, queryOf, seeOther, slugOf, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import type { WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { type Drawing, drawPolicy, type PolicyPages } from "./draw-policy.ts";
import { countsOpen } from "./open-counted.ts";
import { changeIn } from "./read-change.ts";
import { readRuleForm, ruleOfForm } from "./read-rule-form.ts";
import { policyRule } from "../../../webhooks/contract/policy.ts";

/** A profile's policy: each change is one request that is kept for whoever makes it, until they save. */
export function policyPageRoutes(deps: WebDeps<PolicyPages>) {
  const mine = (c: Web) => getProfile(deps.db, c.var.actor.team_id, slugOf(c));
  return {
    "GET /profiles/:slug/policy": async (c) => {
      const query = queryOf(c);
      const patience = field(query, "counted") ? "again" : "page";
      const counts = countsOpen(c, query);
      return drawPolicy(c, deps, await mine(c), { form: field(query, "rule"), patience, counts });
    },
    "POST /profiles/:slug/policy": async (c) => save(c, deps, await mine(c), await fieldsOf(c)),
    "POST /profiles/:slug/policy/changes": async (c) => change(c, deps, await mine(c), await fieldsOf(c)),
    // What the rule of a form would be and do, while somebody writes it. Keeps nothing.
    "POST /profiles/:slug/policy/reading": async (c) => {
      const fields = await fieldsOf(c);
      const patience = field(fields, "counted") ? "again" : "page";
      const counts = countsOpen(c, fields);
      return drawPolicy(c, deps, await mine(c), { form: readRuleForm(fields), patience, counts });
    },
    "POST /profiles/:slug/policy/discard": async (c) => {
      await discardDraft(deps, c.var.actor, (await mine(c)).id);
      setFlash(c, "policy_discarded");
      return seeOther(c, pathOf(c));
    },
    "POST /profiles/:slug/policy/joining": async (c) => {
      await joinDraft(deps, c.var.actor, (await mine(c)).id);
      setFlash(c, "policy_joined");
      return seeOther(c, pathOf(c));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

const pathOf = (c: Web): string => `/profiles/${slugOf(c)}/policy`;

async function change(c: Web, deps: WebDeps<PolicyPages>, profile: Profile, fields: Fields): Promise<Response> {
  const form = readRuleForm(fields);
  const act = field(fields, "act");
  const own = act === "keep" || act === "save" || (act === "remove" && form?.key === keyOf(fields));
  try {
    const asked = await changeIn(c, deps, profile, fields);
    if (!asked) return await drawPolicy(c, deps, profile, { form });
    const refused = act === "keep" || act === "save" ? await faultsOfForm(c, deps, profile, fields) : null;
    if (refused) return await drawPolicy(c, deps, profile, refused);
    await changePolicy(deps, c.var.actor, { profile_id: profile.id, change: asked.change });
    if (act === "save") return await save(c, deps, profile, fields);
    if (!isPartial(c)) return seeOther(c, `${pathOf(c)}${placeOf(fields)}`);
    return await drawPolicy(c, deps, profile, { form: own ? null : form, said: asked.said });
  } catch (error) {
    return drawRefused(c, deps, profile, fields, error);
  }
}

const keyOf = (fields: Fields): string => field(fields, "key") || field(fields, "rule");

/** Back to what was changed, not to the top of the page. */
function placeOf(fields: Fields): string {
  const key = keyOf(fields);
  if (field(fields, "act").includes("section") || field(fields, "section_of")) return "#sections";
  return /^n?\d{1,4}$/.test(key) ? `#rule-${key}` : "#rules";
}

/** A rule that could never be kept stays in its form, with what is wrong; null: it is right, or nobody can say. */
async function faultsOfForm(c: Web, deps: WebDeps, profile: Profile, fields: Fields): Promise<Drawing | null> {
  const form = readRuleForm(fields);
  const rule = form && policyRule.safeParse(ruleOfForm(form)).data;
  if (!form || !rule) return null;
  const { draft } = await loadPolicy(deps, c.var.actor, profile);
  const others = draft.rules.filter(({ key }) => key !== form.key).map((one) => one.rule);
  const beside = { ...(draft.sections && { sections: draft.sections }) };
  const asked = { runs: [], policy: { rules: [...others, rule], ...beside } };
  const preview = await deps.pipelines.previewPolicy(asked).catch(() => null);
  const here = `policy.rules.${others.length}`;
  const found = preview?.faults.filter(({ path }) => path === here || path.startsWith(`${here}.`)) ?? [];
  if (found.length === 0) return null;
  const errors = found.map((one) => ({ ...one, path: one.path.slice(here.length + 1) }));
  return { form, errors, status: 422 };
}

async function save(c: Web, deps: WebDeps<PolicyPages>, profile: Profile, fields: Fields): Promise<Response> {
  const even_if_empty = field(fields, "even_if_empty") !== "";
  try {
    const before = await loadPolicy(deps, c.var.actor, profile);
    const saved = await saveDraft(deps, c.var.actor, { profile_id: profile.id, even_if_empty });
    setFlash(c, saved.number === before.held.number ? "policy_same" : "policy_saved");
    return leadTo(c, pathOf(c));
  } catch (error) {
    return drawRefused(c, deps, profile, {}, error);
  }
}

/** A whole page, also for who asked by htmx. */
function leadTo(c: Web, path: string): Response {
  const answer = seeOther(c, path);
  if (!isPartial(c)) return answer;
  c.header("hx-redirect", path);
  return c.body(null, 204);
}

async function drawRefused(
  c: Web,
  deps: WebDeps<PolicyPages>,
  profile: Profile,
  fields: Fields,
  error: unknown,
): Promise<Response> {
  if (!(error instanceof Problem) || error.code === "not_found" || error.code === "forbidden") throw error;
  const { message, remedy, details, status } = error;
  const form = readRuleForm(fields);
  const isForm = form !== null && (field(fields, "act") === "keep" || field(fields, "act") === "save");
  if (error.code === "invalid" && isForm) return drawPolicy(c, deps, profile, { form, errors: details, status });
  const [first] = details;
  if (first?.code === "empties") return drawPolicy(c, deps, profile, { form, empties: message, status });
  if (first?.path === "section") {
    const refusedSection = {
      name: field(fields, "section_of"),
      typed: field(fields, "name"),
      error: `${message} ${remedy}`,
    };
    return drawPolicy(c, deps, profile, { form, refusedSection, status });
  }
  return drawPolicy(c, deps, profile, { form, problem: { message, remedy }, status });
}
