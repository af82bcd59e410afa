import { Problem } from "../../../webhooks/contract/problem.ts";
import { CANARY } from "../../../webhooks/contract/template-ref.ts";
import { moveTagRequest, removeTagRequest, tagName } from "../../../webhooks/contract/templates.ts";
import { loadTemplate } from "../../templates/load-template.ts";
import { moveTemplateTag } from "../../templates/move-template-tag.ts";
import { removeTemplateTag } from "../../templates/remove-template-tag.ts";
import { field, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { isOwnTag, type MoveErrors, type MoveTyped, type MoveView, moveView } from "./move-view.ts";
import { templateIn, mistakeText } from "./templates.ts";

export type TagPages = { "templates/move": MoveView; "templates/move-form": MoveView };

/** Moving a tag, back and forth, making one and taking one away: one form, on a page of its own or over the template's. */
export function tagRoutes(deps: WebDeps<TagPages>) {
  return {
    "GET /templates/:name/move": (c) => draw(c, deps, typedIn(queryOf(c)), { away: false }),
    "GET /templates/:name/removal": (c) => draw(c, deps, typedIn(queryOf(c)), { away: true }),
    "POST /templates/:name/moves": async (c) => move(c, deps, await fieldsOf(c)),
    "POST /templates/:name/removals": async (c) => remove(c, deps, await fieldsOf(c)),
  } satisfies Partial<Record<RouteName, Handler>>;
}

function typedIn(fields: Fields): MoveTyped {
  const tag = tagName.safeParse(field(fields, "tag")).data ?? "";
  return { tag, to: field(fields, "to"), share: field(fields, "share"), reason: field(fields, "reason") };
}

type Drawn = { away: boolean; errors?: MoveErrors; refused?: Problem };

async function draw(c: Web, deps: WebDeps<TagPages>, typed: MoveTyped, drawn: Drawn): Promise<Response> {
  const detail = await loadTemplate(deps, c.var.actor, templateIn(c));
  const { away, errors, refused } = drawn;
  const problem = refused ? { message: refused.message, remedy: refused.remedy } : null;
  const named = typed.tag !== "" && !isOwnTag(typed.tag);
  const view = moveView(detail, typed, { away, named, problem, ...(errors && { errors }) });
  if (away && view.now === null) {
    throw new Problem("not_found", "That tag is not there any more.", "Look at the template as it is now.");
  }
  if (isPartial(c)) return part(c, deps, "templates/move-form", view);
  const status = refused?.status ?? (errors ? 422 : 200);
  return page(c, deps, "templates/move", view, { title: titleFor(view), current: "/templates", status });
}

const titleFor = ({ tag, away }: MoveView): string =>
  tag === null ? "New tag" : away ? `Take ${tag.tag} away` : `Move ${tag.tag}`;

const moves = moveTagRequest.omit({ by: true });
const removals = removeTagRequest.omit({ by: true });

async function move(c: Web, deps: WebDeps<TagPages>, fields: Fields): Promise<Response> {
  const typed = { ...typedIn(fields), tag: field(fields, "tag") };
  const tag = tagName.safeParse(typed.tag);
  const asked = moves.safeParse({
    from: numberOr(field(fields, "from")),
    to: Number(typed.to),
    share: typed.tag === CANARY ? numberOr(typed.share) : null,
    reason: typed.reason,
  });
  if (!tag.success || !asked.success) {
    const issues = [
      ...(tag.error?.issues.map((one) => ({ ...one, path: ["tag"] })) ?? []),
      ...(asked.error?.issues ?? []),
    ];
    return draw(c, deps, typed, { away: false, errors: errorsOf(issues) });
  }
  return done(c, deps, typed, false, () =>
    moveTemplateTag(deps, c.var.actor, templateIn(c), { tag: tag.data, ...asked.data }),
  );
}

async function remove(c: Web, deps: WebDeps<TagPages>, fields: Fields): Promise<Response> {
  const typed = typedIn(fields);
  const asked = removals.safeParse({ from: Number(field(fields, "from")), reason: typed.reason });
  if (!asked.success) return draw(c, deps, typed, { away: true, errors: errorsOf(asked.error.issues) });
  return done(c, deps, typed, true, () =>
    removeTemplateTag(deps, c.var.actor, templateIn(c), { tag: typed.tag, ...asked.data }),
  );
}

/** Nothing that was typed is lost where somebody was faster. */
async function done(
  c: Web,
  deps: WebDeps<TagPages>,
  typed: MoveTyped,
  away: boolean,
  act: () => Promise<unknown>,
): Promise<Response> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem) || !(error.code === "conflict" || error.code === "invalid")) throw error;
    return draw(c, deps, typed, { away, refused: error });
  }
  setFlash(c, away ? "tag_removed" : "tag_moved");
  return seeOther(c, `/templates/${templateIn(c)}`);
}

/** Null for an empty field; NaN, which no schema takes, for what is no number. */
const numberOr = (typed: string): number | null => (typed === "" ? null : Number(typed));

const LABELS: Readonly<Record<keyof MoveTyped, string>> = {
  tag: "A tag’s name",
  to: "The version",
  share: "The share",
  reason: "The reason",
};

function errorsOf(issues: readonly { path: readonly PropertyKey[]; code: string; message: string }[]): MoveErrors {
  const errors: MoveErrors = {};
  for (const { path, message, code } of issues) {
    const [name] = path;
    if (name === "share") errors.share = "A share is a whole number from 1 to 99.";
    else if (name === "reason" && code === "too_small") errors.reason = "Say why. It stands in the history.";
    else if (name === "tag" || name === "to" || name === "reason") errors[name] = mistakeText(LABELS[name], message);
  }
  return errors;
}
