import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { policyOf } from "../../app/policies/policy-of.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { findPolicy } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { tokenFor } from "../support/api-client.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../support/app.ts";
import { runCli } from "../support/cli.ts";
import { served, type Served } from "../support/served.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let app: TestApp;
let here: Served;
let folder: TemporaryFolder;
let token: string;
let profile: Profile;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
  here = await served(app.deps);
  folder = temporaryFolder("cli");
});
afterAll(async () => {
  folder?.remove();
  await here?.close();
  await app?.stop();
});
beforeEach(async () => {
  await app.db.deleteFrom("app.access_tokens").execute();
  token = await tokenFor(app.deps, app.mira);
  const input = { name: `Weekly ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  app.pipelines.policyPreview = { ...app.pipelines.policyPreview, faults: [], windows: [], rules: [], missing: [] };
});

const SECURITY: NonNullable<PolicyParts["rules"]>[number] = {
  when: [{ what: "labels", how: "any", values: ["security"] }],
  then: "cite",
  firm: "always",
};
const pulse = (...args: string[]) => runCli(args, { PULSE_URL: here.url, PULSE_TOKEN: token }, folder.path);
const path = (name: string) => join(folder.path, name);
const fileOf = (number: number, policy: unknown, name = "policy.json") => {
  writeFileSync(path(name), JSON.stringify({ number, policy }));
  return name;
};
const inFile = (name = "policy.json") => JSON.parse(readFileSync(path(name), "utf8")) as unknown;
const saved = (policy: PolicyParts, base = 0) =>
  savePolicy(app.deps, app.mira, { profile_id: profile.id, base, policy });
const holds = () => policyOf(app.db, profile.id);

test("profiles are listed with the number of the policy of each", async () => {
  await saved({ docs: "cite" });
  const { exit, out } = await pulse("profiles");
  expect([exit, out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^${profile.slug} +policy 1 +#eng-updates +acme/harbor@main$`, "m")),
  ]);
  const { out: json } = await pulse("profiles", "--json");
  expect(JSON.parse(json)).toMatchObject({
    profiles: expect.arrayContaining([expect.objectContaining({ policy: 1 })]),
  });
});

test("a policy that is pulled and pushed is the same, and makes no new number", async () => {
  const policy: PolicyParts = {
    rules: [
      SECURITY,
      {
        when: [{ what: "titles", how: "has", values: ["\u00ad soft — “quoted” \u{1f680}"] }],
        then: "omit",
        firm: "usually",
      },
    ],
    sections: [{ name: "Security", kinds: ["security"] }],
    dependencies: "omit",
    max_items: 12,
  };
  await saved(policy);
  const before = (await holds()).policy;

  expect(await pulse("policy", "pull", profile.slug, "policy.json")).toMatchObject({
    exit: 0,
    out: `policy.json is policy 1 of ${profile.slug}.\n`,
  });
  expect(inFile()).toEqual({ number: 1, policy: before });
  expect(await pulse("policy", "diff", profile.slug, "policy.json")).toMatchObject({ exit: 0 });
  expect(await pulse("policy", "push", profile.slug, "policy.json")).toMatchObject({
    exit: 0,
    out: `Nothing to save: policy 1 of ${profile.slug} says the same.\n`,
  });
  expect(await holds()).toEqual({ number: 1, policy: before });
  const printed = await pulse("policy", "pull", profile.slug);
  expect(printed.out).toBe(readFileSync(path("policy.json"), "utf8"));
});

test("what changes is said in sentences, pushed with its reason, and the file has the new number", async () => {
  await saved({ rules: [SECURITY], docs: "cite" });
  fileOf(1, { rules: [{ ...SECURITY, then: "group" }], dependencies: "cite" });

  const diff = await pulse("policy", "diff", profile.slug, "policy.json");
  expect(diff).toEqual({
    exit: 1,
    err: "",
    out: [
      `Policy 1 of ${profile.slug}, and policy.json`,
      "- When a label is security, always tell it.",
      "+ When a label is security, always group it.",
      "+ Dependency updates that no rule fits are told.",
      "+ Documentation that no rule fits goes where the template says.",
      "",
    ].join("\n"),
  });

  const push = await pulse("policy", "push", profile.slug, "policy.json", "--why", "They count");
  expect(push).toMatchObject({ exit: 0, out: `Saved as policy 2 of ${profile.slug}; policy.json has its number.\n` });
  expect(await findPolicy(app.db, profile.id)).toMatchObject({ number: 2, why: "They count", surface: "api" });
  expect(inFile()).toMatchObject({ number: 2, policy: { dependencies: "cite" } });
});

