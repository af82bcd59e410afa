import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { policyMoves } from "../../../pipelines/policies/preview.ts";
import { policyFaults } from "../../../pipelines/text/policy/faults.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { type PolicyRule, policyParts, policyRule } from "../../../webhooks/contract/policy.ts";
import type { PolicyProposals } from "../../../webhooks/contract/policy-proposals.ts";
import type { PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";
import type { ParametersInput } from "../../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import type { ProblemDetails } from "../../../webhooks/contract/problem.ts";
import { MADE_WEEK, pulls as madePulls } from "../../support/made-repository.ts";
import { type MadeWorld, startMadeWorld } from "../../support/made-world.ts";
import { RUNS, triggerOf } from "../../support/pipelines.ts";
import { fated } from "../../support/fated.ts";
import { defaults, harbor, pull, week, wholeReport } from "../../support/pulls.ts";

const rule = (given: object): PolicyRule => policyRule.parse(given);
const label = (...values: string[]) => ({ what: "labels", how: "any", values });
type PolicyInput = z.input<typeof policyRule>;
const run_id = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10";

function movesOf(evidence: PullRequest[], rules: PolicyRule[]) {
  const window = { run_id, timeframe: week, evidence, sources: [harbor], ignored: [], usual: defaults };
  return policyMoves([{ ...window, analysis_type: "weekly_digest" }], {}, { rules });
}

describe("what moves", () => {
  const pulls = [
    pull(1, "Add exports", { labels: ["security"] }),
    pull(2, "Bump undici from 7.4 to 7.5", { labels: ["dependencies"] }),
    pull(3, "Rotate keys", { labels: ["security", "infra"] }),
  ];
  const tellDependencies = rule({ when: [label("dependencies")], then: "cite" });

  test("each that ends elsewhere is named, with the rule that puts it there", () => {
    const { windows } = movesOf(pulls, [tellDependencies]);
    expect(windows[0]).toMatchObject({ merged: 3, told: { before: 2, after: 3 } });
    expect(windows[0]?.moves).toEqual([
      {
        pr: "acme/harbor#2",
        title: "Bump undici from 7.4 to 7.5",
        url: "https://github.com/acme/harbor/pull/2",
        from: { disposition: "group", section: null, kind: "internal" },
        to: { disposition: "cite", section: "Under the hood", kind: "internal" },
        rule: 1,
      },
    ]);
  });

  test("a section is called as the window's analysis type calls it", () => {
    const window = { run_id, timeframe: week, evidence: pulls, sources: [harbor], ignored: [], usual: defaults };
    const headings = [["internal", "Behind the scenes"]] as const;
    const { windows, sections } = policyMoves(
      [{ ...window, analysis_type: "risk_review", headings }],
      {},
      {
        rules: [tellDependencies],
      },
    );
    expect(windows[0]?.moves[0]?.to.section).toBe("Behind the scenes");
    expect(sections.find(({ kinds }) => kinds.includes("internal"))).toMatchObject({
      name: "Behind the scenes",
      told: 1,
    });
  });

  test("a firm rule that an earlier one keeps from deciding is said, by the pull request", () => {
    const { rules } = movesOf(pulls, [
      rule({ when: [label("security")], then: "cite", firm: "always" }),
      rule({ when: [label("infra")], then: "omit", firm: "always" }),
    ]);
    expect(rules[1]).toMatchObject({ fits: 1, decides: 0, contradicts: [{ pr: "acme/harbor#3", rule: 1 }] });
    expect(rules[0]?.contradicts).toEqual([]);
  });

  test("a rule that fits nothing says which label nothing has, and which is near", () => {
    const { rules } = movesOf(pulls, [rule({ when: [label("infa", "printing")], then: "cite" })]);
    expect(rules[0]).toMatchObject({
      fits: 0,
      unknown: [
        { value: "infa", nearest: "infra" },
        { value: "printing", nearest: null },
      ],
    });
  });

  test("a bot and a label that are there, each as a rule may write them, are not said to be missing", () => {
    const author = { what: "authors", how: "any", values: ["@Mira"] };
    const { rules } = movesOf(pulls, [rule({ when: [author, label("Infra"), label("printing")], then: "cite" })]);
    expect(rules[0]?.unknown).toEqual([{ value: "printing", nearest: null }]);
  });

  test("what was rolled back keeps its place, whatever section a rule names", () => {
    const revert = pull(9, 'Revert "Add exports"', { body: "Reverts acme/harbor#900", labels: ["infra"] });
    const evidence = fated([revert]);
    const { windows } = movesOf(evidence, [rule({ when: [label("infra")], then: "cite", section: "New" })]);
    const { markdown } = wholeReport([revert], {
      policy: { rules: [rule({ when: [label("infra")], then: "cite", section: "New" })] },
    });
    expect(markdown).toContain("## Rolled back");
    expect(windows[0]?.moves).toEqual([]);
  });

  test("a rule that hides a security change is said", () => {
    const { rules } = movesOf(pulls, [rule({ when: [label("infra")], then: "omit", firm: "always" })]);
    expect(rules[0]?.hides).toMatchObject([{ pr: "acme/harbor#3", title: "Rotate keys" }]);
  });
});

describe("a policy that cannot be kept says why", () => {
  const codes = (given: object) => policyFaults(policyParts.parse(given)).map(({ path, code }) => [path, code]);

  test.each<[string, object, [string, string][]]>([
    [
      "a path that cannot be read",
      { rules: [{ when: [{ what: "paths", how: "all", values: ["src/{a,b}"] }], then: "omit" }] },
      [["policy.rules.0.when.0", "unreadable_path"]],
    ],
    [
      "a section that is not there",
      { rules: [{ when: [label("a")], then: "cite", section: "Nowhere" }] },
      [["policy.rules.0.section", "no_section"]],
    ],
    [
      "two about the same",
      {
        rules: [
          { when: [label("a", "b")], then: "cite" },
          { when: [label("b", "a")], then: "omit" },
        ],
      },
      [["policy.rules.1", "same_conditions"]],
    ],
    ["a section that is Pulse's", { sections: [{ name: "Also merged" }] }, [["policy.sections.0", "reserved"]]],
    ["two sections of one name", { sections: [{ name: "App" }, { name: "app" }] }, [["policy.sections.1", "twice"]]],
    [
      "a kind in two sections",
      {
        sections: [
          { name: "A", kinds: ["fix"] },
          { name: "B", kinds: ["fix"] },
        ],
      },
      [["policy.sections.1", "kind_twice"]],
    ],
    [
      "what was rolled back under another name",
      { sections: [{ name: "Oops", kinds: ["rolled_back"] }] },
      [["policy.sections.0", "rolled_back"]],
    ],
  ])("%s", (_name, given, faults) => expect(codes(given)).toEqual(faults));

  test("a hundred rules are read, and more are not", () => {
    const rules = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ when: [label(`area/${at}`)], then: "cite" }));
    expect(codes({ rules: rules(100) })).toEqual([]);
    expect(policyParts.safeParse({ rules: rules(500) }).error?.issues[0]?.message).toBe(
      "A policy may have 100 rules. Join some, or remove those that never fit.",
    );
  });
});

