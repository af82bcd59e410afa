import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pipelinesClient } from "../../app/pipelines-client.ts";
import { loadRun } from "../../app/updates/load-run.ts";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { why } from "../../app/updates/why.ts";
import type { Update } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { event, type Results } from "../../webhooks/contract/events.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import { completed, startTestApp, type TestApp } from "../support/app.ts";
import { calls } from "../support/recorded-calls.ts";
import { readReport } from "../support/recorded-run.ts";

const TEXT = [
  "# Faster search",
  "",
  "Two people shipped two pull requests.",
  "",
  "- Search answers in half the time (#12)",
  "- The login page remembers you (#13)",
  "",
].join("\n");
const [OPENING, SEARCH, LOGIN] = [3, 5, 6];
const ARTIFACT = `http://pipelines.test/api/v1/artifacts/${"a".repeat(64)}`;

let app: TestApp;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
});

beforeEach(async () => {
  app.pipelines.fails = null;
  app.pipelines.findings = [];
  app.pipelines.report = readReport();
  app.pipelines.recording = { steps: [], calls: calls() };
  update = await app.written(TEXT);
  const change = app.db.updateTable("app.generations").set({ artifact_uri: ARTIFACT });
  await change.where("update_id", "=", update.id).execute();
});

afterAll(() => app?.stop());

const ask = (line?: number) => why(app.deps, app.tobi, update.id, line);
const refs = (behind: { ref: string }[]) => behind.map(({ ref }) => ref);

async function typed(markdown: string): Promise<void> {
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: 1 });
}

describe("a sentence", () => {
  test("leads to its pull requests, with what was read of them and what became of them", async () => {
    const { cited, author, sentence } = await ask(SEARCH);

    expect(author).toBe("agent");
    expect(sentence.text).toBe("Search answers in half the time (#12)");
    expect(refs(cited)).toEqual(["acme/harbor#12"]);
    expect(cited[0]).toMatchObject({
      pull: { title: "feat(search): answer from the index", labels: ["search", "performance"] },
      line: { disposition: "cited" },
      item: { kind: "performance", area: "Search" },
    });
  });

  test("leads to what else the agent read about it, and to nothing that it read about others", async () => {
    const [search] = (await ask(SEARCH)).cited;
    const [login] = (await ask(LOGIN)).cited;
    expect(search?.reads.map(({ label }) => label)).toEqual([
      "read_pull_request #12",
      "read_diff #12 src/search/index.ts",
    ]);
    expect(login?.reads).toEqual([]);
  });

  test("knows its neighbours, and that a heading is none", async () => {
    expect(await ask(OPENING)).toMatchObject({ previous: null, next: SEARCH });
    expect(await ask(LOGIN)).toMatchObject({ previous: SEARCH, next: null });
    expect(await ask()).toMatchObject({ sentence: { line: OPENING } });
  });

  test.each([1, 2, 4, 99, 0, -1, Number.NaN])("there is none on line %s", async (line) => {
    await expect(ask(line)).rejects.toMatchObject({ code: "not_found" });
  });

  test("that the agent wrote without a citation has nothing behind it, and lost nothing", async () => {
    expect(await ask(OPENING)).toMatchObject({ author: "agent", cited: [], lost: [] });
  });

  test("carries what the checks found on its line", async () => {
    const finding = { key: "k", check: "H7", severity: "flag" as const, message: "A number.", fix: "Look.", prs: [] };
    app.pipelines.findings = [{ ...finding, line: LOGIN }];
    await typed(TEXT.replace("remembers you", "remembers you for 30 days"));
    expect((await ask(LOGIN)).findings).toMatchObject([{ message: "A number." }]);
    expect((await ask(SEARCH)).findings).toEqual([]);
  });
});

describe("a sentence that a person changed", () => {
  test("still leads to what it cites, and to the agent's own words", async () => {
    await typed(TEXT.replace("in half the time", "twice as fast now, in half the time"));
    const changed = await ask(SEARCH);
    expect(changed).toMatchObject({ author: "changed", before: { text: "Search answers in half the time (#12)" } });
    expect(refs(changed.cited)).toEqual(["acme/harbor#12"]);
  });

  test("says what it no longer cites", async () => {
    await typed(TEXT.replace(" (#12)", ""));
    const changed = await ask(SEARCH);
    expect([refs(changed.cited), refs(changed.lost)]).toEqual([[], ["acme/harbor#12"]]);
    expect(changed.lost[0]?.line).toMatchObject({ disposition: "omitted", reason: "by_person" });
  });

  test("is nobody's but the person's when the agent wrote nothing like it", async () => {
    await typed(`${TEXT}\nThanks to everyone who was on call.\n`);
    expect(await ask(8)).toMatchObject({ author: "person", before: null, cited: [], lost: [] });
  });

  test("may cite what was never read", async () => {
    await typed(`${TEXT}\nWe also fixed the printer (#99).\n`);
    const [printer] = (await ask(8)).cited;
    expect(printer).toMatchObject({ ref: "acme/harbor#99", pull: null, line: null, item: null });
  });
});

