import { expect, test } from "vitest";
import { resolveRange } from "../../../pipelines/github/releases/ranges.ts";

const SOURCE = { repo: "acme/dock", base_branch: "release/1.4" };

test("a branch that went away since it was looked for is no repository without tags", async () => {
  const gone = {
    commitAt: async () => null,
    releases: async () => [],
    tagNames: async () => ["v1.4.0"],
    compare: async () => null,
  };
  const range = { since_release: "v1.4.0", time_zone: "UTC" };
  const reading = { source: SOURCE, bases: [SOURCE.base_branch] };

  await expect(resolveRange(reading, range, "2026-11-29T09:00:00Z", gone)).rejects.toMatchObject({
    code: "not_found",
    message: "Where release/1.4 of acme/dock stands is not known: GitHub shows no commit of it.",
    details: [{ path: "parameters.range", code: "no_tip" }],
  });
});
