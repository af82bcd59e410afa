import { describe, expect, test } from "vitest";
import { parseNew } from "../../app/slack/commands/parse-new.ts";
import { channelIn, numberIn, unescaped } from "../../app/slack/read-words.ts";
import { meantProfiles } from "../../app/slack/commands/find-profile.ts";
import { usage } from "../../app/slack/blocks/usage.ts";
import { teamZone } from "../../app/slack/team-zone.ts";
import { tones } from "../../webhooks/contract/parameters.ts";
import fc from "../support/chance.ts";

const NOTHING = { branch: null, window: null, kind: null, tone: null, channel: null };

test.each([
  ["acme/harbor", { repo: "acme/harbor" }],
  ["https://github.com/acme/harbor", { repo: "acme/harbor" }],
  ["<https://github.com/acme/harbor.git>", { repo: "acme/harbor" }],
  ["acme/harbor 14d warm", { repo: "acme/harbor", window: { preset: "14d" }, tone: "warm" }],
  ["Month acme/harbor TERSE", { repo: "acme/harbor", window: { preset: "month" }, tone: "terse" }],
  [
    "acme/harbor 2026-11-02..2026-11-09",
    { repo: "acme/harbor", window: { preset: "dates", from: "2026-11-02", to: "2026-11-09" } },
  ],
  ["acme/harbor since v1.4.0", { repo: "acme/harbor", window: { preset: "release", tag: "v1.4.0" } }],
  [
    "Since release acme/harbor next",
    { repo: "acme/harbor", window: { preset: "release", tag: "" }, kind: "whats_next" },
  ],
  [
    "v1.4.0..v1.5.0 acme/harbor",
    { repo: "acme/harbor", window: { preset: "tags", from_tag: "v1.4.0", to_tag: "v1.5.0" } },
  ],
  ["acme/harbor v1...v2", { repo: "acme/harbor", window: { preset: "tags", from_tag: "v1", to_tag: "v2" } }],
  [
    "acme/harbor 2026-11-02...2026-11-09",
    { repo: "acme/harbor", window: { preset: "dates", from: "2026-11-02", to: "2026-11-09" } },
  ],
  [
    "acme/harbor pkg@1.0.0…pkg@1.1.0",
    { repo: "acme/harbor", window: { preset: "tags", from_tag: "pkg@1.0.0", to_tag: "pkg@1.1.0" } },
  ],
  ["acme/harbor --base release/2", { repo: "acme/harbor", branch: "release/2" }],
  ["acme/harbor —base=next", { repo: "acme/harbor", branch: "next" }],
  ["acme/harbor --to <#C0ENG|eng-updates>", { repo: "acme/harbor", channel: { id: "C0ENG", name: "eng-updates" } }],
  ["acme/harbor --to #releases", { repo: "acme/harbor", channel: { id: "", name: "releases" } }],
])("%s is understood", (words, asked) => {
  expect(parseNew(words)).toEqual({ ok: true, asked: { ...NOTHING, ...asked } });
});

test.each([
  ["", "", "owner/repo"],
  ["harbor", "harbor", "none of the words"],
  ["acme/harbor acme/web", "acme/web", "a repository already"],
  ["acme/harbor 7d 14d", "14d", "a range already"],
  ["acme/harbor since", "since", "needs a tag"],
  ["acme/harbor since v1 v1..v2", "v1..v2", "a range already"],
  ["acme/harbor --base", "--base", "needs a branch"],
  ["acme/harbor --base --to #x", "--base", "needs a branch"],
  ["acme/harbor --to everyone", "--to everyone", "needs a #channel"],
  ["acme/harbor <#C0ENG|eng-updates>", "<#C0ENG|eng-updates>", "--to in front"],
  ["acme/harbor --force now", "--force now", "--base and --to"],
  ["acme/harbor 2026-11-02", "2026-11-02", "none of the words"],
  ["acme/harbor v1....v2", "v1....v2", "none of the words"],
])("“%s”: the wrong word is named, with the reason", (words, word, why) => {
  const read = parseNew(words);
  expect(read.ok ? [] : read.wrong).toContainEqual({ word, why: expect.stringContaining(why) });
});

const pieces = {
  repo: fc.constantFrom("acme/harbor", "acme/harbor-web"),
  window: fc.constantFrom("7d", "14d", "month", "2026-11-02..2026-11-09", "since v1.4.0", "v1..v2"),
  tone: fc.constantFrom(...tones),
  base: fc.constantFrom("--base main", "--base=release/2"),
  to: fc.constantFrom("--to <#C0ENG|eng-updates>", "--to #general"),
};

