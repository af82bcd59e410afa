import { type ApiError, invalid, serverError, tooLong, wrongKey } from "../api-error.ts";
import { CONTEXT_TOKENS } from "../model.ts";
import type { FaultName } from "./fault.ts";

const SCHEMA_GUIDE = "https://platform.openai.com/docs/guides/structured-outputs";

/** @source OpenAI, "Error codes"; vLLM for the tools: that is how a server started without a tool parser answers. */
const REFUSALS: Partial<Record<FaultName, ApiError>> = {
  "401": wrongKey,
  "429": {
    status: 429,
    message: "Rate limit reached for demo-writer on requests per min (RPM): Limit 3, Used 3, Requested 1.",
    type: "requests",
    param: null,
    code: "rate_limit_exceeded",
  },
  quota: {
    status: 429,
    message: "You exceeded your current quota, please check your plan and billing details.",
    type: "insufficient_quota",
    param: null,
    code: "insufficient_quota",
  },
  "500": serverError,
  context_too_long: tooLong(CONTEXT_TOKENS + 1, CONTEXT_TOKENS),
  no_schema: invalid(
    `Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide: ${SCHEMA_GUIDE}`,
    "response_format",
  ),
  no_json_object: invalid(
    "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.",
    "response_format",
  ),
  no_tools: {
    ...invalid('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
    type: "BadRequestError",
  },
};

/** The error that a fault is answered with; undefined when it is of another kind. */
export function refusalOf(fault: FaultName): ApiError | undefined {
  return REFUSALS[fault];
}
