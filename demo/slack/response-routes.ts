import { Hono } from "hono";
import { z } from "zod";
import { withIds } from "./block-ids.ts";
import type { Demo } from "./demo.ts";
import { checkContent, MAX_TEXT_CHARS, type Content } from "./limits.ts";
import type { Origin } from "./response-urls.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import { botSays, whisper } from "./speak.ts";
import type { Message } from "./store.ts";

const answerSchema = z.looseObject({
  text: z.string().max(MAX_TEXT_CHARS).optional(),
  blocks: z.array(z.looseObject({ type: z.string() })).optional(),
  attachments: z.array(z.looseObject({})).optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).default("ephemeral"),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** Slack's own address for these is hooks.slack.com; here they live beside the API. */
export function responseRoutes(demo: Demo) {
  return new Hono().post("/:id", async (c) => {
    const call = demo.calls.note("response_url", undefined);
    try {
      const fault = demo.faults.strike("response_url", undefined);
      if (fault) {
        call.outcome = `fault ${fault.fault}`;
        return c.json({ ok: false, error: fault.error }, fault.fault === "429" ? 429 : 500);
      }
      const origin = demo.responseUrls.use(c.req.param("id"));
      call.channel = origin.channel;
      const read = answerSchema.safeParse(await c.req.json().catch(() => undefined));
      if (!read.success) throw new SlackRefusal("invalid_payload");
      answerTo(demo, origin, read.data);
      call.outcome = "ok";
      return c.json({ ok: true });
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      call.outcome = error.error;
      return c.json({ ok: false, error: error.error, ...error.more }, error.error.endsWith("_url") ? 404 : 400);
    }
  });
}

/** Reads what a command's ack said: a text, or a message. Undefined when it said nothing of the kind. */
export function readAnswer(answer: unknown): Answer | undefined {
  const message = typeof answer === "string" ? { text: answer } : answer;
  const read = answerSchema.safeParse(message);
  return read.success && (read.data.text || read.data.blocks?.length) ? read.data : undefined;
}

/** @throws {SlackRefusal} as a message of the same content would be. */
export function answerTo(demo: Demo, origin: Origin, answer: Answer): void {
  const { messages } = demo.store;
  const original = messages.find((each) => each.channel === origin.channel && each.ts === origin.ts);
  if (answer.delete_original && original) {
    messages.splice(messages.indexOf(original), 1);
    return demo.store.save();
  }
  const content: Content = { text: answer.text, blocks: answer.blocks, attachments: answer.attachments };
  checkContent(content);
  if (answer.replace_original && original) return replace(demo, original, content);

  const place = { channel: origin.channel, thread_ts: answer.thread_ts ?? origin.thread_ts };
  if (answer.response_type === "in_channel") botSays(demo, { ...place, ...content });
  else whisper(demo, origin.person, { ...place, ...content });
}

function replace(demo: Demo, original: Message, { text = "", blocks, attachments }: Content): void {
  const edited = original.ephemeral_to ? undefined : { user: original.user, ts: demo.store.nextTs() };
  Object.assign(original, { text, blocks: blocks && withIds(blocks), attachments, edited });
  demo.store.save();
}
