import { findRevision } from "../../../db/app/revisions.ts";
import { lastWriter } from "../../updates/last-writer.ts";
import { loadUpdate, type UpdateDetail } from "../../updates/load.ts";
import { save } from "../../updates/save.ts";
import { setFlash } from "../page/flash.ts";
import { field, idOf, seeOther, type Fields, type Web } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import { conflictView, type ConflictView } from "./conflict-view.ts";
import { copyTime } from "./draft-view.ts";
import { CHOICES, chosenText, mergeTexts, type Choice, type MergedTexts } from "./merge-texts.ts";

export type ConflictPages = { "updates/draft/stale": ConflictView };

/** What somebody wrote, and what is there now, item by item: only what both changed is asked, and nothing is chosen beforehand. */
export async function askWhich(
  c: Web,
  deps: WebDeps<ConflictPages>,
  yours: string,
  fields: Fields,
  missing = false,
): Promise<Response> {
  const detail = await loadUpdate(deps, c.var.actor, idOf(c));
  const { first, merged } = await mergedIn(deps, detail, yours, fields);
  const { update } = detail;
  const { name: by, at } = await lastWriter(deps.db, update);
  const known = { yours, by, at, first_revision: first, correcting: field(fields, "correcting") !== "", missing };
  const view = conflictView(detail, merged, known, missing ? choicesIn(fields, merged) : []);
  return page(c, deps, "updates/draft/stale", view, { title: "Two texts", current: "/updates", status: 409 });
}

/** Saves what was chosen; asks again for what was not, or when somebody wrote once more meanwhile. */
export async function takeChosen(c: Web, deps: WebDeps<ConflictPages>, fields: Fields): Promise<Response> {
  const yours = fields["yours"]?.[0] ?? "";
  const detail = await loadUpdate(deps, c.var.actor, idOf(c));
  const { merged } = await mergedIn(deps, detail, yours, fields);
  const seen = { base_revision: Number(field(fields, "base_revision")), base_copy: field(fields, "base_copy") };
  const moved = seen.base_revision !== detail.update.revision || seen.base_copy !== copyTime(detail.update);
  const choices = choicesIn(fields, merged);
  const chosen = choices.flatMap((choice) => choice || []);
  if (moved || !merged || chosen.length < choices.length) return askWhich(c, deps, yours, fields, !moved);
  await save(deps, c.var.actor, idOf(c), { markdown: chosenText(merged, chosen), ...seen });
  setFlash(c, "saved");
  return seeOther(c, `/updates/${idOf(c)}/items`);
}

async function mergedIn(deps: WebDeps, { update, text }: UpdateDetail, yours: string, fields: Fields) {
  const asked = Number(field(fields, "first_revision") || field(fields, "base_revision"));
  const base = Number.isInteger(asked) ? await findRevision(deps.db, update.id, asked) : undefined;
  const first = base?.number ?? update.revision;
  return { first, merged: base ? mergeTexts(base.markdown, yours, text, update.brief.sources) : null };
}

function choicesIn(fields: Fields, merged: MergedTexts | null): (Choice | "")[] {
  const all = CHOICES.find((one) => one === field(fields, "all"));
  return (merged?.conflicts ?? []).map(
    (_, index) => all ?? CHOICES.find((one) => one === field(fields, `c${index}`)) ?? "",
  );
}
