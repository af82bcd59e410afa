import type OpenAI from "openai";
import { leadTalk, type Pull, shareTalk, TOOLS, WRITE_NOW } from "../support/demo-model.ts";

export type Ask = Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>;

export const PULLS: Pull[] = [
  { pr: "#1207", title: "feat(api): let shops search parcels by order number", kind: "feature", area: "API" },
  { pr: "#1204", title: "Add Parcelo's island depots to the postcode table", kind: "fix" },
  { pr: "#1190", title: "ci: cache Go modules between jobs", kind: "internal" },
];
const ITEMS = [{ kind: "feature", area: "API", text: "Dark theme" }];

export const READING: Ask = { messages: shareTalk(PULLS), tools: TOOLS };
export const WRITING: Ask = { messages: [...shareTalk(PULLS), WRITE_NOW] };
export const LEADING: Ask = { messages: leadTalk(ITEMS) };
