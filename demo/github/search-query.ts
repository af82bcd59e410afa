import { authorLogin } from "./people.ts";
import type { Pull, Repository } from "./world.ts";

type Test = (pull: Pull, repository: Repository) => boolean;
type Qualifier = (value: string) => Test | undefined;

const IS = new Map<string, Test>(
  Object.entries<Test>({
    pr: () => true,
    "pull-request": () => true,
    merged: ({ merged_at }) => merged_at !== null,
    unmerged: ({ merged_at }) => merged_at === null,
    open: ({ state }) => state === "open",
    closed: ({ state }) => state === "closed",
    draft: ({ draft }) => draft,
    public: () => true,
  }),
);

const QUALIFIERS = new Map<string, Qualifier>(
  Object.entries<Qualifier>({
    is: (value) => IS.get(value),
    type: (value) => IS.get(value),
    state: (value) => IS.get(value),
    repo:
      (value) =>
      (_, { full_name }) =>
        full_name.toLowerCase() === value.toLowerCase(),
    base: (value) => (pull) => pull.base === value,
    head: (value) => (pull) => (pull.head ?? "").startsWith(value),
    label: (value) => (pull) => pull.labels.includes(value),
    author: (value) => (pull) => authorLogin(pull) === value.replace(/^app\/(.*)$/, "$1[bot]"),
    merged: (value) => inRange(value, ({ merged_at }) => merged_at),
    closed: (value) => inRange(value, ({ closed_at }) => closed_at),
    created: (value) => inRange(value, ({ created_at }) => created_at),
    updated: (value) => inRange(value, ({ updated_at }) => updated_at),
  }),
);

/**
 * The part of GitHub's search language that Pulse speaks.
 *
 * @returns the test, and the repositories that the query names; or what is wrong with it. A qualifier that is not known here is an
 *   error, not ignored: a wrong count is worse than none.
 */
export function parseQuery(q: string): { test: Test; repos: string[] } | { fault: string } {
  const terms = [...q.matchAll(/(-?)(?:(\w[\w-]*):)?(?:"([^"]*)"|(\S+))/g)].map(([, not, name, quoted, plain]) => {
    return { not: not === "-", name, value: quoted ?? plain ?? "" };
  });
  const tests: Test[] = [];
  for (const { not, name, value } of terms) {
    const test = name ? QUALIFIERS.get(name)?.(value) : containing(value);
    if (!test) return { fault: `The search qualifier ${name}:${value} is not known to this demo.` };
    tests.push(name === "repo" ? () => true : not ? (pull, repository) => !test(pull, repository) : test);
  }
  const repos = terms.filter(({ name, not }) => name === "repo" && !not).map(({ value }) => value);
  return { test: (pull, repository) => tests.every((test) => test(pull, repository)), repos };
}

function containing(word: string): Test {
  return ({ title, body }) => `${title}\n${body ?? ""}`.toLowerCase().includes(word.toLowerCase());
}

/** `A..B`, `A..*`, `*..B`, `>=A`, `>A`, `<=B`, `<B` or one day; both ends count. Source: docs.github.com, "Query for dates". */
function inRange(value: string, of: (pull: Pull) => number | null): Test | undefined {
  const [, sign, bare = ""] = /^([<>]=?)?(.*)$/.exec(value) ?? [];
  const [from = "", to = ""] = sign?.startsWith("<")
    ? ["*", bare]
    : sign
      ? [bare, "*"]
      : bare.includes("..")
        ? bare.split("..")
        : [bare, bare];
  const low = from === "*" ? Number.NEGATIVE_INFINITY : startOf(from);
  const high = to === "*" ? Number.POSITIVE_INFINITY : endOf(to);
  if (Number.isNaN(low) || Number.isNaN(high)) return undefined;
  return (pull) => {
    const instant = of(pull);
    if (instant === null) return false;
    if (sign === ">") return instant > endOf(from);
    if (sign === "<") return instant < startOf(to);
    return instant >= low && instant <= high;
  };
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);
const startOf = (text: string) => Date.parse(text);
/** The last millisecond that the text names: of the day, or of the second. */
const endOf = (text: string) => Date.parse(text) + (isDay(text) ? 24 * 3_600_000 : 1_000) - 1;
