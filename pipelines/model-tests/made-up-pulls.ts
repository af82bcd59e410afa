import type { DetailedPull, Details } from "../github/client.ts";

/** Nobody's: what stands in it is made up, so that a test of a model reads nothing of anybody. */
export const MADE_UP_REPO = "example/orders";
export const MADE_UP_BRANCH = "main";
/** The week in which all of it was merged. */
export const MADE_UP_WEEK = { since: "2026-01-05T00:00:00Z", until: "2026-01-12T00:00:00Z", time_zone: "UTC" };

/** `diffs`: by file, its lines as `git diff` writes them behind the head. */
type MadeUp = {
  number: number;
  title: string;
  body: string;
  labels: string[];
  login: string;
  merged_at: string;
  diffs: Record<string, string[]>;
};

const PULLS: readonly MadeUp[] = [
  {
    number: 101,
    title: "feat(search): find orders by the customer's name",
    body: "Type a name, or the beginning of one, into the search field above the list of orders. Until now only an order's number was found.",
    labels: ["enhancement"],
    login: "lea-brandt",
    merged_at: "2026-01-06T09:12:00Z",
    diffs: {
      "src/search/find-orders.ts": [
        "@@ -4,3 +4,6 @@ export function findOrders(text: string): Order[] {",
        " export function findOrders(text: string): Order[] {",
        "-  return byNumber(text);",
        "+  const found = byNumber(text);",
        "+  // The beginning of a name is enough.",
        "+  return found.length > 0 ? found : byCustomersName(text);",
        " }",
      ],
    },
  },
  {
    number: 102,
    title: "fix: lost uploads",
    body: "Fixes #97",
    labels: ["bug"],
    login: "sam-okoro",
    merged_at: "2026-01-07T15:40:00Z",
    diffs: {
      "src/upload/send.ts": [
        "@@ -11,2 +11,7 @@ export async function send(file: File): Promise<void> {",
        " export async function send(file: File): Promise<void> {",
        "-  await post(file);",
        "+  // An upload whose connection broke off was lost without a word.",
        "+  for (let tries = 1; ; tries += 1) {",
        "+    if (await arrived(file)) return;",
        "+    if (tries === 3) throw new UploadGivenUp(file);",
        "+  }",
      ],
    },
  },
  {
    number: 103,
    title: "feat(api)!: take away the orders endpoint of version 1",
    body: "BREAKING CHANGE: `GET /v1/orders` is gone. Use `GET /v2/orders`, which takes the same parameters.",
    labels: ["api"],
    login: "lea-brandt",
    merged_at: "2026-01-09T11:05:00Z",
    diffs: {
      "src/api/routes.ts": [
        "@@ -21,3 +21,2 @@ export const routes = [",
        " export const routes = [",
        '-  get("/v1/orders", listOrders),',
        '   get("/v2/orders", listOrders),',
      ],
    },
  },
];

export const MADE_UP_ISSUE = {
  number: 97,
  title: "An upload is lost when the connection breaks off",
  body: "I uploaded an invoice on the train. In a tunnel the bar stopped, and later the invoice was not there. Nothing told me so.",
};

const added = (lines: readonly string[]): number => lines.filter((line) => line.startsWith("+")).length;
const deleted = (lines: readonly string[]): number => lines.filter((line) => line.startsWith("-")).length;

/** As GitHub tells of them. */
export const madeUpPulls: readonly DetailedPull[] = PULLS.map((pull) => {
  const { number, title, body, labels, login, merged_at } = pull;
  const files = detailsOf(pull);
  return {
    number,
    title,
    body,
    labels,
    state: "closed",
    html_url: "",
    user: { login, type: "User" },
    base: { ref: MADE_UP_BRANCH },
    merged_at,
    updated_at: merged_at,
    merge_commit_sha: null,
    additions: files.additions,
    deletions: files.deletions,
    changed_files: files.changed_files,
  };
});

export const madeUpDetails: readonly Details[] = PULLS.map(detailsOf);

export function madeUpDiff(number: number): string {
  const files = Object.entries(PULLS.find((pull) => pull.number === number)?.diffs ?? {});
  const diffs = files.map(([path, lines]) =>
    [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, ...lines].join("\n"),
  );
  return `${diffs.join("\n")}\n`;
}

function detailsOf({ number, body, diffs }: MadeUp): Details {
  const { number: issue, title } = MADE_UP_ISSUE;
  const closed = { repo: MADE_UP_REPO, number: issue, title };
  const files = Object.entries(diffs).map(([path, lines]) => {
    return { path, additions: added(lines), deletions: deleted(lines) };
  });
  const sum = (of: "additions" | "deletions") => files.reduce((total, file) => total + file[of], 0);
  const counts = { additions: sum("additions"), deletions: sum("deletions"), changed_files: files.length };
  return { number, ...counts, files, closes: body.includes(`#${issue}`) ? [closed] : [], trailers: [] };
}