describe("where the pipelines do not help", () => {
  test("the ledger still says what it knows", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    const reason = await ask(SEARCH);
    expect(reason).toMatchObject({
      evidence_read: false,
      cited: [{ pull: null, line: { title: "Title of acme/harbor#12" } }],
    });
  });

  test("a bug is not taken for silence", async () => {
    app.deps.pipelines.readReport = () => Promise.reject(new TypeError("a bug"));
    await expect(ask(SEARCH)).rejects.toThrow("a bug");
    app.deps.pipelines.readReport = async () => readReport();
  });
});

test("a copy is traced through the update that it was copied from", async () => {
  const copy = await app.written(TEXT);
  await app.db.deleteFrom("app.generations").where("update_id", "=", copy.id).execute();
  await app.db.updateTable("app.updates").set({ copied_from: update.id }).where("id", "=", copy.id).execute();
  const reason = await why(app.deps, app.mira, copy.id, SEARCH);
  expect(reason.generation).toMatchObject({ update_id: update.id });
  expect(reason.cited[0]?.pull?.title).toBe("feat(search): answer from the index");
});

test("another team's update is not there", async () => {
  const stranger = { ...app.mira, team_id: "01a1fc97-566b-7799-889c-76eca26adfb4" };
  await expect(why(app.deps, stranger, update.id, SEARCH)).rejects.toMatchObject({ code: "not_found" });
  await expect(loadRun(app.deps, stranger, update.id)).rejects.toMatchObject({ code: "not_found" });
});

test("where a writer was ended early is kept with the generation", async () => {
  const composed = await app.composed();
  const { token, run_id } = await app.triggered(composed);
  const store = receiptStore(app.deps);
  const receipt = await store.find(tokenDigest(token));
  const event = completed(composed.id, run_id, TEXT, { wrap_ups: ["Search: 12 tool calls were used up"] });
  await store.settle(receipt!, event, sha256(run_id));
  expect((await loadRun(app.deps, app.mira, composed.id)).generation?.wrap_ups).toEqual([
    "Search: 12 tool calls were used up",
  ]);
});

test("wishes that were not followed are kept with the generation; an older release says of none", async () => {
  const composed = await app.composed();
  const { token, run_id } = await app.triggered(composed);
  const store = receiptStore(app.deps);
  const receipt = await store.find(tokenDigest(token));
  const told = [{ by: "model" as const, text: "thank Ada: no item names her" }];
  await store.settle(receipt!, completed(composed.id, run_id, TEXT, { not_followed: told }), sha256(run_id));
  expect((await loadRun(app.deps, app.mira, composed.id)).generation?.not_followed).toEqual(told);

  const { results, ...envelope } = completed(composed.id, run_id, TEXT);
  const { not_followed: _none, ...older } = results as Results;
  expect(event.parse({ ...envelope, results: older })).toMatchObject({ results: { not_followed: [] } });
});

describe("reading a report", () => {
  const evidence_sha256 = "b".repeat(64);
  const { pull_requests, ...written } = readReport();

  function clientOver(files: Record<string, unknown>) {
    const asked: string[] = [];
    const answer = async (address: Parameters<typeof fetch>[0]) => {
      asked.push(String(address));
      const file = files[String(address)];
      return file === undefined ? new Response("{}", { status: 404 }) : Response.json(file);
    };
    return {
      asked,
      client: pipelinesClient({ url: "http://pipelines.test", apiKey: "k", fetch: answer as typeof fetch }),
    };
  }

  test("asks the pipelines for the artifact and the evidence that it names", async () => {
    const { client, asked } = clientOver({
      [ARTIFACT]: { ...written, markdown: "x", evidence_sha256 },
      [`http://pipelines.test/api/v1/artifacts/${evidence_sha256}`]: pull_requests,
    });
    expect(await client.readReport(ARTIFACT)).toEqual(readReport());
    expect(asked).toHaveLength(2);
  });

  test("asks nobody but the pipelines, whatever address a webhook brought", async () => {
    const { client, asked } = clientOver({});
    await expect(client.readReport(`http://evil.test/${"a".repeat(64)}`)).rejects.toThrow(Problem);
    await expect(client.readReport("http://evil.test/x?y=../../secrets")).rejects.toMatchObject({ code: "not_found" });
    expect(asked).toEqual([ARTIFACT]);
  });
});
