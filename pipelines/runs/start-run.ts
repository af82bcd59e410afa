import { traceparent } from "../../base/tracing.ts";
import { inTransaction } from "../../db/connect.ts";
import { findRunByKey, insertRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { triggerRequest } from "../../webhooks/contract/runs.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { RUN } from "../job-names.ts";
import { chooseVersion } from "../templates/choose-version.ts";
import { faultsOf, modelOf } from "../templates/validate.ts";
import type { Agreed } from "../readiness/agree-contract.ts";
import { callbackFaults } from "../readiness/callbacks.ts";
import { requireReady } from "../readiness/facts-of.ts";
import { sealToken } from "./sealed-token.ts";

type Trigger = z.output<typeof triggerRequest>;
/** `asked`: the version as it is referred to. */
type Asked = { asked: string; trigger: Trigger; agreed: Agreed };

/**
 * Starts a run of the version that `asked` means right now, or finds the one that the same request started before. Row and job are one transaction.
 *
 * @throws {Problem} `invalid` when the key was used for another body, or the parameters cannot be run; `conflict` where no run of that
 *   version can begin.
 */
export async function startRun(deps: Deps, { asked, trigger, agreed }: Asked, idempotencyKey: string): Promise<Run> {
  const request_digest = digestOf({ trigger: asWished(trigger), template: asked });
  // Before anything of the version: its tag may be gone by the second try.
  const earlier = await findRunByKey(deps.db, idempotencyKey);
  if (earlier) return same(earlier, trigger, request_digest);
  const { template, ref } = await chooseVersion(deps.db, asked, trigger.request_id);
  await requireReady(deps, template);
  const details = [
    ...faultsOf(deps, template, trigger.parameters),
    ...callbackFaults(trigger.callback_url, deps.settings),
  ];
  if (details.length > 0) {
    throw new Problem(
      "invalid",
      `This cannot be run: ${details[0]?.message}`,
      "Correct what is named, then send it again.",
      {
        details,
      },
    );
  }
  return inTransaction(deps.db, async (tx) => {
    const id = newId();
    const run = await insertRun(tx, {
      id,
      idempotency_key: idempotencyKey,
      request_digest,
      contract_hash: contractHash,
      ...agreed,
      template_name: template.name,
      template_version: template.version,
      template_ref: ref,
      dry_run: trigger.dry_run,
      request_id: trigger.request_id,
      callback_url: trigger.callback_url,
      traceparent: traceparent() ?? null,
      parameters: {
        ...asNamed(trigger.parameters),
        llm_model: modelOf(trigger.parameters, deps.settings, template.spec),
      },
      sealed_token: sealToken(trigger.webhook_token, id, deps.settings.signingKeys[0] ?? ""),
      limit_ms: deps.settings.runDeadlineMs,
      deadline_at: new Date(deps.clock().getTime() + deps.settings.runDeadlineMs),
    });
    if (run) await deps.jobs.send(tx, RUN, { run_id: id });
    const existing = run ?? (await findRunByKey(tx, idempotencyKey));
    if (!existing) throw new Error("A run that was there is gone.");
    return same(existing, trigger, request_digest);
  });
}

/** Tried again by a sender that was deployed meanwhile, it is the same request. */
function asWished({ contract_hash: _, ...wished }: Trigger): Omit<Trigger, "contract_hash"> {
  return wished;
}

/** Ignored pull requests as the sources write their repository: GitHub does not tell capitals, a comparison does. */
function asNamed(parameters: Parameters): Parameters {
  const repos = new Map(parameters.sources.map(({ repo }) => [repo.toLowerCase(), repo]));
  const ignored_prs = parameters.ignored_prs.map((ref) => {
    const [repo = "", number] = ref.split("#");
    return `${repos.get(repo.toLowerCase()) ?? repo}#${number}`;
  });
  return { ...parameters, ignored_prs };
}

/** A tag may have moved between two tries: what was asked for is held against it, not what it meant. */
function same(run: Run, trigger: Trigger, requestDigest: string): Run {
  // As it was reckoned before a run knew how it was asked for.
  const earlier = () => digestOf({ trigger: asWished(trigger), template: [run.template_name, run.template_version] });
  if (run.request_digest === requestDigest || (run.template_ref === null && run.request_digest === earlier()))
    return run;
  throw new Problem(
    "invalid",
    "This Idempotency-Key was used for another request.",
    "Send the same body again, or use a new key.",
  );
}
