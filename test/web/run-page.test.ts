import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tryAgain } from "../../app/updates/try-again.ts";
import type { TestApp } from "../support/app.ts";
import type { Browse } from "../support/browse.ts";
import { calls } from "../support/recorded-calls.ts";
import { runAnswer, steps } from "../support/recorded-run.ts";
import { startRunPage, type RunPageInTest } from "../support/run-page.ts";

let here: RunPageInTest;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startRunPage()));
beforeEach(() => here.clear());
afterAll(() => here?.stop());

const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe("the page of a run", () => {
  test("says where the server used another model than was asked for, and not where it names the version", async () => {
    expect(await textOf(here.ask("/run"))).not.toContain("Another model answered");
    const others = calls().map((call) => (call.kind === "model" ? { ...call, served_by: "<b>small-1b</b>" } : call));
    app.pipelines.recording = { steps: steps(), calls: others };
    const page = await textOf(here.ask("/run"));
    expect(page).toContain("Another model answered.");
    expect(page).toContain("&lt;b&gt;small-1b&lt;/b&gt;, asked for demo-writer");
  });

  test("shows its steps, and under each the calls that it made", async () => {
    const page = await textOf(here.ask("/run"));
    for (const words of [
      "what-shipped@2",
      "demo-writer",
      "attempt 2",
      "Look things up",
      "Mend what the checks found",
    ]) {
      expect(page).toContain(words);
    }
    const [, tools = ""] = page.split('id="stage-tools"');
    expect(tools.indexOf("call-108")).toBeGreaterThan(0);
    expect(tools.indexOf("call-108")).toBeLessThan(tools.indexOf('id="stage-lead"'));
  });

  test("leads to everything that is kept of it, which comes line by line as the pipelines tell it", async () => {
    const page = await textOf(here.ask("/run"));
    const [, address = ""] = /href="([^"]+\/run\/export[^"]*)"/.exec(page) ?? [];
    const answer = await browse(address);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    expect(await answer.text()).toBe('{"type":"run"}\n');
    expect((await browse(`${address.split("?")[0]}?generation=99`)).status).toBe(404);
  });

  test("says how each call ended, and nothing where it just went well", async () => {
    const page = await textOf(here.ask("/run"));
    for (const words of ["Denied", "Failed", "Cut off", "Declined", "Asked for tools"]) expect(page).toContain(words);
    expect(rowOf(page, 111)).not.toContain("pill");
  });

  test("tells calls made in this attempt from those of the recording", async () => {
    const page = await textOf(here.ask("/run"));
    expect(rowOf(page, 105)).toContain("made in attempt 1, taken from the recording since");
    expect(rowOf(page, 110)).not.toContain("from the recording");
    expect(page).toContain("5 calls are taken from the recording instead of being made again.");
  });

  test("does not know a cost of which it does not know a part", async () => {
    expect(await textOf(here.ask("/run"))).toMatch(/not known[\s\S]*without a price/);
    app.pipelines.recording.calls = calls().filter(({ kind, cost_usd }) => kind !== "model" || cost_usd !== null);
    expect(await textOf(here.ask("/run"))).toContain("$0.0078");
  });

  test("counts what was asked for after its end, and draws its own calls as long as they were", async () => {
    app.pipelines.recording.calls = calls().filter(({ kind, cost_usd }) => kind !== "model" || cost_usd !== null);
    const [first] = app.pipelines.recording.calls.filter(({ kind }) => kind === "model");
    const before = await textOf(here.ask("/run"));
    const started_at = new Date(Date.parse(runAnswer().finished_at!) + 3_600_000).toISOString();
    const late = {
      ...first!,
      seq: 900,
      node: "wording",
      label: "writing another wording of #12",
      started_at,
      cost_usd: 0.01,
    };
    app.pipelines.recording.calls.push(late);
    const after = await textOf(here.ask("/run"));

    expect(after).toContain("Writing another wording of #12");
    expect(after).toContain("$0.018");
    expect(rowOf(after, first!.seq)).toBe(rowOf(before, first!.seq));
  });

  test("lists where a writer was ended early", async () => {
    const wrap_ups = ["Search: 12 tool calls were used up"];
    await app.db
      .updateTable("app.generations")
      .set({ wrap_ups: JSON.stringify(wrap_ups) })
      .execute();
    expect(await textOf(here.ask("/run"))).toContain(wrap_ups[0]);
  });

  test("names wishes that were not followed, there and beside the text, as the writer's own words", async () => {
    const not_followed = [{ by: "model", text: "thank <b>Ada</b>: no item names her" }];
    await app.db
      .updateTable("app.generations")
      .set({ not_followed: JSON.stringify(not_followed) })
      .execute();
    for (const page of [await textOf(here.ask("/run")), await textOf(here.ask(""))]) {
      expect(page).toMatch(
        /Wishes not followed[^]*The writer says it could not:[^]*thank &lt;b&gt;Ada&lt;\/b&gt;: no item names her/,
      );
    }
  });

  test("shows an earlier run of the update, without what went wrong in the newest", async () => {
    const degraded = { reason: "The model did not answer.", tried: ["The server is busy."] };
    await app.put(here.update.id, "failed");
    await tryAgain(app.deps, app.mira, here.update.id, {});
    await app.answered(await app.now(here.update));
    await app.db
      .updateTable("app.updates")
      .set({ degraded: JSON.stringify(degraded) })
      .execute();
    here.answerWith(runAnswer());

    expect(await textOf(here.ask("/run"))).toContain("The server is busy.");
    const earlier = await textOf(here.ask("/run?generation=1"));
    expect(earlier).not.toContain("The server is busy.");
    expect(earlier).toContain('href="/updates/' + here.update.id + '/run/calls/101?generation=1"');
  });

  test.each([
    ["The rules wrote this text. The model did not answer.", "Written by the rules instead of the model"],
    ["The rules wrote the opening. The model did not answer.", "Partly written by the rules"],
    ["The rules wrote 1 of 3 parts (API). The answer was empty.", "Partly written by the rules"],
  ])("says what the rules wrote: %s", async (reason, title) => {
    await app.db
      .updateTable("app.updates")
      .set({ degraded: JSON.stringify({ reason, tried: [] }) })
      .execute();
    here.answerWith(runAnswer());
    const page = await textOf(here.ask("/run"));
    expect(page).toContain(title);
    expect(page).toContain(reason);
    expect(await (await browse("/updates")).text()).toContain(`title="${title}"`);
  });

  test.each(["9", "0", "x", "-1"])("has no generation %s", async (generation) => {
    expect((await here.ask(`/run?generation=${generation}`)).status).toBe(404);
  });

  test("keeps its calls' addresses when the update is written again", async () => {
    expect(await textOf(here.ask("/run"))).toContain(`/updates/${here.update.id}/run/calls/101?generation=1`);
  });
});

/** The row of one call, up to the next. */
function rowOf(page: string, seq: number): string {
  const [, row = ""] = page.split(`id="call-${seq}"`);
  return row.split("</li>")[0] ?? "";
}
