import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callSections, MAX_SHOWN_CHARS } from "../../app/web/runs/call-sections.ts";
import { costText, outcomeWords, tokensText } from "../../app/web/runs/call-words.ts";
import { visible } from "../../app/web/page/visible.ts";
import { tryAgain } from "../../app/updates/try-again.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { calls, HOSTILE, readReport, runAnswer, steps } from "../support/recorded-run.ts";

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});

beforeEach(async () => {
  app.pipelines.fails = null;
  app.pipelines.report = readReport();
  app.pipelines.recording = { steps: steps(), calls: calls() };
  update = await app.written();
  await app.db
    .updateTable("app.generations")
    .set({ artifact_uri: "http://pipelines.test/api/v1/artifacts/a" })
    .execute();
  answerWith(runAnswer());
});

afterAll(() => app?.stop());

function answerWith(run: RunAnswer): void {
  for (const { run_id } of app.pipelines.triggered) app.pipelines.answers.set(run_id, { ...run, id: run_id });
}

const ask = (path: string, headers = {}) => browse(`/updates/${update.id}${path}`, headers);
const fragment = (path: string) => ask(path, { "hx-request": "true" });
const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe("the page of a run", () => {
  test("says where the server used another model than was asked for, and not where it names the version", async () => {
    expect(await textOf(ask("/run"))).not.toContain("Another model answered");
    const others = calls().map((call) => (call.kind === "model" ? { ...call, served_by: "<b>small-1b</b>" } : call));
    app.pipelines.recording = { steps: steps(), calls: others };
    const page = await textOf(ask("/run"));
    expect(page).toContain("Another model answered.");
    expect(page).toContain("&lt;b&gt;small-1b&lt;/b&gt;, asked for demo-writer");
  });

  test("shows its steps, and under each the calls that it made", async () => {
    const page = await textOf(ask("/run"));
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

  test("says how each call ended, and nothing where it just went well", async () => {
    const page = await textOf(ask("/run"));
    for (const words of ["Denied", "Failed", "Cut off", "Declined", "Asked for tools"]) expect(page).toContain(words);
    expect(rowOf(page, 111)).not.toContain("pill");
  });

  test("tells calls made in this attempt from those of the recording", async () => {
    const page = await textOf(ask("/run"));
    expect(rowOf(page, 105)).toContain("made in attempt 1, taken from the recording since");
    expect(rowOf(page, 110)).not.toContain("from the recording");
    expect(page).toContain("5 calls are taken from the recording instead of being made again.");
  });

  test("does not know a cost of which it does not know a part", async () => {
    expect(await textOf(ask("/run"))).toMatch(/not known[\s\S]*without a price/);
    app.pipelines.recording.calls = calls().filter(({ kind, cost_usd }) => kind !== "model" || cost_usd !== null);
    expect(await textOf(ask("/run"))).toContain("$0.0078");
  });

  test("counts what was asked for after its end, and draws its own calls as long as they were", async () => {
    app.pipelines.recording.calls = calls().filter(({ kind, cost_usd }) => kind !== "model" || cost_usd !== null);
    const [first] = app.pipelines.recording.calls.filter(({ kind }) => kind === "model");
    const before = await textOf(ask("/run"));
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
    const after = await textOf(ask("/run"));

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
    expect(await textOf(ask("/run"))).toContain(wrap_ups[0]);
  });

  test("names wishes that were not followed, there and beside the text, as the writer's own words", async () => {
    const not_followed = [{ by: "model", text: "thank <b>Ada</b>: no item names her" }];
    await app.db
      .updateTable("app.generations")
      .set({ not_followed: JSON.stringify(not_followed) })
      .execute();
    for (const page of [await textOf(ask("/run")), await textOf(ask(""))]) {
      expect(page).toMatch(
        /Wishes not followed[^]*The writer says it could not:[^]*thank &lt;b&gt;Ada&lt;\/b&gt;: no item names her/,
      );
    }
  });

  test("shows an earlier run of the update, without what went wrong in the newest", async () => {
    const degraded = { reason: "The model did not answer.", tried: ["The server is busy."] };
    await app.put(update.id, "failed");
    await tryAgain(app.deps, app.mira, update.id, {});
    await app.answered(await app.now(update));
    await app.db
      .updateTable("app.updates")
      .set({ degraded: JSON.stringify(degraded) })
      .execute();
    answerWith(runAnswer());

    expect(await textOf(ask("/run"))).toContain("The server is busy.");
    const earlier = await textOf(ask("/run?generation=1"));
    expect(earlier).not.toContain("The server is busy.");
    expect(earlier).toContain('href="/updates/' + update.id + '/run/calls/101?generation=1"');
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
    answerWith(runAnswer());
    const page = await textOf(ask("/run"));
    expect(page).toContain(title);
    expect(page).toContain(reason);
    expect(await (await browse("/updates")).text()).toContain(`title="${title}"`);
  });

  test.each(["9", "0", "x", "-1"])("has no generation %s", async (generation) => {
    expect((await ask(`/run?generation=${generation}`)).status).toBe(404);
  });

  test("keeps its calls' addresses when the update is written again", async () => {
    expect(await textOf(ask("/run"))).toContain(`/updates/${update.id}/run/calls/101?generation=1`);
  });
});

describe("while a run works", () => {
  const working = () =>
    answerWith(
      runAnswer({
        state: "running",
        finished_at: null,
        metrics: null,
        progress: { ...runAnswer().progress, step: "write", calls: ["writing Search", "reading <b>Sign-in</b>"] },
      }),
    );

  test("the page asks again, and shows every call in hand", async () => {
    working();
    const page = await textOf(ask("/run"));
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
    answerWith(runAnswer({ state: "running", finished_at: null, metrics: null, progress, writing }));
    const page = await textOf(ask("/run"));
    const [, first = "", second = ""] = page.split('id="hand-write-');
    expect(first).toContain("Being written, not checked yet");
    expect(first).toContain("<li>Search answers in half</li>");
    expect(first).not.toContain("<script>");
    expect(second).toContain("<li>Exports hold ‹U+202E› all</li>");
  });

  test("the update's page goes on with its run, though nothing of the update itself changes", async () => {
    await app.put(update.id, "generating");
    app.pipelines.recording = { steps: steps(4), calls: [] };
    working();
    const [, status = ""] = /hx-get="([^"]+\/status[^"]+)"/.exec(await textOf(ask(""))) ?? [];
    const again = await browse(status.replaceAll("&amp;", "&"), { "hx-request": "true" });
    expect([again.status, await textOf(again)]).toEqual([200, expect.stringContaining("writing Search")]);
  });

  test("the fragment has the run and nothing around it", async () => {
    working();
    const part = await textOf(fragment("/run/timeline"));
    expect(part).toMatch(/^\s*<section id="run"/);
    expect(part).toContain("every 1s");
  });

  test("it is left alone once the draft has been handed over", async () => {
    answerWith(runAnswer({ report_back: { ...runAnswer().report_back, state: "pending" } }));
    expect(await textOf(fragment("/run/timeline"))).toContain("every 1s");
    answerWith(runAnswer());
    expect(await textOf(fragment("/run/timeline"))).not.toContain("every 1s");
  });

  test("pipelines that do not answer leave the page as it is", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    expect((await fragment("/run/timeline")).status).toBe(204);
  });

  test("the fragment sends a person to the page", async () => {
    const answer = await ask("/run/timeline?generation=1");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/updates/${update.id}/run`]);
  });
});

describe("where there is no recording", () => {
  test("a run that is gone is named so", async () => {
    app.pipelines.fails = new Problem("not_found", "There is no such run.", "List them.");
    expect(await textOf(ask("/run"))).toContain("The recording is gone");
  });

  test("pipelines that do not answer are named so", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    expect(await textOf(ask("/run"))).toContain("The pipelines do not answer");
  });

  test("a run that has not begun is waited for", async () => {
    update = await app.composed();
    const page = await textOf(ask("/run"));
    expect(page).toContain("Waiting for its turn");
    expect(page).toContain("every 1s");
  });

  test("a run that never began is not waited for", async () => {
    update = await app.composed();
    await app.db
      .updateTable("app.generations")
      .set({ state: "cancelled" })
      .where("update_id", "=", update.id)
      .execute();
    const page = await textOf(ask("/run"));
    expect(page).toContain("nothing was recorded");
    expect(page).not.toContain("every 1s");
  });

  test("a copy leads to the update that it was copied from", async () => {
    const original = update.id;
    update = await app.composed();
    await app.db.deleteFrom("app.generations").where("update_id", "=", update.id).execute();
    await app.db.updateTable("app.updates").set({ copied_from: original }).where("id", "=", update.id).execute();
    expect(await textOf(ask("/run"))).toContain(`href="/updates/${original}/run"`);
  });
});

describe("one call", () => {
  test("is a page for people and a part for htmx", async () => {
    const [page, part] = [await textOf(ask("/run/calls/111")), await textOf(fragment("/run/calls/111"))];
    expect(page).toContain("<!doctype html>");
    expect(part).not.toContain("<!doctype html>");
    for (const text of [page, part]) expect(text).toContain("What the model was told");
  });

  test("shows prompts, offered tools, answer, price and model", async () => {
    const part = await textOf(fragment("/run/calls/105"));
    for (const words of [
      "Instructions",
      "&lt;task-9f31c02d88aa41be&gt;",
      "Tools it was offered",
      "Asks for read_diff",
    ]) {
      expect(part).toContain(words);
    }
    expect(part).toContain("genai-prices 0.1.8 openai/gpt-5-mini");
    expect(part).toContain("demo-writer, served as demo-writer-2026-11");
  });

  test("shows the tries that failed, each with its reason", async () => {
    const part = await textOf(fragment("/run/calls/106"));
    expect(part).toMatch(/Try 1[\s\S]*status 429, waited 0\.8 s[\s\S]*The server is busy\./);
    expect(part).toContain("The model&#39;s server is busy. Try again in a minute.");
  });

  test("never lets what it shows become part of the page", async () => {
    for (const path of ["/run", "/run/calls/107", "/run/calls/111", "/why?line=3", "/why?line=4"]) {
      const page = await textOf(ask(path));
      expect(page).not.toContain("<script>alert");
      expect(page).not.toContain("<img src=x");
    }
    for (const path of ["/run/calls/107", "/why?line=4"]) {
      expect(await textOf(ask(path)), path).toContain("&lt;script&gt;alert");
    }
  });

  test("of a tool shows what the model asked for and what it was told, not how that was kept", () => {
    const input = { name: "read_diff", arguments: '{"pr":"#12","path":null}' };
    const output = { outcome: "done", content: "+ a line\n- another", detail: "2 lines", prs: ["acme/harbor#12"] };
    expect(callSections({ ...calls()[7]!, input, output })).toMatchObject([
      { title: "What it was given", entries: [{ text: '{"pr":"#12","path":null}' }] },
      { title: "What came back", hint: "2 lines", entries: [{ text: "+ a line\n- another" }] },
    ]);
  });

  test("shows invisible characters as what they are", async () => {
    expect(await textOf(ask("/run/calls/111"))).toContain("who signed in‹U+202E›");
  });

  test("is cut where it is very long, and says where the rest is", async () => {
    const part = await textOf(fragment("/run/calls/108?generation=1"));
    expect(part).toMatch(/Only the first 100,000 of [\d,]+ characters are shown/);
    expect(part).toContain(`href="/updates/${update.id}/run/calls/108/json?generation=1"`);
    expect(part.length).toBeLessThan(MAX_SHOWN_CHARS + 20_000);
  });

  test("can be taken away whole, as JSON", async () => {
    const answer = await ask("/run/calls/107/json");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="run-\w{6}-call-107\.json"$/);
    expect(await answer.json()).toMatchObject({ seq: 107, output: { body: HOSTILE } });
  });

  test.each(["0", "999", "x", "1e3"])("%s is none of this run's", async (seq) => {
    for (const path of [`/run/calls/${seq}`, `/run/calls/${seq}/json`]) expect((await ask(path)).status).toBe(404);
  });

  test("is drawn whatever its form", () => {
    const odd = [
      null,
      "words",
      12,
      [],
      { messages: "none" },
      { messages: [{ role: 1 }] },
      { messages: [{ role: "user" }] },
    ];
    for (const call of odd.flatMap((input) => odd.map((output) => ({ ...calls()[4]!, input, output })))) {
      expect(callSections(call).length).toBeGreaterThan(0);
    }
  });
});

describe("the way there", () => {
  test("leads from the run card, from the draft, and from the note of a degraded draft", async () => {
    const degraded = { reason: "The model did not answer.", tried: [] };
    await app.db
      .updateTable("app.updates")
      .set({ degraded: JSON.stringify(degraded) })
      .execute();
    const draft = await textOf(ask(""));
    expect(draft).toMatch(/href="\/updates\/[\w-]+\/run">The run, call by call/);
    expect(draft).toMatch(/href="\/updates\/[\w-]+\/run">See what was tried/);

    update = await app.composed();
    expect(await textOf(ask(""))).not.toContain("See every call");
    await app.triggered(update);
    answerWith(runAnswer({ state: "running" }));
    expect(await textOf(ask(""))).toMatch(/href="\/updates\/[\w-]+\/run"><svg.*<\/svg>See every call/);
  });
});

describe("words", () => {
  test.each([
    [null, "not known"],
    [0, "free"],
    [0.000_000_1, "< $0.000001"],
    [0.000_012_3, "$0.000012"],
    [0.001_24, "$0.0012"],
    [0.042, "$0.042"],
    [0.114, "$0.11"],
    [12.5, "$12.50"],
  ])("a cost of %s is written %s", (cost, words) => expect(costText(cost)).toBe(words));

  test("tokens say how many were cached, and nothing when there were none", () => {
    const used = { input_tokens: 1_204, cached_tokens: 1_024, output_tokens: 318 };
    expect(tokensText(used)).toBe("1,204 tokens in (1,024 cached), 318 out");
    expect(tokensText({ input_tokens: 0, cached_tokens: 0, output_tokens: 0 })).toBe("");
  });

  test("an outcome that nobody thought of shows its own name", () => {
    expect(outcomeWords("fell_asleep")).toEqual({ label: "Fell asleep", tone: "quiet" });
    expect(outcomeWords("toString")).toEqual({ label: "ToString", tone: "quiet" });
  });

  test("an emoji of several parts stays whole; a joiner elsewhere does not hide", () => {
    expect(visible("👩‍💻 a\u200db\u2066c\ttab\n")).toBe("👩‍💻 a‹U+200D›b‹U+2066›c\ttab\n");
  });
});

/** The row of one call, up to the next. */
function rowOf(page: string, seq: number): string {
  const [, row = ""] = page.split(`id="call-${seq}"`);
  return row.split("</li>")[0] ?? "";
}
