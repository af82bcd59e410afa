import { openApiOf } from "../../api/openapi.ts";
import { USUAL_LIMITS } from "../api-limits.ts";
import { OPERATIONS } from "./operations.ts";
import { pathParts } from "./parts.ts";

const ABOUT =
  "A reader ignores members of an answer that it does not know; unknown members of a request are refused. " +
  `An API key may send ${USUAL_LIMITS.requests} requests a minute to one process, and ${USUAL_LIMITS.starts} of those that start ` +
  "work (marked x-starts-work); API_REQUESTS_PER_MINUTE and API_STARTS_PER_MINUTE change that. Over it the answer is 429, with " +
  "Retry-After in seconds, and nothing was done. Every address answers a method that it does not take with 405 and Allow.";

export const openApi = (url: string) =>
  openApiOf({
    title: "Pulse Run Template API",
    about: ABOUT,
    address: `${url}/api/v1`,
    operations: OPERATIONS,
    pathParts,
    unauthorized: "The API key is missing or wrong",
    rateLimited: "Too many requests, of this API key here or of ours at GitHub",
  });
