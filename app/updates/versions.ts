import { findRevision } from "../../db/app/revisions.ts";
import { findPostedBefore } from "../../db/app/updates.ts";
import type { Deps } from "../deps.ts";
import type { UpdateDetail } from "./load.ts";

/** One of the texts that an update had, has, or follows on. */
export type TextVersion = {
  /** "1" for a revision; "now" for what is being typed; "last" for what the same profile posted before. */
  id: string;
  name: string;
  at: Date;
  markdown: string;
};

/** Every text that an update can be held against, the oldest first. */
export async function versionsOf({ db }: Pick<Deps, "db">, detail: UpdateDetail): Promise<TextVersion[]> {
  const { update, revisions, decisions } = detail;
  const approved = new Set(decisions.flatMap(({ kind, revision }) => (kind === "approve" ? [revision] : [])));
  const written = revisions.map(({ number, author_name, taken_from, created_at, markdown }) => ({
    id: String(number),
    name: `${taken_from ? "The checks’" : author_name ? `${author_name}’s` : "The agent’s"}${approved.has(number) ? ", approved" : ""}`,
    at: created_at,
    markdown,
  }));
  const { working_copy, working_copy_at } = update;
  const typed =
    working_copy !== null && working_copy_at
      ? [{ id: "now", name: "As it stands now", at: working_copy_at, markdown: working_copy }]
      : [];
  return [...(await lastTime({ db }, detail)), ...written, ...typed];
}

async function lastTime({ db }: Pick<Deps, "db">, { update }: UpdateDetail): Promise<TextVersion[]> {
  const last = await findPostedBefore(db, update);
  const text = last && (await findRevision(db, last.id, last.revision));
  return text
    ? [{ id: "last", name: `Last time: ${last.title}`, at: last.posted_at ?? text.created_at, markdown: text.markdown }]
    : [];
}
