import type { z } from "zod";
import { excessOf } from "../../base/bounded-json.ts";
import { GithubFailure } from "./failure.ts";
import { unescapeOnce } from "./official.ts";
import type { ToolText } from "./session.ts";
import { MAX_DIFF_CHARS, type PullRequestDiff } from "./tools.ts";

/** Reads a tool's text. @throws {GithubFailure} `unreadable`. */
export type Reader<T> = (answer: ToolText) => T;

/** A page of 100 pull requests, each with all that GitHub lists of one, has some 400,000 values. */
const ANSWER_BOUNDS = { depth: 64, values: 4_000_000, members: 10_000 };

export function json<S extends z.ZodType>(schema: S): Reader<z.infer<S>> {
  return ({ text, official }) => {
    try {
      const excess = excessOf(text, ANSWER_BOUNDS);
      if (excess) throw new Error(`too many ${excess}`);
      return schema.parse(JSON.parse(text, official ? unescapeTexts : undefined));
    } catch (cause) {
      const message = `The answer of ${text.length} characters does not fit.`;
      throw new GithubFailure({ code: "unreadable", message, status: null, retry_after_s: null }, { cause });
    }
  };
}

/** Diffs are plain text on either server, escaped on neither. */
export function diffIn({ text }: ToolText): PullRequestDiff {
  return { text: text.slice(0, MAX_DIFF_CHARS), isCut: text.length > MAX_DIFF_CHARS };
}

function unescapeTexts(key: string, value: unknown): unknown {
  return (key === "title" || key === "body") && typeof value === "string" ? unescapeOnce(value) : value;
}