test("an older file is pushed over nothing, and the newer policy is named", async () => {
  await saved({ docs: "cite" });
  await saved({ docs: "omit" }, 1);
  fileOf(1, { docs: "group" });
  const { exit, err } = await pulse("policy", "push", profile.slug, "policy.json");
  expect([exit, err]).toEqual([
    1,
    `Somebody else saved policy 2 meanwhile. Pull it into another file (pulse policy pull ${profile.slug} FILE), put your changes in, and push that one.\n`,
  ]);
  expect(await holds()).toEqual({ number: 2, policy: { docs: "omit" } });
  expect((await pulse("policy", "diff", profile.slug, "policy.json")).out).toContain(
    "policy.json was made from policy 1; policy 2 holds.",
  );
});

test("pulling writes over what Pulse has, and over nothing else", async () => {
  await saved({ docs: "cite" });
  await pulse("policy", "pull", profile.slug, "mine.json");
  await saved({ docs: "omit" }, 1);
  expect(await pulse("policy", "pull", profile.slug, "mine.json")).toMatchObject({ exit: 0 });
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "omit" } });

  fileOf(2, { docs: "group" }, "mine.json");
  const refused = await pulse("policy", "pull", profile.slug, "mine.json");
  expect([refused.exit, refused.err]).toEqual([
    1,
    "mine.json has changes that Pulse does not have. Push them, pull into another file, or say --force to lose them.\n",
  ]);
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "group" } });
  expect(await pulse("policy", "pull", profile.slug, "mine.json", "--force")).toMatchObject({ exit: 0 });
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "omit" } });
});

const HOSTILE = "Fix\u001b]0;owned\u0007 \u001b[31mred\u202e gnp.exe\n<!channel>";
const pull = (number: number, title: string) => ({
  pr: `acme/harbor#${number}`,
  title,
  url: `https://github.com/acme/harbor/pull/${number}`,
});

test("a preview names what moves, window by window, and the rules that do nothing; a title moves no cursor", async () => {
  fileOf(0, { rules: [SECURITY, { ...SECURITY, then: "omit" }] });
  const place = { disposition: "omit" as const, section: null, kind: "fix" as const };
  const run_id = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10";
  app.pipelines.policyPreview = {
    ...app.pipelines.policyPreview,
    windows: [
      {
        run_id,
        timeframe: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" },
        merged: 9,
        told: { before: 4, after: 0 },
        moves: [
          { ...pull(12, HOSTILE), from: { ...place, disposition: "cite", section: "Fixed" }, to: place, rule: 2 },
        ],
      },
    ],
    rules: [
      {
        number: 1,
        fits: 0,
        decides: 0,
        examples: [],
        contradicts: [],
        unknown: [{ value: "security", nearest: "secure" }],
        hides: [],
      },
      {
        number: 2,
        fits: 3,
        decides: 0,
        examples: [],
        contradicts: [{ ...pull(13, "Other"), rule: 1 }],
        unknown: [],
        hides: [pull(14, "Drop")],
      },
    ],
  };
  const { exit, out } = await pulse("policy", "preview", profile.slug, "policy.json");
  expect(exit).toBe(0);
  expect(out).toBe(
    [
      "9–15 Nov 2026: 9 merged, 0 told, 4 before",
      "  told under Fixed → left out: acme/harbor#12 Fix]0;owned [31mred gnp.exe <!channel> (rule 2)",
      "Rule 1: When a label is security, always tell it.",
      "  It fits nothing in this window.",
      "  Nothing here has “security”; “secure” is near.",
      "Rule 2: When a label is security, never tell it.",
      "  Earlier rules decide all 3 that it fits.",
      "  An earlier rule says otherwise of acme/harbor#13 Other.",
      "  Breaking or security changes that it leaves untold: acme/harbor#14 Drop.",
      "With this policy 9–15 Nov 2026 would tell nothing.",
      "",
    ].join("\n"),
  );
  const json = await pulse("policy", "preview", profile.slug, "policy.json", "--json");
  expect(json.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(json.out)).toMatchObject({ empties: [run_id], windows: [{ moves: [{ title: HOSTILE }] }] });

  const refused = await pulse("policy", "push", profile.slug, "policy.json");
  expect([refused.exit, refused.err]).toEqual([
    1,
    "With this policy 9–15 Nov 2026 would tell nothing. Change a rule, or push with --even-if-empty.\n",
  ]);
  expect(await pulse("policy", "push", profile.slug, "policy.json", "--even-if-empty")).toMatchObject({ exit: 0 });
});

