import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { beginsDone } from "../text/titles/imperative.ts";
import { lookedAt, pullsNamed, titlesOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

/** Words with which English says that people have something now; of "eed" ("need", "speed") nothing is done. */
const DONE =
  /(?<![\w-])(?:shipped|ships|launched|landed|lands|deployed|delivered|released|merged|rolled out|went live|goes live|in production|now|already|no longer|(?:is|are) (?:live|available|out|here|done|finished|complete|completed)|(?:we|was|were) (?:added|fixed|removed|introduced|improved|changed|replaced|built|made)|(?:has|have) been [a-z]{2,20}(?:ed|en)|(?:has|have) [a-z]{1,19}[a-df-z]ed|(?:has|have) (?:become|begun|brought|built|come|given|gone|got|grown|made|sent|taken|written))(?![\w-])/gi;
/** What keeps them from saying so: "will be released", "not merged yet", "to be shipped". */
const NOT_YET =
  /(?<![\w-])(?:not|never|will|would|shall|may|might|can|could|should|to|be|being|once|when|until|before|if|as soon as)\s{1,3}(?:\w{1,20}\s{1,3}){0,2}$/i;
/** Whose state it is, if not the plan's: "files that are already uploaded", "what has changed". */
const OF_ANOTHER = /\w\s{1,3}(?:that|which|who|whose|what|where|how|why|whether)\s{1,3}(?:\w{1,20}\s{1,3}){0,2}$/i;
/** Said of a plan's subject, that is news of the plan all the same: "a list that has shipped". */
const IS_NEWS = /\b(?:now|shipped|launched|landed|deployed|delivered|released|merged|added|live|available|out|here)$/i;
/** "of merged branches", "the released version": it says which ones. */
const BEFORE_A_NAME = /(?<![\w-])(?:a|an|the|of|for|in|with|by|from|on|any|each|every)\s{1,3}$/i;
const MAY_NAME = /^(?:shipped|launched|landed|deployed|delivered|released|merged)$/i;
const LOOKED_BACK = 60;

/** S11: what is only asked for is never said as done, nor counted among what was merged. */
export function checkPlanned(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  if (!facts.evidence.some(({ stands }) => stands)) return [];
  return passages.flatMap((passage) => {
    const wrong = wrongIn(passage, facts);
    if (!wrong) return [];
    const { prs, line, part } = passage;
    return found({
      check: "S11",
      severity: severityOf(passage, facts),
      message: `${passagePlace(passage, facts)} ${wrong.what}.`,
      fix: wrong.fix,
      about: `${prs.join(" ")} ${part} ${wrong.what}`,
      line,
      prs,
      part,
      looked_at: lookedAt(prs, facts),
    });
  });
}

function wrongIn(passage: Passage, facts: CheckFacts): { what: string; fix: string } | null {
  const { part, prs } = passage;
  const pulls = pullsNamed(prs, facts);
  const open = pulls.filter(({ stands }) => stands);
  if (part === "intro" || part === "headline") return saidDone(passage, facts.evidence);
  if (open.length === 0 || (part !== "item" && part !== "group")) return null;
  const shown = listOf(
    open.map(({ ref }) => ref),
    facts,
  );
  if (part === "group") return { what: `counts ${shown} among what was merged`, fix: `Take ${shown} out of it.` };
  if (open.length < pulls.length) {
    return { what: `tells of ${shown}, which is not merged, with what is`, fix: "Tell of them in two items." };
  }
  return saidDone(passage, pulls);
}

function saidDone({ said, part }: Passage, pulls: readonly PullRequest[]): { what: string; fix: string } | null {
  const text = said.normalize("NFKC").trim();
  const titles = pulls.flatMap(titlesOf).join("\n").toLowerCase();
  const word = [...text.matchAll(DONE)].find(
    ({ 0: done, index }) =>
      !isOfAnother(done, text.slice(Math.max(0, index - LOOKED_BACK), index)) && !titles.includes(done.toLowerCase()),
  )?.[0];
  const [first = ""] = /^[A-Za-z]+/.exec(text) ?? [];
  const done = word ?? (part === "item" && beginsDone(text) ? first : null);
  if (!done) return null;
  return { what: `says as done what is only planned: “${done}”`, fix: "Say it as what is to come." };
}

function isOfAnother(done: string, before: string): boolean {
  if (NOT_YET.test(before)) return true;
  if (MAY_NAME.test(done)) return BEFORE_A_NAME.test(before);
  return OF_ANOTHER.test(before) && !IS_NEWS.test(done);
}
