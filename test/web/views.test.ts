import { describe, expect, test } from "vitest";
import { updateStates, type DeliveryPart } from "../../db/app/tables.ts";
import { updateView } from "../../app/web/updates/update-view.ts";
import { listedUpdate, STATE_CHOICES } from "../../app/web/updates/updates-view.ts";
import { detailIn, NOW, updateRow, untouchable } from "./fixtures.ts";
import { channels, draw, shell } from "./strict-draw.ts";

const around = { steps: [], channels, now: NOW, settings: untouchable().settings };

function partRow(): DeliveryPart {
  return {
    delivery_id: "d",
    part: 1,
    effect: "post",
    idem_key: "k",
    payload: { text: "", blocks: [] },
    digest: "",
    shape: null,
    state: "ready",
    ts: null,
    permalink: null,
    attempts: 1,
    first_attempt_at: new Date("2026-11-16T09:00:00Z"),
    sent_after: "0",
    attempt_started_at: NOW,
    not_before: null,
    looked_for: 0,
    problem: null,
    settled_at: null,
  };
}

describe("an update's page", () => {
  test.each(updateStates)("is drawn whole when the update is %s", (state) => {
    const page = draw("updates/page", updateView(detailIn(state), around), shell);
    expect(page).toContain("#eng-updates");
    expect(page).toContain('id="work"');
  });

  test("polls only while there is something to wait for", () => {
    const polling = updateStates.filter((state) =>
      draw("updates/status", updateView(detailIn(state), around), shell).includes("/status?face="),
    );
    expect(new Set(polling)).toEqual(new Set(["generating", "in_review", "approved", "posting", "correcting"]));
  });

  test("says why a message is not in Slack yet", () => {
    const posting = detailIn("posting");
    const problem = { code: "unavailable" as const, message: "Slack cannot be reached.", remedy: "Pulse tries again." };
    const part = { ...partRow(), state: "ready" as const, problem };
    const delivery = { id: "d", update_id: "u", decision_id: "x", revision: 1, kind: "post" as const, post_at: null };
    const deliveries = [{ ...delivery, channel: posting.update.channel, created_at: NOW, parts: [part] }];
    const page = draw("updates/page", updateView({ ...posting, deliveries }, around), shell);
    expect(page.replace(/\s+/g, " ")).toContain("Slack cannot be reached. Pulse tries again. You can leave this page");
  });

  test("escapes what came from a pull request", () => {
    const page = draw("updates/page", updateView(detailIn("in_review"), { ...around, editing: true }), shell);
    expect(page).not.toContain("<script>alert(1)");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<b>labels</b>");
  });

  test("says on the button that a question follows before a text with a fault goes out", () => {
    const fault = {
      key: "k",
      check: "H1",
      severity: "fault" as const,
      message: "No such #99.",
      fix: "Mend it.",
      line: 3,
    };
    const findings = [{ ...fault, prs: [], acknowledged_by: null }];
    const page = draw(
      "updates/page",
      updateView({ ...detailIn("in_review"), findings }, { ...around, editing: true }),
      shell,
    );
    expect(page).toContain("Approve &amp; post…");
  });

  test("a posted update can be corrected in the same editor", () => {
    const page = draw("updates/page", updateView(detailIn("posted"), { ...around, correcting: true }), shell);
    expect(page).toContain("Correct in Slack");
    expect(page).toContain('name="correcting" value="1"');
  });

  test("the ledger's parts add up to the whole", () => {
    const { text } = updateView(detailIn("in_review"), around);
    const parts = text?.ledger.tabs.reduce((sum, { count }) => sum + count, 0);
    expect(parts).toBe(text?.ledger.counts.in_window);
  });
});

test("the list of updates is drawn, with what can be deleted", () => {
  const row = { ...updateRow("in_review"), creator_name: "Mira", profile_name: null, headline: "**Harbor** this week" };
  const view = {
    updates: [listedUpdate(row)],
    facets: { repos: ["acme/harbor"], people: [] },
    states: STATE_CHOICES,
    filters: { q: "", repo: "", person: "", state: "", deleted: false, page: 1 },
    filtered: false,
    previous: "",
    next: "/updates?page=2",
  };
  const page = draw("updates/list", view, shell);
  expect(page).toContain("Harbor this week");
  expect(page).toContain("/deletion");
});
