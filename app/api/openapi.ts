import { z } from "zod";
import { openApiOf } from "../../api/openapi.ts";
import { USUAL_TOKEN_LIMITS } from "./limits.ts";
import { tagName } from "../../webhooks/contract/templates.ts";
import { APP_OPERATIONS, proposalKey } from "./operations.ts";
import { profileSlug } from "./path-parts.ts";
import { templatePath, versionPath } from "./template-operations.ts";

const { requests, starts } = USUAL_TOKEN_LIMITS;
const ABOUT =
  "Each request carries an access token of a person, made under Settings, and may what they may. A reader ignores members of an answer " +
  `that it does not know; unknown members of a request are refused. A token may send ${requests} requests a minute to one process, and ` +
  `${starts} of those that read windows again (marked x-starts-work). Over it the answer is 429, with Retry-After in seconds, and ` +
  "nothing was done. Every address answers a method that it does not take with 405 and Allow.";

export const appOpenApi = (address: string) =>
  openApiOf({
    title: "Pulse",
    about: ABOUT,
    address,
    operations: APP_OPERATIONS,
    pathParts: {
      id: z.guid(),
      slug: profileSlug,
      key: proposalKey,
      name: templatePath,
      version: versionPath,
      tag: tagName,
    },
    unauthorized: "The access token is missing, wrong, or serves no more",
    rateLimited: "Too many requests with this access token",
  });
