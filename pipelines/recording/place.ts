import type { Call } from "../../db/pipelines/tables.ts";

/** Which call of a run it is: the same on every replay. */
export function callKey({ step, path, ordinal }: Pick<Call, "step" | "path" | "ordinal">): string {
  return `${step} ${path} ${ordinal}`;
}
