import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import { classify } from "../../../pipelines/github/classify.ts";
import { askGraphql } from "../../../pipelines/github/details/ask.ts";

const { signal } = new AbortController();

/** What comes of an answer with 200 and errors in it. */
async function answered(answer: object, headers: Record<string, string> = {}) {
  const octokit = new Octokit({
    request: {
      fetch: async () =>
        new Response(JSON.stringify(answer), { headers: { "content-type": "application/json", ...headers } }),
    },
  });
  const query = "query { repository { id } }";
  return askGraphql(octokit, query, {}, signal).catch((error: unknown) => classify(error, signal, 0));
}

const error = (type: string) => ({ type, message: `It is ${type}.` });

test.each(["NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"])(
  "what is %s is left out of an answer that has the rest",
  async (type) => {
    const data = { repository: { p1: { number: 1, closingIssuesReferences: null }, p2: null } };
    expect(await answered({ data, errors: [error(type)] })).toEqual(data);
  },
);

test("a repository that may not be seen is refused", async () => {
  const all = { data: { repository: null }, errors: [error("FORBIDDEN")] };
  expect(await answered(all)).toMatchObject({ code: "forbidden", message: "It is FORBIDDEN." });
});

test.each(["RATE_LIMITED", "RATE_LIMIT"])(
  "%s, which comes with 200, is a limit, with the wait that the headers tell",
  async (type) => {
    const limited = { data: null, errors: [error(type)] };
    expect(await answered(limited, { "retry-after": "7" })).toMatchObject({ code: "rate_limited", retry_after_s: 7 });
  },
);

test("half an answer with trouble in it is trouble", async () => {
  const half = { data: { repository: { p1: null } }, errors: [{ message: "Something went wrong." }] };
  expect(await answered(half)).toMatchObject({ code: "server_error" });
});
