import type { Demo } from "../demo.ts";
import type { Ack, Delivery } from "../delivery.ts";
import type { Dispatched } from "../dispatched.ts";
import { overHttp } from "./over-http.ts";

/** Source: docs.slack.dev, "Events API", "Retries": nearly at once, after a minute, after five. */
export const RETRY_AFTER_MS: readonly number[] = [0, 60_000, 300_000];

/** Takes one delivery to the app, by the transport it registered, and waits 3 s for the ack. People's doings go once. */
export async function dispatch(demo: Demo, delivery: Delivery): Promise<Ack> {
  return attempt(demo, delivery, 0, "");
}

/** Events are tried again, in the background, until one attempt is acked. */
export async function dispatchEvent(demo: Demo, delivery: Delivery): Promise<void> {
  const first = await attempt(demo, delivery, 0, "");
  if (!first.ok && !first.final) retryLater(demo, delivery, 1, reasonOf(first.reason));
}

function retryLater(demo: Demo, delivery: Delivery, retry: number, reason: string): void {
  const after_ms = demo.retry_after_ms[retry - 1];
  if (after_ms === undefined) return;
  const timer = setTimeout(() => {
    demo.timers.delete(timer);
    attempt(demo, delivery, retry, reason).then(
      (ack) => {
        if (!ack.ok && !ack.final) retryLater(demo, delivery, retry + 1, reasonOf(ack.reason));
      },
      (error: unknown) => demo.log?.error({ error }, "a retry failed"),
    );
  }, after_ms);
  demo.timers.add(timer);
}

/** Slack's own words for `X-Slack-Retry-Reason`. */
function reasonOf(reason: string): string {
  if (reason === "timeout") return "http_timeout";
  return reason === "not connected" ? "connection_failed" : "http_error";
}

async function attempt(demo: Demo, delivery: Delivery, retry: number, reason: string): Promise<Ack> {
  const transport = demo.installed.request_url ? "http" : "socket";
  const noted = demo.dispatched.note({ ...delivery, transport, attempt: retry });
  const began = performance.now();

  const fault = demo.faults.strike(delivery.kind, undefined);
  if (fault?.fault === "socket-drop") demo.sockets.drop();
  const repeat = retry > 0 ? { attempt: retry, reason } : undefined;
  const came = transport === "http" ? await overHttp(demo, delivery, repeat) : await overSocket(demo, delivery, repeat);
  const ack: Ack = fault?.fault === "missed-ack" ? { ok: false, reason: "timeout" } : came;

  conclude(noted, ack, began, fault?.fault);
  return ack;
}

function conclude(noted: Dispatched, ack: Ack, began: number, fault: string | undefined): void {
  noted.outcome = (ack.ok ? "acked" : ack.reason) + (fault ? `, fault ${fault}` : "");
  noted.took_ms = Math.round(performance.now() - began);
  if (ack.ok && ack.answer !== undefined) noted.answer = ack.answer;
}

/** Commands and interactivity may be answered inside the ack, events may not. */
async function overSocket(demo: Demo, { kind, payload }: Delivery, retry?: { attempt: number; reason: string }) {
  return demo.sockets.deliver({
    type: kind,
    payload,
    accepts_response_payload: kind !== "events_api",
    ...(kind === "events_api" && { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? "" }),
  });
}
