import { expect, test } from "vitest";
import { OWN_TOOL_DIGESTS } from "../../../pipelines/github/tool-digests.ts";
import {
  instructionsOf,
  leadMessages,
  shareMessages,
  wordingMessages,
} from "../../../pipelines/report/agent/prompt.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import { parameters as schema } from "../../../webhooks/contract/parameters.ts";
import { readSkill } from "../../../webhooks/contract/skills.ts";
import { strangerAt } from "../github/own-server.ts";

const parameters = schema.parse({ sources: [{ repo: "acme/shop", base_branch: "main" }] });
const brief = {
  ...spec,
  skills: { everywhere: "Short sentences.", items: "---\nfor: writing, wording\n---\n\nNames of people come last.\n" },
  parameters,
  sources: parameters.sources,
  window: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" },
  nonce: "0123456789abcdef",
};
const systemOf = (messages: { role: string; content: string }[]) =>
  messages.find(({ role }) => role === "system")?.content ?? "";

test("a skill stands in the prompts of the jobs that it is for, and its header in none", () => {
  const share = { id: "a", title: "a", refs: [], most_items: 3, detail: 1 } as never;
  const writing = systemOf(shareMessages(share, { own: [], also: [] }, brief, false));
  const opening = systemOf(leadMessages([], { pull_requests: 1, people: 1, items: 1 }, brief));
  const wording = systemOf(wordingMessages({ text: "A", tried: [], wish: "" }, [], brief));

  for (const told of [writing, wording]) expect(told).toContain("Short sentences.\n\nNames of people come last.");
  expect(opening).toContain("Short sentences.");
  expect(opening).not.toContain("Names of people");
  expect(writing + opening + wording).not.toContain("for: writing");
});

test("no text may repeat a skill: it is one of the instructions", () => {
  expect(instructionsOf(brief)).toEqual(expect.arrayContaining(["Short sentences.", "Names of people come last."]));
});

test.each<[string, string]>([
  ["---\nfor: writing", "its header has no end: a line --- is missing"],
  ["---\nabout: writing\n---\nA", "its header has “about: writing”, and only “for:” means something"],
  ["---\nfor: writing, everything\n---\nA", "it is for “everything”, and there is writing, opening, wording"],
  [" \n", "it is empty"],
  ["---\nfor: writing\n---\n", "it is empty"],
])("%j cannot be read, and it is said why", (markdown, because) => {
  expect(readSkill(markdown)).toEqual({ because });
});

test("the digests that a version pins are those of the tools that our own server shows", async () => {
  const client = await strangerAt("http://127.0.0.1:9");
  const { tools } = await client.listTools();
  await client.close();
  expect(Object.fromEntries(tools.map((tool) => [tool.name, digestOf(tool)]))).toEqual(OWN_TOOL_DIGESTS);
});