test("the order of the words does not matter", () => {
  const inAnyOrder = fc
    .record(pieces)
    .chain((said) =>
      fc.tuple(fc.constant(Object.values(said)), fc.shuffledSubarray(Object.values(said), { minLength: 5 })),
    );
  fc.assert(
    fc.property(inAnyOrder, ([straight, shuffled]) => {
      expect(parseNew(shuffled.join("  "))).toEqual(parseNew(straight.join(" ")));
    }),
  );
});

test("a strange word anywhere is said back as it was typed", () => {
  const strange = fc.stringMatching(/^[a-z<>!@$%|*_.]{2,20}$/).filter((word) => !parseNew(`acme/harbor ${word}`).ok);
  const good = fc.shuffledSubarray(Object.values(pieces), { minLength: 1 }).chain((some) => fc.tuple(...some));
  fc.assert(
    fc.property(strange, good, fc.nat(5), (word, words, at) => {
      const read = parseNew([...words.slice(0, at), word, ...words.slice(at)].join(" "));
      expect(read.ok ? [] : read.wrong.map((one) => one.word)).toContain(word);
    }),
  );
});

test("nothing that is typed breaks it", () => {
  const word = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("--base", "--to", "acme/harbor", "<#C1|x>"));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const read = parseNew(words.join(" "));
      expect(read.ok || read.wrong.length > 0).toBe(true);
    }),
  );
});

const HOSTILE = [
  "<!channel>",
  "@channel now",
  "<@U0TOBI>",
  "<#C0ENG>",
  "<https://evil.example|Deploy ok>",
  "*bold* `code`",
  "\u202egnp.exe",
  "a\u200bb",
  "<!date^0^{date}|x>",
  "&lt;!here&gt;",
];

describe("what is said back", () => {
  test.each(HOSTILE)("pings nobody and hides no link: %s", (text) => {
    const words = JSON.stringify(usage([{ word: text, why: `It says ${text}` }], "new"));
    expect(words).not.toMatch(/<[!@#]|<https?:[^>]*\|/);
  });

  test("stays short, however long it was", () => {
    const message = usage(Array.from({ length: 90 }, () => ({ word: "x".repeat(5_000), why: "No." })));
    expect(JSON.stringify(message.blocks).length).toBeLessThan(8_000);
  });
});

test("channels and numbers are read as people and Slack write them", () => {
  expect(channelIn("<#C0ENG|eng-updates>")).toEqual({ id: "C0ENG", name: "eng-updates" });
  expect(channelIn("<#C0ENG>")).toEqual({ id: "C0ENG", name: "C0ENG" });
  expect(channelIn("eng-updates")).toBeNull();
  expect([numberIn("12"), numberIn("#12"), numberIn("0"), numberIn("12a"), numberIn("99999999999")]).toEqual([
    12,
    12,
    null,
    null,
    null,
  ]);
  expect(unescaped("a &lt;b&gt; &amp;amp; c")).toBe("a <b> &amp; c");
});

test("a profile is found by name, address, or how it begins; more than one where that says too little", () => {
  const profiles = ["Engineering weekly", "Engineering monthly", "Weekly"].map((name) => ({
    name,
    slug: name.toLowerCase().replace(" ", "-"),
  }));
  const meant = (said: string) => meantProfiles(profiles, said).map(({ name }) => name);

  expect(meant("ENGINEERING WEEKLY")).toEqual(["Engineering weekly"]);
  expect(meant("engineering-w")).toEqual(["Engineering weekly"]);
  expect(meant("eng")).toEqual(["Engineering weekly", "Engineering monthly"]);
  expect(meant("weekly")).toEqual(["Weekly"]);
  expect(meant("<!channel>")).toEqual([]);
  expect(meant("…")).toEqual([]);
});

test("days count where the channel’s profiles say, else where most do", () => {
  const profile = (time_zone: string, id: string) => ({ time_zone, channel: { id, name: id } });
  const profiles = [profile("Asia/Kolkata", "C1"), profile("Europe/Berlin", "C2"), profile("Europe/Berlin", "C3")];

  expect(teamZone(profiles, "C1")).toBe("Asia/Kolkata");
  expect(teamZone(profiles, "C9")).toBe("Europe/Berlin");
  expect(teamZone([], "C1")).toBe("UTC");
});
