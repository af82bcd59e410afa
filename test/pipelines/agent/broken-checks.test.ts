import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../../webhooks/contract/report.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { breakable, nonce as someNonce, type Breakage } from "../../support/breakable.ts";
import { breakages } from "../../support/breakages.ts";
import { goodShare, inForm, type Model, type Question, type Reply } from "../../support/model-server.ts";
import { TEST_MS } from "../../support/until.ts";

/** What needs another window than the run's own cannot be broken by a model. */
const tried = breakages.filter(({ agent, check }) => agent === "fault" && check !== "H10");

/** The repository that the breakages speak of. */
const HARBOR = "acme/harbor";

let house: AgentHouse;
let control: AgentRun;
const table: string[] = [];
const models = new Map<string, Model>();
const repoOf = (index: number) => `acme/h${String(index).padStart(4, "0")}`;

beforeAll(async () => {
  const pulls = breakable.map(({ number, title, body, author, co_authors }) => ({
    number,
    title,
    author_login: author.login,
    is_bot: false,
    body,
    co_authors: co_authors.map((login) => ({ name: login, login })),
  }));
  house = await agentHouse(Object.fromEntries([...tried.keys(), tried.length].map((index) => [repoOf(index), pulls])));
  house.model.model = (question) => models.get(question.task.repositories[0] ?? "")?.(question) ?? { text: "" };
  control = await run(repoOf(tried.length), (question) => answer(question, null));
});

afterAll(async () => {
  await house?.close();
  if (process.env["SHOW_TABLE"]) process.stdout.write(`\n${table.join("\n")}\n`);
});

function run(repo: string, model: Model): Promise<AgentRun> {
  models.set(repo, model);
  return house.run(repo, house.model.model);
}

/** A report without a fault, or with this one. */
function answer(question: Question, breakage: Breakage | null): Reply {
  if (question.phase === "reading") return { text: "Ready" };
  const { items, grouped, omitted } =
    question.job === "share" ? goodShare(question) : goodShare({ evidence: [], task: question.task });
  const full = items.map((item) => ({ ...item, prs: item.prs.map((pr) => `${HARBOR}${pr}`) }));
  // Safe: the breakages look at items, groups, omissions and the intro only.
  const good = { items: full, grouped, omitted, intro: null } as unknown as Report;
  const broken = JSON.stringify(breakage ? breakage.break(good) : good)
    .replaceAll(someNonce, question.nonce)
    .replaceAll(HARBOR, question.task.repositories[0] ?? "");
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
  if (results.replaced.length > 0) return `replaced: ${results.replaced.map(({ what }) => what).join(", ")}`;
  if (faults.length > 0) return `blocked: ${faults.map(({ check }) => check).join(", ")}`;
  if (bodyOf(results.summary_message) !== bodyOf(control.results.summary_message)) return "PASSED SILENTLY";
  return results.metrics.model_calls > 3 ? "repaired" : "harmless: code writes that itself";
}

/** Without the headline, which names the repository. */
const bodyOf = (markdown: string) => markdown.slice(markdown.indexOf("\n"));

test("without a fault nothing is repaired", () => {
  expect(control.results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
  expect([control.results.degraded, control.results.metrics.model_calls]).toEqual([null, 3]);
});

test.concurrent.each(tried.map((breakage, index) => [`${breakage.check}, ${breakage.name}`, index, breakage] as const))(
  "%s: repaired when the model mends it, never passed silently when it does not",
  async (name, index, breakage) => {
    const repo = repoOf(index);
    const once = outcomeOf(await run(repo, breaks(breakage, 1)));
    const always = outcomeOf(await run(repo, breaks(breakage, Infinity)));
    table.push(`${name.padEnd(52)} once: ${once.padEnd(36)} always: ${always}`);
    expect(once).toMatch(/^(?:repaired|replaced|harmless)/);
    expect(always).toMatch(/^(?:replaced|blocked|harmless)/);
  },
  TEST_MS,
);