describe("over the API", () => {
  let world: MadeWorld;
  let done: string;
  beforeAll(async () => {
    const text = "changelog:\n  colour: red\n  exclude:\n    labels: [skip]\n";
    const [first, ...others] = madePulls(8);
    const told = { ...first!, files: [{ path: ".github/release.yml", additions: 4, deletions: 0, text }] };
    world = await startMadeWorld({ "acme/shop": [told, ...others], "acme/other": madePulls(1) });
    done = await run();
  });
  afterAll(() => world?.end());

  async function run(policy?: ParametersInput["policy"]): Promise<string> {
    const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK, ...(policy && { policy }) };
    const { runId } = await world.pipelines.start({ parameters, callbacks: world.callbacks });
    await world.pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
    return runId;
  }

  const never: PolicyInput = {
    when: [{ what: "authors", how: "none", values: ["nobody"] }],
    then: "omit",
    firm: "always",
  };

  test("windows that were read are planned anew, and a run that is gone is named", async () => {
    const gone = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a11";
    const body = { runs: [done, gone], policy: { rules: [never] } };
    const { status, body: preview } = await world.pipelines.post<PolicyPreview>("/policies/preview", body);
    expect(status).toBe(200);
    expect(preview).toMatchObject({
      faults: [],
      missing: [gone],
      windows: [{ run_id: done, merged: 8, told: { after: 0 } }],
    });
    expect(preview.rules).toMatchObject([{ number: 1, fits: 8, decides: 8 }]);
  });

  test("what people told of windows that were read becomes questions, and a run that is gone is named", async () => {
    const gone = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a11";
    const told = [{ pr: "acme/shop#1", section: "New" }];
    const body = { windows: [done, gone].map((run) => ({ run, told, taken_out: [] })), policy: {} };
    const { status, body: answer } = await world.pipelines.post("/policies/proposals", body);
    expect(status).toBe(200);
    expect(answer).toEqual({ proposals: [], missing: [gone], notes: [] });
    const many = { windows: Array.from({ length: 13 }, () => ({ run: done, told })) };
    const refused = await world.pipelines.post<ProblemDetails>("/policies/proposals", many);
    expect(refused.status).toBe(422);
    expect(refused.body.details).toMatchObject([{ path: "windows", message: "Name at most 12 runs." }]);
  });

  test("what a repository’s own file says of release notes is read through MCP, and one that has none says nothing", async () => {
    const sources = [{ repo: "acme/shop" }, { repo: "acme/other" }];
    const { status, body } = await world.pipelines.post<PolicyProposals>("/policies/proposals", {
      windows: [],
      sources,
    });
    expect(status).toBe(200);
    expect(body.proposals.map(({ text, because }) => [text, because])).toEqual([
      ["When a label is skip, leave it out.", ".github/release.yml of acme/shop says so."],
    ]);
    expect(body.notes).toEqual(["Not followed in .github/release.yml of acme/shop: changelog.colour."]);
  });

  test("a run follows the policy that it is asked with, and its ledger says by which rule", async () => {
    const id = await run({ rules: [{ ...never, firm: "usually" }] });
    const { artifact_uri } = await world.pipelines.run(id);
    const { body } = await world.pipelines.get<{ ledger: LedgerLine[] }>(new URL(artifact_uri!).pathname.slice(7));
    expect(body.ledger).toHaveLength(8);
    expect(new Set(body.ledger.map(({ rule, decided }) => [rule?.number, decided?.by].join()))).toEqual(
      new Set(["1,policy"]),
    );
  });

  test("a run is not started with a policy that cannot be kept", async () => {
    const policy = { rules: [{ ...never, section: "Nowhere" }] };
    const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK, policy };
    const asked = triggerOf(randomUUID(), world.callbacks.url("/refused"), "x".repeat(43), parameters);
    const { status, body } = await world.pipelines.post<ProblemDetails>(RUNS, asked, { "idempotency-key": "refused" });
    expect(status).toBe(422);
    expect(body.details).toMatchObject([{ path: "parameters.policy.rules.0.section", code: "no_section" }]);
  });
});
