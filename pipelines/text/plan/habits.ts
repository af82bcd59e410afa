import type { Entry, PullRequest } from "../../../webhooks/contract/evidence.ts";
import { rolesOf } from "./roles.ts";

/** What the pull requests of one repository have in common, as its people keep it: learned from those of the window. */
export type Habits = {
  /** Changes of the product come with an entry for the users; the form that most of them have. */
  entries: Entry["from"] | null;
  /** Changes of the product come with tests. */
  tests: boolean;
  /** Nearly everything touches documents, and hardly anything what is a product elsewhere: documents are what it makes. */
  makes_docs: boolean;
};

/** Of so many at least something can be learned. */
const FEWEST = 3;
/** A line may be added to any changelog; who adds a fragment or a changeset has set up that these are gathered. */
const LINES = { fewest: 2, from: 0.3 };
const PIECES = { fewest: 1, from: 0.2 };
const TESTS_FROM = 0.4;
const PRODUCT_FROM = 0.1;
const DOCS_FROM = 0.8;

export function habitsOf(pulls: readonly PullRequest[]): ReadonlyMap<string, Habits> {
  const byRepository = Map.groupBy(pulls, ({ repo }) => repo);
  return new Map([...byRepository].map(([repo, own]) => [repo, habitsIn(own)]));
}

function habitsIn(pulls: readonly PullRequest[]): Habits {
  const known = pulls.flatMap((pull) => {
    const roles = rolesOf(pull);
    return roles ? [{ pull, roles }] : [];
  });
  const product = known.filter(({ roles }) => roles.has("product"));
  const told = product.filter(({ pull }) => entryOf(pull) !== null);
  const tested = product.filter(({ roles }) => roles.has("test"));
  const documented = known.filter(({ roles }) => roles.has("docs"));
  const share = (part: readonly unknown[], whole: readonly unknown[]) => part.length / Math.max(1, whole.length);
  const form = usual(told.map(({ pull }) => pull));
  const { fewest, from } = form === "fragment" || form === "changeset" ? PIECES : LINES;
  return {
    entries: told.length >= fewest && share(told, product) >= from ? form : null,
    tests: product.length >= 2 * FEWEST && share(tested, product) >= TESTS_FROM,
    makes_docs:
      known.length >= 2 * FEWEST && share(product, known) < PRODUCT_FROM && share(documented, known) >= DOCS_FROM,
  };
}

/** The first that tells something. */
export function entryOf({ entries = [] }: Pick<PullRequest, "entries">): Entry | null {
  return entries.find(({ bump }) => bump !== "none") ?? null;
}

function usual(pulls: readonly PullRequest[]): Entry["from"] | null {
  const forms = Map.groupBy(pulls, (pull) => entryOf(pull)?.from ?? null);
  return [...forms].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
