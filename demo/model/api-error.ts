import type { ContentfulStatusCode } from "hono/utils/http-status";

/**
 * A refusal as OpenAI words it: `{error: {message, type, param, code}}` with this status.
 *
 * @source OpenAI, "Error codes"; the messages as their users quote them.
 */
export type ApiError = {
  status: ContentfulStatusCode;
  message: string;
  type: string;
  param: string | null;
  code: string | null;
};

export function invalid(message: string, param: string | null = null, code: string | null = null): ApiError {
  return { status: 400, message, type: "invalid_request_error", param, code };
}

export function errorBody({ message, type, param, code }: ApiError) {
  return { error: { message, type, param, code } };
}

export function unknownModel(model: string): ApiError {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return { status: 404, message, type: "invalid_request_error", param: null, code: "model_not_found" };
}

export const wrongKey: ApiError = {
  status: 401,
  message: "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
  type: "invalid_request_error",
  param: null,
  code: "invalid_api_key",
};

export function tooLong(tokens: number, most: number): ApiError {
  const message =
    `This model's maximum context length is ${most} tokens. However, your messages resulted in ${tokens} tokens. ` +
    "Please reduce the length of the messages.";
  return invalid(message, "messages", "context_length_exceeded");
}

export const serverError: ApiError = {
  status: 500,
  message: "The server had an error while processing your request. Sorry about that!",
  type: "server_error",
  param: null,
  code: null,
};
