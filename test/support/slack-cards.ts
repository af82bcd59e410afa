import { expect } from "vitest";
import type { Message } from "../../app/slack/blocks/shapes.ts";
import { checkContent } from "../../demo/slack/limits.ts";
import { updateStates } from "../../db/app/tables.ts";
import type { CardData } from "../../app/slack/blocks/card-data.ts";
import { INJECTIONS } from "./injections.ts";
import fc from "./chance.ts";

export const CARD_STATES: readonly CardData["state"][] = [...updateStates, "deleted"];

/** A draft in review, as the card shows it; a test says what is different. */
export function cardData(more: Partial<CardData> = {}): CardData {
  return {
    id: "019a0000-0000-7000-8000-000000000001",
    number: 12,
    revision: 3,
    state: "in_review",
    move: "",
    title: "What shipped in harbor",
    url: "https://pulse.test/updates/1",
    time_zone: "Europe/Berlin",
    channel: { id: "C0ENG", name: "eng-updates" },
    window: "9–15 November 2026",
    profile: "Engineering weekly",
    asked_by: "Mira Lindqvist",
    asked_in: "web",
    messages: 1,
    mentions: 0,
    beginning: null,
    unfit: "",
    faults: 0,
    flags: 0,
    offers: 0,
    checked: true,
    counts: { cited: 12, grouped: 3, omitted: 4, people: 5 },
    unsaved_by: "",
    due_at: null,
    post_at: null,
    undoable: false,
    held: "",
    degraded: "",
    said: null,
    step: "",
    problem: null,
    empty: { title: "Nothing was merged", text: "That is an answer, too." },
    permalink: "",
    posted_at: null,
    continuation: "",
    why: null,
    last: { who: "Pulse", what: "wrote the draft", surface: "job", at: new Date("2026-11-16T09:00:00Z") },
    ...more,
  };
}

/** Texts of strangers: what injections say, and whatever else characters can do. */
export const hostile = fc.oneof(
  fc.constantFrom(...INJECTIONS.map(({ say }) => say)),
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        "<!channel>",
        "<@U0MIRA>",
        "<#C0ENG>",
        "<https://evil.example|ok>",
        "@here",
        "*",
        "_",
        "`",
        "\n",
        "\u202e",
        "|",
        ">",
        "&",
        "a",
      ),
    )
    .map((parts) => parts.join("")),
);

/** Our own tokens, and those alone: people by their ids, channels, moments, and links to these addresses. */
export function expectHarmless({ text, blocks = [] }: Message, allowed: readonly string[]): void {
  checkContent({ text, blocks: blocks as never });
  for (const said of [text, ...mrkdwnIn(blocks)]) {
    const tokens = said.match(/<[^>]*>/g) ?? [];
    const strange = tokens.filter((token) => !allowed.some((one) => token.startsWith(one)));
    expect(strange).toEqual([]);
    expect(said.replace(/<[^>]*>/g, "")).not.toMatch(/[<>]|@(channel|here|everyone)\b/i);
    expect(said).not.toMatch(/[\u202a-\u202e\u200b]/);
  }
}

function mrkdwnIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("type" in value && value.type === "mrkdwn" && "text" in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnIn);
}
