import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callSections, MAX_SHOWN_CHARS } from "../../app/web/runs/call-sections.ts";
import { calls } from "../support/recorded-calls.ts";
import { HOSTILE } from "../support/recorded-pieces.ts";
import { startRunPage, type RunPageInTest } from "../support/run-page.ts";

let here: RunPageInTest;
beforeAll(async () => void (here = await startRunPage()));
beforeEach(() => here.clear());
afterAll(() => here?.stop());

const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe("one call", () => {
  test("is a page for people and a part for htmx", async () => {
    const [page, part] = [await textOf(here.ask("/run/calls/111")), await textOf(here.fragment("/run/calls/111"))];
    expect(page).toContain("<!doctype html>");
    expect(part).not.toContain("<!doctype html>");
    for (const text of [page, part]) expect(text).toContain("What the model was told");
  });

  test("shows prompts, offered tools, answer, price and model", async () => {
    const part = await textOf(here.fragment("/run/calls/105"));
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
    const part = await textOf(here.fragment("/run/calls/106"));
    expect(part).toMatch(/Try 1[\s\S]*status 429, waited 0\.8 s[\s\S]*The server is busy\./);
    expect(part).toContain("The model&#39;s server is busy. Try again in a minute.");
  });

  test("never lets what it shows become part of the page", async () => {
    for (const path of ["/run", "/run/calls/107", "/run/calls/111", "/why?line=3", "/why?line=4"]) {
      const page = await textOf(here.ask(path));
      expect(page).not.toContain("<script>alert");
      expect(page).not.toContain("<img src=x");
    }
    for (const path of ["/run/calls/107", "/why?line=4"]) {
      expect(await textOf(here.ask(path)), path).toContain("&lt;script&gt;alert");
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
    expect(await textOf(here.ask("/run/calls/111"))).toContain("who signed in‹U+202E›");
  });

  test("is cut where it is very long, and says where the rest is", async () => {
    const part = await textOf(here.fragment("/run/calls/108?generation=1"));
    expect(part).toMatch(/Only the first 100,000 of [\d,]+ characters are shown/);
    expect(part).toContain(`href="/updates/${here.update.id}/run/calls/108/json?generation=1"`);
    expect(part.length).toBeLessThan(MAX_SHOWN_CHARS + 20_000);
  });

  test("can be taken away whole, as JSON", async () => {
    const answer = await here.ask("/run/calls/107/json");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="run-\w{6}-call-107\.json"$/);
    expect(await answer.json()).toMatchObject({ seq: 107, output: { body: HOSTILE } });
  });

  test.each(["0", "999", "x", "1e3"])("%s is none of this run's", async (seq) => {
    for (const path of [`/run/calls/${seq}`, `/run/calls/${seq}/json`]) expect((await here.ask(path)).status).toBe(404);
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
