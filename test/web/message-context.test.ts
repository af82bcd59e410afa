import { expect, test } from "vitest";
import { messageContext } from "../../app/updates/message-context.ts";
import { untouchable } from "./fixtures.ts";

const update = { id: "0192", brief: { sources: [] }, ledger: [] } as unknown as Parameters<typeof messageContext>[1];

const countedFrom = (publicUrl: string, slack: "demo" | "real") => {
  const { settings } = untouchable();
  const reach = { ...settings, publicUrl, parts: { ...settings.parts, slack } };
  return messageContext({ settings: reach }, update, new Map()).counted;
};

test("a message leads to Pulse where people are", () => {
  expect(countedFrom("https://pulse.example", "real")).toBe("https://pulse.example/updates/0192/ledger?went=grouped");
});

test.each(["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"])(
  "in a real Slack no message leads to %s, which only this machine can open",
  (publicUrl) => {
    expect(countedFrom(publicUrl, "real")).toBeNull();
    expect(countedFrom(publicUrl, "demo")).toBe(`${publicUrl}/updates/0192/ledger?went=grouped`);
  },
);
