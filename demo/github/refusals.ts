import type { components } from "@octokit/openapi-types";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { RestContext } from "./environment.ts";

type BasicError = components["schemas"]["basic-error"];

const DOCUMENTATION = "https://docs.github.com/rest";

/** An error as GitHub words it. */
export function refuse(c: RestContext, status: ContentfulStatusCode, message: string, documentation = DOCUMENTATION) {
  const body: BasicError = { message, documentation_url: documentation, status: String(status) };
  return c.json(body, status);
}

export function notFound(c: RestContext) {
  return refuse(c, 404, "Not Found");
}
