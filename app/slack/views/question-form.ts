import type { Update } from "../../../db/app/tables.ts";
import type { Actor } from "../../deps.ts";
import { renderParts } from "../../message/render.ts";
import { readMessageContext } from "../../updates/message-context.ts";
import { questionModal } from "../blocks/draft-question.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { urlOf } from "../listed.ts";
import { mayTake } from "./may-take.ts";

/** A form opens within three seconds; without the list of channels it does not say how many read. */
const MEMBERS_WITHIN_MS = 500;

type Asked = Omit<Parameters<typeof questionModal>[0], "update" | "parts" | "members" | "name" | "now" | "takes"> & {
  update: Update;
  markdown: string;
};

/** The form that asks before a text goes out. */
export async function questionForm(deps: SlackDeps, actor: Actor, asked: Asked): Promise<ModalView> {
  const { update, markdown, ...more } = asked;
  const channels = await deps.pickers.channels(MEMBERS_WITHIN_MS);
  return questionModal({
    ...more,
    name: actor.name,
    takes: await mayTake(deps, actor),
    now: deps.clock(),
    update: { number: update.number, url: urlOf(deps, update) },
    parts: renderParts(markdown, await readMessageContext(deps, update)),
    members: channels?.find(({ id }) => id === update.channel.id)?.num_members ?? null,
  });
}
