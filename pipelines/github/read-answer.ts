import { z } from "zod";
import { excessOf } from "../../base/bounded-json.ts";
import { GithubFailure, type Failure } from "./failure.ts";
import { MAX_DIFF_CHARS, type PullRequestDiff } from "./tools.ts";

/** Reads a tool's text. @throws {GithubFailure} `unreadable`, or `as_csv`. */
export type Reader<T> = (answer: string) => T;

/** A page of 100 pull requests, each with all that GitHub lists of one, has some 400,000 values. */
const ANSWER_BOUNDS = { depth: 64, values: 4_000_000, members: 10_000 };

export function json<S extends z.ZodType>(schema: S): Reader<z.infer<S>> {
  return (text) => {
    try {
      const excess = excessOf(text, ANSWER_BOUNDS);
      if (excess) throw new Error(`too many ${excess}`);
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new GithubFailure(unreadable("unreadable", text), { cause });
    }
  };
}

/** @source github-mcp-server, pkg/github/csv_output.go: its lists, and no other answers, may come as a table with a head of names. */
export function jsonList<S extends z.ZodType>(schema: S): Reader<z.infer<S>[]> {
  const read = json(z.array(schema));
  return (text) => {
    if (isTable(text)) throw new GithubFailure(unreadable("as_csv", text));
    return read(text);
  };
}

const HEAD = /^(?:# [^\n]{0,200}\n){0,50}[a-z_.]{1,60}(?:,[a-z_.]{1,60}){1,200}\r?(?:\n|$)/;
const HEAD_CHARS = 20_000;

const isTable = (text: string): boolean => HEAD.test(text.slice(0, HEAD_CHARS));

function unreadable(code: Failure["code"], { length }: string): Failure {
  return { code, message: `The answer of ${length} characters does not fit.`, status: null, retry_after_s: null };
}

/** Diffs are plain text on any server, escaped on none. */
export const diffIn: Reader<PullRequestDiff> = (text) => {
  return { text: text.slice(0, MAX_DIFF_CHARS), isCut: text.length > MAX_DIFF_CHARS };
};
