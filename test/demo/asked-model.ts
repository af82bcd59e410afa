import type OpenAI from "openai";
import { expect } from "vitest";
import type { Pull } from "../support/demo-model.ts";

export const PULLS: Pull[] = [
  {
    pr: "#1207",
    title: "feat(api): let shops search parcels by order number",
    kind: "feature",
    area: "API",
    body: "Exact match first, then prefix; at least four characters. Closes #7",
  },
  { pr: "#1204", title: "Add Parcelo's island depots to the postcode table", kind: "fix" },
  {
    pr: "#1221",
    title: "feat(api)!: page all list endpoints by cursor",
    kind: "breaking",
    area: "API",
    must: true,
    body: "All list endpoints take `cursor` and `limit` and answer `next_cursor`.",
  },
];
export const SHARE_SCHEMA = {
  type: "json_schema" as const,
  json_schema: {
    name: "share",
    strict: true,
    schema: { type: "object", properties: {}, required: [], additionalProperties: false },
  },
};

export const refusalOf = (request: Promise<unknown>) =>
  request.then(
    () => expect.fail("The request was not refused."),
    (error: InstanceType<typeof OpenAI.APIError>) => error,
  );
