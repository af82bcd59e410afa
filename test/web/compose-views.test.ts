import { describe, expect, test } from "vitest";
import { BLANK } from "../../app/updates/brief-form.ts";
import { briefFields } from "../../app/web/compose/brief-fields.ts";
import { evidenceView } from "../../app/web/compose/evidence-view.ts";
import { costView } from "../../app/web/cost/cost-view.ts";
import { mistakesIn } from "../../app/web/page/mistakes.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { NOW } from "./fixtures.ts";
import { channels, draw, shell } from "./strict-draw.ts";

describe("Compose", () => {
  const pickers = {
    repositories: async () => [{ repo: "acme/harbor", default_branch: "trunk" }],
    branches: async () => ({ branches: ["trunk", "next"], default_branch: "trunk", complete: true }),
    channels: async () => channels,
    models: async () => null,
    obstacle: async () => null,
    writer: async () => null,
    emoji: async () => null,
    tags: async () => ({ tags: ["v2", "v1"], complete: true }),
  };
  const nothing = {
    ...pickers,
    repositories: async () => null,
    branches: async () => null,
    channels: async () => null,
    tags: async () => null,
  };
  const asked = { now: NOW, lastUntil: null, redraw: "/compose", errors: {}, dates: true };
  const cost = costView("default", null, { offered: null, budget: null, estimate: null });
  const rest = {
    cost,
    obstacle: null,
    profile: null,
    profiles: [],
    approval: "",
    again: null,
    mistakes: [],
    problem: null,
  };

  test("begins with the first repository and its default branch", async () => {
    const fields = await briefFields(BLANK, pickers, asked);
    expect(fields.sources).toEqual([
      { repo: "acme/harbor", base_branch: "trunk", typed: false, branches: ["trunk", "next"] },
    ]);
    expect(fields.dates).toEqual({ from: "2026-11-14", to: "2026-11-20" });
  });

  test("a new line takes the next repository that no other line has; where all are taken it is typed", async () => {
    const two = [{ repo: "acme/harbor" }, { repo: "acme/web" }].map((one) => ({ ...one, default_branch: "main" }));
    const more = { ...pickers, repositories: async () => two };
    const line = { repo: "", base_branch: "" };
    const rows = async (sources: (typeof line)[]) =>
      (await briefFields({ ...BLANK, sources }, more, asked)).sources.map(({ repo, typed }) => [repo, typed]);
    expect(await rows([{ ...line, repo: "Acme/Harbor" }, line])).toEqual([
      ["Acme/Harbor", true],
      ["acme/web", false],
    ]);
    expect(await rows([line, { ...line, repo: "acme/harbor" }, line])).toEqual([
      ["acme/web", false],
      ["acme/harbor", false],
      ["", true],
    ]);
  });

  test("offers no more lines than a brief may have", async () => {
    const of = async (count: number) => {
      const sources = Array.from({ length: count }, (_, at) => ({ repo: `acme/app-${at}`, base_branch: "main" }));
      const fields = await briefFields({ ...BLANK, sources }, pickers, asked);
      return draw("compose/page", { ...rest, fields, evidence: { kind: "idle" } }, shell);
    };
    expect(await of(LIMITS.sources - 1)).toContain("Add a repository");
    expect(await of(LIMITS.sources)).not.toContain("Add a repository");
  });

  test("takes typed names where a list is empty, or is not all of it", async () => {
    const few = {
      ...pickers,
      repositories: async () => [],
      branches: async () => ({ branches: ["trunk"], default_branch: "trunk", complete: false }),
    };
    const form = { ...BLANK, sources: [{ repo: "acme/harbor", base_branch: "next" }] };
    const { sources } = await briefFields(form, few, asked);
    expect(sources).toEqual([{ repo: "acme/harbor", base_branch: "next", typed: true, branches: null }]);
  });

  test("offers the tags of a range by tags, says where they are not all of them, and asks for them nowhere else", async () => {
    const asked_for: (readonly string[])[] = [];
    const known = (tags: string[], complete: boolean) => ({
      ...pickers,
      tags: async (repos: readonly string[]) => (asked_for.push(repos), { tags, complete }),
    });
    const sources = [{ repo: "acme/harbor", base_branch: "main" }];
    const two = [...sources, { repo: "acme/web", base_branch: "main" }];
    const form = { ...BLANK, preset: "tags", sources };
    const of = async (one: typeof form, more: Parameters<typeof briefFields>[1]) =>
      (await briefFields(one, more, asked)).tag_list;

    expect(await of({ ...form, preset: "7d" }, known(["v1"], true))).toBeNull();
    expect(asked_for).toEqual([]);
    expect(await of(form, known(["v2", "v1"], true))).toEqual({ names: ["v2", "v1"], note: "" });
    expect(await of({ ...form, sources: two }, known(["v1"], true))).toEqual({
      names: ["v1"],
      note: "Tags that all of these repositories have are listed.",
    });
    expect(asked_for).toEqual([["acme/harbor"], ["acme/harbor", "acme/web"]]);
    const notes = [
      await of(form, known(["v1"], false)),
      await of(form, known([], true)),
      await of({ ...form, sources: two }, known([], true)),
      await of({ ...form, sources: two }, known([], false)),
      await of(form, nothing),
    ].map((one) => one?.note);
    expect(notes).toEqual([
      "The newest tags are listed. An older one can be typed.",
      "acme/harbor has no tag yet.",
      "No tag is in all of these repositories.",
      "None of the newest tags is in all of these repositories. Type one that is.",
      "There is no list of tags right now: type them.",
    ]);

    const fields = await briefFields({ ...form, from_tag: "typed" }, known(['v2"<b>'], false), asked);
    const page = draw("compose/page", { ...rest, fields, evidence: { kind: "idle" } }, shell);
    expect(page).toMatch(/<datalist id="tag-list">\s*<option value="v2&quot;&lt;b&gt;"><\/option>\s*<\/datalist>/);
    expect(page).toContain('list="tag-list" value="typed"');
    expect(page).toContain("An older one can be typed.");
  });

  test("takes typed names where no list can be had", async () => {
    const page = draw(
      "compose/page",
      { ...rest, fields: await briefFields(BLANK, nothing, asked), evidence: { kind: "idle" } },
      shell,
    );
    expect(page).toMatch(/<input type="text" id="repo-0" name="repo"/);
    expect(page).toMatch(/<input type="text" id="channel" name="channel"/);
  });

  test.each([
    [{ kind: "idle" } as const],
    [{ kind: "reading", id: "e1" } as const],
    [{ kind: "incomplete", lacks: "repository" } as const],
    [{ kind: "incomplete", lacks: "tags" } as const],
    [{ kind: "empty", days: "1 Nov to 7 Nov", ranges: [], toCome: false, notes: [] } as const],
    [{ kind: "problem", message: "GitHub does not answer.", remedy: "Try again.", retry: true } as const],
  ])("draws what will be read: %j", async (evidence) => {
    const page = draw("compose/page", { ...rest, fields: await briefFields(BLANK, pickers, asked), evidence }, shell);
    expect(page).toContain("What will be read");
  });

  test("marks the field that is wrong, and keeps what was typed", async () => {
    const form = { ...BLANK, sources: [{ repo: "no-owner", base_branch: "" }] };
    const errors = { "sources.0.repo": "Must look like owner/repo." };
    const fields = await briefFields(form, pickers, { ...asked, errors });
    const mistakes = mistakesIn(errors);
    const page = draw(
      "compose/page",
      { ...rest, fields, evidence: { kind: "incomplete", lacks: "repository" }, mistakes },
      shell,
    );
    expect(page).toMatch(/value="no-owner"[^>]*aria-invalid="true" aria-describedby="repo-0-error" autofocus/);
    expect(page).toMatch(/role="alert"[^]*<a href="#repo-0">Repository<\/a>:\s+Must look like owner\/repo\./);
    expect(page).toContain('id="repo-0-error"');
  });
});

