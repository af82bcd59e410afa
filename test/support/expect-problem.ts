import { expect } from "vitest";
import { problemDetails, type ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { Answered } from "./pipelines.ts";

export const isSentence = expect.stringMatching(/^\S.{8,}/);

/** A problem document of this code, in sentences. */
export function expectProblem(
  answer: Answered<unknown>,
  status: number,
  code: ProblemDetails["code"],
  what?: string,
): ProblemDetails {
  expect([answer.status, answer.headers.get("content-type")], what).toEqual([status, "application/problem+json"]);
  const problem = problemDetails.parse(answer.body);
  expect(problem).toMatchObject({ status, code, detail: isSentence, remedy: isSentence });
  return problem;
}
