import { z } from "zod";
import { itemKinds, omitReasons } from "../../../webhooks/contract/report.ts";

/** What a writer of a share hands over. References as in its evidence. */
export const shareAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(itemKinds),
      area: z.string(),
      text: z.string(),
      prs: z.array(z.string()),
      highlight: z.boolean(),
    }),
  ),
  grouped: z.array(z.object({ label: z.string(), prs: z.array(z.string()) })),
  omitted: z.array(z.object({ pr: z.string(), reason: z.enum(omitReasons) })),
});
export type ShareAnswer = z.infer<typeof shareAnswer>;
export type ShareItem = ShareAnswer["items"][number];
export type OmitReason = ShareAnswer["omitted"][number]["reason"];
