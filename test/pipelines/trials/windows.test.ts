import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { goodShare, goodWriter, inForm, type Question, type Reply } from "../../support/model-server.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";
import { demoData, realData, windowsOf } from "../text/windows.ts";

/** Recorded repositories where they are at hand, and the demo's. In the suite the first window of each; SHOW_TABLE=1 takes all. */
const files = [demoData("harbor"), realData("uv"), realData("workers-sdk")].filter((file) => file !== null);
const windows = files
  .map((file) => windowsOf(file).filter(({ pulls }) => pulls.length > 0))
  .flatMap((all) => (process.env["SHOW_TABLE"] ? all : all.slice(0, 1)));

let house: AgentHouse;
beforeAll(async () => {
  house = await agentHouse({}, { LLM_CALL_SECONDS: "60" }, files);
});
afterAll(() => house?.close());

/** Looks two up, and puts a link into its first answer, which is to be repaired. */
function writer(question: Question): Reply {
  if (question.phase === "reading" && question.looked.length === 0) {
    const looked = question.evidence.slice(0, 2);
    return { calls: looked.map(({ pr }) => ({ name: "read_pull_request", arguments: { pr } })) };
  }
  if (question.job === "lead" || question.phase === "reading" || question.repairs > 0) return goodWriter(question);
  const share = goodShare(question);
  if (share.items[0]) share.items[0].text += ", see https://evil.example/more";
  return inForm(question, share);
}

const asked = async () => [await askedOfGithub(house.github), house.model.questions.length];

test.each(windows.flatMap((one) => ["rules", "test-writer"].map((model) => [one.repo, one.id, model, one] as const)))(
  "%s, %s, by %s: an exact trial is the same bytes, with no request",
  async (repo, id, llm_model, { window }) => {
    const { run } = await house.run(repo, writer, { date_range: window, llm_model });
    expect(run.state).toBe("completed");
    const before = await asked();
    const trial = await trialsAt(house.pipelines).tried(run.id, { kind: "exact" });
    expect([trial.problem, trial.artifact_uri]).toEqual([null, run.artifact_uri]);
    expect(await asked()).toEqual(before);
    const took = [run, trial].map(({ metrics }) => `${metrics?.duration_ms} ms`).join(", again ");
    if (process.env["SHOW_TABLE"]) process.stdout.write(`${repo} ${id} ${llm_model}: ${took}\n`);
  },
);
