import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";
import type { Run } from "../../db/pipelines/tables.ts";
import { canonicalJson } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import {
  PAYLOAD_TYPE,
  preAuthentication,
  PREDICATE_TYPE,
  STATEMENT_TYPE,
  type ProvenanceEnvelope,
  type ProvenanceKey,
  type ProvenanceStatement,
} from "../../webhooks/contract/provenance.ts";
import type { RunLineage } from "../../webhooks/contract/lineage.ts";
import { keyIdOf } from "../../webhooks/contract/verify-provenance.ts";
import type { Deps } from "../deps.ts";
import { runLineageOf } from "./run-lineage.ts";

const NO_TRIAL = "Choose the run that it is of.";
const BUILD_TYPE = "urn:pulse:run-template";
/** @source RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** What a run's report was made of, signed by this installation. @throws {Problem} `conflict` without a report, `not_found` without a key */
export async function provenanceOf(deps: Deps, run: Run): Promise<ProvenanceEnvelope> {
  if (run.trial) throw new Problem("conflict", "A trial’s text goes nowhere: nothing is stated of it.", NO_TRIAL);
  const key = requireKey(deps);
  const lineage = await runLineageOf(deps, run, []);
  const payload = Buffer.from(canonicalJson(statementOf(lineage, deps.settings.publicUrl)));
  const sig = sign(null, preAuthentication(payload), key).toString("base64");
  const keyid = keyIdOf(createPublicKey(key));
  return { payloadType: PAYLOAD_TYPE, payload: payload.toString("base64"), signatures: [{ keyid, sig }] };
}

/** @throws {Problem} `not_found` */
export function publicProvenanceKey(deps: Pick<Deps, "settings">): ProvenanceKey {
  const key = createPublicKey(requireKey(deps));
  const public_key_pem = key.export({ type: "spki", format: "pem" }).toString();
  return { keyid: keyIdOf(key), algorithm: "ed25519", public_key_pem };
}

function requireKey({ settings }: Pick<Deps, "settings">): KeyObject {
  const seed = settings.provenanceKey;
  if (seed) return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const fix = "Set PROVENANCE_KEY for the pipelines: 32 random bytes, base64.";
  throw new Problem("not_found", "This installation signs no statements: it has no key for that.", fix);
}

function statementOf(lineage: RunLineage, builder: string): ProvenanceStatement {
  const { report, evidence, template, code, model, prompts, skills } = lineage;
  if (!report || !evidence) {
    throw new Problem("conflict", "This run has written no report.", "Choose one that is completed.");
  }
  const part = (name: string, sha256: string) => ({ name, digest: { sha256 } });
  return {
    _type: STATEMENT_TYPE,
    subject: [part("report", report.sha256), part("markdown", report.markdown_sha256)],
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          parameters_sha256: lineage.parameters_sha256,
          template: `${template.name}@${template.version}`,
        },
        internalParameters: {
          contract_hash: lineage.contract_hash,
          model_asked: model.asked,
          models_served: model.served,
          commit: code.commit,
          dirty: code.dirty,
        },
        resolvedDependencies: [
          part("evidence", evidence.sha256),
          ...(template.hash ? [part("version", template.hash)] : []),
          ...Object.entries(prompts).map(([name, sha256]) => part(`prompt ${name}`, sha256)),
          ...Object.entries(skills).map(([name, sha256]) => part(`skill ${name}`, sha256)),
        ],
      },
      runDetails: {
        builder: { id: builder, version: { pulse: code.release ?? "not known" } },
        metadata: {
          invocationId: lineage.run_id,
          startedOn: lineage.started_at,
          finishedOn: lineage.finished_at,
        },
      },
    },
  };
}
