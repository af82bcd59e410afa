import { receiptStore } from "../../app/updates/receive-result.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Profile } from "../../db/app/tables.ts";
import { policyMoves } from "../../pipelines/policies/preview.ts";
import { policyFaults } from "../../pipelines/text/policy/faults.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { type PolicyRule, policyRule } from "../../webhooks/contract/policy.ts";
import { policyPreviewRequest } from "../../webhooks/contract/policy-preview.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import { BRIEF, CHANNEL, completed, type TestApp } from "./app.ts";
import { defaults, harbor, pull } from "./pulls.ts";

type Timeframe = { since: string; until: string; time_zone: string };

/** The last four weeks of a made-up team, and eight before in which nothing of note was merged. */
const WEEKS: readonly Timeframe[] = Array.from({ length: 12 }, (_, back) => {
  const dayOf = (at: number) => new Date(Date.UTC(2026, 10, 23) - at * 7 * 86_400_000).toISOString();
  return { since: dayOf(back + 1), until: dayOf(back), time_zone: "UTC" };
});

const files = (...paths: string[]) => ({
  files: paths.map((path) => ({ path, additions: 9, deletions: 2 })),
  files_complete: true,
});
const bot = { login: "dependabot[bot]", kind: "dependency_bot" } as const;
const UPDATES = ["Bump pgx from 5.9.2 to 5.10.0", "Bump golang.org/x/net to 0.56.0", "Bump undici from 7.4 to 7.5"];

/** What was merged in one of them. */
function pullsOf(back: number): PullRequest[] {
  const first = 1_290 - back * 20;
  const merged_at = (at: number) => new Date(Date.parse(WEEKS[back]?.since ?? "") + at * 3_600_000).toISOString();
  const one = (at: number, title: string, more: Partial<PullRequest>) =>
    pull(first + at, title, { merged_at: merged_at(at), ...more });
  return [
    ...UPDATES.map((title, at) => one(at, title, { author: bot, labels: ["dependencies"], ...files("go.mod") })),
    one(4, "Labels for Jersey print the customs form", {
      labels: ["area/labels"],
      ...files("services/labels/form.go"),
    }),
    one(5, "Tell the customer when a parcel waits at the door", {
      labels: ["area/notifications", "customer-report"],
      ...files("services/notify/door.go"),
    }),
    one(6, "infra: rotate the carrier keys every 30 days", { labels: ["security"], ...files("infra/keys.tf") }),
    one(7, "infra: nightly backup to the second region", files("infra/backup.tf")),
    one(8, "docs: how a carrier is added", files("docs/carriers.md")),
    one(9, "Search by the last four digits of a parcel", files("services/search/digits.go")),
  ];
}

const label = (...values: string[]) => ({ what: "labels", how: "any", values });
/** As a team would have them: one contradicts another, and one looks for a label that nothing has. */
const HOUSE_RULES: PolicyRule[] = [
  { when: [label("security")], then: "cite", section: "Security", firm: "always" },
  { when: [{ what: "kinds", how: "any", values: ["dependency"] }], then: "omit" },
  { when: [{ what: "paths", how: "all", values: ["docs/"] }], then: "group" },
  { when: [{ what: "paths", how: "all", values: [".github/", "infra/"] }], then: "omit", firm: "always" },
  { when: [label("area/notifications")], then: "cite", section: "Notifications" },
  { when: [label("area/label")], then: "cite", section: "Labels" },
  { when: [label("customer-report")], then: "cite", kind: "fix" },
].map((given) => policyRule.parse(given));

export const HOUSE_POLICY = {
  rules: HOUSE_RULES,
  sections: [
    { name: "Security", kinds: ["security" as const] },
    { name: "New", kinds: ["feature" as const, "improvement" as const] },
    { name: "Notifications", kinds: [] },
    { name: "Labels", kinds: [] },
  ],
};

/** Policies of this app are judged and tried as the pipelines do it. */
export function withRealPreviews({ pipelines }: TestApp): void {
  pipelines.previewPolicy = async (asked) => {
    pipelines.policies.push(asked);
    if (pipelines.fails) throw pipelines.fails;
    const { runs, policy, before, proposed } = policyPreviewRequest.parse(asked);
    const faults = policyFaults(policy);
    const read = faults.length > 0 ? [] : runs.flatMap((id) => windowOf(id));
    return { faults, ...policyMoves(read, before, policy, proposed), missing: [] };
  };
}

const readBy = new Map<string, number>();
function windowOf(run_id: string) {
  const back = readBy.get(run_id);
  const timeframe = back === undefined ? undefined : WEEKS[back];
  if (back === undefined || !timeframe) return [];
  const evidence = pullsOf(back);
  return [
    {
      run_id,
      timeframe,
      evidence,
      sources: [harbor],
      ignored: [],
      usual: defaults,
      analysis_type: "weekly_digest" as const,
    },
  ];
}

/** A profile of which so many weeks were read. */
export async function profileWithWeeks(app: TestApp, name: string, weeks: number): Promise<Profile> {
  const profile = await saveProfile(app.deps, app.mira, { name, time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
  const store = receiptStore(app.deps);
  for (const [back, timeframe] of WEEKS.slice(0, weeks).entries()) {
    const update = await app.composed({ profile_id: profile.id });
    const { token, run_id } = await app.triggered(update);
    const receipt = await store.find(tokenDigest(token));
    const event = completed(update.id, run_id, "# A week\n", { timeframe });
    if (!receipt || !(await store.settle(receipt, event, sha256(run_id)))) throw new Error("Not taken.");
    readBy.set(run_id, back);
  }
  return profile;
}
