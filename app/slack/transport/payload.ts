import { z } from "zod";
import { readJson as readBounded } from "../../../base/bounded-json.ts";

export type Payload = { body: Record<string, unknown>; event_id: string | null; challenge?: string };
type Unreadable = { status: 400 | 415; says: string };

const object = z.record(z.string(), z.unknown());
const event = z.looseObject({ event_id: z.string().optional() });
const verification = z.object({ type: z.literal("url_verification"), challenge: z.string().max(500) });

/**
 * Slack's three forms: JSON (events), a form whose `payload` is JSON (interactivity), and a plain form (commands).
 *
 * @param text Verified before.
 */
export function readPayload(contentType: string, text: string): Payload | Unreadable {
  const [type] = contentType.toLowerCase().split(";");
  if (type?.trim() === "application/json") return readJson(text);
  if (type?.trim() !== "application/x-www-form-urlencoded") {
    return { status: 415, says: "Slack sends JSON or forms." };
  }
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? { body: Object.fromEntries(form), event_id: null } : readJson(payload);
}

function readJson(text: string): Payload | Unreadable {
  const read = object.safeParse(parsed(text));
  if (!read.success) return { status: 400, says: "This is no JSON object." };
  const asked = verification.safeParse(read.data);
  const event_id = event.safeParse(read.data).data?.event_id ?? null;
  return { body: read.data, event_id, ...(asked.success && { challenge: asked.data.challenge }) };
}

/** Slack's largest payload, a form of 100 inputs, has some 2,000 values. */
export const SLACK_BOUNDS = { depth: 64, values: 20_000, members: 1_000 };

function parsed(text: string): unknown {
  const read = readBounded(text, SLACK_BOUNDS);
  return read.ok ? read.value : undefined;
}
