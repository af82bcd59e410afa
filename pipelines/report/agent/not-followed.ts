import type { NotFollowed } from "../../../webhooks/contract/events.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { Parameters } from "../../../webhooks/contract/parameters.ts";
import { addressesIn } from "../../text/addresses.ts";
import { cleanLine } from "../../text/clean-text.ts";
import { hostilityOf } from "../../text/hostile.ts";
import { withoutSecrets } from "../../text/secrets.ts";
import type { LeadAnswer, ShareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { modelsItems } from "./merge.ts";

const { most, chars } = LIMITS.not_followed;
/** Of a wish that stands in a sentence of ours. */
const QUOTED_CHARS = 120;

const CHOOSE = "Choose a model, and write it again.";
const AGAIN = "Write it again, or edit it.";
/** A week of dependency updates, say. */
const BESIDE = "Nothing in it was for a model to tell.";

type Written = { parameters: Parameters; drafts: readonly Draft<ShareAnswer>[]; lead: Draft<LeadAnswer> | null };

/**
 * What the brief wished for and the text does not follow: as its writer says, who is believed in nothing else; all of it where no
 * sentence of a model is left.
 */
export function notFollowed({ parameters, drafts, lead }: Written): NotFollowed[] {
  const wish = cleanLine(withoutSecrets(parameters.custom_prompt), QUOTED_CHARS).replace(/\.$/, "");
  if (wish === "") return [];
  if (modelsItems(drafts).length === 0) {
    const next = parameters.llm_model === "rules" ? CHOOSE : drafts.length > 0 ? AGAIN : BESIDE;
    return [{ by: "rules", text: `“${wish}”: the rules wrote this text, and they follow no wishes. ${next}` }];
  }
  const said = lead?.phase === "done" ? (lead.answer?.not_followed ?? []) : [];
  const told = said.map((one) => cleanLine(one, chars)).filter(isHarmless);
  return [...new Set(told)].slice(0, most).map((text) => ({ by: "model", text }));
}

/** It stands on a page that people trust: nothing in it calls or sends anybody. */
function isHarmless(text: string): boolean {
  return text !== "" && hostilityOf(text) === null && addressesIn(text).length === 0 && !/[<@]\S/.test(text);
}
