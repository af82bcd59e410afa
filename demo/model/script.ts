import { z } from "zod";
import { jobs, type Job } from "./faults/fault.ts";
import type { Reply } from "./reply.ts";

/** Literal answers, for tests: each is given once, to the next request of its job. */
export const scriptSchema = z.strictObject({
  answers: z.array(
    z.strictObject({
      job: z.enum(jobs).default("any"),
      content: z.string().nullable().default(null),
      tool_calls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })).default([]),
      refusal: z.string().nullable().default(null),
    }),
  ),
});
type Line = z.infer<typeof scriptSchema>["answers"][number];

export type Script = ReturnType<typeof createScript>;

export function createScript() {
  let lines: Line[] = [];

  const take = (job: Job): Reply | undefined => {
    const line = lines.find((each) => each.job === "any" || each.job === job);
    if (!line) return undefined;
    lines = lines.filter((other) => other !== line);
    return { content: line.content, calls: line.tool_calls, refusal: line.refusal, whole: true };
  };
  const add = (more: readonly Line[]) => void (lines = [...lines, ...more]);
  const clear = () => void (lines = []);
  return { take, add, clear, left: () => lines.length };
}
