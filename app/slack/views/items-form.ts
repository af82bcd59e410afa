import { sha256 } from "../../../webhooks/contract/digest.ts";
import type { Actor } from "../../deps.ts";
import { GonePiece } from "../../message/items/acts.ts";
import { readOutline, type TextPiece } from "../../message/items/outline.ts";
import { soon } from "../../soon.ts";
import { askChecks } from "../../updates/ask-checks.ts";
import { askedFindings } from "../../updates/asked-findings.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { myEdits } from "../../updates/my-edits.ts";
import { itemsModal } from "../blocks/item-list.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { urlOf } from "../listed.ts";

/** A form opens within three seconds; the checks may take longer than people wait for them. */
const CHECKED_WITHIN_MS = 800;

type Shown = { page?: number; note?: string };

/** A draft by its items, as it is now. */
export async function itemsForm(
  deps: SlackDeps,
  actor: Actor,
  update_id: string,
  { page = 0, note = "" }: Shown = {},
): Promise<ModalView> {
  const update = await getUpdate(deps.db, actor, update_id);
  const text = await editorText(deps, update);
  const checked = await soon(
    deps,
    "findings of a draft in Slack",
    () => askChecks(deps, update, text),
    CHECKED_WITHIN_MS,
  );
  return itemsModal({
    update: { ...update, url: urlOf(deps, update) },
    on: { update_id, digest: sha256(text), page },
    pieces: readOutline(text, update.brief.sources),
    open: checked ? askedFindings(text, checked) : [],
    steps: await myEdits(deps, actor, update_id),
    note,
  });
}

/** @throws {GonePiece} when it is not there any more. */
export async function pieceIn(
  deps: SlackDeps,
  actor: Actor,
  update_id: string,
  key: string,
): Promise<{ piece: TextPiece; pieces: TextPiece[] }> {
  const update = await getUpdate(deps.db, actor, update_id);
  const pieces = readOutline(await editorText(deps, update), update.brief.sources);
  const piece = pieces.find((one) => one.key === key);
  if (!piece) throw new GonePiece();
  return { piece, pieces };
}
