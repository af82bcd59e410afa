import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../../webhooks/contract/report.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { breakable, breakages, nonce as someNonce, type Breakage } from "../../support/breakages.ts";
import { goodShare, inForm, type Model, type Question, type Reply } from "../../support/model-server.ts";

/** What needs another window than the run's own cannot be broken by a model. */
const tried = breakages.filter(({ agent, check }) => agent === "fault" && check !== "H10");

let house: AgentHouse;
let control: AgentRun;
const table: string[] = [];

beforeAll(async () => {
  const pulls = breakable.map(({ number, title, body, author, co_authors, reverts }) => ({
    ...{ number, title, author_login: author.login, is_bot: false },
    body: reverts ? `Reverts ${reverts}` : body,
    co_authors: co_authors.map((login) => ({ name: login, login })),
  }));
  house = await agentHouse({ "acme/harbor": pulls });
  control = await house.run("acme/harbor", (question) => answer(question, null));
}, 60_000);

afterAll(async () => {
  await house?.close();
  if (process.env["SHOW_TABLE"]) process.stdout.write(`\n${table.join("\n")}\n`);
});

/** A report without a fault, or with this one. */
function answer(question: Question, breakage: Breakage | null): Reply {
  if (question.phase === "reading") return { text: "Ready" };
  const { items, grouped, omitted } =
    question.job === "share" ? goodShare(question) : goodShare({ evidence: [], task: question.task });
  const full = items.map((item) => ({ ...item, prs: item.prs.map((pr) => `acme/harbor${pr}`) }));
  // Safe: the breakages look at items, groups, omissions and the intro only.
  const good = { items: full, grouped, omitted, intro: null } as unknown as Report;
  const broken = JSON.stringify(breakage ? breakage.break(good) : good).replaceAll(someNonce, question.nonce);
  const { intro, ...share } = JSON.parse(broken) as { intro: string | null };
  return inForm(question, question.job === "lead" ? { intro, highlights: [] } : share);
}

/** Broken until it is shown its faults so many times. */
function breaks(breakage: Breakage, until: number): Model {
  let answers = 0;
  return (question) => {
    if (question.phase === "reading") return { text: "Ready" };
    const isItsJob =
      question.job === (JSON.stringify(breakage.break(EMPTY)).includes('"intro":null') ? "share" : "lead");
    if (!isItsJob) return answer(question, null);
    answers += 1;
    return answer(question, answers > until ? null : breakage);
  };
}
// Safe: see `answer`.
const EMPTY = { items: [], grouped: [], omitted: [], intro: null } as unknown as Report;

function outcomeOf({ results }: AgentRun): string {
  const faults = results.findings.filter(({ severity }) => severity === "fault");
  if (results.degraded) return "degraded: the rules wrote it";
  if (faults.length > 0) return `blocked: ${faults.map(({ check }) => check).join(", ")}`;
  if (results.summary_message !== control.results.summary_message) return "PASSED SILENTLY";
  return house.model.questions.length > 3 ? "repaired" : "harmless: code writes that itself";
}

test("without a fault nothing is repaired", () => {
  expect(control.results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
  expect([control.results.degraded, house.model.questions.length]).toEqual([null, 3]);
});

test.each(tried.map((breakage) => [`${breakage.check}, ${breakage.name}`, breakage] as const))(
  "%s: repaired when the model mends it, never passed silently when it does not",
  async (name, breakage) => {
    const once = outcomeOf(await house.run("acme/harbor", breaks(breakage, 1)));
    const always = outcomeOf(await house.run("acme/harbor", breaks(breakage, Infinity)));
    table.push(`${name.padEnd(52)} once: ${once.padEnd(36)} always: ${always}`);
    expect(once).toMatch(/^(?:repaired|harmless)/);
    expect(always).toMatch(/^(?:degraded|blocked|harmless)/);
  },
  20_000,
);
