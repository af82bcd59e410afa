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
