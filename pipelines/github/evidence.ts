import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { authorKind } from "./author-kind.ts";
import { cleanText } from "./clean-text.ts";
import { revertedBy } from "./reverts.ts";
import type { ListedPull } from "./tools.ts";

const MAX_BODY_CHARS = 4_000;
const MAX_TITLE_CHARS = 400;
const MAX_LABELS = 30;

/** Pull requests of one source as evidence, in the order they were merged. */
export function evidenceOf({ repo }: Source, pulls: readonly ListedPull[]): PullRequest[] {
  const read = pulls
    .map((pull) => pullRequestOf(repo, pull))
    .sort((a, b) => (a.merged_at < b.merged_at ? -1 : a.merged_at > b.merged_at ? 1 : a.number - b.number));
  return read.map((pull) => ({ ...pull, reverts: revertedBy(pull, read) }));
}

function pullRequestOf(repo: string, pull: ListedPull): PullRequest {
  const login = pull.user?.login ?? "ghost";
  const body = cleanText(pull.body ?? "", MAX_BODY_CHARS);
  return {
    ...{ ref: `${repo}#${pull.number}`, repo, number: pull.number, body, reverts: null },
    title: cleanText(pull.title, MAX_TITLE_CHARS).replaceAll("\n", " ") || `Pull request ${pull.number}`,
    url: urlOf(repo, pull),
    author: { login, kind: authorKind(login, pull.user?.type) },
    co_authors: coAuthorsOf(pull.body ?? "", login),
    base_branch: pull.base.ref,
    labels: (pull.labels ?? []).slice(0, MAX_LABELS).map((label) => cleanText(label, 100)),
    merged_at: new Date(pull.merged_at ?? 0).toISOString(),
    merge_sha: pull.merge_commit_sha ?? null,
  };
}

/** GitHub's address of it, if it is one; an address from an untrusted answer could point anywhere. */
function urlOf(repo: string, { number, html_url }: ListedPull): string {
  const own = `https://github.com/${repo}/pull/${number}`;
  if (!URL.canParse(html_url)) return own;
  const { protocol, hostname, pathname } = new URL(html_url);
  const local = hostname === "127.0.0.1" || hostname === "localhost";
  const fits = pathname.toLowerCase().endsWith(`/${repo}/pull/${number}`.toLowerCase());
  return fits && (protocol === "https:" || local) ? html_url : own;
}

const TRAILER = /^co-authored-by:\s*(.+?)\s*<([^>\s]+)>\s*$/gim;

/** Logins where GitHub's own addresses tell them, names otherwise; humans only, each once. */
function coAuthorsOf(body: string, author: string): string[] {
  const found = [...body.matchAll(TRAILER)].flatMap(([, name = "", address = ""]) => {
    const [, login] = /^(?:\d+\+)?([\w-]+(?:\[bot\])?)@users\.noreply\.github\.com$/.exec(address) ?? [];
    const known = login ?? cleanText(name, 80);
    const bot = authorKind(
      login ?? name.replaceAll(" ", "-"),
      /noreply@(?:anthropic|openai|cursor)/.test(address) ? "Bot" : undefined,
    );
    return known && known !== author && bot === "human" ? [known] : [];
  });
  return [...new Set(found)];
}
