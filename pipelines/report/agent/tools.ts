import { z } from "zod";
import { KEPT_CHARS } from "../../../webhooks/contract/foreign-text.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { startWithin, cleanLine, cleanText, lineBeginning } from "../../text/clean-text.ts";
import type { ChangedFile, GithubClient, Issue } from "../../github/client.ts";
import { changeLine, excerptOf, shownPath } from "../../github/diff-excerpt.ts";
import { filesOf } from "../../github/diff-files.ts";
import { byInterest } from "../../github/product-files.ts";
import type { ToolDefinition } from "../../models/chat.ts";
import { jsonSchemaOf } from "./answer.ts";
import { counted } from "../../words.ts";

/** A tool that a writer may use. Whatever it reads was written by strangers: the dispatcher makes it safe to hand on. */
export type AgentTool<A extends z.ZodObject = z.ZodObject> = {
  name: string;
  /** For the model. */
  description: string;
  /** Strict, every key required, each with a description. */
  arguments: A;
  /** Nothing anywhere is changed. There is no other kind. */
  risk: "read";
  /** Which of the arguments names the pull request or issue that a call is about. */
  subject: keyof z.infer<A> & string;
  /** @throws {Problem} when GitHub cannot be read, or has no such thing. An abort rejects with the signal's reason. */
  read(args: z.infer<A>, from: From): Promise<FoundByTool>;
};

/** Where to read. `cited` is the reference as this run's evidence writes it. */
type From = { github: GithubClient; repo: string; number: number; cited: string; signal: AbortSignal };

/** `facts` go to the model, `detail` is one short line for people. */
export type FoundByTool = { facts: Record<string, string | number | null | string[]>; detail: string };

const MAX_BODY_CHARS = 2_000;
const MOST_LABELS = 10;
/** @source GitHub: logins have at most 39 characters, labels 50. */
const MAX_NAME_CHARS = 50;
const MOST_FILES = 80;
const MAX_LIST_CHARS = 4_800;
const MAX_DIFF_CHARS = 4_000;
/** So that one big file does not hide the others. */
const MAX_DIFF_CHARS_OF_ONE_FILE = 2_000;

const pr = z.string().describe("The pull request as the evidence writes it, such as #12 or owner/repo#12.");

const readPullRequest = tool({
  name: "read_pull_request",
  description: "Reads one pull request: title, description, labels, author, when it was merged, how much it changes.",
  arguments: z.strictObject({ pr }),
  risk: "read",
  subject: "pr",
  async read(_, { github, repo, number, cited, signal }) {
    const { additions, deletions, changed_files, ...pull } = await github.pullRequest(repo, number, signal);
    const counts = { merged_at: pull.merged_at, additions, deletions, changed_files };
    const detail = `+${additions} −${deletions} in ${counted(changed_files, "file")}`;
    return { facts: { pr: cited, ...told(pull), ...counts, ...bodyOf(pull) }, detail };
  },
});

const listChangedFiles = tool({
  name: "list_changed_files",
  description:
    "Lists the files that a pull request changes, each with added and deleted lines; the telling ones first.",
  arguments: z.strictObject({ pr }),
  risk: "read",
  subject: "pr",
  async read(_, { github, repo, number, cited, signal }) {
    const [pull, files] = await Promise.all([
      github.pullRequest(repo, number, signal),
      github.pullRequestFiles(repo, number, signal),
    ]);
    // GitHub lists no more than 3,000.
    const count = Math.max(pull.changed_files, files.length);
    const lines = firstLines(files.map(changeOf).toSorted(byInterest).map(changeLine));
    const more = count > lines.length ? [`and ${count - lines.length} more`] : [];
    const detail = more.length > 0 ? `${lines.length} of ${counted(count, "file")}` : counted(count, "file");
    return { facts: { pr: cited, changed_files: count, files: [...lines, ...more].join("\n") }, detail };
  },
});

