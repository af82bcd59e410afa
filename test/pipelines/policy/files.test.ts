import { describe, expect, test } from "vitest";
import { proposeFromFile } from "../../../pipelines/policies/files/propose-from-files.ts";
import { policyFaults } from "../../../pipelines/text/policy/faults.ts";
import { pull, wholeReport } from "../../support/pulls.ts";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../../webhooks/contract/proposed-change.ts";

const RELEASE = ".github/release.yml";
const DRAFTER = ".github/release-drafter.yml";
const proposed = (path: string, text: string, held: PolicyParts = {}) =>
  proposeFromFile({ repo: "acme/harbor", path, text }, held);
const texts = (path: string, text: string) => proposed(path, text).proposals.map((one) => one.text);
const accepted = (path: string, text: string) =>
  proposed(path, text).proposals.reduce<PolicyParts>((policy, { change }) => changedPolicy(policy, change), {});

const CATEGORIES = `
changelog:
  exclude:
    labels: [ignore, "internal"]
    authors:
      - octo-bot
  categories:
    - title: Breaking 🛠
      labels: [Semver-Major]
    - title: New
      labels: [enhancement]
      exclude:
        labels: [secret]
    - title: Other
      labels: ["*"]
`;

describe("what a repository's own files say becomes questions", () => {
  test("GitHub's release notes: categories are sections with their rules, and what is excluded is left out", () => {
    expect(texts(RELEASE, CATEGORIES)).toEqual([
      "Use the sections “Breaking 🛠”, “New” and “Other” too. When a label is Semver-Major and no label is ignore or internal " +
        "and the author is not octo-bot, tell it under Breaking 🛠. When a label is enhancement and no label is secret, ignore or " +
        "internal and the author is not octo-bot, tell it under New.",
      "When a label is ignore or internal, leave it out.",
      "When the author is octo-bot, leave it out.",
    ]);
    const policy = accepted(RELEASE, CATEGORIES);
    expect(policyFaults(policy)).toEqual([]);
    expect(policy.sections?.at(-1)).toMatchObject({ name: "Other", kinds: expect.arrayContaining(["fix", "feature"]) });
    expect(proposed(RELEASE, CATEGORIES, policy)).toEqual({ proposals: [], notes: [] });
  });

  test("release-drafter: a label or several, and what only is included", () => {
    const file = `
name-template: v$RESOLVED_VERSION
change-template: "- $TITLE"
categories:
  - title: Features
    label: feature
  - title: Fixes
    labels: [fix, bug]
include-labels: [public]
exclude-labels: [skip]
autolabeler:
  - label: chore
version-resolver: {default: patch}
template: $CHANGES
`;
    expect(texts(DRAFTER, file)).toEqual([
      "Use the sections “Features” and “Fixes” too. When a label is feature and a label is public and no label is skip, tell it " +
        "under Features. When a label is fix or bug and a label is public and no label is skip, tell it under Fixes.",
      "When no label is public, leave it out.",
      "When a label is skip, leave it out.",
    ]);
    expect(proposed(DRAFTER, file).notes).toEqual([
      "Not followed in .github/release-drafter.yml of acme/harbor: autolabeler and version-resolver.",
    ]);
  });

  test("what is excluded from all is told under no heading, in whichever order the questions are accepted", () => {
    const pulls = [
      pull(1, "Add exports", { labels: ["enhancement"] }),
      pull(2, "Add imports", { labels: ["enhancement", "ignore"] }),
    ];
    const { proposals } = proposed(RELEASE, CATEGORIES);
    for (const some of [proposals, proposals.toReversed(), proposals.slice(0, 1)]) {
      const policy = some.reduce<PolicyParts>((now, { change }) => changedPolicy(now, change), {});
      const { plan } = wholeReport(pulls, { policy });
      expect(plan.planned.map(({ rule }) => rule?.section)).toEqual(["New", undefined]);
    }
  });

  test("a name is proposed as a policy keeps it", () => {
    const file = `changelog: {categories: [{title: "New  and\u200b  shiny", labels: [new]}]}`;
    expect(accepted(RELEASE, file).sections).toEqual([{ name: "New and shiny", kinds: [] }]);
    const held = { ...accepted(RELEASE, file) };
    expect(proposed(RELEASE, file, held).proposals).toEqual([]);
  });

  test("labels that a rule would read as more than one, and what nothing here can except, are named", () => {
    const file = `
changelog:
  exclude: {labels: ["wip*"]}
  categories:
    - {title: Rest, labels: ["*"], exclude: {labels: [chore, bug]}}
    - {title: Fixes, labels: [bug, "really?"]}
`;
    const { proposals, notes } = proposed(RELEASE, file);
    expect(proposals.map(({ text }) => text)).toEqual([
      "Use the sections “Rest” and “Fixes” too. When a label is bug, tell it under Fixes.",
    ]);
    expect(notes).toEqual([
      "Not followed in .github/release.yml of acme/harbor: “wip*”, “chore” excluded from “Rest” and “really?”.",
    ]);
  });

  test("what cannot be kept is named, and the rest is proposed", () => {
    const file = `
changelog:
  categories:
    - title: Highlights
      labels: [big]
    - title: ${"Long ".repeat(20)}
      labels: [long]
    - title: Fixes
      labels: [bug]
      colour: red
`;
    const { proposals, notes } = proposed(RELEASE, file);
    expect(proposals.map(({ text }) => text)).toEqual([
      "Use the sections “Fixes” too. When a label is bug, tell it under Fixes.",
    ]);
    expect(notes.join()).toMatch(/changelog\.categories\.colour.*“Highlights” \(“Highlights” is made by Pulse itself/);
    expect(notes.join()).toContain("a name of more than 40 characters");
  });
});

describe("a file that cannot be read is said in a sentence, and nothing is proposed", () => {
  test.each([
    ["1 MB", "a: b\n".repeat(200_000), "is longer than 64 KB"],
    ["broken", "changelog:\n  - a\n b: [", "is no YAML: line 3 cannot be read"],
    ["a bomb of anchors", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "uses anchors, which are not followed"],
    ["nested without an end", "[".repeat(60_000), "is no YAML: line 1 cannot be read"],
    ["of quotes alone", '"'.repeat(60_000), "is no YAML: line 1 cannot be read"],
  ])("%s", (_, text, why) => {
    const notes = [`.github/release.yml of acme/harbor ${why}, so nothing of it is proposed.`];
    expect(proposed(RELEASE, text)).toEqual({ proposals: [], notes });
  });

  test.each([
    "",
    "just text",
    "- 1\n- 2",
    "changelog: {categories: text, exclude: [x]}",
    "changelog:\n  categories:\n    - 1",
  ])("another shape has nothing to say: %j", (text) => {
    expect(proposed(RELEASE, text).proposals).toEqual([]);
    expect(proposed(DRAFTER, text).proposals).toEqual([]);
  });

  test("hostile labels and titles stay text", () => {
    const hostile = `
changelog:
  categories:
    - title: "<!channel> **x**"
      labels: ["*", "<script>", "${"x".repeat(300)}"]
    - title: "__proto__"
      labels: [constructor]
  exclude:
    labels: ["**"]
  __proto__: {polluted: yes}
`;
    const policy = accepted(RELEASE, hostile);
    expect(policyFaults(policy)).toEqual([]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(policy.sections?.map(({ name }) => name)).toContain("<!channel> **x**");
    expect(JSON.stringify(policy.rules)).not.toContain("**");
  });
});
