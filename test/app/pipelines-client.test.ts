import { expect, test } from "vitest";
import { pipelinesClient } from "../../app/pipelines-client.ts";
import { MODEL_ANSWERED } from "../support/app.ts";

test("a model is tested by its name, whatever characters that has", async () => {
  const asked: string[] = [];
  const send: typeof fetch = async (url, { method } = {}) => {
    asked.push(`${method} ${String(url)}`);
    return Response.json(MODEL_ANSWERED);
  };
  const client = pipelinesClient({ url: "http://pipelines.test", apiKey: "key", fetch: send });

  expect(await client.testModel("acme/writer:1")).toEqual(MODEL_ANSWERED);

  expect(asked).toEqual(["POST http://pipelines.test/api/v1/models/acme%2Fwriter%3A1/test"]);
});

const tooMany = (after: string) => {
  const problem = { type: "urn:pulse:problem:rate_limited", title: "rate limited", status: 429, code: "rate_limited" };
  const body = { ...problem, detail: "This API key sends more requests than it may.", remedy: "Try again." };
  return Response.json(body, { status: 429, headers: { "retry-after": after } });
};

/** A client of pipelines that answer with these, one after the other. */
function answeredBy(...answers: Response[]) {
  const asked: string[] = [];
  const send: typeof fetch = async (url, { redirect } = {}) => {
    asked.push(`${redirect} ${String(url)}`);
    return answers.shift() ?? Response.error();
  };
  return { asked, client: pipelinesClient({ url: "http://pipelines.test", apiKey: "key", fetch: send }) };
}

test("pipelines that ask for a moment get it, and a longer wait is handed on", async () => {
  const soon = answeredBy(tooMany("0"), tooMany("0"), Response.json(MODEL_ANSWERED));
  expect(await soon.client.testModel("writer")).toEqual(MODEL_ANSWERED);

  const late = answeredBy(tooMany("20"));
  await expect(late.client.testModel("writer")).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 20 });

  const never = answeredBy(...Array.from({ length: 9 }, () => tooMany("0")));
  await expect(never.client.testModel("writer")).rejects.toMatchObject({ code: "rate_limited" });
  expect([soon.asked.length, late.asked.length, never.asked.length]).toEqual([3, 1, 4]);
});

test("no name is a step in a path, and the key follows no redirect", async () => {
  const { asked, client } = answeredBy(
    new Response(null, { status: 307, headers: { location: "http://evil.example/" } }),
  );

  for (const name of ["..", ".", ""]) {
    await expect(client.run(name)).rejects.toMatchObject({ code: "not_found" });
    await expect(client.steps(name)).rejects.toMatchObject({ code: "not_found" });
  }
  for (const repo of ["../..", "acme/..", "acme", "acme/shop/x"]) {
    await expect(client.branches(repo)).rejects.toMatchObject({ code: "invalid" });
  }
  expect(asked).toEqual([]);
  await expect(client.run("a/../b?c#d\ud800")).rejects.toMatchObject({
    message: "The address of the pipelines leads elsewhere (status 307).",
  });
  expect(asked).toEqual(["manual http://pipelines.test/api/v1/runs/a%2F..%2Fb%3Fc%23d%EF%BF%BD"]);
});
