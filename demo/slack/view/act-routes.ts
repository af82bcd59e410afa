import { Hono, type Context } from "hono";
import { setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { inChannel, onMessage, onView } from "../acts/act.ts";
import { clickInMessage, clickInView } from "../acts/click.ts";
import { typeLine } from "../acts/command.ts";
import { fine, refusedWith, type Outcome } from "../acts/outcome.ts";
import type { Actor } from "../acts/payloads.ts";
import { closeView, submitView } from "../acts/submit.ts";
import { takeShortcut } from "../acts/visit.ts";
import type { Demo } from "../demo.ts";
import { elementsOf, keyOf, type Placed } from "../elements.ts";
import type { Block } from "../store.ts";
import type { Typed } from "../views.ts";
import { PEOPLE } from "../world.ts";
import { VIEWER_COOKIE, viewerOf } from "./viewer.ts";

/** What the pages' forms do. Each one comes back to its page; what went wrong stands there once. */
export function actRoutes(demo: Demo) {
  const app = new Hono();
  const does = (path: string, work: (actor: Actor, form: Form) => Promise<Outcome>) =>
    app.post(path, async (c) => {
      const person = viewerOf(c);
      const form = await readForm(c);
      demo.notices.delete(person);
      const { ok, seen } = await work({ id: person }, form);
      if (!ok && seen) demo.notices.set(person, seen);
      return c.redirect(placeOf(form.text("back")), 303);
    });

  app.post("/as", async (c) => {
    const form = await readForm(c);
    const person = PEOPLE.find(({ id }) => id === form.text("person"));
    if (person) setCookie(c, VIEWER_COOKIE, person.id, { path: "/", httpOnly: true, sameSite: "Lax" });
    return c.redirect(placeOf(form.text("back")), 303);
  });

  // Slackbot has told the person in the channel already.
  does("/line", async (actor, form) => {
    await inChannel(demo, form.text("channel"), (channel) => typeLine(demo, actor, channel, form.text("line")));
    return fine;
  });
  does("/click", (actor, form) =>
    onMessage(demo, { channel: form.text("channel"), ts: form.text("ts") }, (channel, message) =>
      press(message.blocks ?? [], form, (placed, typed) =>
        clickInMessage(demo, actor, channel, message, whichOf(placed), typed),
      ),
    ),
  );
  does("/view", (actor, form) => {
    const view = demo.views.stackOf(actor.id).find(({ id }) => id === form.text("view_id"));
    return onView(view, (open) => {
      if (form.text("do") === "close") return closeView(demo, actor, open);
      if (form.text("do") === "submit") return submitView(demo, actor, open, typedOf(open.blocks, form));
      return press(open.blocks, form, (placed, typed) => clickInView(demo, actor, open, whichOf(placed), typed));
    });
  });
  does("/home", (actor, form) =>
    onView(demo.views.home(actor.id), (home) =>
      press(home.blocks, form, (placed, typed) => clickInView(demo, actor, home, whichOf(placed), typed)),
    ),
  );
  does("/shortcut", (actor, form) => {
    const callback_id = form.text("callback_id");
    if (!form.text("ts")) return takeShortcut(demo, actor, callback_id);
    return onMessage(demo, { channel: form.text("channel"), ts: form.text("ts") }, (channel, message) =>
      takeShortcut(demo, actor, callback_id, { channel, message }),
    );
  });
  return app;
}

type Form = { text: (name: string) => string; all: (name: string) => string[] };

/** Forms send CRLF, Slack sends LF. */
async function readForm(c: Context): Promise<Form> {
  const form = await c.req.formData().catch(() => {
    throw new HTTPException(400, { message: "This is no form." });
  });
  const all = (name: string) => form.getAll(name).map((value) => String(value).replaceAll("\r\n", "\n"));
  return { all, text: (name) => all(name)[0] ?? "" };
}

/** Only ever a page of ours. */
function placeOf(back: string): string {
  return /^\/(?![/\\])/.test(back) ? back : "/";
}

/** The element that was pressed, and everything that the form holds; of a menu, the option is behind the `=`. */
function press(
  blocks: readonly Block[],
  form: Form,
  work: (placed: Placed, typed: Typed) => Promise<Outcome>,
): Promise<Outcome> {
  const which = form.text("which");
  const placed = elementsOf(blocks).find((each) => which === keyOf(each) || which.startsWith(`${keyOf(each)}=`));
  if (!placed) return Promise.resolve(refusedWith("This button is not there any more."));
  const key = keyOf(placed);
  const typed = typedOf(blocks, form);
  return work(placed, which === key ? typed : { ...typed, [key]: [which.slice(key.length + 1)] });
}

function whichOf({ element, block_id }: Placed) {
  return { action_id: element.action_id, block_id };
}

function typedOf(blocks: readonly Block[], form: Form): Typed {
  return Object.fromEntries(
    elementsOf(blocks)
      .filter(({ element }) => element.type !== "button" && element.type !== "overflow")
      .map((placed) => [keyOf(placed), form.all(`v:${keyOf(placed)}`).map((value) => readTyped(placed, value))]),
  );
}

/** The page asks for a moment in UTC; Slack sends seconds. */
function readTyped({ element }: Placed, value: string): string {
  if (element.type !== "datetimepicker" || value === "") return value;
  return String(Math.floor(Date.parse(`${value}Z`) / 1_000));
}