test("rules that cannot be kept are named as people count them", async () => {
  fileOf(0, { rules: [SECURITY] });
  const fault = {
    path: "policy.rules.0.section",
    code: "no_section",
    message: "There is no section “News”.",
    fix: "Add it.",
  };
  app.pipelines.policyPreview.faults = [fault];
  const { exit, out } = await pulse("policy", "preview", profile.slug, "policy.json");
  expect([exit, out]).toEqual([
    1,
    "This policy cannot be kept.\n  Rule 1, section: There is no section “News”. Add it.\n",
  ]);
  expect(await pulse("policy", "push", profile.slug, "policy.json")).toMatchObject({
    exit: 1,
    err: expect.stringContaining("There is no section “News”. Add it."),
  });
  expect(await holds()).toEqual({ number: 0, policy: {} });
});

test.each<[string, string | null, number, string]>([
  ["broken JSON", '{\n  "number": 0,\n  "policy": {,}\n}', 2, "policy.json is not JSON: look at line 3. Mend it, or"],
  ["half a file", '{ "number": 0, "policy": {', 2, "policy.json is not JSON"],
  ["unknown keys", '{"number":0,"policy":{"rule":[]}}', 1, "policy.json is not right: policy: Unrecognized key"],
  ["no number", '{"policy":{}}', 1, "policy.json is not right: number: names no policy: pull one, or write 0"],
  ["a bare policy", '{"rules":[]}', 1, "number: names no policy"],
  ["a list", "[]", 1, "policy.json is not right"],
  [
    "a rule without a condition",
    '{"number":0,"policy":{"rules":[{"when":[],"then":"cite"}]}}',
    1,
    "A rule needs a condition.",
  ],
  [
    "a rule too many",
    JSON.stringify({ number: 0, policy: { rules: Array.from({ length: 101 }, () => SECURITY) } }),
    1,
    "A policy may have 100 rules.",
  ],
  ["more than a megabyte", `"${"x".repeat(1024 * 1024)}"`, 2, "policy.json is larger than 1 MiB."],
  ["a depth that no policy has", "[".repeat(100_000), 2, "policy.json has far more in it than any policy."],
  ["no file at all", null, 2, "There is no file nowhere.json. Pull the policy into one first"],
])("%s is one sentence with the next step, and nothing is saved", async (_what, text, exit, sentence) => {
  if (text !== null) writeFileSync(path("policy.json"), text);
  const name = text === null ? "nowhere.json" : "policy.json";
  const ran = await pulse("policy", "push", profile.slug, name);
  expect([ran.exit, ran.out, ran.err]).toEqual([exit, "", expect.stringContaining(sentence)]);
  expect(await holds()).toEqual({ number: 0, policy: {} });
});

