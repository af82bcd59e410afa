import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";

/*
 * A sender written from webhooks/contract/README.md alone: it imports nothing of ours, so that the page and the code can be held
 * against each other.
 */

type Reply = { status: number; type: string; body: Record<string, unknown> };

export type Sending = {
  key: string;
  token?: string;
  id?: string;
  at?: number;
  /** In place of the right one. null: none at all. */
  signature?: string | null;
  method?: string;
  /** Ends of the address, such as `?token=…`. */
  query?: string;
  /** Without a content-length. */
  chunked?: boolean;
};

export function sign(key: string, id: string, timestamp: number, body: string): string {
  const bytes = Buffer.from(key, "base64");
  return `v1,${createHmac("sha256", bytes).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

export const nowS = (): number => Math.floor(Date.now() / 1000);

export function send(address: string, body: string, sending: Sending): Promise<Reply> {
  const { key, token, id = "msg_1", at = nowS(), query = "", method = "POST", chunked = false } = sending;
  const signature = sending.signature === undefined ? sign(key, id, at, body) : sending.signature;
  const bytes = Buffer.from(body);
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(at),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(signature !== null && { "webhook-signature": signature }),
    ...(chunked ? { "transfer-encoding": "chunked" } : method === "POST" && { "content-length": bytes.length }),
  };
  return new Promise((done, failed) => {
    const sent = request(`${address}${query}`, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const read = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
        done({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", body: read });
      });
    });
    sent.on("error", failed);
    sent.end(method === "POST" ? bytes : undefined);
  });
}

/** A run that was stopped: the smallest of the four events. */
export function cancelledEvent(request_id: string): Record<string, unknown> {
  return {
    type: "run.cancelled",
    contract: 1,
    timestamp: "2026-11-16T09:00:00Z",
    request_id,
    pipeline_run_id: randomUUID(),
    template: { name: "what-shipped", version: 1 },
    artifact_uri: null,
    results: { metrics: null, timeframe: null },
  };
}

export function nothingEvent(request_id: string): Record<string, unknown> {
  const metrics = {
    preflight_merged_pr_count: 0,
    report_length_chars: 0,
    model_calls: 0,
    tool_calls: 1,
    input_tokens: 0,
    output_tokens: 0,
    cost_usd: null,
    duration_ms: 4,
    coverage: null,
  };
  const timeframe = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "Europe/Berlin" };
  const results = { reason: "nothing_merged", metrics, timeframe };
  return { ...cancelledEvent(request_id), type: "run.nothing_to_report", results };
}
