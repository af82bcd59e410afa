import type { Pipelines } from "./pipelines.ts";
import { until } from "./until.ts";

/** Asked for again while a slow machine still reads. */
export async function previewOf(pipelines: Pipelines, body: object) {
  const asked = await pipelines.post<{ id: string }>("/run_templates/what-shipped/evidence", body);
  if (asked.status !== 202) return asked;
  return until("preview", async () => {
    const answer = await pipelines.ask<{ id: string }>("GET", `/api/v1/evidence/${asked.body.id}`);
    return answer.status !== 202 && answer;
  });
}