test.each<[string, () => Record<string, string>, string]>([
  ["no address", () => ({ PULSE_TOKEN: token }), "PULSE_URL is not set. Set it to the address of your Pulse"],
  ["an address that is none", () => ({ PULSE_URL: "pulse", PULSE_TOKEN: token }), "PULSE_URL is no address."],
  [
    "a road that others read along",
    () => ({ PULSE_URL: "http://pulse.example.com", PULSE_TOKEN: token }),
    "Use the address that begins with https.",
  ],
  ["no token", () => ({ PULSE_URL: here.url }), "PULSE_TOKEN is not set. Make one in Pulse"],
  [
    "half a token",
    () => ({ PULSE_URL: here.url, PULSE_TOKEN: token.slice(0, -3) }),
    "PULSE_TOKEN is no whole access token",
  ],
  [
    "nobody there",
    () => ({ PULSE_URL: "http://127.0.0.1:1", PULSE_TOKEN: token }),
    "Nothing answers at http://127.0.0.1:1.",
  ],
])("%s is said in one sentence", async (_what, env, sentence) => {
  const { exit, out, err } = await runCli(["profiles"], env());
  expect([exit, out, err.trimEnd().split("\n").length, err]).toEqual([2, "", 1, expect.stringContaining(sentence)]);
  expect(err).not.toContain(token.slice(0, 20));
});

test("another program at that address is no Pulse, and where it leads nobody follows", async () => {
  const asked: (string | undefined)[] = [];
  const other = createServer((request, answer) => {
    asked.push(request.headers.authorization);
    if (request.url?.startsWith("/moved/")) answer.writeHead(302, { location: "/elsewhere" }).end();
    else answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>");
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  // Safe: it listens on a port.
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  try {
    for (const [at, status] of [
      [url, 200],
      [`${url}/moved`, 302],
    ] as const) {
      const { exit, err } = await runCli(["profiles"], { PULSE_URL: at, PULSE_TOKEN: token });
      expect([exit, err]).toEqual([2, expect.stringContaining(`is not this Pulse’s API (status ${status}).`)]);
    }
    expect(asked).toHaveLength(2);
  } finally {
    other.close();
  }
});

test("a revoked token, a profile that is none and a role that may not are Pulse’s own sentences", async () => {
  expect(await pulse("policy", "pull", "none")).toMatchObject({
    exit: 2,
    err: "There is no profile “none”. Choose one from the profiles.\n",
  });
  fileOf(0, { docs: "cite" });
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.tobi.id).execute();
  const viewer = { PULSE_URL: here.url, PULSE_TOKEN: await tokenFor(app.deps, app.tobi) };
  const refused = await runCli(["policy", "push", profile.slug, "policy.json"], viewer, folder.path);
  expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining("may not change profiles.")]);
  await app.db.updateTable("app.access_tokens").set({ revoked_at: new Date() }).execute();
  const gone = await pulse("profiles", "--json");
  expect([gone.exit, JSON.parse(gone.err)]).toMatchObject([
    2,
    { code: "unauthorized", remedy: expect.stringContaining("Settings") },
  ]);
});

test.each([
  [[], 2, "No command is named."],
  [["nonsense"], 2, "There is no command “nonsense”."],
  [["policy", "push", "weekly"], 2, "FILE is missing."],
  [["policy", "pull", "a", "b", "c"], 2, "That is a word too many."],
  [["policy", "push", "a", "b", "--why"], 2, "One of the options is none, or lacks its value."],
  [["profiles", "--token", "pulse_pat_x"], 2, "A token is no argument"],
] as const)("%j is told how it is typed", async (args, exit, sentence) => {
  const ran = await pulse(...args);
  expect([ran.exit, ran.out, ran.err]).toEqual([exit, "", expect.stringContaining(sentence)]);
  expect(ran.err).not.toContain("pulse_pat_x");
});

test.each([
  [["--help"], "pulse policy push PROFILE FILE"],
  [["policy", "--help"], "pulse policy pull PROFILE [FILE]"],
  [["policy", "push", "--help"], "--even-if-empty"],
  [["profiles", "-h"], "PULSE_TOKEN"],
])("%j helps, without an address or a token", async (args, text) => {
  const { exit, out, err } = await runCli(args, {});
  expect([exit, out, err]).toEqual([0, expect.stringContaining(text), ""]);
});
