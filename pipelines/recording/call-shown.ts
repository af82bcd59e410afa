import type { ListedCall } from "../../db/pipelines/recording.ts";
import type { CallAnswer } from "../../webhooks/contract/runs.ts";

/** A recorded call as the API shows it, without its texts. */
export function callShown({
  seq,
  node,
  kind,
  name,
  label,
  outcome,
  attempt,
  started_at,
  ...call
}: ListedCall): CallAnswer {
  const {
    duration_ms,
    input_tokens,
    cached_tokens,
    output_tokens,
    cost_usd,
    priced_by,
    retries,
    served_by,
    served_from,
  } = call;
  return {
    seq: Number(seq),
    node,
    kind,
    name,
    label,
    outcome,
    attempt,
    started_at: started_at.toISOString(),
    duration_ms,
    input_tokens,
    cached_tokens,
    output_tokens,
    cost_usd,
    priced_by,
    retries,
    served_by,
    served_from,
  };
}
