import { expect, test, type TestContext } from "vitest";
import { forkMain, type MainProcess } from "../support/main-process.ts";
import { until } from "../support/until.ts";

/** Longer than a child may stay silent. */
const FROZEN_MS = 12_000;
const WORDS = "the worker has not answered for 10 s: it is started again.\n";

type Answer = { pid: number; pings: number };

test.concurrent(
  "a child that does nothing any more is noticed, said, killed, and started again at its address",
  async (context) => {
    const starter = await started(context);
    const { pid } = await ask(starter.url);

    const hung = ask(`${starter.url}/hang`).catch(() => "cut off");

    const next = await until("another process", async () => {
      const now = await ask(starter.url, 500).catch(() => null);
      return now?.pid !== undefined && now.pid !== pid && now;
    });
    expect(await hung).toBe("cut off");
    expect(starter.log()).toBe(WORDS);
    // And that one is asked after, too.
    const pings = async () => (await ask(starter.url, 500).catch(() => null))?.pings ?? 0;
    await until("question to the new one", async () => (await pings()) > next.pings);
  },
);

test.concurrent("who stood still himself, as on a machine that slept, holds it against nobody", async (context) => {
  const starter = await started(context);
  const { pid } = await ask(starter.url);
  const both = [starter.process.pid!, pid];

  for (const one of both) process.kill(one, "SIGSTOP");
  await new Promise((done) => setTimeout(done, FROZEN_MS));
  for (const one of both.toReversed()) process.kill(one, "SIGCONT");

  const { pings } = await ask(starter.url);
  await until("more questions", async () => (await ask(starter.url)).pings > pings + 1);
  expect(await ask(starter.url)).toMatchObject({ pid });
  expect(starter.log()).toBe("");
});

/** Ended with its own test: of two side by side, the runner's own hook would take the one that began last. */
async function started({ onTestFinished }: TestContext): Promise<MainProcess> {
  const starter = await forkMain("test/support/starter-process.ts", {});
  onTestFinished(starter.stop);
  return starter;
}

async function ask(url: string, withinMs = 20_000): Promise<Answer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
  // Safe: hangable-process.ts answers so.
  return (await answer.json()) as Answer;
}
