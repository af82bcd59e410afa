import type { Actor } from "../../deps.ts";
import { soon } from "../../soon.ts";
import { wordingPrice } from "../../updates/wording-price.ts";
import { itemModal, type OfferedWording } from "../blocks/item-form.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";

/** A form opens within three seconds; what another wording costs it can do without. */
const PRICED_WITHIN_MS = 600;

type Asked = Omit<Parameters<typeof itemModal>[0], "wording">;

/** The form for one piece of a text, with what another wording of it takes. */
export async function itemForm(deps: SlackDeps, actor: Actor, asked: Asked): Promise<ModalView> {
  const { kind, prs } = asked.piece;
  const rewords = (kind === "item" || kind === "prose") && prs.length > 0;
  return itemModal({
    ...asked,
    ...(rewords && { wording: await offeredWording(deps, actor, asked.ref.update_id) }),
  });
}

export async function offeredWording(deps: SlackDeps, actor: Actor, update_id: string): Promise<OfferedWording> {
  const asked = await soon(
    deps,
    "the price of another wording",
    () => wordingPrice(deps, actor, update_id),
    PRICED_WITHIN_MS,
  );
  const { refused } = asked ?? {};
  return { price: asked?.price ?? "", refused: refused ? `${refused.message} ${refused.remedy}` : "" };
}
