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

const REDIRECTS = `${DOCUMENTATION}/guides/best-practices-for-using-the-rest-api#follow-redirects`;

/** @source docs.github.com, "Best practices for using the REST API": what has another name now answers where it is. */
export function movedTo(c: RestContext, url: string) {
  c.header("location", url);
  const body: BasicError = { message: "Moved Permanently", url, documentation_url: REDIRECTS };
  return c.json(body, 301);
}

export function notFound(c: RestContext) {
  return refuse(c, 404, "Not Found");
}
