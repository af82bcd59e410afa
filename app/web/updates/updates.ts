import { findStamp } from "../../../db/app/updates.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { ledgerOfText, normalise } from "../../../webhooks/contract/report-text.ts";
import { changesOf } from "../../feedback/changes.ts";
import { richText } from "../../message/rich-text.ts";
import { askChecks } from "../../updates/ask-checks.ts";
import { readMessageContext } from "../../updates/message-context.ts";
import { asPosted } from "../../updates/as-posted.ts";
import { seenBefore } from "../../updates/seen-before.ts";
import { lastWriter } from "../../updates/last-writer.ts";
import { listUpdates, loadUpdate, updateFacets, type UpdateDetail } from "../../updates/load.ts";
import { field, idOf, isPartial, queryOf, seeOther, type Handler, type Web, pageIn } from "../page/context.ts";
import { fragmentShell, page, type WebDeps } from "../page/page.ts";
import { uuidOr } from "../page/path-ids.ts";
import type { RouteName } from "../page/rights.ts";
import { soon } from "../../soon.ts";
import { rightsTo } from "./update-rights.ts";
import type { Around } from "./around.ts";
import { updateView, type UpdateView } from "./update-view.ts";
import { isState, listedUpdate, STATE_CHOICES, type Filters, type UpdatesView } from "./updates-view.ts";

export type UpdatePages = {
  "updates/page": UpdateView;
  "updates/status": UpdateView;
  "updates/list": UpdatesView;
};

