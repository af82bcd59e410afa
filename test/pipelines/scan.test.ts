import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Event } from "../../webhooks/contract/events.ts";
import { countLedger } from "../../webhooks/contract/report.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { testDatabase, type TestDatabase } from "../support/database.ts";
import { startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { eventAt, startPipelines, type Pipelines } from "../support/pipelines.ts";

type RecordedWindow = { id: string; window: { since: string; until: string }; prs: { number: number; base: string }[] };
type Recorded = { repo: string; base_branch: string; windows: RecordedWindow[] };

const root = join(import.meta.dirname, "../..");
/** Recorded weeks of public repositories lie beside a checkout, not in it. */
const folder = join(root, "..", "shared", "data");
const files = ["uv.json", "workers-sdk.json"].map((name) => join(folder, name)).filter((file) => existsSync(file));
const windows = files.flatMap((file) => {
  // Safe: the stand-in for GitHub reads the same files with a schema.
  const { repo, base_branch, windows: all } = JSON.parse(readFileSync(file, "utf8")) as Recorded;
  return all.map(({ id, window: { since, until }, prs }) => {
    const numbers = prs.filter(({ base }) => base === base_branch).map(({ number }) => number);
    return { name: `${repo} ${id}`, repo, base_branch, since, until, numbers: numbers.sort((a, b) => a - b) };
  });
});

describe.skipIf(windows.length === 0)(
  "recorded windows (skipped where the recordings are not beside the checkout)",
  () => {
    let database: TestDatabase;
    let github: TestGithub;
    let callbacks: Callbacks;
    let pipelines: Pipelines;

    beforeAll(async () => {
      database = await testDatabase();
      github = await startTestGithub(files);
      callbacks = await startCallbacks();
      pipelines = await startPipelines({ databaseUrl: database.url("pulse_pipelines"), githubUrl: github.url });
    });

    afterAll(async () => {
      await pipelines?.stop();
      await Promise.all([github?.close(), callbacks?.close()]);
      await database?.drop();
    });

    test.each(windows)("each pull request of $name ends in exactly one place", async (window) => {
      const { name, repo, base_branch, since, until, numbers } = window;
      const begun = Date.now();
      const parameters = { sources: [{ repo, base_branch }], date_range: { since, until } };
      const { path } = await pipelines.start({ parameters, callbacks });
      const event = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };
      const tookMs = Date.now() - begun;

      expect(event.type).toBe("run.completed");
      const { ledger, metrics, findings } = event.results;
      const { cited, grouped, omitted, cancelled, in_window } = countLedger(ledger);
      const { pages, seen } = metrics.coverage ?? {};
      process.stdout.write(
        `  ${name}: ${in_window} = ${cited} cited + ${grouped} grouped + ${omitted} omitted + ${cancelled} cancelled, ` +
          `${pages} pages, ${seen} seen, run ${metrics.duration_ms} ms, to the webhook ${tookMs} ms\n`,
      );
      expect(cited + grouped + omitted + cancelled).toBe(in_window);
      expect(in_window).toBe(numbers.length);
      expect(ledger.map(({ pr }) => Number(pr.split("#")[1])).sort((a, b) => a - b)).toEqual(numbers);
      expect(metrics.coverage?.in_window).toBe(numbers.length);
      expect(findings.filter(({ severity }) => severity === "fault")).toEqual([]);
    });
  },
);
