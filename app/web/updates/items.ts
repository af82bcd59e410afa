import { listTeam } from "../../../db/app/people.ts";
import type { Person } from "../../../db/app/tables.ts";
import { findStamp } from "../../../db/app/updates.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { GonePiece, type Act } from "../../message/items/acts.ts";
import { acknowledge } from "../../updates/acknowledge.ts";
import { editItem } from "../../updates/edit-item.ts";
import { lastWriter } from "../../updates/last-writer.ts";
import { loadUpdate, type UpdateDetail } from "../../updates/load.ts";
import { myEdits } from "../../updates/my-edits.ts";
import { wordingPrice } from "../../updates/wording-price.ts";
import { soon } from "../../soon.ts";
import { takeOffer } from "../../updates/take-offer.ts";
import { undoEdit } from "../../updates/undo-edit.ts";
import { EDIT_REASONS } from "../../words.ts";
import { field, idOf, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { fieldsOf } from "../page/read-form.ts";
import { fragmentShell, page, part, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { seenIn } from "./offer-view.ts";
import { altFor } from "./alt-view.ts";
import { itemsView, type AltView, type ItemsView, type RefusedAct } from "./items-view.ts";
import { rightsTo } from "./update-rights.ts";
import { updateView } from "./update-view.ts";

export type ItemPages = {
  "updates/items/page": ItemsView;
  "updates/items/answer": ItemsView;
  "updates/items/alt": { alt: AltView };
};

/** A page does not wait long for a price, or for the names of emoji. */
const GLANCE_MS = 300;

/** A draft by its items: each act is one request, and the answer is the text as it is then. */
export function itemRoutes(deps: WebDeps<ItemPages>) {
  return {
    "GET /updates/:id/items": async (c) => {
      // Whoever looks every few seconds is answered with nothing as long as nothing changed.
      const mark = isPartial(c) && field(queryOf(c), "mark");
      if (mark && mark === (await findStamp(deps.db, c.var.actor.team_id, idOf(c)))) return c.body(null, 204);
      const detail = await loadUpdate(deps, c.var.actor, idOf(c));
      const { may } = await rightsTo(deps, c.var.person.id, detail.update);
      const { state } = detail.update;
      const edits = may.edit && (state === "in_review" || (state === "posted" && may.correct));
      if (!edits) return seeOther(c, `/updates/${detail.update.id}`);
      return draw(c, deps, detail, { hand: "", refused: null });
    },
    "POST /updates/:id/items/wording": async (c) => {
      const fields = await fieldsOf(c);
      const detail = await loadUpdate(deps, c.var.actor, idOf(c));
      const alt = await altFor(c, deps, detail, field(fields, "key"), fields["tried"] ?? []);
      if (isPartial(c)) return part(c, deps, "updates/items/alt", { alt });
      return draw(c, deps, detail, { hand: alt.key, refused: null, alt });
    },
    "POST /updates/:id/items": async (c) => {
      const fields = await fieldsOf(c);
      const key = field(fields, "key");
      try {
        const hand = await doAsked(c, deps, fields);
        if (!isPartial(c)) return seeOther(c, `/updates/${idOf(c)}/items${hand ? `#p-${hand}` : ""}`);
        return await draw(c, deps, await loadUpdate(deps, c.var.actor, idOf(c)), { hand, refused: null });
      } catch (error) {
        if (!(error instanceof Problem) || error.code === "not_found" || error.code === "gone") throw error;
        const { message, remedy } = error;
        const words = field(fields, "words") || field(fields, "pr");
        const refused = { key: error instanceof GonePiece || fields["offered"] ? "" : key, words, message, remedy };
        return draw(c, deps, await loadUpdate(deps, c.var.actor, idOf(c)), { hand: key, refused }, error.status);
      }
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

/** @returns the key of the piece that is in hand then. */
async function doAsked(c: Web, deps: WebDeps, fields: Fields): Promise<string> {
  const [id, asked] = [idOf(c), field(fields, "act")];
  if (asked === "undo" || asked === "redo") {
    await undoEdit(deps, c.var.actor, id, asked);
    return "";
  }
  const finding_key = field(fields, "finding_key");
  if (finding_key && fields["offered"]) {
    await takeOffer(deps, c.var.actor, id, { finding_key, seen: seenIn(fields) });
    return "";
  }
  if (finding_key) {
    await acknowledge(deps, c.var.actor, id, { finding_key });
    return field(fields, "key");
  }
  const reason = EDIT_REASONS.find(({ value }) => value === field(fields, "reason"))?.value ?? null;
  return (await editItem(deps, c.var.actor, id, { act: actIn(fields), reason })).key;
}

/** What a form asks for. A button of a section, or of a reason, says with its own name what is to be done. */
function actIn(fields: Fields): Act {
  const key = field(fields, "key");
  const [act, section] = [field(fields, "act"), field(fields, "section")];
  if (act === "put_back") return { act, pr: field(fields, "pr"), section };
  if (act === "up" || act === "down" || act === "merge" || act === "leave_out") return { act, key };
  if (fields["reason"]) return { act: "leave_out", key };
  if (act === "move" || section)
    return { act: "move", key, section: section || field(fields, "new_section"), before: field(fields, "before") };
  return { act: "rewrite", key, words: fields["words"]?.[0] ?? "" };
}

const namedIn = (team: readonly Person[]): ItemsView["team"] =>
  team
    .filter(({ deactivated_at }) => !deactivated_at)
    .map(({ name, github_login }) => ({ name, written: github_login ?? name }));

async function draw(
  c: Web,
  deps: WebDeps<ItemPages>,
  detail: UpdateDetail,
  { hand, refused, alt = null }: { hand: string; refused: RefusedAct | null; alt?: AltView | null },
  status = 200,
): Promise<Response> {
  const { update } = detail;
  const [channels, rights, edits, team, last, asked, emoji] = await Promise.all([
    deps.pickers.channels(),
    rightsTo(deps, c.var.person.id, update),
    myEdits(deps, c.var.actor, update.id),
    listTeam(deps.db, update.team_id),
    lastWriter(deps.db, update),
    soon(deps, "the price of another wording", () => wordingPrice(deps, c.var.actor, update.id), GLANCE_MS),
    deps.pickers.emoji(GLANCE_MS),
  ]);
  const wording = { price: asked?.price ?? "", refused: asked?.refused?.message ?? "" };
  const around = { channels, rights, steps: [], now: deps.clock(), settings: deps.settings, editing: true };
  const base = updateView(detail, around);
  const saved = { at: last.at, by: last.name };
  const view = itemsView(detail, {
    settings: deps.settings,
    base,
    steps: edits,
    saved,
    wording,
    team: namedIn(team),
    own: emoji?.readable ? emoji.names : null,
    alt,
    hand,
    refused,
    may: rights.may,
  });
  if (isPartial(c)) {
    c.status(status as 200);
    return c.html(deps.draw("updates/items/answer", view, await fragmentShell(c, deps)));
  }
  return page(c, deps, "updates/items/page", view, { title: update.title, current: "/updates", status });
}
