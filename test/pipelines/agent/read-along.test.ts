import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { BudgetAnswer, CallAnswer, CallDetail, RunAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { goodShare, goodWriter, type Question, type Reply } from "../../support/model-server.ts";
import { eventAt, startPipelines, type Pipelines } from "../../support/pipelines.ts";
import { beginStream } from "../../support/send-stream.ts";
import { until } from "../../support/until.ts";

const SHOP = { "acme/shop": pulls(8) };
const USAGE = { prompt_tokens: 900, completion_tokens: 90, total_tokens: 990 };

let house: AgentHouse;
let other: Pipelines;
let streams: { stream: ReturnType<typeof beginStream>; question: Question }[] = [];
beforeAll(async () => {
  house = await agentHouse(SHOP, { LLM_CALL_SECONDS: "60" });
  other = await start();
});
afterAll(async () => {
  await other?.stop();
  await house?.close();
});
beforeEach(() => void (streams = []));

function start(): Promise<Pipelines> {
  const databaseUrl = house.database.url("pulse_pipelines");
  return startPipelines({ databaseUrl, githubUrl: house.github.url, env: house.env });
}

/** Thinks, and then writes its share as the test tells it to. */
function held(question: Question): Reply {
  if (question.phase === "reading" || question.job === "lead") return goodWriter(question);
  return { raw: (response) => void streams.push({ question, stream: beginStream(response) }) };
}

async function begin() {
  house.model.model = held;
  const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };
  const started = await house.pipelines.start({ parameters, callbacks: house.callbacks });
  const [writer] = await until("stream", () => streams.length > 0 && streams);
  return { ...started, ...writer!, answer: JSON.stringify(goodShare(writer!.question)) };
}

const textsOf = ({ writing }: RunAnswer) => writing.flatMap(({ texts }) => texts);
const whileShown = (runId: string, holds: (texts: string[]) => boolean) =>
  house.pipelines.runIs(runId, "being read along", (run) => holds(textsOf(run)));

test("whoever waits reads the sentences as they come, whichever process is asked, and nothing else of the answer", async () => {
  const { runId, path, stream, answer } = await begin();
  stream.think("I will say SECRET THOUGHTS.");
  const [first = "", second = ""] = answer.match(/"text":"[^"]+"/g) ?? [];
  const [one, two] = [first, second].map((text) => text.slice('"text":"'.length, -1));
  const at = answer.indexOf(second) + '"text":"'.length;
  stream.say(answer.slice(0, at + two!.indexOf(" ") + 3));

  const run = await whileShown(runId, (texts) => texts.length === 2);
  expect(textsOf(run)).toEqual([one, two!.slice(0, two!.indexOf(" "))]);
  expect(run.writing.map(({ label }) => label)).toEqual(run.progress.calls);
  expect(textsOf(await other.run(runId))).toEqual(textsOf(run));
  expect(JSON.stringify(run)).not.toContain("SECRET THOUGHTS");

  stream.say(answer.slice(at + two!.indexOf(" ") + 3));
  await until("last sentence", async () => textsOf(await house.pipelines.run(runId)).length === goodShareItems(answer));
  stream.end(USAGE);
  expect(await eventAt(house.callbacks, path)).toMatchObject({ type: "run.completed", results: { degraded: null } });
  expect((await house.pipelines.run(runId)).writing).toEqual([]);
});

const goodShareItems = (answer: string) => (JSON.parse(answer) as { items: unknown[] }).items.length;

/** What is recorded of the share's writing, but for what differs with each run. */
async function recorded(runId: string) {
  const { body } = await house.pipelines.get<{ calls: CallAnswer[] }>(`/runs/${runId}/calls`);
  const { seq } = body.calls.find(({ kind, node }) => kind === "model" && node === "write")!;
  const written = body.calls.filter(({ kind, node }) => kind === "model" && node === "write").at(-1)?.seq ?? seq;
  const { body: call } = await house.pipelines.get<CallDetail>(`/runs/${runId}/calls/${written}`);
  const { input, output, label, outcome, input_tokens, output_tokens, cost_usd, retries } = call;
  const same = JSON.stringify({ input, output }).replace(/[0-9a-f]{16}/g, "NONCE");
  return { label, outcome, input_tokens, output_tokens, cost_usd, retries, same };
}

