import { Problem } from "../../../webhooks/contract/problem.ts";
import { GonePiece } from "../../message/items/acts.ts";
import { readOutline } from "../../message/items/outline.ts";
import { pieceHtml } from "../../message/render.ts";
import { anotherWording } from "../../updates/another-wording.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { messageContext } from "../../updates/message-context.ts";
import { paidText } from "../../updates/paid-text.ts";
import { wordingPrice } from "../../updates/wording-price.ts";
import type { Web } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";
import type { AltView } from "./items-view.ts";

/** Asks for other words of one item; where there are none, the reason stands in their place. Ends with the request that asks. */
export async function altFor(
  c: Web,
  deps: WebDeps,
  detail: UpdateDetail,
  key: string,
  tried: readonly string[],
): Promise<AltView> {
  const { id, brief } = detail.update;
  const none = { id, key, text: "", html: "", flags: [], paid: "", price: "", tried, problem: "" };
  try {
    const piece = readOutline(detail.text, brief.sources).find((one) => one.key === key);
    if (!piece) throw new GonePiece();
    const asked = { text: piece.words, prs: piece.prs.slice(), tried: tried.slice() };
    const { text, findings, cost_usd } = await anotherWording(deps, c.var.actor, id, asked, c.req.raw.signal);
    const { price, so_far } = await wordingPrice(deps, c.var.actor, id);
    const paid = paidText(cost_usd, so_far.cost_usd);
    const html = pieceHtml({ ...piece, words: text }, messageContext(deps, detail.update, detail.people));
    const flags = findings.map(({ message }) => message);
    return { ...none, text, html, flags, paid, price: price ?? "", tried: [...tried, text] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...none, problem: `${error.message} ${error.remedy}` };
  }
}
