import { expect, test } from "vitest";
import { homeView, type HomeData } from "../../app/slack/blocks/home.ts";
import { updateStates } from "../../db/app/tables.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import fc from "../support/chance.ts";

test("whatever stands in it, Slack takes it, and nothing pings or hides a link", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom("<!channel>", "<https://evil.example|Deploy ok>", "<@U0TOBI>", "x".repeat(5_000)),
  );
  const listed = fc.record({
    id: fc.uuid(),
    number: fc.nat(),
    revision: fc.nat(999),
    state: fc.constantFrom(...updateStates),
    title: words,
    channel: fc.record({ id: fc.constant("C0ENG"), name: words }),
    asked_by: words,
    at: fc.constant(new Date(0)),
    due_at: fc.option(fc.constant(new Date(0))),
    url: fc.constant("http://pulse.test/updates/1"),
  });
  const slot = { slot: new Date(0), draft_at: new Date(0), state: "waiting" as const };
  const data = fc.record({
    waiting: fc.array(
      fc.tuple(listed, fc.nat(3)).map(([one, messages]) => ({ ...one, messages, post_at: null })),
      SOME(8),
    ),
    more_waiting: fc.nat(9),
    yours: fc.array(listed, SOME(8)),
    may_compose: fc.boolean(),
    may_schedule: fc.boolean(),
    posted: fc.array(
      listed.map((one) => ({ ...one, posted_at: new Date(0), permalink: null })),
      SOME(5),
    ),
    clocks: fc.array(
      fc.tuple(words, fc.uuid(), fc.boolean()).map(([name, profile_id, paused]) => ({
        name,
        profile_id,
        paused,
        words: name,
        time_zone: "UTC",
        next: [slot],
        url: "http://pulse.test/profiles/x",
      })),
      SOME(20),
    ),
  });
  const urls = {
    approvals: "http://a.test/",
    updates: "http://a.test/",
    profiles: "http://a.test/",
    connections: "http://a.test/",
  };
  fc.assert(
    fc.property(data, (given) => {
      const view: HomeData = { ...given, urls, health: [{ name: "Slack", label: "Demo", works: true }] };
      const home = JSON.parse(JSON.stringify(homeView(view)));
      expect(() => checkView(home, "home")).not.toThrow();
      const tokens = leavesOf(home)
        .filter((text) => /<[!@#]|<https?:/.test(text))
        .join(" ");
      expect(tokens.replaceAll(/<!date\^|<#C0ENG>|<http:\/\/(pulse|a)\.test/g, "")).not.toMatch(
        /<[!@#]|<https?:[^>]*\|/,
      );
    }),
    { numRuns: 40 },
  );
});

const SOME = (maxLength: number) => ({ maxLength });

/** Every text that Slack reads as mrkdwn. */
function leavesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(leavesOf)];
}
