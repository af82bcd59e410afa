import { z } from "zod";
import { finding } from "./finding.ts";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { pullRequestRef } from "./parameters.ts";
import { problemShape } from "./problem.ts";
import { estimate } from "./runs.ts";

const { prs, tried, wish_chars } = LIMITS.wording;

/** Words alone, as plain text with `code`: no list mark, no area in front, no citations, no names. */
const words = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(LIMITS.item_chars, `has more than ${LIMITS.item_chars} characters`);

/** `POST /runs/{id}/wordings`: one item of the run's text, to be said in other words. */
export const wordingRequest = z.strictObject({
  /** As it stands now. */
  text: words,
  /** What it tells of: all that the other wording is written from. */
  prs: z.array(pullRequestRef).min(1, "needs at least one pull request").max(prs, `has more than ${prs} pull requests`),
  /** Earlier wordings, none of which shall come again. */
  tried: z.array(words).max(tried).default([]),
  /** How it shall be, in people's words: "shorter", "for customers". */
  wish: z.string().trim().max(wish_chars, `has more than ${wish_chars} characters`).default(""),
});
export type WordingRequest = z.output<typeof wordingRequest>;
export type WordingInput = z.input<typeof wordingRequest>;

/** What came of it once a model was asked. Where none was, the answer is a problem and nothing is paid. */
export const wordingAnswer = z.object({
  run_id: z.uuid(),
  /** Markdown, for the words of the item alone; null: none that can be given, and `problem` says why. */
  text: z.string().nullable(),
  problem: problemShape.nullable(),
  /** What the checks say of `text`; of one that is not given, what kept it from being given. */
  findings: longList(finding),
  model_calls: z.number().int(),
  tokens: z.number().int(),
  /** US dollars; null: not known. */
  cost_usd: z.number().nullable(),
  /** The model that the server says it used; null: nobody says. */
  served_by: z.string().nullable(),
});
export type WordingAnswer = z.infer<typeof wordingAnswer>;

/** `GET /runs/{id}/wordings/estimate`: of an item with one pull request. `refused`: why none would be written now. */
export const wordingEstimate = z.object({ run_id: z.uuid(), estimate });
export type WordingEstimate = z.infer<typeof wordingEstimate>;
