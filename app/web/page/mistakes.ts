import type { FieldErrors } from "../../updates/brief-form.ts";

/** What is wrong in a form, told above it: a sentence, and the field that it stands at. */
export type Mistake = {
  /** "Repository 2"; "" for what has no field on the page. */
  label: string;
  /** The field's id. */
  field: string;
  text: string;
};

/** What a field is called above the form, by its name in it; in the order in which they stand on the pages. */
const LABELS: Readonly<Record<string, string>> = {
  name: "Name",
  repo: "Repository",
  base_branch: "Base branch",
  from: "From",
  to: "To",
  release: "Since",
  from_tag: "From tag",
  to_tag: "To tag",
  window: "Date range",
  time_zone: "Time zone",
  channel: "Channel",
  custom_prompt: "Anything to add",
  llm_model: "Model",
  max_iterations: "Rounds",
  template: "Written by",
  approvers: "Who approves",
  author_may_approve: "A second person",
  deadline_hours: "Hours until it expires",
  wider: "Where it may go",
  weekday: "Weekdays",
  time: "Time",
  cron: "Cron line",
  draft_lead_minutes: "Draft it before",
  role: "Role",
  login: "GitHub login",
  last_day: "Last day",
};

const SOURCE = /^sources\.(\d+)\.(repo|base_branch)$/;

/** "sources.1.repo" is the field `repo-1`, "time_zone" is `time-zone`. */
function fieldId(path: string): string {
  const [, index, name] = SOURCE.exec(path) ?? [];
  return index === undefined ? path.replaceAll("_", "-") : `${name === "repo" ? "repo" : "branch"}-${index}`;
}

/** @param sources How many repositories the form has: one alone has no number. */
export function mistakesIn(errors: FieldErrors, sources = 1): Mistake[] {
  const inOrder = Object.entries(errors).toSorted(([one], [other]) => placeOf(one) - placeOf(other));
  return inOrder.map(([path, text]) => {
    const [, index, name = path] = SOURCE.exec(path) ?? [];
    const label = LABELS[name] ?? "";
    const number = index !== undefined && sources > 1 ? ` ${Number(index) + 1}` : "";
    return { label: `${label}${number}`, field: label && fieldId(path), text };
  });
}

const NAMES = Object.keys(LABELS);

/** Lines of sources follow each other, a branch its repository. */
function placeOf(path: string): number {
  const [, index, name] = SOURCE.exec(path) ?? [];
  const place = NAMES.indexOf(index === undefined ? path : "repo");
  const line = (2 * Number(index ?? 0) + (name === "base_branch" ? 1 : 0)) / 1_000;
  return place < 0 ? NAMES.length : place + line;
}

/**
 * Raw HTML, of ids only: what makes a field that is wrong say so, to whoever looks and to whoever listens. The first one of a page gets the
 * keyboard.
 *
 * @param hints Ids of what describes the field anyway.
 */
export function wrong(error: string | undefined, id: string, ...hints: string[]): string {
  const described = [...hints, ...(error ? [`${id}-error`] : [])].join(" ");
  const by = described && ` aria-describedby="${described}"`;
  return error ? ` aria-invalid="true"${by} autofocus` : by;
}
