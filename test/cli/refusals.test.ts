import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { tokenFor } from "../support/api-client.ts";
import { runCli } from "../support/cli.ts";
import { cliHouse, SECURITY } from "../support/cli-house.ts";

const { app, url, folder, token, profile, pulse, path, fileOf, holds } = cliHouse();

test.each<[string, string | null, number, string]>([
  [
    "broken JSON",
    '{\n  "number": 0,\n  "policy": {,}\n}',
    2,
    "policy.json is not JSON: look at line 3. Mend it, or pull the policy anew with --force.",
  ],
  [
    "a sign too many",
    '{\n  "number": 0,\n  "policy": { "rules": [\n  ],\n}}\n\n',
    2,
    "policy.json is not JSON: look at line 5.",
  ],
  [
    "a comma too many in a list",
    '{ "number": 0,\n  "policy": { "rules": [1,\n  ]\n}}\n\n',
    2,
    "policy.json is not JSON: look at line 3.",
  ],
  ["a word that is none", '{ "number":\n  position 9 }\n\n', 2, "policy.json is not JSON: look at line 2."],
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
  const ran = await pulse("policy", "push", profile().slug, name);
  expect([ran.exit, ran.out, ran.err]).toEqual([exit, "", expect.stringContaining(sentence)]);
  expect(await holds()).toEqual({ number: 0, policy: {} });
});

test("what is no policy is pulled over with --force alone, as its refusal says; an editor’s mark in front is none of it", async () => {
  writeFileSync(path("policy.json"), "{");
  const refused = await pulse("policy", "pull", profile().slug, "policy.json");
  expect([refused.exit, refused.err]).toEqual([2, expect.stringContaining("pull the policy anew with --force.")]);
  expect(await pulse("policy", "pull", profile().slug, "policy.json", "--force")).toMatchObject({ exit: 0 });
  writeFileSync(path("policy.json"), `\ufeff${JSON.stringify({ number: 0, policy: {} })}`);
  expect(await pulse("policy", "diff", profile().slug, "policy.json")).toMatchObject({ exit: 0 });
});

test.each<[string, () => Record<string, string>, string]>([
  ["no address", () => ({ PULSE_TOKEN: token() }), "PULSE_URL is not set. Set it to the address of your Pulse"],
  ["an address that is none", () => ({ PULSE_URL: "pulse", PULSE_TOKEN: token() }), "PULSE_URL is no address."],
  [
    "a road that others read along",
    () => ({ PULSE_URL: "http://pulse.example.com", PULSE_TOKEN: token() }),
    "Use the address that begins with https.",
  ],
  ["no token", () => ({ PULSE_URL: url() }), "PULSE_TOKEN is not set. Make one in Pulse"],
  [
    "half a token",
    () => ({ PULSE_URL: url(), PULSE_TOKEN: token().slice(0, -3) }),
    "PULSE_TOKEN is no whole access token",
  ],
  [
    "nobody there",
    () => ({ PULSE_URL: "http://127.0.0.1:1", PULSE_TOKEN: token() }),
    "Nothing answers at http://127.0.0.1:1.",
  ],
])("%s is said in one sentence", async (_what, env, sentence) => {
  const { exit, out, err } = await runCli(["profiles"], env());
  expect([exit, out, err.trimEnd().split("\n").length, err]).toEqual([2, "", 1, expect.stringContaining(sentence)]);
  expect(err).not.toContain(token().slice(0, 20));
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
      const { exit, err } = await runCli(["profiles"], { PULSE_URL: at, PULSE_TOKEN: token() });
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
  await app().db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app().tobi.id).execute();
  const viewer = { PULSE_URL: url(), PULSE_TOKEN: await tokenFor(app().deps, app().tobi) };
  const refused = await runCli(["policy", "push", profile().slug, "policy.json"], viewer, folder());
  expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining("may not change profiles.")]);
  await app().db.updateTable("app.access_tokens").set({ revoked_at: new Date() }).execute();
  const gone = await pulse("profiles", "--json");
  expect([gone.exit, JSON.parse(gone.err)]).toMatchObject([
    2,
    { code: "unauthorized", remedy: expect.stringContaining("Settings") },
  ]);
});
