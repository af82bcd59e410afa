import { z } from "zod";
import { findGeneration } from "../../db/app/generations.ts";
import { findProfileById } from "../../db/app/profiles.ts";
import type { Notice } from "../../db/app/schedule-tables.ts";
import type { Update } from "../../db/app/tables.ts";
import { continuationOf, continuationText } from "../updates/continuation.ts";
import { moveOf } from "../updates/seen-move.ts";
import { noticeKinds, type NoticeData, type NoticeKind } from "./blocks/notice.ts";
import type { SlackDeps } from "./deps.ts";
import { urlOf } from "./listed.ts";

const moments = z.coerce.date().nullish();
const words = z.string().nullish();

/** What those who left word wrote beside it; what is not there is not said. */
const payload = z.looseObject({
  profile_id: z.uuid().nullish(),
  slot: moments,
  since: moments,
  until: moments,
  due_at: moments,
  because: words,
  by: words,
  reason: words,
  message: words,
  remedy: words,
  missed: z.number().nullish(),
  problem: z.looseObject({ message: z.string(), remedy: z.string() }).nullish(),
  merged: z.array(z.string()).nullish(),
  reverted: z.array(z.looseObject({ pr: z.string() })).nullish(),
});

export async function loadNotice(deps: SlackDeps, notice: Notice, update: Update | null): Promise<NoticeData | null> {
  const kind = noticeKind(notice);
  if (!kind) return null;
  const said = payload.parse(notice.payload);
  const profile = said.profile_id ? await findProfileById(deps.db, said.profile_id) : undefined;
  return {
    kind,
    update: update && { ...update, url: urlOf(deps, update), move: await moveOf(deps.db, update.id) },
    schedule: profile
      ? { name: profile.name, url: `${deps.settings.publicUrl}/profiles/${profile.slug}/schedule` }
      : null,
    slot: said.slot ?? null,
    since: said.since ?? null,
    until: said.until ?? null,
    due_at: said.due_at ?? null,
    because: said.because ?? "",
    by: said.by ?? "Somebody",
    missed: said.missed ?? 0,
    prs: said.reverted?.map(({ pr }) => pr) ?? said.merged ?? [],
    problem: problemIn(said),
    continuation: kind === "slot.failed" && update ? await continuationWords(deps, update) : "",
    comments: [],
  };
}

async function continuationWords(deps: SlackDeps, update: Update): Promise<string> {
  const generation = await findGeneration(deps.db, update.id, update.generation);
  const continuation = await continuationOf(deps, update, generation ?? null);
  return continuation ? continuationText(continuation) : "";
}

/** "review.reminder_50_…" says, too, when its wait began. */
export function noticeKind({ kind }: Pick<Notice, "kind">): NoticeKind | undefined {
  return noticeKinds.find((known) => kind === known || kind.startsWith(`${known}_`));
}

function problemIn({ problem, message, remedy, reason }: z.infer<typeof payload>): NoticeData["problem"] {
  if (problem) return problem;
  const text = message ?? reason;
  return text ? { message: text, remedy: remedy ?? "" } : null;
}
