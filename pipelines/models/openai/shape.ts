import { z } from "zod";
import type { AskedBy } from "../chat.ts";

/** How a server wants the limit of an answer to be named: OpenAI and Azure the first, older and smaller servers the second. */
export const limitNames = ["max_completion_tokens", "max_tokens"] as const;
type LimitName = (typeof limitNames)[number];

/** Room for less is none. */
export const SMALLEST_ANSWER_TOKENS = 512;

const shape = z
  .object({
    limit: z.enum(limitNames),
    /** The highest limit that it takes, in tokens. */
    most: z.int().min(SMALLEST_ANSWER_TOKENS),
    /** Question and answer together, in tokens, as its server told or refused it. */
    window: z.int().min(SMALLEST_ANSWER_TOKENS),
    /** `in_question`: it knows no system message, so the instructions begin the first question. */
    system: z.literal("in_question"),
    /** `told`: it takes no tool calls in a conversation that offers no tools, so what was looked up is told; or in none at all. */
    lookups: z.enum(["told", "always_told"]),
    /** `never`: it does not stream, or nobody could read what it streams; `uncounted`: it takes no word on counting tokens then. */
    stream: z.enum(["never", "uncounted"]),
    /** `usual`: it takes no other than its own. */
    temperature: z.literal("usual"),
    /** Whether it thinks before it writes, so that its thoughts take of the limit. */
    thoughts: z.enum(["some", "none"]),
    /** It was asked how large its window is, and does not say. */
    told: z.literal("nothing"),
  })
  .partial();

/** How a server wants a conversation where it refused the usual form. What is absent is usual. */
export type Shape = z.infer<typeof shape>;

/** Which shape each model's server wants, over runs and processes. */
export type ShapeMemory = {
  known: (model: string) => Promise<Shape>;
  found: (model: string, shape: Shape, by?: AskedBy) => Promise<void>;
};

/** As it was kept, maybe by another release: what this one does not know is as if it was never found. */
export function readShape(kept: unknown): Shape {
  return shape.safeParse(kept ?? {}).data ?? {};
}

/** OpenAI and Azure begin with the new name; elsewhere the old one is understood by all, and the new one by some silently ignored. */
export function limitNameFor({ limit }: Shape, server: string): LimitName {
  if (limit) return limit;
  return /(^|\.)(openai\.com|azure\.com)$/.test(new URL(server).hostname) ? "max_completion_tokens" : "max_tokens";
}
