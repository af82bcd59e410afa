import { z } from "zod";
import { analysisTypes, reasons, tones } from "../../webhooks/contract/parameters.ts";
import { type ItemKind, itemKinds } from "../../webhooks/contract/kinds.ts";

const common = {
  analysis_type: z.enum(analysisTypes),
  tone: z.enum(tones),
  window: z.string(),
  repositories: z.array(z.string()).min(1),
};

export const shareTask = z.object({
  job: z.literal("share"),
  ...common,
  kinds: z.array(z.enum(itemKinds)).min(1),
  most_items: z.int().positive(),
  most_words: z.int().positive(),
});
export type ShareTask = z.infer<typeof shareTask>;

export const leadTask = z.object({
  job: z.literal("lead"),
  ...common,
  counts: z.object({ pull_requests: z.int(), people: z.int(), items: z.int() }),
});
export type LeadTask = z.infer<typeof leadTask>;

export const wordingTask = z.object({ job: z.literal("wording"), ...common, most_words: z.int().positive() });
export type WordingTask = z.infer<typeof wordingTask>;

/** One pull request as the evidence tells it. Title, area, labels and body are foreign words. */
export const evidencePull = z.object({
  pr: z.string().regex(/^(?:[\w.-]+\/[\w.-]+)?#[1-9]\d*$/),
  title: z.string(),
  kind: z.enum(itemKinds),
  area: z.string().default(""),
  must: z.boolean().default(false),
  labels: z.array(z.string()).default([]),
  body: z.string().default(""),
});
export type EvidencePull = z.infer<typeof evidencePull>;

/** The same where one item shall be said in other words. */
export const toldPull = evidencePull.pick({ pr: true, title: true });
export type ToldPull = z.infer<typeof toldPull>;

/** How that item reads now, and what else was tried. */
export const saidItem = z.object({ now: z.boolean(), text: z.string() });
export type SaidItem = z.infer<typeof saidItem>;

export const leadItem = z.object({
  item: z.int().positive(),
  kind: z.enum(itemKinds),
  area: z.string(),
  text: z.string(),
});
export type LeadItem = z.infer<typeof leadItem>;

export const feedback = z.object({ text: z.string().default(""), reasons: z.array(z.enum(reasons)).default([]) });
export type Feedback = z.infer<typeof feedback>;

export type Tone = ShareTask["tone"];
export type { ItemKind };
