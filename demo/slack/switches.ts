import { Hono } from "hono";
import { z } from "zod";
import type { Demo } from "./demo.ts";
import { faultSchema } from "./faults.ts";
import { readJson } from "./read-json.ts";
import { BOT, isKnown, newChannel, newPerson, type Channel, type Standing } from "./world.ts";

const changeOf = z.strictObject({
  id: z.string(),
  change: z.enum(["create", "archive", "unarchive", "rename", "kick", "invite", "share", "unshare"]),
  /** For `create` and `rename`. Source: docs.slack.dev, conversations.rename: lower case, at most 80 characters. */
  name: z.stringFormat("channel name", /^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u).optional(),
});

const STANDINGS = {
  deactivate: "deactivated",
  reactivate: null,
  make_member: null,
  make_guest: "guest",
  make_single_channel_guest: "single_channel_guest",
  make_stranger: "stranger",
  make_bot: "bot",
  join_organisation: "in_organisation",
  move_to_other_workspace: "in_other_workspace",
} as const satisfies Record<string, Standing | null>;
// Safe: the names of the changes above.
const changes = Object.keys(STANDINGS) as (keyof typeof STANDINGS)[];
const personChange = z.strictObject({ id: z.string(), change: z.enum(changes) });

const past = z.strictObject({ behind_ms: z.int().min(0) });

/** What Slack does not have: things that go wrong when asked to, what was called, and a workspace that changes its mind. */
export function switchRoutes({ faults, calls, store, standings, newcomers }: Demo) {
  return new Hono()
    .get("/faults", (c) => c.json({ faults: faults.all() }))
    .delete("/faults", (c) => {
      faults.clear();
      return c.json({ ok: true });
    })
    .post("/faults", async (c) => {
      const read = faultSchema.safeParse(await readJson(c));
      if (!read.success) return c.json({ ok: false, error: z.prettifyError(read.error) }, 422);
      faults.add(read.data);
      return c.json({ ok: true });
    })
    .post("/past", async (c) => {
      const read = past.safeParse(await readJson(c));
      if (!read.success) return c.json({ ok: false, error: z.prettifyError(read.error) }, 422);
      store.goBack(read.data.behind_ms);
      store.save();
      return c.json({ ok: true });
    })
    .get("/calls", (c) => c.json({ calls: calls.all() }))
    .delete("/calls", (c) => {
      calls.clear();
      return c.json({ ok: true });
    })
    .post("/people", async (c) => {
      const read = personChange.safeParse(await readJson(c));
      if (!read.success) return c.json({ ok: false, error: z.prettifyError(read.error) }, 422);
      const { id } = read.data;
      if (!isKnown(id)) newcomers.set(id, newPerson(id));
      const standing = STANDINGS[read.data.change];
      if (standing) standings.set(id, standing);
      else standings.delete(id);
      return c.json({ ok: true });
    })
    .post("/channels", async (c) => {
      const read = changeOf.safeParse(await readJson(c));
      if (!read.success) return c.json({ ok: false, error: z.prettifyError(read.error) }, 422);
      if (read.data.change === "create") store.channels.push(newChannel(read.data.id, read.data.name ?? read.data.id));
      const channel = store.channels.find(({ id }) => id === read.data.id);
      if (!channel) return c.json({ ok: false, error: "channel_not_found" }, 404);
      applyChange(channel, read.data);
      store.save();
      return c.json({ ok: true, channel });
    });
}

function applyChange(channel: Channel, { change, name }: z.infer<typeof changeOf>): void {
  const others = channel.members.filter((id) => id !== BOT.user);
  if (change === "archive" || change === "unarchive") channel.archived = change === "archive";
  if (change === "kick") channel.members = others;
  if (change === "invite") channel.members = [...others, BOT.user];
  if (change === "share") channel.shared_with = "Globex";
  if (change === "unshare") delete channel.shared_with;
  if (change === "rename" && name) {
    channel.previous_names = [channel.name, ...channel.previous_names];
    channel.name = name;
  }
}
