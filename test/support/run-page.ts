import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp } from "./app.ts";
import { browseAsMira } from "./browse.ts";
import { calls } from "./recorded-calls.ts";
import { readReport, runAnswer, steps } from "./recorded-run.ts";

export type RunPageInTest = Awaited<ReturnType<typeof startRunPage>>;

/** The run of an update, as Mira reads it. */
export async function startRunPage() {
  const app = await startTestApp();
  const browse = await browseAsMira(app.deps);
  let update: Update;
  const ask = (path: string, headers = {}) => browse(`/updates/${update.id}${path}`, headers);
  function answerWith(run: RunAnswer): void {
    for (const { run_id } of app.pipelines.triggered) app.pipelines.answers.set(run_id, { ...run, id: run_id });
  }
  return {
    app,
    browse,
    get update(): Update {
      return update;
    },
    /** From here on it is asked for this one. */
    turnTo: (other: Update) => void (update = other),
    /** Pipelines that answer, and an update that they wrote. */
    async clear(): Promise<void> {
      app.pipelines.fails = null;
      app.pipelines.report = readReport();
      app.pipelines.recording = { steps: steps(), calls: calls() };
      update = await app.written();
      await app.db
        .updateTable("app.generations")
        .set({ artifact_uri: "http://pipelines.test/api/v1/artifacts/a" })
        .execute();
      answerWith(runAnswer());
    },
    /** What the pipelines say of every run. */
    answerWith,
    ask,
    fragment: (path: string) => ask(path, { "hx-request": "true" }),
    stop: () => app.stop(),
  };
}
