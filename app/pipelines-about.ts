import { z } from "zod";
import { sentAt } from "../base/retry-after.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import { callsPipelines, type PipelinesAddress } from "./pipelines-call.ts";

/** What the pipelines are, and what they live with, as they say it themselves. */
export type PipelinesAbout = {
  /** Null: an earlier release, which does not say. */
  release: string | null;
  contract_hash: string | null;
  /** Their clock less ours; a slow answer counts as half of what it took. */
  ahead_ms: number;
  parts: { name: string; state: "ok" | "down" | "off"; says: string }[];
};

const described = z.object({
  info: z.object({
    "x-release": z.string().nullable().default(null),
    "x-contract-hash": z.string().nullable().default(null),
  }),
});

const ready = z.object({
  dependencies: z.record(z.string(), z.object({ state: z.enum(["ok", "down", "off"]), says: z.string() })),
});

const WITHIN_MS = 5_000;

/** @throws {Problem} `unavailable` */
export async function pipelinesAbout(address: PipelinesAddress): Promise<PipelinesAbout> {
  const [{ info }, now] = await Promise.all([
    callsPipelines(address, "GET")("openapi.json", described),
    readyNow(address),
  ]);
  return { release: info["x-release"], contract_hash: info["x-contract-hash"], ...now };
}

async function readyNow({ url, fetch: send = fetch }: PipelinesAddress) {
  const began = Date.now();
  try {
    const answer = await send(`${url}/readyz`, { redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
    const { dependencies } = ready.parse(await answer.json());
    const middle = new Date((began + Date.now()) / 2);
    const ahead_ms = sentAt(answer.headers, middle).getTime() - middle.getTime();
    return { ahead_ms, parts: Object.entries(dependencies).map(([name, part]) => ({ name, ...part })) };
  } catch (cause) {
    const message = "The pipelines do not say whether they are ready.";
    throw new Problem("unavailable", message, "Look at their log, and start them again.", { cause });
  }
}
