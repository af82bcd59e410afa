import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { launched, untilItReads, type Launched } from "../support/launched.ts";
import { signedInVisitor } from "../support/spawn-launch.ts";
import { until } from "../support/until.ts";

/* The command line beside all of Pulse: its pipelines have read a week of demo GitHub, and say what a policy would have done there. */

let all: Launched;
let visit: Awaited<ReturnType<typeof signedInVisitor>>;
let env: Record<string, string>;

beforeAll(async () => {
  all = await launched();
  await untilItReads(all);
  visit = await signedInVisitor({ url: all.url, signIn: await all.link() });
});
afterAll(() => all?.stop());

const SOURCE = { repo: "acme/harbor", base_branch: "main", time_zone: "UTC", channel: "C0ENG", preset: "7d" };

test("from a token made in the browser to a policy that is pulled, changed, previewed and pushed", async () => {
  await visit("/profiles", { ...SOURCE, name: "Weekly", llm_model: "rules", approvers: "anyone" });
  const place = await visit("/profiles/weekly/updates", {});
  await until("text to review", async () => (await visit(`${place}/status`)).includes('"state":"in_review"'));
  const soon = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const page = await visit("/settings/tokens", { name: "CI", last_day: soon });
  env = { PULSE_URL: all.url, PULSE_TOKEN: /pulse_pat_\w+/.exec(page)?.[0] ?? "" };
  const pulse = (...args: string[]) => runCli(args, env, all.folder);

  expect((await pulse("profiles")).out).toMatch(/^weekly +no policy +#eng-updates +acme\/harbor@main$/m);
  expect(await pulse("policy", "pull", "weekly", "weekly.json")).toMatchObject({
    exit: 0,
    out: "weekly has no policy of its own; weekly.json begins one.\n",
  });
  const file = join(all.folder, "weekly.json");
  const nothing = { when: [{ what: "labels", how: "any", values: ["no-such-label"] }], then: "omit" };
  const fixes = { when: [{ what: "kinds", how: "any", values: ["fix"] }], then: "omit", firm: "always" };
  writeFileSync(file, JSON.stringify({ number: 0, policy: { rules: [nothing, fixes] } }));

  const preview = await pulse("policy", "preview", "weekly", "weekly.json");
  expect([preview.exit, preview.err]).toEqual([0, ""]);
  expect(preview.out).toMatch(/ merged, \d+ told, \d+ before\n/);
  expect(preview.out).toMatch(/told under \S.* → left out: acme\/harbor#\d+ .+ \(rule 2\)/);
  expect(preview.out).toContain(
    "Rule 1: When a label is no-such-label, leave it out.\n  It fits nothing in this window.",
  );

  const push = await pulse("policy", "push", "weekly", "weekly.json", "--why", "Fixes are no news");
  expect(push, push.err).toMatchObject({ exit: 0 });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ number: 1, policy: { rules: [nothing, fixes] } });
  expect((await pulse("policy", "diff", "weekly", "weekly.json")).exit).toBe(0);

  const reserved = { rules: [{ ...fixes, path: "x" }] };
  writeFileSync(file, JSON.stringify({ number: 1, policy: reserved }));
  expect((await pulse("policy", "push", "weekly", "weekly.json")).exit).toBe(1);
  const twice = { sections: [{ name: "News" }, { name: "news" }] };
  writeFileSync(file, JSON.stringify({ number: 1, policy: twice }));
  const refused = await pulse("policy", "push", "weekly", "weekly.json");
  expect([refused.exit, refused.out, refused.err]).toEqual([1, "", expect.stringContaining("Keep one of them.")]);
  expect((await pulse("profiles")).out).toMatch(/^weekly +policy 1 /m);
});
