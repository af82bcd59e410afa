import { randomUUID } from "node:crypto";
import type { PipelinesClient } from "../../app/pipelines-client.ts";
import type { RunDifference } from "../../webhooks/contract/difference.ts";
import type { Estimate, RunAnswer } from "../../webhooks/contract/runs.ts";
import type { TrialRequest } from "../../webhooks/contract/trials.ts";

/** Trials as an object: what was begun is kept, and what comes of it is as a test says. */
export function fakeTrials() {
  const fake = {
    begun: [] as { id: string; of: string; asked: TrialRequest; key: string }[],
    estimate: null as Estimate | null,
    difference: null as RunDifference | null,
  };
  const of = (orFail: <T>(value: T) => Promise<T>): PipelinesClient["trials"] => ({
    estimate: () => orFail(fake.estimate),
    start: async (runId, asked, key) => {
      const earlier = fake.begun.find((one) => one.key === key);
      const begun = earlier ?? { id: randomUUID(), of: runId, asked, key };
      if (!earlier) fake.begun.push(begun);
      // Safe: whoever begins one reads its id alone.
      return orFail({ id: begun.id } as RunAnswer);
    },
    difference: async () => {
      if (!fake.difference) throw new Error("A test asked for a difference, and made none.");
      return orFail(fake.difference);
    },
  });
  return { fake, of };
}
