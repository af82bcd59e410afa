import { Problem } from "../../webhooks/contract/problem.ts";
import { onOneLine } from "../say.ts";

/** What is wrong with a folder before anything was read of it as a template. */
export function fileProblem(path: string, says: string, remedy: string, cause?: unknown): Problem {
  return new Problem("bad_request", `${onOneLine(path)} ${says}.`, remedy, { cause });
}

export const whyNot = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "an unknown reason";