describe("what will be read", () => {
  const pr = (number: number, merged_at: string, login = "mira", kind: "human" | "dependency_bot" = "human") => ({
    ref: `acme/harbor#${number}`,
    repo: "acme/harbor",
    number,
    title: `Change ${number}`,
    body: "",
    merged_at,
    url: "https://github.com/acme/harbor/pull/1",
    author: { login, kind },
    co_authors: [],
    base_branch: "main",
    labels: [],
    merge_sha: null,
  });
  const preview = {
    timeframe: { since: "2026-11-13T23:00:00Z", until: "2026-11-20T10:00:00Z", time_zone: "Europe/Berlin" },
    // 23:30 UTC on the 15th is the 16th in Berlin.
    pull_requests: [
      pr(1, "2026-11-15T23:30:00Z"),
      pr(2, "2026-11-16T09:00:00Z", "Mira"),
      pr(3, "2026-11-18T09:00:00Z", "dependabot[bot]", "dependency_bot"),
    ],
    coverage: { pages: 1, seen: 3, in_window: 3, excluded: 0 },
    evidence_digest: "d",
    read_at: NOW.toISOString(),
    notes: [],
  };

  const one = { severalSources: false, now: NOW };

  test("counts days in the window's time zone, and people once", () => {
    expect(evidenceView(preview, [], one)).toMatchObject({ total: 3, people: 1, merge_days: 2, included: 3 });
    // Figures are of what is ticked.
    const fewer = evidenceView(preview, ["acme/harbor#1", "acme/harbor#2"], one);
    expect(fewer).toMatchObject({ total: 3, people: 0, merge_days: 1, included: 1 });
  });

  test("draws one bar a day, with one peak", () => {
    const view = evidenceView(preview, ["acme/harbor#3"], one);
    if (view.kind !== "ready") throw new Error("not ready");
    expect(view.bars.rects).toHaveLength(7);
    expect(view.bars.rects.filter(({ top }) => top).map(({ title }) => title)).toEqual(["16 Nov: 2"]);
    expect(view.included).toBe(2);
    expect(view.shown[0]).toMatchObject({ number: "#3", author: "dependabot", robot: "bot", on: false });
  });

  test("says the year of days that are not of this one", () => {
    const january = { ...one, now: new Date("2027-01-05T10:00:00Z") };
    const window = { since: "2026-12-29T00:00:00Z", until: "2027-01-05T00:00:00Z", time_zone: "UTC" };
    const view = evidenceView({ ...preview, timeframe: window }, [], january);
    expect(view).toMatchObject({ kind: "ready", bars: { first: "29 Dec 2026", last: "4 Jan" } });
  });

  test("says so when nothing was merged", () => {
    const empty = { kind: "empty", days: "14 Nov to 20 Nov", ranges: [], toCome: false, notes: [] };
    expect(evidenceView({ ...preview, pull_requests: [] }, [], one)).toEqual(empty);

    const from = { tag: "v1.4.0", sha: "a".repeat(40), at: "2026-11-14T09:00:00Z" };
    const ranges = [{ repo: "acme/harbor", base_branch: "main", from, to: null, commits: 0 }];
    expect(evidenceView({ ...preview, pull_requests: [], ranges }, [], one)).toMatchObject({
      ranges: ["Since v1.4.0, 14 Nov 2026: 0 merged"],
    });
  });
});
