import OpenAI from "openai";
import { expect } from "vitest";
import type { FaultName, Job } from "../../demo/model/faults/fault.ts";
import type { LoggedRequest } from "../../demo/model/request-log.ts";
import { type DemoModelOptions, startDemoModel } from "../../demo/model/server.ts";

export type ModelFault = {
  times?: number;
  job?: Job | "any";
  retry_after_s?: number;
  delay_ms?: number;
};
type Line = {
  job?: Job | "any";
  content?: string;
  tool_calls?: { name: string; arguments: string }[];
  refusal?: string;
};

export type TestModel = {
  url: string;
  /** What OPENAI_BASE_URL is set to. */
  baseUrl: string;
  client: OpenAI;
  /** Makes the next requests of this kind go wrong. */
  fault: (fault: FaultName, more?: ModelFault) => Promise<void>;
  /** Whether no fault waits any more: the requests that they were for have come. */
  faultsAreSpent: () => Promise<boolean>;
  mend: () => Promise<void>;
  /** Answers that are given word for word, each once. */
  script: (answers: Line[]) => Promise<void>;
  /** Every request for an answer so far, oldest first. */
  requests: () => Promise<LoggedRequest[]>;
  forget: () => Promise<void>;
  close: () => Promise<void>;
};

/** The stand-in for a model inside the test process, with a client that never tries again. */
export async function startTestModel(options: DemoModelOptions = {}): Promise<TestModel> {
  const { url, close } = await startDemoModel(options);
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${url}/_demo/${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.status, await answer.clone().text()).toBe(201);
  };
  const read = async (path: string) => (await fetch(`${url}/_demo/${path}`)).json() as Promise<unknown>;
  const clear = async (path: string) => void (await fetch(`${url}/_demo/${path}`, { method: "DELETE" }));
  return {
    url,
    close,
    baseUrl: `${url}/v1`,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: "sk-test-of-the-demo", maxRetries: 0, logLevel: "off" }),
    fault: (fault, more = {}) => post("faults", { fault, ...more }),
    faultsAreSpent: async () => ((await read("faults")) as unknown[]).length === 0,
    mend: () => clear("faults"),
    script: (answers) => post("script", { answers }),
    requests: async () => ((await read("requests")) as { log: LoggedRequest[] }).log,
    forget: () => clear("requests"),
  };
}

export const NONCE = "0123456789abcdef";
const KINDS = [
  "breaking",
  "security",
  "feature",
  "improvement",
  "performance",
  "fix",
  "rolled_back",
  "docs",
  "internal",
];

export type Pull = {
  pr: string;
  title: string;
  kind: string;
  area?: string;
  must?: boolean;
  labels?: string[];
  body?: string;
};
type Brief = {
  analysis_type?: string;
  tone?: string;
  repositories?: string[];
  most_items?: number;
  most_words?: number;
  kinds?: string[];
  wishes?: string;
  feedback?: { text: string; reasons: string[] };
};
type Message = OpenAI.Chat.ChatCompletionMessageParam;

/** The start of a conversation about a share, by the format that prompts and stand-in agree on. */
export function shareTalk(evidence: readonly Pull[], brief: Brief = {}): Message[] {
  const { wishes: _wishes, feedback: _feedback, ...own } = brief;
  const task = { ...TASK, job: "share", kinds: KINDS, most_items: 24, most_words: 25, ...own };
  const lines = evidence.map((pull) => dataLine({ by: "mira", ...pull }));
  return talk([tagged("task", [dataLine(task)]), tagged("evidence", lines), ...asked(brief)]);
}

export function leadTalk(items: readonly { kind: string; area: string; text: string }[], brief: Brief = {}): Message[] {
  const { analysis_type, tone } = { ...TASK, ...brief };
  const counts = { pull_requests: 12, people: 4, items: items.length };
  const lines = items.map(({ kind, area, text }, index) => dataLine({ item: index + 1, kind, area, text }));
  const task = dataLine({ ...TASK, job: "lead", analysis_type, tone, counts });
  return [...talk([tagged("task", [task]), tagged("items", lines), ...asked(brief)]), WRITE_NOW];
}

const TASK = {
  analysis_type: "weekly_digest",
  tone: "neutral",
  window: "9–15 November 2026",
  repositories: ["acme/harbor"],
};
export const WRITE_NOW: Message = {
  role: "user",
  content: "Write your answer now. Answer with the JSON object alone.",
};

export function repair(answer: string, faults: readonly string[]): Message[] {
  const content = `Your answer has faults:\n${faults.map((fault) => `- ${fault}`).join("\n")}\nMend exactly these.`;
  return [
    { role: "assistant", content: answer },
    { role: "user", content },
  ];
}

export const TOOLS = [
  ["read_pull_request", "pr"],
  ["list_changed_files", "pr"],
  ["read_diff", "pr"],
  ["read_issue", "issue"],
].map(([name = "", argument = ""]) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object", properties: { [argument]: { type: "string" } } } },
}));

function talk(sections: readonly string[]): Message[] {
  return [
    { role: "system", content: "You write for Pulse." },
    { role: "user", content: sections.join("\n") },
  ];
}

function asked({ wishes, feedback }: Brief): string[] {
  return [
    ...(wishes ? [tagged("wishes", [dataLine(wishes)])] : []),
    ...(feedback ? [tagged("feedback", [dataLine(feedback)])] : []),
  ];
}

function tagged(name: string, lines: readonly string[]): string {
  return [`<${name}-${NONCE}>`, ...lines, `</${name}-${NONCE}>`].join("\n");
}

function dataLine(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
