import { afterAll, beforeAll, expect, test } from "vitest";
import { checkItem } from "../../../pipelines/checks/check-item.ts";
import { writtenWording } from "../../../pipelines/report/agent/answer.ts";
import { wholeEvidenceLine } from "../../../pipelines/report/agent/evidence-line.ts";
import { wordingForm } from "../../../pipelines/report/agent/form.ts";
import { briefOf, instructionsOf, wordingMessages, writeMessage } from "../../../pipelines/report/agent/prompt.ts";
import { readWritten } from "../../../pipelines/report/agent/read-answer.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { parameters as schema, type DateRange } from "../../../webhooks/contract/parameters.ts";
import { NONCE, startTestModel, type TestModel } from "../../support/demo-model.ts";
import { demoData, windowsOf } from "../text/windows.ts";

let model: TestModel;
beforeAll(async () => {
  model = await startTestModel();
});
afterAll(() => model.close());

type Window = { pulls: PullRequest[]; window: DateRange };
type Asked = Parameters<TestModel["client"]["chat"]["completions"]["create"]>[0]["messages"];

const windows: Window[] = ["harbor", "harbor-web"].flatMap((name) => windowsOf(demoData(name)));

function briefFor({ window }: Window, { repo, base_branch }: PullRequest) {
  const parameters = schema.parse({ sources: [{ repo, base_branch }], llm_model: "demo-writer" });
  return briefOf({ parameters, window, nonce: NONCE }, spec);
}

/** What the demo model makes of an item of these; null: it has nothing to say. */
async function asked(of: Window, pulls: PullRequest[], text: string, tried: string[] = [], wish = "") {
  const brief = briefFor(of, pulls[0]!);
  const lines = pulls.map((pull) => wholeEvidenceLine(pull, "", brief.sources, 400));
  const question = writeMessage({ job: "wording", rung: "json_schema", bounded: false }, wordingForm(), brief);
  const { choices } = await model.client.chat.completions.create({
    model: "demo-writer",
    // Safe: systems and users alone speak in them.
    messages: [...wordingMessages({ text, tried, wish }, lines, brief), question] as Asked,
    response_format: { type: "json_object" },
  });
  const read = readWritten(choices[0]?.message.content ?? "", "json_object", NONCE, writtenWording);
  return read.ok ? read.answer.text : null;
}

function faultsIn(of: Window, pulls: PullRequest[], text: string): string[] {
  const brief = briefFor(of, pulls[0]!);
  const facts = { evidence: of.pulls, sources: brief.sources, ledger: [], by: "agent" as const, window: of.window };
  const prs = pulls.map(({ ref }) => ref);
  return checkItem(text, prs, { ...facts, prompts: instructionsOf(brief), nonce: NONCE }).map(({ message }) => message);
}

test("the demo model has other words for each of its pull requests, never the same twice, and the checks find nothing in them", async () => {
  const alone: string[] = [];
  for (const of of windows) {
    for (const pull of of.pulls.map((each) => ({ ...each, fate: undefined }))) {
      const tried: string[] = [];
      for (
        let text = await asked(of, [pull], "Something");
        text !== null;
        text = await asked(of, [pull], "Something", tried)
      ) {
        expect([pull.ref, text, faultsIn({ ...of, pulls: [pull] }, [pull], text)]).toEqual([pull.ref, text, []]);
        expect(tried).not.toContain(text);
        tried.push(text);
      }
      if (tried.length < 2) alone.push(pull.title);
    }
  }
  // Of a release there is nothing else to say, and policy leaves it out.
  expect(alone.filter((title) => !/release/i.test(title))).toEqual([]);
});

test("it is shorter where people wish that, and of several pull requests it tells all", async () => {
  const of = windows.find(({ pulls }) => pulls.length > 1)!;
  const pulls = of.pulls.slice(0, 2);
  const [long, short] = [
    await asked(of, pulls, "Something"),
    await asked(of, pulls, "Something", [], "shorter, please"),
  ];
  expect(short!.length).toBeLessThan(long!.length);
  expect(long!.split("; ").length).toBeGreaterThanOrEqual(2);
});
