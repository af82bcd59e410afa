import { Hono } from "hono";
import type { z } from "zod";
import { findVersion, listTags, listVersions } from "../../db/pipelines/templates.ts";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import { lastWeek, parameters } from "../../webhooks/contract/parameters.ts";
import { parse, Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import {
  runTemplateList,
  templateAnswer,
  triggerRequest,
  validateAnswer,
  validateRequest,
  type ValidateAnswer,
} from "../../webhooks/contract/runs.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import type { Deps } from "../deps.ts";
import { estimateRun } from "../runs/estimate.ts";
import { previewEvidence } from "../runs/preview-evidence.ts";
import { startRun } from "../runs/start-run.ts";
import { askRange } from "../templates/ask-range.ts";
import { askSources } from "../templates/ask-sources.ts";
import { computeMaxSteps } from "../templates/max-steps.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import type { Template } from "../templates/specification.ts";
import { faultsOf, mayRead, modelOf, readableParts } from "../templates/validate.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { contractSchema, reading } from "./template-operations.ts";
import { evidenceRequest } from "./requests.ts";
import { keyOf, triggered } from "./triggered.ts";

export function templateRoutes(deps: Deps): Hono {
  const { db, log } = deps;
  return new Hono()
    .get("/", async (c) => {
      const tags = await listTags(db);
      const used = await Promise.all(tags.map(({ name, version }) => findVersion(db, name, version)));
      const newest = (await listVersions(db)).filter(
        ({ name }, index, all) => all.findIndex((one) => one.name === name) === index,
      );
      const shown = new Map([...newest, ...used].flatMap((one) => (one ? [[`${one.name}@${one.version}`, one]] : [])));
      const run_templates = await Promise.all([...shown.keys()].map((ref) => shownTemplate(deps, ref)));
      return answer(c, log, runTemplateList, { run_templates });
    })
    .get("/:ref", async (c) => answer(c, log, templateAnswer, await shownTemplate(deps, c.req.param("ref"))))
    .get("/:ref/schema", async (c) => {
      await resolveTemplate(db, c.req.param("ref"));
      return answer(c, log, contractSchema, contractSchemas());
    })
    .post("/:ref/evidence", async (c) => {
      const template = await resolveTemplate(db, c.req.param("ref"));
      const { parameters: asked } = await bodyOf(c, evidenceRequest);
      refuse(faultsOf(deps, template, asked));
      const read = await previewEvidence(deps, asked);
      if (read.status === "ready") return answer(c, log, evidencePreview, read.preview);
      c.header("location", `/api/v1/evidence/${read.id}`);
      return answer(c, log, reading, { id: read.id }, 202);
    })
    .post("/:ref/validate", async (c) => {
      const template = await resolveTemplate(db, c.req.param("ref"));
      return answer(c, log, validateAnswer, await validate(deps, template, await bodyOf(c, validateRequest)));
    })
    .post("/:ref/runs", async (c) => {
      await resolveTemplate(db, c.req.param("ref"));
      const key = keyOf(c);
      return triggered(c, log, await startRun(deps, c.req.param("ref"), await bodyOf(c, triggerRequest), key));
    });
}

async function shownTemplate({ db }: Deps, ref: string) {
  const { name, version, hash, spec, created_at } = await resolveTemplate(db, ref);
  const tags = (await listTags(db)).filter((tag) => tag.name === name && tag.version === version).map(({ tag }) => tag);
  return { name, version, hash, tags, description: spec.description, spec, created_at: created_at.toISOString() };
}

/** Every fault at once, GitHub's word on the sources among them, and what would be run. Writes nothing. */
async function validate(
  deps: Deps,
  template: Template,
  { parameters: asked, pull_requests }: z.output<typeof validateRequest>,
): Promise<ValidateAnswer> {
  let read: z.output<typeof parameters>;
  try {
    read = parse(parameters, asked, "The parameters", "Correct the marked fields.");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const details = error.details.map((one) => ({ ...one, path: one.path ? `parameters.${one.path}` : "parameters" }));
    const parts = readableParts(asked);
    const said = await saidOf(deps, parts);
    details.push(...faultsOf(deps, template, parts), ...said.details);
    return { compatible: false, details: once(details), notes: said.notes, resolved: null, estimate: null };
  }
  const said = await saidOf(deps, read);
  const found = [...faultsOf(deps, template, read), ...said.details];
  const ranged = await askRange(deps, found.length === 0 ? read : { ...read, range: undefined }, said.readings);
  const details = once([...found, ...ranged.details]);
  const compatible = details.length === 0;
  return {
    compatible,
    details,
    notes: [...said.notes, ...ranged.notes],
    resolved:
      ranged.details.length > 0
        ? null
        : {
            template: { name: template.name, version: template.version },
            timeframe: ranged.window ?? read.date_range ?? lastWeek(deps.clock()),
            llm_model: modelOf(read, deps.settings),
            policy: { ...template.spec.policy, ...read.policy },
            max_steps: computeMaxSteps(template.spec, read.max_iterations),
          },
    estimate: compatible ? await estimateRun(deps, template.spec.limits, read, pull_requests) : null,
  };
}

/** What may not be read here is not asked for, either. */
function saidOf(deps: Deps, { sources }: Pick<ReturnType<typeof readableParts>, "sources">) {
  return askSources(
    deps,
    sources.map((one) => (one && mayRead(one.repo, deps.settings.repositories) ? one : undefined)),
  );
}

/** The same field may be named twice by the letter and by what it leads to. */
function once(details: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(details.map((one) => [`${one.path} ${one.code}`, one])).values()];
}

function refuse(details: FieldProblem[]): void {
  if (details.length === 0) return;
  throw new Problem(
    "invalid",
    `This cannot be read: ${details[0]?.message}`,
    "Correct what is named, then send it again.",
    {
      details,
    },
  );
}
