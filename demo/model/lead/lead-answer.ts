import { z } from "zod";

export const leadAnswer = z.object({ intro: z.string().nullable(), highlights: z.array(z.number()) });
export type LeadAnswer = z.infer<typeof leadAnswer>;
