import { listTemplateUsers } from "../../../db/app/template-use.ts";
import { copyTemplateRequest } from "../../../webhooks/contract/templates.ts";
import { BUILT_IN_REF } from "../../../webhooks/contract/template-ref.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { mayDo } from "../../people/policy.ts";
import { beginTemplate } from "../../templates/begin-template.ts";
import { loadTemplate, type TemplateDetail } from "../../templates/load-template.ts";
import { field, pageIn, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { copyChoices, type CopyForm, NO_COPY, templateCards, type TemplateListView } from "./list-view.ts";
import { type TemplateView, templateView, usualComparison } from "./template-view.ts";

export type TemplatePages = {
  "templates/list": TemplateListView;
  "templates/page": TemplateView;
};

/** How updates are written: every template, and one of them with its versions and tags. */
export function templatePageRoutes(deps: WebDeps<TemplatePages>) {
  return {
    "GET /templates": (c) => drawList(c, deps, NO_COPY),
    "POST /templates": async (c) => copy(c, deps, await fieldsOf(c)),
    "GET /templates/:name": async (c) => drawTemplate(c, deps, await loadTemplate(deps, c.var.actor, templateIn(c))),
  } satisfies Partial<Record<RouteName, Handler>>;
}

export const templateIn = (c: Web): string => c.req.param("name") ?? "";
export const mayChange = (c: Web): boolean => mayDo({ ...c.var.person, surface: "web" }, "templates.change").ok;

async function drawTemplate(c: Web, deps: WebDeps<TemplatePages>, detail: TemplateDetail): Promise<Response> {
  const query = queryOf(c);
  const asked = comparedIn(query) ?? usualComparison(detail);
  const { name } = detail.history;
  const compared = asked && (await deps.pipelines.templates.differences(name, asked.older, asked.newer));
  const view = templateView(detail, { may: mayChange(c), page: pageIn(query), compared });
  return page(c, deps, "templates/page", view, { title: view.title, current: "/templates" });
}

/** Null: nobody says which two. */
function comparedIn(query: Fields): { older: number; newer: number | null } | null {
  const [older, newer] = [field(query, "older"), field(query, "newer")];
  if (!VERSION.test(older) || !(VERSION.test(newer) || newer === "draft")) return null;
  return { older: Number(older), newer: newer === "draft" ? null : Number(newer) };
}
const VERSION = /^[1-9]\d{0,5}$/;

async function drawList(
  c: Web,
  deps: WebDeps<TemplatePages>,
  copied: CopyForm,
  problem: (NonNullable<TemplateListView["problem"]> & { status: number }) | null = null,
): Promise<Response> {
  const { templates } = deps.pipelines;
  const [listed, builtIn, users] = await Promise.all([
    templates.list(),
    templates.get(BUILT_IN_REF),
    listTemplateUsers(deps.db, c.var.actor.team_id),
  ]);
  const cards = templateCards(listed, builtIn.name, users);
  const view = {
    templates: cards,
    may: mayChange(c),
    copy: { ...copied, from_choices: copyChoices(cards) },
    problem: problem && { message: problem.message, remedy: problem.remedy },
  };
  const status = problem?.status ?? (copied.mistakes.length > 0 ? 422 : 200);
  return page(c, deps, "templates/list", view, { title: "Templates", current: "/templates", status });
}

const LABELS = { name: "Name", from: "Copy of", description: "What it is for" } as const;
const NAMES = ["name", "from", "description"] as const;
const copyForm = copyTemplateRequest.omit({ by: true });

async function copy(c: Web, deps: WebDeps<TemplatePages>, fields: Fields): Promise<Response> {
  const typed = { name: field(fields, "name"), from: field(fields, "from"), description: field(fields, "description") };
  const read = copyForm.safeParse(typed);
  if (!read.success) {
    const errors = Object.fromEntries(
      read.error.issues.map(({ path, message }) => [String(path[0]), mistakeText(LABELS[nameIn(path[0])], message)]),
    );
    return drawList(c, deps, { ...typed, ...toldErrors(errors) });
  }
  try {
    await beginTemplate(deps, c.var.actor, read.data);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "forbidden") throw error;
    const { message, remedy, status } = error;
    if (error.code === "conflict")
      return drawList(c, deps, { ...typed, ...toldErrors({ name: `${message} ${remedy}` }) });
    return drawList(c, deps, { ...NO_COPY, ...typed }, { message, remedy, status });
  }
  setFlash(c, "template_begun");
  return seeOther(c, `/templates/${read.data.name}`);
}

/** A message may be a sentence, or the rest of one. */
export const mistakeText = (label: string, message: string): string =>
  message.startsWith("must ") ? `${label} ${message}.` : message;

const nameIn = (path: PropertyKey | undefined) => NAMES.find((one) => one === path) ?? "name";

function toldErrors(errors: CopyForm["errors"]): Pick<CopyForm, "errors" | "mistakes"> {
  const mistakes = NAMES.flatMap((name) => {
    const text = errors[name];
    return text === undefined ? [] : [{ label: LABELS[name], field: `copy-${name}`, text }];
  });
  return { errors, mistakes };
}