export function updateRoutes(deps: WebDeps<UpdatePages>) {
  return {
    "GET /updates": async (c) => {
      const filters = filtersOf(c);
      const { q, repo, person, state, deleted, page: number } = filters;
      const wanted = { q, repo, person, deleted, page: number, ...(isState(state) && { state }) };
      const { team_id } = c.var.actor;
      const [{ updates, more }, facets] = await Promise.all([
        listUpdates(deps.db, team_id, wanted),
        updateFacets(deps.db, team_id),
      ]);
      const view = {
        updates: updates.map((row) => listedUpdate(row, { ...c.var.person, surface: "web" })),
        filters,
        facets,
        states: STATE_CHOICES,
        filtered: Boolean(q || repo || person || state || deleted),
        previous: number > 1 ? linkTo(filters, number - 1) : "",
        next: more ? linkTo(filters, number + 1) : "",
      };
      return page(c, deps, "updates/list", view, { title: "Updates", current: "/updates" });
    },
    "GET /updates/:id": (c) => {
      const asked = (name: string) => c.req.query(name) !== undefined;
      const sentence_key = c.req.query("comment");
      const commenting = sentence_key ? { sentence_key, said: "" } : null;
      return drawUpdate(c, deps, { correcting: asked("correct"), changes_open: asked("changes"), commenting });
    },
    "GET /updates/:id/text": async (c) => {
      const { update } = await loadUpdate(deps, c.var.actor, idOf(c));
      if (update.state !== "in_review") return seeOther(c, `/updates/${update.id}`);
      return drawUpdate(c, deps, { editing: true });
    },
    // For the page that waits: the same work, drawn as it is now. For programs: JSON.
    "GET /updates/:id/status": async (c) => {
      c.header("vary", "Accept, HX-Request");
      // What is being written is another one with each second.
      const reads = c.req.query("face") === "reading" && isPartial(c);
      if (reads && c.req.query("mark") === (await findStamp(deps.db, c.var.actor.team_id, idOf(c))))
        return c.body(null, 204);
      const detail = await loadUpdate(deps, c.var.actor, idOf(c));
      if (!isPartial(c)) return c.json(statusOf(detail));
      const view = await viewOf(deps, detail, { person: c.var.person.id });
      const changed = view.face !== c.req.query("face");
      if (changed) c.header("hx-reswap", "outerHTML");
      return c.html(deps.draw("updates/status", view, await fragmentShell(c, deps)));
    },
    "GET /updates/:id/markdown": async (c) => {
      return c.text(asPosted(await loadUpdate(deps, c.var.actor, idOf(c))).text);
    },
    "GET /updates/:id/rich-text": async (c) => {
      const detail = await loadUpdate(deps, c.var.actor, idOf(c));
      const { update } = detail;
      return c.json(richText(asPosted(detail).text, await readMessageContext(deps, update)));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

type Look = Partial<
  Pick<Around, "editing" | "correcting" | "changes_open" | "problem" | "unsaved" | "said" | "commenting">
> & {
  /** Who looks. */
  person: string;
  /** What was typed, when it could not be kept. */
  typed?: string | undefined;
};

/** The page of one update, in whatever state it is. */
export async function drawUpdate(
  c: Web,
  deps: WebDeps<UpdatePages>,
  asked: Omit<Look, "person">,
  status = 200,
): Promise<Response> {
  const look = { ...asked, person: c.var.person.id };
  const stored = await loadUpdate(deps, c.var.actor, idOf(c));
  const detail = look.typed === undefined ? stored : await withTyped(deps, stored, look.typed);
  const unsaved = look.typed !== undefined && normalise(look.typed) !== normalise(stored.text);
  const view = await viewOf(deps, detail, { ...look, unsaved });
  // Whoever reads without a script decides themselves when to look again: a page that is loaded anew closes what they fill in.
  const refresh = view.live && view.face !== "reading";
  return page(c, deps, "updates/page", view, { title: view.title, current: "/updates", status, refresh });
}

/** What was typed and not kept, with its own findings and ledger. */
async function withTyped(deps: WebDeps, detail: UpdateDetail, text: string): Promise<UpdateDetail> {
  const { update } = detail;
  const ledger = ledgerOfText(text, update.brief.sources, update.ledger);
  try {
    return { ...detail, text, ledger, ...(await askChecks(deps, update, text)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...detail, text, ledger, findings: [], checked: false };
  }
}

async function viewOf(deps: WebDeps, detail: UpdateDetail, look: Look): Promise<UpdateView> {
  const [changes, channels, steps, writer, rights] = await Promise.all([
    changesOf(deps.db, detail),
    deps.pickers.channels(),
    stepsOf(deps, detail),
    writerOf(deps, detail),
    rightsTo(deps, look.person, detail.update),
  ]);
  const correcting = Boolean(look.correcting) && rights.may.correct;
  const editing = Boolean(look.editing) && rights.may.edit;
  return updateView(correcting ? detail : asPosted(detail), {
    ...look,
    ...(detail.update.state === "in_review" && !editing && (await readBy(deps, detail, look.person))),
    correcting,
    editing,
    changes,
    channels,
    steps,
    writer,
    rights,
    settings: deps.settings,
    now: deps.clock(),
  });
}

/** What this person saw when they last looked, and who wrote what they see now. */
async function readBy(deps: WebDeps, detail: UpdateDetail, person: string): Promise<Pick<Around, "before" | "author">> {
  const { update, text } = detail;
  const { id: written_by, name, at } = await lastWriter(deps.db, update);
  const before = await seenBefore(deps.db, deps.clock(), person, update, { markdown: text, written_by });
  return { before, author: at && { name, at } };
}

/** A page does not wait long for a name. */
const GLANCE_MS = 300;

/** The model that a brief left to the house; null: it named one itself, or nobody says. */
async function writerOf(deps: WebDeps, { run, generation }: UpdateDetail): Promise<string | null> {
  if (generation?.parameters.llm_model !== "default") return null;
  const { run_id } = generation;
  if (run || !run_id) return run?.parameters.llm_model ?? null;
  return soon(deps, "the writer", () => deps.pickers.writer(run_id), GLANCE_MS);
}

async function stepsOf({ pipelines }: WebDeps, { run }: UpdateDetail) {
  if (!run) return [];
  try {
    return await pipelines.steps(run.id);
  } catch (error) {
    // The card shows what it knows; the next look is a second away.
    if (error instanceof Problem) return [];
    throw error;
  }
}

function statusOf({ update, run, generation }: UpdateDetail) {
  const { id, state, title, problem, degraded } = update;
  const progress = run && { ...run.progress, attempt: run.attempt };
  return { id, state, title, url: `/updates/${id}`, run_id: generation?.run_id ?? null, progress, problem, degraded };
}

function filtersOf(c: Web): Filters {
  const query = queryOf(c);
  return {
    q: field(query, "q").slice(0, 200),
    repo: field(query, "repo"),
    state: field(query, "state"),
    person: uuidOr(field(query, "person")),
    deleted: field(query, "deleted") !== "",
    page: pageIn(query),
  };
}

function linkTo({ q, repo, person, state, deleted }: Filters, number: number): string {
  const query = new URLSearchParams({ q, repo, person, state, deleted: deleted ? "1" : "", page: String(number) });
  for (const [name, value] of [...query]) if (value === "") query.delete(name);
  return `/updates?${query}`;
}
