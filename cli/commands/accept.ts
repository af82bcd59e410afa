import { type PolicyNews, policyNews } from "../../webhooks/contract/policy-news.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { answeredText } from "../../webhooks/contract/proposal-answered.ts";
import { changedPolicy } from "../../webhooks/contract/proposed-change.ts";
import type { PulseClient } from "../client.ts";
import { confirmed } from "../confirmed.ts";
import { newsLines } from "../news-text.ts";
import { proposalLines, type ShownProposal } from "../proposal-text.ts";
import { bold, onOneLine } from "../say.ts";
import type { Command } from "./command.ts";

export const accept: Command = {
  name: "policy accept",
  words: ["PROFILE", "ID"],
  about: "Shows what comes and goes with a proposal, and makes it the policy that holds when you say yes",
  options: {
    yes: { type: "boolean", about: "says yes: where nobody sits at a terminal it has to be said so" },
    why: { type: "string", value: "TEXT", about: "why, for whoever looks later; else why it was proposed" },
    "even-if-empty": { type: "boolean", about: "also where an update of the last windows would have told nothing" },
  },
  more: "Where somebody else saved meanwhile, nothing is accepted. Without a yes it ends with 1.",
  async work(pulse, [slug = "", key = ""], { yes, why, "even-if-empty": even, json }) {
    const { number, proposal, news } = await lookedAt(pulse, slug, key);
    const seen = [...proposalLines(proposal), bold(`Policy ${number} of ${slug}, and with it`), ...newsLines(news)];
    const says = yes === true || (json === true ? null : await confirmed(seen, "Accept it?"));
    if (says !== true) {
      const next = says === null ? [...seen, "Nothing is accepted yet: say --yes for that."] : ["Nothing is accepted."];
      return { lines: next, json: { accepted: false, number, proposal, ...news }, exit: 1 };
    }
    const body = { even_if_empty: even === true, ...(typeof why === "string" && { why }) };
    const saved = await inWordsOfProposals(`${slug} ${key}`, () => pulse.accept(slug, key, number, body));
    const isNew = saved.number !== number;
    const done = isNew
      ? `Accepted, and saved as policy ${saved.number} of ${slug}. A file of it is older now: pulse policy pull ${slug} FILE.`
      : `Accepted: policy ${number} of ${slug} says so already.`;
    return {
      lines: [...(yes === true ? seen : []), done],
      json: { accepted: true, number: saved.number, saved: isNew },
    };
  },
};

type LookedAt = { number: number; proposal: ShownProposal; news: PolicyNews };

/** @throws {Problem} `conflict` with who answered it, or `not_found`. */
async function lookedAt(pulse: PulseClient, slug: string, key: string): Promise<LookedAt> {
  const { proposals, answered } = await pulse.proposals(slug);
  const proposal = proposals.find((one) => one.key === key);
  if (!proposal) {
    const before = answered.find((one) => one.key === key);
    const remedy = `See what is proposed: pulse policy proposals ${slug}.`;
    if (before) throw new Problem("conflict", answeredText(before), remedy);
    throw new Problem("not_found", `Nothing is proposed under ${onOneLine(key)}.`, remedy);
  }
  const { number, policy } = await pulse.policy(slug);
  return { number, proposal, news: policyNews(policy, changedPolicy(policy, proposal.change)) };
}

/** The next step, as it is here. */
async function inWordsOfProposals<Result>(typed: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, details } = error;
    const isEmpty = details.some((one) => one.code === "empties");
    if (code !== "precondition_failed" && !isEmpty) throw error;
    const remedy = isEmpty
      ? "Refuse it, or accept it with --even-if-empty."
      : `Look at it again: pulse policy accept ${typed}.`;
    throw new Problem(code, message, remedy, { cause: error });
  }
}
