import { z } from "zod";
import { lineBeginning } from "../../text/clean-text.ts";
import { StrangeAnswer } from "../strange-answer.ts";
import { commit, comparison, milestone, release } from "./shapes.ts";

/** Its first line names the pull request that it came with. @source GitHub cuts it at 72 in its pages; titles have at most 256. */
const MOST_CHARS = 300;

const short = commit.transform((one) => {
  const [first = ""] = one.commit.message.split("\n");
  return { sha: one.sha, commit: { ...one.commit, message: lineBeginning(first, MOST_CHARS) } };
});

export const listedTag = z.object({ name: z.string(), commit: z.object({ sha: z.string() }) });

export const releaseTrims = {
  commit: trim(short),
  commits: trim(z.array(short)),
  releases: trim(z.array(release)),
  tags: trim(z.array(listedTag)),
  milestones: trim(z.array(milestone)),
  comparison: trim(comparison.extend({ merge_base_commit: short, commits: z.array(short) })),
};

/** @throws {StrangeAnswer} when the answer is not what GitHub promises: half of it, or not GitHub's. */
function trim<S extends z.ZodType>(schema: S): (data: unknown) => z.infer<S> {
  return (data) => {
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    throw StrangeAnswer.of(data);
  };
}
