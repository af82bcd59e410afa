import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findPolicy } from "../../db/app/policies.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { cliHouse, SECURITY } from "../support/cli-house.ts";

const { app, profile, pulse, path, fileOf, inFile, saved, holds } = cliHouse();

test("profiles are listed with the number of the policy of each", async () => {
  await saved({ docs: "cite" });
  const { exit, out } = await pulse("profiles");
  expect([exit, out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^${profile().slug} +policy 1 +#eng-updates +acme/harbor@main$`, "m")),
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

  expect(await pulse("policy", "pull", profile().slug, "policy.json")).toMatchObject({
    exit: 0,
    out: `policy.json is policy 1 of ${profile().slug}.\n`,
  });
  expect(inFile()).toEqual({ number: 1, policy: before });
  expect(await pulse("policy", "diff", profile().slug, "policy.json")).toMatchObject({ exit: 0 });
  expect(await pulse("policy", "push", profile().slug, "policy.json")).toMatchObject({
    exit: 0,
    out: `Nothing to save: policy 1 of ${profile().slug} says the same.\n`,
  });
  expect(await holds()).toEqual({ number: 1, policy: before });
  const printed = await pulse("policy", "pull", profile().slug);
  expect(printed.out).toBe(readFileSync(path("policy.json"), "utf8"));
});

test("what changes is said in sentences, pushed with its reason, and the file has the new number", async () => {
  await saved({ rules: [SECURITY], docs: "cite" });
  fileOf(1, { rules: [{ ...SECURITY, then: "group" }], dependencies: "cite" });

  const diff = await pulse("policy", "diff", profile().slug, "policy.json");
  expect(diff).toEqual({
    exit: 1,
    err: "",
    out: [
      `Policy 1 of ${profile().slug}, and policy.json`,
      "- When a label is security, always tell it.",
      "+ When a label is security, always group it.",
      "+ Dependency updates that no rule fits are told.",
      "+ Documentation that no rule fits goes where the template says.",
      "",
    ].join("\n"),
  });

  const push = await pulse("policy", "push", profile().slug, "policy.json", "--why", "They count");
  expect(push).toMatchObject({ exit: 0, out: `Saved as policy 2 of ${profile().slug}; policy.json has its number.\n` });
  expect(await findPolicy(app().db, profile().id)).toMatchObject({ number: 2, why: "They count", surface: "api" });
  expect(inFile()).toMatchObject({ number: 2, policy: { dependencies: "cite" } });
});

test("an older file is pushed over nothing, and the newer policy is named", async () => {
  await saved({ docs: "cite" });
  await saved({ docs: "omit" }, 1);
  fileOf(1, { docs: "group" });
  const { exit, err } = await pulse("policy", "push", profile().slug, "policy.json");
  expect([exit, err]).toEqual([
    1,
    `Somebody else saved policy 2 meanwhile. Pull it into another file (pulse policy pull ${profile().slug} FILE), put your changes in, and push that one.\n`,
  ]);
  expect(await holds()).toEqual({ number: 2, policy: { docs: "omit" } });
  expect((await pulse("policy", "diff", profile().slug, "policy.json")).out).toContain(
    "policy.json was made from policy 1; policy 2 holds.",
  );
});

test("pulling writes over what Pulse has, and over nothing else", async () => {
  await saved({ docs: "cite" });
  await pulse("policy", "pull", profile().slug, "mine.json");
  await saved({ docs: "omit" }, 1);
  expect(await pulse("policy", "pull", profile().slug, "mine.json")).toMatchObject({ exit: 0 });
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "omit" } });

  fileOf(2, { docs: "group" }, "mine.json");
  const refused = await pulse("policy", "pull", profile().slug, "mine.json");
  expect([refused.exit, refused.err]).toEqual([
    1,
    "mine.json has changes that Pulse does not have. Push them, pull into another file, or say --force to lose them.\n",
  ]);
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "group" } });
  expect(await pulse("policy", "pull", profile().slug, "mine.json", "--force")).toMatchObject({ exit: 0 });
  expect(inFile("mine.json")).toEqual({ number: 2, policy: { docs: "omit" } });
});
