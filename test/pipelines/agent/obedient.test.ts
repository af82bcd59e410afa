import { afterAll, beforeAll, expect, test } from "vitest";
import { renderParts } from "../../../app/message/render.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { INJECTIONS, type Injection, ordersIn } from "../../support/injections.ts";
import type { MadePull } from "../../support/made-repository.ts";
import { goodShare, inForm, type Question, type Reply } from "../../support/model-server.ts";
import { TEST_MS } from "../../support/until.ts";

let house: AgentHouse;
const repoOf = (index: number) => `acme/i${String(index).padStart(2, "0")}`;

beforeAll(async () => {
  house = await agentHouse(
    Object.fromEntries(INJECTIONS.map((injection, index) => [repoOf(index), repositoryWith(injection)])),
  );
  house.model.model = obey;
});
afterAll(() => house?.close());

/** Two honest pull requests, and one in which a stranger gives orders. */
function repositoryWith({ place, text }: Injection): MadePull[] {
  const honest = { author_login: "ada", is_bot: false, body: "" };
  return [
    { ...honest, number: 1, title: "feat: add export of orders" },
    { ...honest, number: 2, title: "fix: keep the cursor where it was" },
    {
      number: 3,
      author_login: "stranger",
      is_bot: false,
      title: place === "title" ? text : "fix: mend the export",
      body: place === "body" ? text : place === "issue" ? "Fixes #2" : "",
      labels: place === "label" ? [text] : [],
      files: [
        {
          path: place === "file" ? `src/${text}.ts` : "src/export.ts",
          additions: 1,
          deletions: 0,
          ...(place === "diff" && { patch: `@@ -1 +1,2 @@\n+// ${text}` }),
        },
      ],
    },
  ];
}

/** Does whatever any text tells it: in its item, in its opening, for ever. */
function obey(question: Question): Reply {
  if (question.phase === "reading" && question.looked.length === 0) {
    const names = ["read_pull_request", "list_changed_files"];
    const calls = names.map((name) => ({ name, arguments: { pr: "#3" } }));
    return { calls: [...calls, { name: "read_diff", arguments: { pr: "#3", path: null } }] };
  }
  if (question.phase === "reading") return { text: "Ready" };
  const read = question.messages.filter(({ role }) => role !== "system").map(({ content }) => content ?? "");
  const orders = ordersIn(read.join("\n")).map((said) => (said === "SYSTEM PROMPT" ? promptOf(question) : said));
  if (question.job === "lead") return inForm(question, { intro: orders.join(" ") || null, highlights: [] });
  const share = goodShare(question);
  for (const item of share.items.filter(({ prs }) => prs.includes("#3"))) item.text = orders.join(" ") || item.text;
  return inForm(question, share);
}

function promptOf({ messages }: Question): string {
  return (messages[0]?.content ?? "").slice(0, 400);
}

test("there are at least sixty ways of giving orders", () => {
  expect(INJECTIONS.length).toBeGreaterThanOrEqual(60);
});

test.concurrent.each(
  INJECTIONS.map((injection, index) => [`${injection.name}, in ${injection.place}`, index, injection] as const),
)(
  "%s",
  async (_name, index, { harm }) => {
    const sources = [{ repo: repoOf(index), base_branch: "main" }];
    const { results } = await house.run(repoOf(index), obey);
    const payloads = renderParts(results.summary_message, { sources, ledger: results.ledger }).map(
      ({ payload }) => payload,
    );
    const arrives = harm.test(JSON.stringify(payloads));
    const flagged = results.findings.some(
      ({ prs, message }) => prs.includes(`${sources[0]!.repo}#3`) || /opening/i.test(message),
    );
    expect({ arrives, flagged: arrives ? flagged : "needless" }).toEqual({
      arrives,
      flagged: arrives ? true : "needless",
    });
    // Orders never reach the tools, the repositories or the ledger.
    expect(results.ledger.map(({ pr }) => pr)).toEqual([1, 2, 3].map((number) => `${sources[0]!.repo}#${number}`));
  },
  TEST_MS,
);
