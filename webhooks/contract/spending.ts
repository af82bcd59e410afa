import { z } from "zod";

/** Of a day or a month. */
export const periodSpending = z.object({
  spent_usd: z.number(),
  /** Set aside for calls that are being made. */
  reserved_usd: z.number(),
  tokens: z.number().int(),
  /** Calls whose price is not known: they are not in `spent_usd`. */
  unpriced_calls: z.number().int(),
  cap_usd: z.number().nullable(),
  cap_tokens: z.number().int().nullable(),
});
export type Spending = z.infer<typeof periodSpending>;

const calls = z.object({ calls: z.number().int(), usd: z.number(), tokens: z.number().int() });
const NONE = { calls: 0, usd: 0, tokens: 0 };

/** Calls to models that are being made, or never came back: by `until` at the latest what is set aside for them counts as spent. */
export const openCalls = calls.extend({ until: z.iso.datetime().nullable() }).default({ ...NONE, until: null });

/** Calls of this month that never came back. They are in the sums with the most that they may have cost. */
export const lostCalls = calls.default(NONE);
