import type { ShareTalk } from "./conversation/read-conversation.ts";
import type { EvidencePull } from "./task.ts";
import { calls, type Reply, says } from "./reply.ts";

/** A shorter description does not say what a title means. */
const SHORT_BODY_CHARS = 40;
const MOST_PULLS_READ = 3;
const MOST_ROUNDS = 2;

/** Looks up what is unclear, as a sensible writer would: in at most two rounds, and never the same twice. */
export function read(talk: ShareTalk, offered: ReadonlySet<string>): Reply {
  const rounds = new Set(talk.lookups.map(({ round }) => round)).size;
  if (rounds >= MOST_ROUNDS) return ready();
  const wanted = rounds === 0 ? firstRound(talk) : [];
  const made = (wanted.some(({ name }) => offered.has(name)) ? wanted : secondRound(talk)).filter(
    ({ name, input }) => offered.has(name) && !wasMade(talk, name, input),
  );
  return made.length > 0 ? calls(...made) : ready();
}

function ready(): Reply {
  return says("Ready.");
}

type Call = { name: string; input: { pr?: string; issue?: string; path?: null } };

/** The pull requests whose description is missing or short, and those that must be told; small ones if there are no others. */
function firstRound({ evidence }: ShareTalk): Call[] {
  const unclear = evidence.filter(({ must, body }) => must || body.trim().length < SHORT_BODY_CHARS);
  const least = Math.max(1, Math.min(...unclear.map(weight)));
  return unclear
    .filter((pull) => weight(pull) <= least)
    .sort((a, b) => weight(a) - weight(b))
    .slice(0, MOST_PULLS_READ)
    .map(({ pr }) => ({ name: "read_pull_request", input: { pr } }));
}

function weight({ must, kind }: EvidencePull): number {
  if (must) return 0;
  return kind === "docs" || kind === "internal" ? 2 : 1;
}

/** The files of one of them, the diff when it must be told, and an issue that is named. */
function secondRound({ evidence, lookups, task }: ShareTalk): Call[] {
  const first = lookups.find(({ tool }) => tool === "read_pull_request");
  const pull = evidence.find(({ pr }) => pr === first?.about);
  const look: Call[] = !pull
    ? []
    : pull.must
      ? [{ name: "read_diff", input: { pr: pull.pr, path: null } }]
      : [{ name: "list_changed_files", input: { pr: pull.pr } }];
  const issue = evidence.map((each) => issueOf(each, task.repositories)).find((found) => found !== null);
  return issue ? [...look, { name: "read_issue", input: { issue } }] : look;
}

const ISSUE = /\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?):?\s+([\w.-]+\/[\w.-]+)?#(\d{1,10})\b/i;

/** As the tools want it: `#n` with one repository, `owner/repo#n` with several; never one of another repository. */
function issueOf({ pr, body }: EvidencePull, repositories: readonly string[]): string | null {
  const [, named, number] = ISSUE.exec(body) ?? [];
  if (number === undefined) return null;
  const [own = ""] = pr.split("#");
  const repo = named ?? (own || repositories[0]);
  if (!repo || !repositories.includes(repo)) return null;
  return own ? `${repo}#${number}` : `#${number}`;
}

function wasMade({ lookups }: ShareTalk, name: string, { pr, issue }: Call["input"]): boolean {
  return lookups.some(({ tool, about }) => tool === name && about === (pr ?? issue));
}