const readDiff = tool({
  name: "read_diff",
  description: "Reads an excerpt of what a pull request changes: of one file, or of the most changed ones.",
  arguments: z.strictObject({
    pr,
    path: z.string().nullable().describe("A file as list_changed_files names it; null for the most changed ones."),
  }),
  risk: "read",
  subject: "pr",
  async read(args, { github, repo, number, cited, signal }) {
    const diff = await github.pullRequestDiff(repo, number, signal);
    // Some models have no null.
    const path = args.path || null;
    const all = filesOf(diff);
    const files = all.filter((file) => path === null || shownPath(file.path) === shownPath(path));
    if (path !== null && files.length === 0) throw noSuchFile(path, cited, diff.isCut);
    const charsOfOneFile = path === null ? MAX_DIFF_CHARS_OF_ONE_FILE : MAX_DIFF_CHARS;
    const excerpt = excerptOf(files.toSorted(byInterest), { chars: MAX_DIFF_CHARS, charsOfOneFile });
    const endsHere = diff.isCut && files.some((file) => file === all.at(-1));
    const unread = endsHere ? "the end of the diff, which is too long to be read" : null;
    const left_out = [excerpt.left_out, unread].filter(Boolean).join("; ") || null;
    const detail = `${excerpt.text.length} characters from ${counted(excerpt.files, "file")}`;
    return { facts: { pr: cited, left_out, diff: excerpt.text }, detail };
  },
});

const readIssue = tool({
  name: "read_issue",
  description: "Reads one issue, for example one that a pull request says it fixes.",
  arguments: z.strictObject({
    issue: z.string().describe("The issue, such as #12 or owner/repo#12."),
  }),
  risk: "read",
  subject: "issue",
  async read(_, { github, repo, number, cited, signal }) {
    const issue = await github.issue(repo, number, signal);
    const facts = { issue: cited, ...told(issue), state: cleanLine(issue.state, MAX_NAME_CHARS), ...bodyOf(issue) };
    return { facts, detail: facts.title };
  },
});

/** Everything that a writer may ever use. */
export const agentTools: readonly AgentTool[] = [readPullRequest, listChangedFiles, readDiff, readIssue];

/** The tools as a model is told of them. */
export function toolDefinitions(): ToolDefinition[] {
  return agentTools.map((each) => ({
    name: each.name,
    description: each.description,
    parameters: jsonSchemaOf(each.arguments),
  }));
}

function tool<A extends z.ZodObject>(made: AgentTool<A>): AgentTool {
  // Safe: the dispatcher calls a tool only with what the tool's own schema has read.
  return made as unknown as AgentTool;
}

function told({ title, user, labels }: Issue) {
  return {
    title: lineBeginning(title, KEPT_CHARS.title),
    author: cleanLine(user?.login ?? "ghost", MAX_NAME_CHARS),
    labels: labels.slice(0, MOST_LABELS).map((label) => lineBeginning(label, MAX_NAME_CHARS)),
  };
}

function bodyOf({ body }: Issue) {
  const whole = cleanText(body, Number.POSITIVE_INFINITY);
  const shown = startWithin(whole, MAX_BODY_CHARS);
  const rest = whole.length - shown.length;
  return {
    body: shown,
    ...(rest > 0 && { left_out: `the last ${rest} characters of the body` }),
  };
}

function changeOf({ filename, additions, deletions }: ChangedFile) {
  return { path: filename, additions, deletions };
}

function firstLines(lines: readonly string[]): string[] {
  let chars = 0;
  return lines.slice(0, MOST_FILES).filter((line) => (chars += line.length + 1) <= MAX_LIST_CHARS);
}

function noSuchFile(path: string, cited: string, isCut: boolean): Problem {
  const file = shownPath(path);
  const message = isCut
    ? `${file} is not in the part of the diff of ${cited} that can be read.`
    : `${cited} does not change ${file}.`;
  return new Problem("not_found", message, "Look at the list of its changed files.");
}
