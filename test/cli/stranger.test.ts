import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { launched, untilItReads, type Launched } from "../support/launched.ts";
import { signedInVisitor } from "../support/spawn-launch.ts";

/* A stranger with a token and a terminal, beside all of Pulse: what they can do to how updates are written, by `pulse` alone. */

let all: Launched;
let env: Record<string, string>;
const pulse = (...args: string[]) => runCli(args, env, all.folder);

beforeAll(async () => {
  all = await launched();
  await untilItReads(all);
  const visit = await signedInVisitor({ url: all.url, signIn: await all.link() });
  const source = { repo: "acme/harbor", base_branch: "main", time_zone: "UTC", channel: "C0ENG", preset: "7d" };
  await visit("/profiles", { ...source, name: "Weekly", llm_model: "rules", approvers: "anyone" });
  const soon = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const page = await visit("/settings/tokens", { name: "CI", last_day: soon });
  env = { PULSE_URL: all.url, PULSE_TOKEN: /pulse_pat_\w+/.exec(page)?.[0] ?? "" };
});
afterAll(() => all?.stop());

test("a prompt is changed, compared, published, tried on a share of the runs, put into production and back", async () => {
  const healthy = await pulse("doctor");
  expect(healthy, healthy.out).toMatchObject({ exit: 0, err: "" });
  expect(healthy.out).toMatch(/^ok {4}pipelines +Both know the same contract/m);
  expect(healthy.out).toMatch(/^ok {4}slack +Demo Slack: /m);

  const dry = await pulse("run", "weekly", "--dry-run");
  expect([dry.exit, dry.out]).toEqual([0, expect.stringMatching(/By +what-shipped@1, rules, \d+ steps at the most/)]);
  const before = await pulse("run", "weekly", "--wait", "--json");
  expect([before.exit, JSON.parse(before.out)]).toMatchObject([
    0,
    { state: "in_review", run: { state: "completed", template: "what-shipped@1" } },
  ]);

  expect(await pulse("template", "pull", "what-shipped")).toMatchObject({ exit: 0 });
  expect((await pulse("template", "diff", "what-shipped")).exit).toBe(0);
  const lead = join(all.folder, "what-shipped/prompts/lead.md");
  const text = readFileSync(lead, "utf8");
  writeFileSync(lead, `${text.trimEnd()}\nNo more than one sentence.\n`);
  writeFileSync(join(all.folder, "what-shipped/prompts/voice.md"), "\n");

  const faulty = await pulse("template", "publish", "what-shipped", "--note", "One sentence");
  expect([faulty.exit, faulty.out]).toEqual([
    1,
    expect.stringContaining("what-shipped/prompts/voice.md: The prompt voice is empty."),
  ]);
  const voice = join(all.folder, "what-shipped/prompts/voice.md");
  await pulse("template", "pull", "what-shipped", "as-it-was");
  writeFileSync(voice, readFileSync(join(all.folder, "as-it-was/prompts/voice.md"), "utf8"));

  const diff = await pulse("template", "diff", "what-shipped");
  expect([diff.exit, diff.out]).toEqual([1, expect.stringContaining("+ No more than one sentence.")]);
  const published = await pulse("template", "publish", "what-shipped", "--note", "One sentence");
  expect(published, published.out + published.err).toMatchObject({ exit: 0 });
  expect(published.out).toContain("Published as what-shipped@2, made from what-shipped@1. No tag moved.");
  const versions = await pulse("template", "diff", "what-shipped@1", "what-shipped@2");
  expect([versions.exit, versions.out]).toEqual([1, expect.stringContaining("+ No more than one sentence.")]);

  const canary = await pulse("template", "tag", "what-shipped", "canary", "2", "--share", "10", "--reason", "A trial");
  expect(canary, canary.err).toMatchObject({ exit: 0 });
  const move = await pulse("template", "tag", "what-shipped", "production", "2", "--reason", "Held");
  expect(move, move.err).toMatchObject({ exit: 0 });
  const after = await pulse("run", "weekly", "--wait", "--json");
  expect([after.exit, JSON.parse(after.out)]).toMatchObject([0, { run: { template: "what-shipped@2" } }]);

  const [monday, tuesday] = [before, after].map(({ out }) => (JSON.parse(out) as { run: { id: string } }).run.id);
  const compared = await pulse("runs", "compare", monday ?? "", tuesday ?? "");
  expect([compared.exit, compared.out]).toEqual([
    1,
    expect.stringContaining("  version: what-shipped@1 → what-shipped@2\n"),
  ]);
  expect(compared.out).toMatch(/^Text: the same \d+ items\.$/m);
  const pinned = await pulse("runs", "show", tuesday ?? "");
  expect(pinned.out).toMatch(/^ {2}version hash +[0-9a-f]{64}$/m);
  expect(pinned.out).toMatch(/^ {2}code +release /m);

  expect((await pulse("template", "rollback", "what-shipped")).out).toBe(
    "what-shipped:production is @1 (before: @2).\n",
  );
  const shown = JSON.parse((await pulse("template", "show", "what-shipped", "--json")).out);
  expect(shown.tags).toContainEqual(expect.objectContaining({ tag: "production", version: 1 }));
});
