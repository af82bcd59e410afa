import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import type { CallDetail } from "../../../webhooks/contract/runs.ts";
import { visible } from "../page/visible.ts";

export type CallSection = { title: string; hint: string; entries: Entry[] };

/** A text that can be folded away. */
type Entry = {
  label: string;
  hint: string;
  open: boolean;
  text: string;
  /** Characters of the whole; `cut` when not all of them are shown. */
  chars: number;
  cut: boolean;
};

/** More of one text than this is not drawn; the raw JSON has it all. */
export const MAX_SHOWN_CHARS = 100_000;
/** JSON that is shorter stays on its line. */
const SHORT_CHARS = 100;

const toolCall = z.object({ name: z.string(), arguments: z.string() });
const toldBack = z.object({ content: z.string(), detail: z.string().catch("") });
const message = z.object({
  role: z.string(),
  content: z.string().nullable().catch(null),
  tool_calls: z.array(toolCall).catch([]),
});
const tool = z.object({ name: z.string(), description: z.string().catch(""), parameters: z.unknown() });
const asked = z.object({
  messages: z.array(message),
  tools: z.array(tool).catch([]),
  format: z.unknown(),
});
const retry = z.object({
  reason: z.string(),
  status: z.number().nullable().catch(null),
  waited_ms: z.number().catch(0),
});
const problem = z.object({ message: z.string(), remedy: z.string().catch("") });
const answered = z.object({
  text: z.string(),
  tool_calls: z.array(toolCall).catch([]),
  retries: z.array(retry).catch([]),
  problem: problem.nullable().catch(null),
});

/** What went into a call and what came out, as texts to read. Whatever has no known form is shown as JSON. */
export function callSections({ kind, input, output }: CallDetail): CallSection[] {
  const [question, answer] = [asked.safeParse(input), answered.safeParse(output)];
  if (kind === "model" && question.success) {
    const said = answer.success ? answerSections(answer.data) : [raw("What it answered", "Answer", output)];
    return [...questionSections(question.data), ...said];
  }
  if (kind === "tool") return toolSections(input, output);
  const given = input === null ? [] : [raw("What it was given", "Question", input)];
  return [...given, raw("What came back", "Answer", output)];
}

/** The model's own words for what it wants, and what the dispatcher told it; any other tool call is drawn as JSON. */
function toolSections(input: unknown, output: unknown): CallSection[] {
  const [wanted, told] = [toolCall.safeParse(input), toldBack.safeParse(output)];
  const given = wanted.success ? wanted.data.arguments : input;
  const back = raw("What came back", "Result", told.success ? told.data.content : output);
  return [
    raw("What it was given", "Arguments", given),
    { ...back, hint: told.success ? visible(told.data.detail) : "" },
  ];
}

const ROLES = new Map([
  ["system", "Instructions"],
  ["user", "Task"],
  ["assistant", "Model"],
  ["tool", "Tool result"],
]);

function questionSections({ messages, tools, format }: z.infer<typeof asked>): CallSection[] {
  const news = messages.findLastIndex(({ role }) => role === "assistant") + 1;
  const told = messages.flatMap((one, index) => messageEntries(one, one.role !== "system" && index >= news));
  const offered = tools.map(({ name, description, parameters }) =>
    entry(name, json(parameters), { hint: description, open: false }),
  );
  return [
    { title: "What the model was told", hint: counted(messages.length, "message"), entries: told },
    ...(offered.length > 0 ? [{ title: "Tools it was offered", hint: String(offered.length), entries: offered }] : []),
    ...formatSections(format),
  ];
}

/** What is new since the model last spoke lies open; the rest was told before. */
function messageEntries({ role, content, tool_calls }: z.infer<typeof message>, open: boolean): Entry[] {
  const calls = tool_calls.map((call) => entry(`Model asks for ${call.name}`, readable(call.arguments), { open }));
  if (!content && calls.length > 0) return calls;
  return [entry(ROLES.get(role) ?? role, readable(content ?? ""), { open }), ...calls];
}

function formatSections(format: unknown): CallSection[] {
  const { kind, schema } = z
    .object({ kind: z.string(), schema: z.unknown() })
    .catch({ kind: "", schema: null })
    .parse(format);
  if (kind === "" || kind === "text") return [];
  const entries = schema ? [entry("Schema", json(schema), { open: false })] : [];
  return entries.length > 0
    ? [{ title: "The form its answer must have", hint: kind.replaceAll("_", " "), entries }]
    : [];
}

function answerSections({ text, tool_calls, retries, problem: fault }: z.infer<typeof answered>): CallSection[] {
  const words = text ? [entry("Text", readable(text), { open: true })] : [];
  const calls = tool_calls.map(({ name, arguments: args }) =>
    entry(`Asks for ${name}`, readable(args), { open: true }),
  );
  const failed = fault ? [entry("Problem", `${fault.message} ${fault.remedy}`.trim(), { open: true })] : [];
  const entries = [...words, ...calls, ...failed];
  const nothing = entry("Text", "", { hint: "It said nothing.", open: false });
  const tries = retries.map(({ reason, status, waited_ms }, index) => {
    const hint = [status === null ? "" : `status ${status}`, `waited ${(waited_ms / 1000).toFixed(1)} s`];
    return entry(`Try ${index + 1}`, reason, { hint: hint.filter(Boolean).join(", "), open: true });
  });
  return [
    { title: "What it answered", hint: "", entries: entries.length > 0 ? entries : [nothing] },
    ...(tries.length > 0 ? [{ title: "Tries that failed before", hint: String(tries.length), entries: tries }] : []),
  ];
}

function raw(title: string, label: string, value: unknown): CallSection {
  const text = typeof value === "string" ? readable(value) : json(value);
  return { title, hint: "", entries: [entry(label, text, { open: true })] };
}

function entry(label: string, text: string, { hint = "", open }: { hint?: string; open: boolean }): Entry {
  return {
    label: visible(label),
    hint: visible(hint),
    open,
    text: visible(text.slice(0, MAX_SHOWN_CHARS)),
    chars: text.length,
    cut: text.length > MAX_SHOWN_CHARS,
  };
}

/** Set out, each level is indented once more: a few thousand levels would be megabytes of blanks. */
const SHOWN_BOUNDS = { depth: 64, values: 20_000, members: 1_000 };

const json = (value: unknown): string => JSON.stringify(value, null, 2) ?? "";

/** JSON set out over lines; any other text as it is. */
function readable(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length < SHORT_CHARS || text.length > MAX_SHOWN_CHARS) return text;
  const read = readJson(text, SHOWN_BOUNDS);
  return read.ok ? json(read.value) : text;
}

const counted = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`;
