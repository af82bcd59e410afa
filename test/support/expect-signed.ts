import { createHmac } from "node:crypto";
import { expect } from "vitest";
import type { Delivery } from "./callbacks.ts";
import { SIGNING_KEY } from "./pipelines.ts";

/** As webhooks/contract/README.md has it, without our code. */
export function expectSigned({ headers, body, at }: Delivery, key = SIGNING_KEY): void {
  const [id, timestamp] = [headers["webhook-id"], headers["webhook-timestamp"]];
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(`${id}.${timestamp}.${body}`);
  expect(String(headers["webhook-signature"]).split(" ")).toContain(`v1,${signature.digest("base64")}`);
  expect(Math.abs(Number(timestamp) * 1_000 - at)).toBeLessThan(60_000);
}
