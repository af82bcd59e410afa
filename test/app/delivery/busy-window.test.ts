import { afterAll, beforeAll, expect, test } from "vitest";
import { slackClient } from "../../../app/delivery/slack.ts";
import { workJobs } from "../../../app/jobs.ts";
import { approve } from "../../../app/updates/approve.ts";
import { startDemoSlack } from "../../../demo/slack/server.ts";
import { pull, wholeReport } from "../../support/pulls.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { demoSlackOf } from "../../support/demo-slack.ts";
import { until } from "../../support/until.ts";
import { silent } from "../../support/database.ts";

let app: TestApp;
let demo: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  demo = await startDemoSlack({ rate: "off" });
  app = await startTestApp({ slack: slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${demo.url}/api/` }) });
  await workJobs(app.deps);
});
afterAll(async () => {
  await app?.stop();
  await demo?.stop();
});

test.each([
  ["230 of one repository", 230, ["acme/harbor"]],
  ["230 of two with the longest names", 230, [1, 2].map((at) => `${"o".repeat(38)}${at}/${"r".repeat(99)}${at}`)],
])(
  "%s in one group are approved and posted, and each number stands in exactly one message",
  async (what, count, repos) => {
    const channel = { id: `C0B${repos.length}`, name: `busy-${repos.length}` };
    const slack = demoSlackOf(demo.url, channel.id);
    await slack.change("create", channel.name);
    const sources = repos.map((repo) => ({ repo, base_branch: "main" }));
    const evidence = Array.from({ length: count }, (_, index) =>
      pull(index + 1_000_000, `ci: step ${index} of the pipeline`, { repo: repos[index % repos.length] ?? "" }),
    );
    const { markdown, ledger } = wholeReport(evidence, { sources });
    const update = await app.written(markdown, { channel, brief: { sources } });
    await app.db
      .updateTable("app.updates")
      .set({ ledger: JSON.stringify(ledger) })
      .where("id", "=", update.id)
      .execute();

    const text = (await app.now(update)).ledger.length;
    expect(text, what).toBe(count);
    await approve(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
    await until("post", async () => (await app.now(update)).state === "posted");

    const [root] = await slack.channel();
    const messages = (await slack.thread(root?.ts ?? "")).map(({ text: said }) => said);
    expect(messages.length).toBeGreaterThan(1);
    for (const { url, number } of evidence) {
      expect(
        messages.filter((said) => said.includes(`(${url})`)),
        `${number}`,
      ).toHaveLength(1);
    }
  },
);
