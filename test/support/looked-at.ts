import type { TemplateAnswer } from "../../webhooks/contract/runs.ts";
import type { Pipelines } from "./pipelines.ts";
import { until } from "./until.ts";

/** How a version stands, once a worker has looked and nobody was too slow. @param after Only a look after that time counts. */
export function lookedAt(pipelines: Pipelines, ref = "what-shipped", after = "") {
  return until(`look at ${ref}`, async () => {
    const { readiness } = (await pipelines.get<TemplateAnswer>(`/run_templates/${ref}`)).body;
    return (readiness.checked_at ?? "") > after && readiness.state !== "unknown" && readiness;
  });
}
