import { itemKinds } from "../../../webhooks/contract/kinds.ts";
import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { type Candidate, FEWEST_ALIKE } from "./candidate.ts";
import { foldersIn } from "./folders.ts";
import type { Lesson } from "./lessons.ts";
import { frontsOf, tagsOf } from "./fronts.ts";

/**
 * Everything that pull requests have in common by form: what Pulse takes them for, what stands in front of their titles, their labels,
 * machines that wrote them, their folders. The simplest come first; what is said of all additions, or all fixes, comes last: it is said of
 * more than anybody has seen. No rule is made of a person.
 */
export function candidatesIn(lessons: readonly Lesson[]): Candidate[] {
  const kinds = kindsIn(lessons);
  const products = kinds.filter(({ when }) => when.some(isProduct));
  const classes = kinds.filter((kind) => !products.includes(kind));
  const others = [...titlesIn(lessons), ...labelsIn(lessons), ...machinesIn(lessons), ...foldersIn(lessons)];
  const several = kinds.flatMap((kind) => {
    const known = new Set(kind.lessons);
    return others.map((other) => both(kind, other, known));
  });
  return [...classes, ...others, ...several, ...products].filter((one) => one.lessons.length >= FEWEST_ALIKE);
}

const PRODUCT: ReadonlySet<string> = new Set(itemKinds.filter((kind) => kind !== "docs" && kind !== "internal"));

const isProduct = ({ what, values }: PolicyCondition): boolean =>
  what === "kinds" && values.some((kind) => PRODUCT.has(kind));

function kindsIn(lessons: readonly Lesson[]): Candidate[] {
  return by(lessons, ({ kinds }) => kinds).map(([kind, fitting]) => one("kinds", kind, fitting));
}

function titlesIn(lessons: readonly Lesson[]): Candidate[] {
  const asked = (how: "starts" | "has", found: [string, Lesson[]][]): Candidate[] =>
    found.map(([value, fitting]) => {
      return { sort: "titles", when: [{ what: "titles", how, values: [value] }], lessons: fitting };
    });
  return [
    ...asked(
      "starts",
      by(lessons, ({ pr }) => frontsOf(pr)),
    ),
    ...asked(
      "has",
      by(lessons, ({ pr }) => tagsOf(pr)),
    ),
  ];
}

function labelsIn(lessons: readonly Lesson[]): Candidate[] {
  const plain = (label: string) => !/[*?]/.test(label);
  return by(lessons, ({ pr }) => pr.labels.map((label) => label.trim().toLowerCase()).filter(plain)).map(
    ([label, fitting]) => one("labels", label, fitting),
  );
}

function machinesIn(lessons: readonly Lesson[]): Candidate[] {
  const written = lessons.filter(({ pr }) => pr.author.kind !== "human");
  return [
    ...by(written, ({ pr }) => [pr.author.kind]).map(([kind, fitting]) => one("bots", kind, fitting)),
    ...by(written, ({ pr }) => [pr.author.login]).map(([login, fitting]) => one("authors", login, fitting)),
  ];
}

function one(what: "kinds" | "labels" | "authors" | "bots", value: string, lessons: readonly Lesson[]): Candidate {
  // Safe: kinds and bots come out of lessons, which have no others.
  const condition = { what, how: "any", values: [value] } as PolicyCondition;
  return { sort: what, when: [condition], lessons };
}

function both(first: Candidate, second: Candidate, known: ReadonlySet<Lesson>): Candidate {
  const sort = `${first.sort} and ${second.sort}`;
  return { sort, when: [...first.when, ...second.when], lessons: second.lessons.filter((lesson) => known.has(lesson)) };
}

/** What several have; a value longer than a rule may have is no candidate. */
function by(lessons: readonly Lesson[], of: (lesson: Lesson) => readonly string[]): [string, Lesson[]][] {
  const found = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    for (const value of new Set(of(lesson))) {
      const all = found.get(value);
      if (all) all.push(lesson);
      else found.set(value, [lesson]);
    }
  }
  const isRule = ([value, all]: [string, Lesson[]]) =>
    all.length >= FEWEST_ALIKE && value !== "" && value.length <= LIMITS.policy.value_chars;
  return [...found].filter(isRule);
}
