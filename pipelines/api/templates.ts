import { Hono } from "hono";
import { z } from "zod";
import { findReadiness } from "../../db/pipelines/readiness.ts";
import { findRunByKey } from "../../db/pipelines/runs.ts";
import { findVersion, listTags, listVersions } from "../../db/pipelines/templates.ts";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import { runTemplateList, templateAnswer, triggerRequest } from "../../webhooks/contract/runs.ts";
import { validateAnswer, validateRequest } from "../../webhooks/contract/validation.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import type { Deps } from "../deps.ts";
import { agreeContract, SAME } from "../readiness/agree-contract.ts";
import { requireReady } from "../readiness/facts-of.ts";
import { validateRun } from "../readiness/validate-request.ts";
import { previewEvidence } from "../runs/preview-evidence.ts";
import { startRun } from "../runs/start-run.ts";
import { shownReadiness } from "../templates/history.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { faultsOf } from "../templates/validate.ts";
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
      await agreeContract(db, await bodyOf(c, anything));
      const { parameters: asked } = await bodyOf(c, evidenceRequest);
      await requireReady(deps, template);
      refuse(faultsOf(deps, template, asked));
      const read = await previewEvidence(deps, asked);
      if (read.status === "ready") return answer(c, log, evidencePreview, read.preview);
      c.header("location", `/api/v1/evidence/${read.id}`);
      return answer(c, log, reading, { id: read.id }, 202);
    })
    .post("/:ref/validate", async (c) => {
      const template = await resolveTemplate(db, c.req.param("ref"));
      return answer(c, log, validateAnswer, await validateRun(deps, template, await bodyOf(c, validateRequest)));
    })
    .post("/:ref/runs", async (c) => {
      const key = keyOf(c);
      // One that is there already was agreed upon when it began.
      const agreed = (await findRunByKey(db, key)) ? SAME : await agreeContract(db, await bodyOf(c, anything));
      const trigger = await bodyOf(c, triggerRequest);
      return triggered(deps, c, await startRun(deps, { asked: c.req.param("ref"), trigger, agreed }, key));
    });
}

const anything = z.unknown();

async function shownTemplate({ db }: Deps, ref: string) {
  const { name, version, hash, spec, created_at } = await resolveTemplate(db, ref);
  // As it is stored, so that its hash is that of what is shown: an older one lacks what has become usual since.
  const stored = await findVersion(db, name, version);
  const tags = (await listTags(db)).filter((tag) => tag.name === name && tag.version === version).map(({ tag }) => tag);
  const readiness = shownReadiness(await findReadiness(db, { name, version }));
  const about = { name, version, hash, tags, description: spec.description, spec: stored?.spec, readiness };
  return { ...about, created_at: created_at.toISOString() };
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
