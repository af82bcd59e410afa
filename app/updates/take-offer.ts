import type { Update } from "../../db/app/tables.ts";
import { type EvidenceOffer, withOffer } from "../../webhooks/contract/offer.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { requireFitting } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { sentencesOf } from "../message/sentences.ts";
import { tellLine } from "../message/items/put-back.ts";
import { permitted, writingRefusals } from "../people/require-may.ts";
import { askChecks, type ShownFinding } from "./ask-checks.ts";
import { getLocked, getUpdate, requireState } from "./change-state.ts";
import { keepStep } from "./keep-step.ts";
import { openFindings } from "./question-words.ts";
import { messageContext } from "./message-context.ts";
import { requireMayTo } from "./require-may.ts";
import { EDITABLE } from "./revise.ts";
import { reviseByChecks } from "./revise-by-checks.ts";
import { staleOffer } from "./stale-offer.ts";
import { textNow } from "./text-now.ts";

/** The line, to be told of where it is another one by now, and the digest of it with what was offered. */
export type SeenOffer = { sentence: string; digest: string };
/** `seen`: as it was shown; null: whoever presses has just sent the whole text. */
type Taken = { finding_key: string; seen: SeenOffer | null };
type Offered = ShownFinding & { offer: EvidenceOffer };

/**
 * Takes over what a check offers from the evidence. The revision is the check's, and whoever presses is no author of it.
 *
 * @returns what was done, "Wrote 38 for 30", and the key of the sentence that says it now; "" for none.
 * @throws {Problem} `conflict` where the sentence is not the one that was seen, with both; `forbidden`.
 */
export async function takeOffer(
  deps: Deps,
  actor: Actor,
  id: string,
  { finding_key, seen }: Taken,
): Promise<{ update: Update; name: string; sentence: string }> {
  const before = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, before, EDITABLE);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "edit", before));
  const text = await textNow(deps.db, before);
  const finding = await offeredIn(deps, before, text, finding_key);
  const sentence = finding ? lineOf(text, finding) : "";
  if (!finding || (seen && seen.digest !== offerDigest(sentence, finding.offer)))
    throw staleOffer(seen?.sentence ?? "", text, before.brief.sources);
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", locked);
    const now = await textNow(tx, locked);
    const markdown = takenOver(now, sentence, finding, locked);
    if (markdown === null) throw staleOffer(sentence, now, locked.brief.sources);
    requireFitting(markdown);
    const name = nameOf(finding);
    const { check, offer } = finding;
    const made = { name, taken_from: check };
    const detail = { finding_key, from: offer.from, to: offer.to };
    const update = await reviseByChecks(tx, deps, actor, locked, {
      markdown,
      check,
      note: name,
      action: "offer.taken",
      detail,
    });
    await keepStep(tx, actor, locked, { before: now, after: markdown, made, now: deps.clock() });
    return { update, name, sentence: sentenceKey(deps, update, markdown, sentence, finding) };
  });
}

async function offeredIn(deps: Deps, update: Update, text: string, key: string): Promise<Offered | undefined> {
  const open = openFindings(await askChecks(deps, update, text));
  return open.find((one): one is Offered => one.key === key && one.offer !== undefined);
}

/** Of a line and of what is offered for it, so that nothing else is taken over than what was seen. */
export const offerDigest = (sentence: string, { from, to }: Pick<EvidenceOffer, "from" | "to">): string =>
  sha256(JSON.stringify([sentence, from, to])).slice(0, 32);

/** What a finding is about, to the letter; "" for a text that lacks something. */
export const lineOf = (text: string, { line }: Pick<ShownFinding, "line">): string =>
  line === null ? "" : (text.split("\n")[line - 1] ?? "");

/** Null where the sentence is not there any more. */
function takenOver(text: string, sentence: string, { prs, offer }: Offered, update: Update): string | null {
  const { sources } = update.brief;
  if (offer.from === "") {
    const told = { prs, line: offer.to, section: offer.section ?? "" };
    return tellLine(text, told, { sources, ledger: update.ledger, agent_text: "" });
  }
  const lines = text.split("\n");
  const at = lines.indexOf(sentence);
  const after = at < 0 ? null : withOffer(sentence, offer);
  return after === null ? null : lines.with(at, after).join("\n");
}

function sentenceKey(deps: Deps, update: Update, markdown: string, seen: string, { offer }: Offered): string {
  const line = markdown.split("\n").indexOf(seen === "" ? offer.to : (withOffer(seen, offer) ?? "")) + 1;
  return sentencesOf(markdown, messageContext(deps, update, new Map())).find((one) => one.line === line)?.key ?? "";
}

function nameOf({ offer: { from, to }, prs }: Offered): string {
  const [pr = ""] = prs;
  return from === "" ? `Told ${pr.slice(pr.indexOf("#"))}` : `Wrote ${to} for ${from}`;
}
