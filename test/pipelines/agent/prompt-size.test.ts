import { describe, expect, test } from "vitest";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { parameters as schema } from "../../../webhooks/contract/parameters.ts";
import { briefOf, shareMessages } from "../../../pipelines/report/agent/prompt.ts";
import { pullsOf } from "../../../pipelines/report/agent/merge.ts";
import { sharesOf } from "../../../pipelines/report/agent/share.ts";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";
import { demoData, realData, windowsOf } from "../text/windows.ts";

/** One token is about four characters of English and JSON. */
const CHARS_PER_TOKEN = 4;
/** The bound of one prompt: system prompt, task and evidence. */
const MOST_PROMPT_TOKENS = 8_000;

const window = { since: "2026-11-02T00:00:00Z", until: "2026-11-09T00:00:00Z", time_zone: "UTC" };

/** Every prompt that the writers of such a window get first, in tokens. */
function promptTokens(pulls: PullRequest[]): number[] {
  const repo = pulls[0]?.repo ?? "acme/harbor";
  const parameters = schema.parse({ sources: [{ repo }], llm_model: "any" });
  const { sources } = parameters;
  const { policy } = spec;
  const plan = planReport({
    pull_requests: pulls,
    ignored: [],
    policy,
    analysis_type: "weekly_digest",
    sources,
    window,
  });
  const brief = briefOf({ parameters, window, nonce: "0123456789abcdef" }, spec);
  const shares = sharesOf(plan, { ...spec.limits }, sources);
  return shares.map((share) => {
    const messages = shareMessages(share, pullsOf(share, plan), brief, true);
    return messages.reduce((sum, { content }) => sum + content.length, 0) / CHARS_PER_TOKEN;
  });
}

/** The same pull requests as github-mcp-server lists them. @source its `MinimalPullRequest`, v1.10 */
function officialTokens(pulls: readonly PullRequest[]): number {
  const listed = pulls.map(({ number, title, body, url, author, merged_at, labels, repo, merge_sha }) => ({
    number,
    title,
    body,
    state: "closed",
    draft: false,
    merged: false,
    html_url: url,
    labels,
    user: {
      login: author.login,
      id: 10_000_000 + number,
      profile_url: `https://github.com/${author.login}`,
      avatar_url: `https://avatars.githubusercontent.com/u/${10_000_000 + number}?v=4`,
    },
    head: { ref: `${author.login}/change-${number}`, sha: merge_sha, repo: { full_name: repo, description: "" } },
    base: { ref: "main", sha: merge_sha, repo: { full_name: repo, description: "" } },
    created_at: merged_at,
    updated_at: merged_at,
    closed_at: merged_at,
    merged_at,
  }));
  return JSON.stringify(listed).length / CHARS_PER_TOKEN;
}

/** So many different pull requests, as long in title and description as those of the demo. */
function many(count: number): PullRequest[] {
  const known = windowsOf(demoData("harbor")).flatMap(({ pulls }) => pulls);
  return Array.from({ length: count }, (_, index) => {
    // Safe: the demo has pull requests.
    const pull = known[index % known.length]!;
    return { ...pull, number: index + 1, ref: `acme/harbor#${index + 1}`, repo: "acme/harbor" };
  });
}

test.each([10, 100, 1_000])("each prompt stays under the bound for %i pull requests", (count) => {
  const prompts = promptTokens(many(count));
  expect(prompts.length).toBeGreaterThan(0);
  expect(Math.max(...prompts)).toBeLessThan(MOST_PROMPT_TOKENS);
});

const real = ["uv", "workers-sdk"].flatMap((name) => realData(name) ?? []);

describe.skipIf(real.length === 0)(
  "recorded pull requests (skipped where the recordings are not beside the checkout)",
  () => {
    test("a hundred of them take at most a sixth of what the official server lists for them", () => {
      for (const data of real) {
        const pulls = windowsOf(data)
          .flatMap(({ pulls }) => pulls)
          .slice(0, 100);
        const ours = promptTokens(pulls).reduce((sum, tokens) => sum + tokens, 0);
        const theirs = officialTokens(pulls);
        if (process.env["SHOW_TABLE"]) {
          process.stdout.write(
            `${pulls[0]?.repo}: ours ${Math.round(ours)} in ${promptTokens(pulls).length} prompts, listed ${Math.round(theirs)}, 1/${(theirs / ours).toFixed(1)}\n`,
          );
        }
        expect(ours).toBeLessThan(theirs / 6);
      }
    });
  },
);