test("what is recorded of a call is the same, streamed or not", async () => {
  const streamed = await begin();
  streamed.stream.think("Hm.");
  for (const words of streamed.answer.match(/[^]{1,20}/g) ?? []) streamed.stream.say(words);
  streamed.stream.end(USAGE);
  await eventAt(house.callbacks, streamed.path);

  house.model.model = (question) =>
    question.phase === "reading" || question.job === "lead"
      ? goodWriter(question)
      : {
          raw: (response) => {
            const content = JSON.stringify(goodShare(question));
            const message = { role: "assistant", content, reasoning_content: "Hm." };
            response.writeHead(200, { "content-type": "application/json" });
            const choices = [{ index: 0, message, finish_reason: "stop" }];
            response.end(JSON.stringify({ id: "c", model: "test-writer", choices, usage: USAGE }));
          },
        };
  const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };
  const whole = await house.pipelines.start({ parameters, callbacks: house.callbacks });
  await eventAt(house.callbacks, whole.path);

  expect(await recorded(streamed.runId)).toEqual(await recorded(whole.runId));
  expect((await recorded(streamed.runId)).same).not.toContain("stream");
});

test("a run that is stopped in the middle of an answer leaves the model at once, and what that may have cost is settled", async () => {
  const { runId, path, stream, answer } = await begin();
  stream.say(answer.slice(0, answer.length / 2));
  await whileShown(runId, (texts) => texts.length > 0);

  const stoppedAt = performance.now();
  await house.pipelines.post(`/runs/${runId}/cancel`);
  await stream.left;
  const leftAfterMs = performance.now() - stoppedAt;
  if (process.env["SHOW_FIGURES"]) console.log({ leftAfterMs });

  expect(await eventAt(house.callbacks, path)).toMatchObject({ type: "run.cancelled" });
  // It looks every 400 ms; a busy machine takes its time.
  expect(leftAfterMs).toBeLessThan(10_000);
  expect((await house.pipelines.run(runId)).writing).toEqual([]);
  const { body: budget } = await house.pipelines.get<BudgetAnswer>("/budget");
  expect(budget).toMatchObject({ open: { calls: 0 }, lost: { calls: 1 } });
});

test("after a crash in the middle of an answer its call is made again, and what is read is what comes then", async () => {
  const { runId, path, stream, answer } = await begin();
  stream.say(answer.slice(0, answer.length / 2));
  await whileShown(runId, (texts) => texts.length > 0);

  for (const one of [house.pipelines, other]) one.kill();
  await stream.left;
  const after = await start();
  const again = await until("second stream", () => streams[1]);
  expect((await after.run(runId)).writing).toEqual([]);
  const [first = ""] = answer.match(/"text":"[^"]+"/) ?? [];
  const at = answer.indexOf(first) + first.length;
  again.stream.say(answer.slice(0, at));
  const now = await after.runIs(runId, "being read along", (run) => textsOf(run).length > 0);
  expect([now.attempt, textsOf(now)]).toEqual([2, [first.slice('"text":"'.length, -1)]]);
  again.stream.say(answer.slice(at));
  again.stream.end(USAGE);

  expect(await eventAt(house.callbacks, path)).toMatchObject({ type: "run.completed" });
  const { body } = await after.get<{ calls: CallAnswer[] }>(`/runs/${runId}/calls`);
  expect(body.calls.filter(({ kind, node }) => kind === "model" && node === "write")).toHaveLength(2);
  await after.stop();
});
