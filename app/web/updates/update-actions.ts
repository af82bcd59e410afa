import { z } from "zod";
import type { Channel } from "../../../db/app/columns.ts";
import { reasons } from "../../../webhooks/contract/parameters.ts";
import { parse, Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { postNow } from "../../schedules/post-now.ts";
import { edit } from "../../updates/edit.ts";
import { retryPost } from "../../updates/retry-post.ts";
import { settleCheck } from "../../updates/settle-check.ts";
import { undoApproval } from "../../updates/undo-approval.ts";
import { takeIn } from "../../updates/take-in.ts";
import { cancel } from "../../updates/cancel.ts";
import { continueUpdate } from "../../updates/continue-update.ts";
import { changeChannel } from "../../updates/change-channel.ts";
import { deleteUpdate } from "../../updates/delete-update.ts";
import { restoreUpdate } from "../../updates/restore-update.ts";
import { postElsewhere } from "../../updates/post-elsewhere.ts";
import { reject } from "../../updates/reject.ts";
import { reopen } from "../../updates/reopen.ts";
import { requestChanges } from "../../updates/request-changes.ts";
import { retract } from "../../updates/retract.ts";
import { field, idOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash, type FlashCode } from "../page/flash.ts";
import type { WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import type { Around, Said } from "./around.ts";
import { drawUpdate, type UpdatePages } from "./updates.ts";

/** Everything that can be done to an update besides writing it: one operation a route. */
export function actionRoutes(deps: WebDeps<UpdatePages>) {
  const plain =
    (operation: (deps: WebDeps, actor: Actor, id: string) => Promise<unknown>, flash?: FlashCode): Handler =>
    (c) =>
      act(c, deps, () => operation(deps, c.var.actor, idOf(c)), flash);
  return {
    "POST /updates/:id/continuation": plain(continueUpdate),
    "POST /updates/:id/cancellation": plain(cancel, "stopped"),
    "POST /updates/:id/reopening": plain(reopen, "reopened"),
    "POST /updates/:id/edit": plain(edit, "reopened"),
    "POST /updates/:id/undo": plain(undoApproval, "undone"),
    "POST /updates/:id/merges": plain(takeIn),
    "POST /updates/:id/post-now": plain(postNow, "put_forward"),
    "POST /updates/:id/post-retry": plain(retryPost),
    "POST /updates/:id/restoration": plain(restoreUpdate, "restored"),
    "POST /updates/:id/changes-request": (c) =>
      act(c, deps, (fields) => requestChanges(deps, c.var.actor, idOf(c), feedbackIn(fields))),
    "POST /updates/:id/rejection": (c) =>
      act(c, deps, (fields) => reject(deps, c.var.actor, idOf(c), reasonIn(fields)), "rejected"),
    "POST /updates/:id/retraction": (c) =>
      act(c, deps, (fields) => retract(deps, c.var.actor, idOf(c), reasonIn(fields)), "retracted"),
    "POST /updates/:id/post-check": (c) =>
      act(c, deps, (fields) => settleCheck(deps, c.var.actor, idOf(c), answerIn(fields))),
    "POST /updates/:id/channel": (c) => {
      const work = async (fields: Fields) => {
        const channel = await channelIn(deps, field(fields, "channel"));
        return changeChannel(deps, c.var.actor, idOf(c), { channel });
      };
      return act(c, deps, work, "redirected");
    },
    "POST /updates/:id/copies": async (c) => {
      const fields = await fieldsOf(c);
      const channel = await channelIn(deps, field(fields, "channel"));
      return orShown(c, deps, async () => {
        const copy = await postElsewhere(deps, c.var.actor, idOf(c), { channel });
        return seeOther(c, `/updates/${copy.id}`);
      });
    },
    "POST /updates/:id/deletion": (c) =>
      orShown(c, deps, async () => {
        await deleteUpdate(deps, c.var.actor, idOf(c));
        setFlash(c, "deleted", idOf(c));
        return seeOther(c, "/updates");
      }),
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function act(
  c: Web,
  deps: WebDeps<UpdatePages>,
  work: (fields: Fields) => Promise<unknown>,
  flash?: FlashCode,
): Promise<Response> {
  const fields = await fieldsOf(c);
  return orShown(c, deps, async () => {
    await work(fields);
    if (flash) setFlash(c, flash);
    return seeOther(c, `/updates/${idOf(c)}`);
  });
}

/** What does not work is said on the update's own page, where the next step is. */
export async function orShown(
  c: Web,
  deps: WebDeps<UpdatePages>,
  work: () => Promise<Response>,
  commenting: Around["commenting"] = null,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "not_found" || error.code === "gone") throw error;
    const { message, remedy } = error;
    return drawUpdate(
      c,
      deps,
      { problem: { message, remedy, details: [] }, said: saidIn(c.get("fields")), commenting },
      error.status,
    );
  }
}

function saidIn(fields: Fields = {}): Said {
  return { reason: field(fields, "reason"), text: field(fields, "text"), reasons: fields["reasons"] ?? [] };
}

const feedbackForm = z.object({ text: z.string(), reasons: z.array(z.enum(reasons)) });
const answerForm = z.object({ answer: z.enum(["seen", "send_again"]) });

function feedbackIn(fields: Fields): z.infer<typeof feedbackForm> {
  const form = { text: field(fields, "text"), reasons: fields["reasons"] ?? [] };
  return parse(feedbackForm, form, "The form", "Open the page again and choose anew.");
}

function answerIn(fields: Fields): z.infer<typeof answerForm> {
  return parse(answerForm, { answer: field(fields, "answer") }, "The form", "Choose one of the two answers.");
}

const reasonIn = (fields: Fields): { reason: string } => ({ reason: field(fields, "reason") });

/** @throws {Problem} `invalid` for a channel that is not in the list. */
async function channelIn({ pickers }: WebDeps, id: string): Promise<Channel> {
  const channels = await pickers.channels();
  const found = channels?.find((channel) => channel.id === id);
  if (found) return { id: found.id, name: found.name };
  throw new Problem("invalid", "That channel is not in the list.", "Go back and choose one from the list.");
}
