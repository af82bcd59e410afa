import { listMine } from "../../../db/app/homes.ts";
import type { Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { ignorePullRequest } from "../../updates/ignore-pull-request.ts";
import { ignoredMessage } from "../blocks/list.ts";
import { usage } from "../blocks/usage.ts";
import type { SlackDeps } from "../deps.ts";
import { urlOf } from "../listed.ts";
import { numberIn, unescaped, wordsIn } from "../read-words.ts";
import type { Commanded, Commands } from "../seen.ts";
import { updateNumbered } from "./one-of.ts";

const REF = /^(?:[\w.-]+\/[\w.-]+)?#[1-9]\d{0,9}$/;

/** `/pulse ignore #123 [from N]`: that draft, or your newest, is written again without this pull request. */
export const ignore: Commands["ignore"] = async (deps, seen) => {
  const words = wordsIn(unescaped(seen.words));
  const [said = "", ...rest] = words;
  const from = rest.filter((word) => word.toLowerCase() !== "from");
  const number = from.length === 1 ? numberIn(from[0] ?? "") : null;
  if (!REF.test(said))
    return usage([{ word: said, why: said ? "That is no pull request." : "Say which one." }], "ignore");
  if (from.length > 0 && number === null)
    return usage([{ word: rest.join(" "), why: "That is no number of an update." }], "ignore");
  const meant = number === null ? await newestDraft(deps, seen) : await updateNumbered(deps, seen.actor, number);
  const { update, pr } = await ignorePullRequest(deps, seen.actor, meant.id, said);
  return ignoredMessage({ ...update, url: urlOf(deps, update) }, pr);
};

const LOOKED_AT = 50;

async function newestDraft({ db }: SlackDeps, { actor }: Commanded): Promise<Update> {
  const mine = await listMine(db, actor.team_id, actor.id ?? "", LOOKED_AT);
  const draft = mine.find(({ state }) => state === "in_review");
  if (draft) return draft;
  throw new Problem("not_found", "None of yours is in review.", "Say which one: /pulse ignore #123 from NUMBER.");
}
