import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { TestApp } from "../support/app.ts";
import type { Browse } from "../support/browse.ts";
import { HOSTILE } from "../support/recorded-pieces.ts";
import { runAnswer, steps } from "../support/recorded-run.ts";
import { startRunPage, type RunPageInTest } from "../support/run-page.ts";

let here: RunPageInTest;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startRunPage()));
beforeEach(() => here.clear());
afterAll(() => here?.stop());

const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe("while a run works", () => {
  const working = () =>
    here.answerWith(
      runAnswer({
        state: "running",
        finished_at: null,
        metrics: null,
        progress: { ...runAnswer().progress, step: "write", calls: ["writing Search", "reading <b>Sign-in</b>"] },
      }),
    );

  test("the page asks again, and shows every call in hand", async () => {
    working();
    const page = await textOf(here.ask("/run"));
    expect(page).toContain('hx-trigger="load delay:500ms, every 1s"');
    expect(page).toContain("writing Search");
    expect(page).toContain("reading &lt;b&gt;Sign-in&lt;/b&gt;");
  });

  test("what a writer has written by now stands at its call, as what it is: unchecked, and text", async () => {
    const progress = { ...runAnswer().progress, step: "write", calls: ["writing Search", "writing Search"] };
    const writing = [
      { label: "writing Search", texts: ["Search answers in half", HOSTILE] },
      { label: "writing Search", texts: ["Exports hold \u202e all"] },
    ];
    here.answerWith(runAnswer({ state: "running", finished_at: null, metrics: null, progress, writing }));
    const page = await textOf(here.ask("/run"));
    const [, first = "", second = ""] = page.split('id="hand-write-');
    expect(first).toContain("Being written, not checked yet");
    expect(first).toContain("<li>Search answers in half</li>");
    expect(first).not.toContain("<script>");
    expect(second).toContain("<li>Exports hold ‹U+202E› all</li>");
  });

  test("the update's page goes on with its run, though nothing of the update itself changes", async () => {
    await app.put(here.update.id, "generating");
    app.pipelines.recording = { steps: steps(4), calls: [] };
    working();
    const [, status = ""] = /hx-get="([^"]+\/status[^"]+)"/.exec(await textOf(here.ask(""))) ?? [];
    const again = await browse(status.replaceAll("&amp;", "&"), { "hx-request": "true" });
    expect([again.status, await textOf(again)]).toEqual([200, expect.stringContaining("writing Search")]);
  });

  test("the fragment has the run and nothing around it", async () => {
    working();
    const part = await textOf(here.fragment("/run/timeline"));
    expect(part).toMatch(/^\s*<section id="run"/);
    expect(part).toContain("every 1s");
  });

  test("it is left alone once the draft has been handed over", async () => {
    here.answerWith(runAnswer({ report_back: { ...runAnswer().report_back, state: "pending" } }));
    expect(await textOf(here.fragment("/run/timeline"))).toContain("every 1s");
    here.answerWith(runAnswer());
    expect(await textOf(here.fragment("/run/timeline"))).not.toContain("every 1s");
  });

  test("pipelines that do not answer leave the page as it is", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    expect((await here.fragment("/run/timeline")).status).toBe(204);
  });

  test("the fragment sends a person to the page", async () => {
    const answer = await here.ask("/run/timeline?generation=1");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/updates/${here.update.id}/run`]);
  });
});

describe("where there is no recording", () => {
  test("a run that is gone is named so", async () => {
    app.pipelines.fails = new Problem("not_found", "There is no such run.", "List them.");
    expect(await textOf(here.ask("/run"))).toContain("The recording is gone");
  });

  test("pipelines that do not answer are named so", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    expect(await textOf(here.ask("/run"))).toContain("The pipelines do not answer");
  });

  test("a run that has not begun is waited for", async () => {
    here.turnTo(await app.composed());
    const page = await textOf(here.ask("/run"));
    expect(page).toContain("Waiting for its turn");
    expect(page).toContain("every 1s");
  });

  test("a run that never began is not waited for", async () => {
    here.turnTo(await app.composed());
    await app.db
      .updateTable("app.generations")
      .set({ state: "cancelled" })
      .where("update_id", "=", here.update.id)
      .execute();
    const page = await textOf(here.ask("/run"));
    expect(page).toContain("nothing was recorded");
    expect(page).not.toContain("every 1s");
  });

  test("a copy leads to the update that it was copied from", async () => {
    const original = here.update.id;
    here.turnTo(await app.composed());
    await app.db.deleteFrom("app.generations").where("update_id", "=", here.update.id).execute();
    await app.db.updateTable("app.updates").set({ copied_from: original }).where("id", "=", here.update.id).execute();
    expect(await textOf(here.ask("/run"))).toContain(`href="/updates/${original}/run"`);
  });
});

describe("the way there", () => {
  test("leads from the run card, from the draft, and from the note of a degraded draft", async () => {
    const degraded = { reason: "The model did not answer.", tried: [] };
    await app.db
      .updateTable("app.updates")
      .set({ degraded: JSON.stringify(degraded) })
      .execute();
    const draft = await textOf(here.ask(""));
    expect(draft).toMatch(/href="\/updates\/[\w-]+\/run">The run, call by call/);
    expect(draft).toMatch(/href="\/updates\/[\w-]+\/run">See what was tried/);

    here.turnTo(await app.composed());
    expect(await textOf(here.ask(""))).not.toContain("See every call");
    await app.triggered(here.update);
    here.answerWith(runAnswer({ state: "running" }));
    expect(await textOf(here.ask(""))).toMatch(/href="\/updates\/[\w-]+\/run"><svg.*<\/svg>See every call/);
  });
});
