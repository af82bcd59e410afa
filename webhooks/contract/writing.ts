import { z } from "zod";

/** What one writer has written of its texts by now: not checked yet, and gone when its turn is over. */
export const writing = z.object({
  /** As the call in hand is called: `writing Search`. */
  label: z.string(),
  /** The sentences of its items, or its opening; the last word of what is still growing waits for the next. */
  texts: z.array(z.string()),
});
export type Writing = z.infer<typeof writing>;
