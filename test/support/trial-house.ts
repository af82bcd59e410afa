import { randomUUID } from "node:crypto";
import type { RunDifference } from "../../webhooks/contract/difference.ts";
import type { CallAnswer, RunAnswer } from "../../webhooks/contract/runs.ts";
import type { TrialRequest } from "../../webhooks/contract/trials.ts";
import type { Answered, Client } from "./pipelines.ts";
import type { TestGithub } from "./demo-github.ts";
import { until } from "./until.ts";

type Asked = Omit<TrialRequest, "by">;

/** What people do with recorded runs over the API, as Mira. */
export function trialsAt(client: Client) {
  const begin = (id: string, asked: Asked, key: string = randomUUID()): Promise<Answered<RunAnswer>> =>
    client.post(`/runs/${id}/trials`, { by: "Mira", ...asked }, { "idempotency-key": key });
  const ended = (id: string): Promise<RunAnswer> =>
    until("end of the trial", async () => {
      // While its process is down nobody answers.
      const run = await client.run(id).catch(() => null);
      return run?.finished_at ? run : false;
    });
  return {
    begin,
    ended,
    /** Begun, and at its end. */
    async tried(id: string, asked: Asked): Promise<RunAnswer> {
      const { status, body } = await begin(id, asked);
      if (status !== 202) throw new Error(`The trial was not begun: ${JSON.stringify(body)}`);
      return ended(body.id);
    },
    calls: async (id: string) => (await client.get<{ calls: CallAnswer[] }>(`/runs/${id}/calls`)).body.calls,
    difference: async (before: string, after: string) =>
      (await client.get<RunDifference>(`/runs/${before}/difference/${after}`)).body,
  };
}

/** How many requests came to GitHub. */
export const askedOfGithub = async (github: TestGithub): Promise<number> => (await github.asked()).length;
