import { z } from "zod";
import { sha256Hex } from "./ids.ts";

/*
 * What a report was made of, signed: an in-toto statement with SLSA's predicate, in a DSSE envelope. Anybody who has the public key can
 * verify it without a network, and hold the digests against what they have.
 *
 * @source in-toto Attestation Framework 1.0 (statement), SLSA 1.0 (provenance), secure-systems-lab/dsse 1.0 (envelope).
 */
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const PREDICATE_TYPE = "https://slsa.dev/provenance/v1";
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

const digest = z.object({ sha256: sha256Hex });
const resource = z.object({ name: z.string(), digest });

export const provenanceStatement = z.object({
  _type: z.literal(STATEMENT_TYPE),
  /** `report`: the whole artifact; `markdown`: the bytes of its text. */
  subject: z.array(resource),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.object({
    buildDefinition: z.object({
      buildType: z.string(),
      externalParameters: z.object({ parameters_sha256: sha256Hex, template: z.string() }),
      internalParameters: z.object({
        contract_hash: z.string(),
        model_asked: z.string(),
        models_served: z.array(z.string()),
        commit: z.string().nullable(),
        dirty: z.boolean().nullable(),
      }),
      /** `evidence`, `version`, each `prompt …` and `skill …`. */
      resolvedDependencies: z.array(resource),
    }),
    runDetails: z.object({
      builder: z.object({ id: z.string(), version: z.record(z.string(), z.string()) }),
      metadata: z.object({
        invocationId: z.string(),
        startedOn: z.iso.datetime().nullable(),
        finishedOn: z.iso.datetime().nullable(),
      }),
    }),
  }),
});
export type ProvenanceStatement = z.infer<typeof provenanceStatement>;

/** The statement's bytes and who signed them, both base64. */
export const provenanceEnvelope = z.object({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: z.string(),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })).min(1),
});
export type ProvenanceEnvelope = z.infer<typeof provenanceEnvelope>;

/** `GET /provenance/key`. */
export const provenanceKey = z.object({
  /** SHA-256 of the key in SPKI's DER form, hex. */
  keyid: sha256Hex,
  algorithm: z.literal("ed25519"),
  public_key_pem: z.string(),
});
export type ProvenanceKey = z.infer<typeof provenanceKey>;

/** The bytes that are signed. @source dsse, protocol.md: PAE */
export function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
