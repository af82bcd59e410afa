import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { replaced } from "./events.ts";
import { coverage, pullRequest } from "./evidence.ts";
import { dateRange } from "./parameters.ts";
import { ledgerLine, report } from "./report.ts";

/** What `artifact_uri` of a run leads to. Kept as it was written, so what was added since may be absent. */
export const reportArtifact = asAnswer(
  z.object({
    report,
    ledger: z.array(ledgerLine),
    markdown: z.string(),
    timeframe: dateRange,
    coverage,
    /** Names the other artifact: `GET /artifacts/{sha256}`. */
    evidence_sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** What the writers looked up beside the evidence, by pull request. */
    read: z.record(z.string(), z.string()).default({}),
    /** What of the text the rules wrote in place of a model. */
    replaced: z.array(replaced).default([]),
  }),
);

/** Every pull request that the run has read. */
export const evidenceArtifact = z.array(pullRequest);

export const artifact = z.union([reportArtifact, evidenceArtifact]);
