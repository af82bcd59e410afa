import { schema } from "@octokit/graphql-schema";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { detailsQuery, textsQuery } from "../../../pipelines/github/details/query.ts";
import { readSources } from "../../../pipelines/github/read-sources.ts";
import { ALL_OF_TIME, bigRepository, github, madeRepository } from "./harness.ts";

const source = { repo: "acme/big", base_branch: "main" };
const readings = [{ source, bases: ["main"] }];

async function opened(data: string) {
  const gh = await github({ data: [data] });
  const asked = async () => (await gh.requests()).length;
  return { ...gh, asked, read: () => readSources(readings, ALL_OF_TIME, askingOf(gh.client)) };
}

const CHANGESET = '---\n"@acme/map": minor\n---\n\nShow where a parcel is.\n';

test("of each pull request is known what it changed, what it closes, who wrote with its author, and what it tells the users", async () => {
  const { read } = await opened(
    madeRepository(
      [
        {
          title: "Add a map",
          body: "Fixes #41.",
          files: [
            { path: "src/map.ts", additions: 20, deletions: 3, status: "added" },
            { path: ".changeset/map.md", additions: 5, deletions: 0, status: "added", text: CHANGESET },
          ],
          co_authors: [{ name: "Mira", login: "mira" }],
        },
        {
          title: "Fix the clock",
          files: [
            { path: "src/clock.ts", additions: 1, deletions: 1 },
            { path: "CHANGELOG.md", additions: 1, deletions: 0, text: "- Show a map (#1)\n- Tell the time (#2)\n" },
          ],
        },
      ],
      [{ number: 41, title: "Where is my parcel?", body: "", labels: [] }],
    ),
  );

  const { evidence, requests } = await read();

  expect(evidence).toMatchObject([
    {
      co_authors: ["mira"],
      files: [
        { path: "src/map.ts", additions: 20, deletions: 3 },
        { path: ".changeset/map.md", additions: 5, deletions: 0 },
      ],
      size: { files: 2, additions: 25, deletions: 3 },
      closes: [{ ref: "acme/big#41", title: "Where is my parcel?" }],
      entries: [{ from: "changeset", text: "Show where a parcel is.", bump: "minor" }],
    },
    { entries: [{ from: "changelog", text: "Tell the time (#2)" }] },
  ]);
  expect(requests).toBe(3);
});

test("what a repository says of its files is believed", async () => {
  const { read } = await opened(
    madeRepository([
      { files: [{ path: ".gitattributes", additions: 1, deletions: 0, text: "schema.json linguist-generated\n" }] },
      { files: [{ path: "schema.json", additions: 9, deletions: 9 }] },
    ]),
  );
  const { evidence } = await read();
  expect(evidence[1]?.files).toEqual([{ path: "schema.json", additions: 9, deletions: 9, as: "made" }]);
});

test("what lies beside all packages of a workspace is no product, and one request more finds that out", async () => {
  const manifest = '{ "private": true, "workspaces": ["packages/*"] }';
  const { read } = await opened(
    madeRepository([
      { files: [{ path: "package.json", additions: 1, deletions: 0, text: manifest }] },
      { files: [{ path: "packages/map/map.ts", additions: 9, deletions: 9 }] },
      { files: [{ path: "robots/triage.toml", additions: 9, deletions: 9 }] },
      { files: [{ path: "editor/package.json", additions: 1, deletions: 0, text: "{}" }] },
      { files: [{ path: "editor/map.ts", additions: 9, deletions: 9 }] },
    ]),
  );
  const { evidence, requests, notes } = await read();
  expect(evidence.map(({ files }) => files?.[0]?.as)).toEqual([undefined, undefined, "workshop", undefined, undefined]);
  expect([requests, notes]).toEqual([4, []]);
});

test("for M pull requests that is at most 2·ceil(M/100) + 2 requests", async () => {
  const { client, asked } = await opened(bigRepository(250));
  const before = await asked();

  // The tenth hour: the list goes on behind the window.
  const window = { since: "2026-01-01T09:00:00Z", until: ALL_OF_TIME.until };
  const { evidence, requests } = await readSources(readings, window, askingOf(client));

  expect(evidence).toHaveLength(241);
  expect(evidence.every(({ size }) => size !== undefined)).toBe(true);
  expect(await asked()).toBe(before + requests);
  expect(requests).toBeLessThanOrEqual(2 * Math.ceil(250 / 100) + 2);
});

test("where GraphQL takes too long for a hundred, it is asked for half of them", async () => {
  const { read, client, fault, requests } = await opened(bigRepository(60));
  const { evidence } = await read();
  const seen = (await requests()).length;
  await fault("502-html", { route: "/graphql" });

  const details = await client.pullRequestDetails({ repo: "acme/big", numbers: evidence.map(({ number }) => number) });

  expect(details?.pull_requests.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
    evidence.map(({ number }) => number),
  );
  expect((await requests()).length).toBe(seen + 3);
});

test("where GraphQL is refused, paths are read one by one, some of them, and that is said", async () => {
  const { read, fault } = await opened(bigRepository(64));
  await fault("403", { route: "/graphql" });

  const { evidence, notes } = await read();

  expect(evidence.filter(({ size }) => size !== undefined)).toHaveLength(60);
  expect(notes).toEqual(["What 4 of 64 pull requests of acme/big changed was not read."]);
});

test("a server without such tools is no failure", async () => {
  const { client } = await opened(bigRepository(2));
  const evidence = await readSources(readings, ALL_OF_TIME, { ...askingOf(client), details: async () => null });
  expect(evidence.evidence.map(({ size }) => size?.files)).toEqual([0, 0]);
});

test("a text that nobody has is none, and so is a pull request", async () => {
  const { client } = await opened(bigRepository(2));
  expect(await client.texts("acme/big", [{ revision: "main", path: "NEWS" }])).toEqual([null]);
  expect(await client.pullRequestDetails({ repo: "acme/big", numbers: [2, 99] })).toMatchObject({
    pull_requests: [{ number: 2 }],
    merged_count: null,
  });
});

test("GitHub's own count is asked for on the way, and where it is higher than the list that is said", async () => {
  const { client } = await opened(bigRepository(5));
  const window = { since: "2026-01-01T01:00:00Z", until: "2026-01-01T04:00:00Z" };
  const ask = askingOf(client);
  const counts: (number | null)[] = [];
  const details: typeof ask.details = async (asked) => {
    const read = await ask.details(asked);
    counts.push(read?.merged_count ?? null);
    return read && { ...read, merged_count: 4 };
  };

  const { evidence, notes } = await readSources(readings, window, { ...ask, details });

  expect([evidence.length, counts]).toEqual([3, [3]]);
  expect(notes).toEqual([
    "GitHub’s search counts 4 merged pull requests of acme/big, and its list has 3: some may be missing.",
  ]);
});

test("both questions are questions that GitHub knows", () => {
  const github = buildSchema(schema.idl, { assumeValidSDL: true });
  for (const query of [detailsQuery([1, 22]), textsQuery(3)]) expect(validate(github, parse(query))).toEqual([]);
});
