// The editor of a draft: what it says of the text is true at every moment, and the text goes to the server even while the page is left.
import { copyNames, dropCopy, person, readCopy, writeCopy } from "./copies.js";

const RETRY_MS = [2_000, 5_000, 15_000];
const SLOW_MS = 4_000;
const TOLD_MS = 10_000;

const lines = (text) => text.replace(/\r\n?/g, "\n");
const sameText = (a, b) => lines(a).normalize("NFC").trim() === lines(b).normalize("NFC").trim();

/** @param banner Shows the layout's words of that name above a form: see typed.js. */
export function draftIn(form, banner) {
  const { keep: name } = form.dataset;
  const area = form.querySelector("textarea[name=markdown]");
  const sender = form.querySelector("[data-sends]");
  /** What the server has; null: nobody knows. */
  let saved = "unsaved" in area.dataset ? null : lines(area.defaultValue);
  let [flushed, failures, held, slow, retry] = [null, 0, true, 0, 0];

  // One stop of the Tab key, on the button that was used last; the arrows go on from there.
  form.querySelector("markdown-toolbar")?.removeAttribute("tabindex");

  const text = () => lines(area.value);
  const dirty = () => text() !== saved;
  const field = (of) => form.elements.namedItem(of)?.value ?? "";
  const where = () => (held ? "What you typed is kept in this browser." : "Keep this page open.");

  function say(tone, bold, ...rest) {
    const dot = Object.assign(document.createElement("span"), { className: `okdot ${tone}` });
    const words = document.createElement("span");
    words.append(Object.assign(document.createElement("b"), { textContent: bold }), " ", ...rest);
    document.getElementById("saved").replaceChildren(dot, words);
  }

  async function keepCopy() {
    const entries = [...new FormData(form)].filter(([of]) => of !== "copy");
    held = await writeCopy(name, { entries, path: location.pathname + location.search });
  }

  function typed() {
    if (!dirty()) {
      took(saved);
      return say("", "Kept as you type");
    }
    if (failures === 0) say("wait", "Saving…");
    void keepCopy();
  }

  function begun() {
    clearTimeout(slow);
    slow = setTimeout(() => dirty() && say("wait late", "Saving…", `Pulse takes its time. ${where()}`), SLOW_MS);
  }

  function settled() {
    clearTimeout(slow);
    clearTimeout(retry);
  }

  function took(what) {
    settled();
    failures = 0;
    saved = lines(what);
    if (!dirty()) dropCopy(name);
  }

  function failed(why) {
    settled();
    say("bad", `Not saved: ${why}`, `${where()} It is tried again by itself.`);
    retry = setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  /** Only a person can do something about it; the answer says what, beside the text or above the page. */
  function refused(answer) {
    settled();
    if (!answer.includes('id="saved"')) say("bad", "Not saved.", where());
  }

  function signedOut(href) {
    settled();
    failures += 1;
    const link = Object.assign(document.createElement("a"), { href, textContent: "Sign in" });
    say(
      "bad",
      "Not saved: you are signed out.",
      link,
      held ? ", and what you typed is here again." : " in another tab.",
    );
  }

  function send() {
    if (dirty()) htmx.trigger(sender, "keep");
  }

  /** A browser sends 64 KB while a page goes; what is longer waits in its copy. */
  async function flush() {
    const what = text();
    if (!dirty() || flushed === what || form.dataset.busy) return;
    flushed = what;
    htmx.trigger(sender, "htmx:abort");
    try {
      const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
      const body = new FormData(form);
      const answer = await fetch(sender.getAttribute("hx-post"), { method: "POST", headers, body, keepalive: true });
      if (answer.ok) took(what);
      if (!dirty()) say("", "Kept as you type");
    } catch {
      // Where the page stays, its state says so and sends again.
    } finally {
      flushed = null;
    }
  }

  function put(what) {
    area.value = what;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Puts back what was typed here; beside the text where that has changed since. */
  async function restore() {
    const copy = await readCopy(name);
    const kept = Object.fromEntries(copy?.entries ?? []);
    if (!copy || sameText(kept.markdown ?? "", text())) {
      if (!dirty()) dropCopy(name);
    } else if (["base_revision", "base_copy"].every((of) => (kept[of] ?? "") === field(of))) {
      const drawn = area.value;
      put(kept.markdown);
      banner(form, "back", () => put(drawn));
    } else {
      const compare = banner(form, "beside", () => undefined).querySelector("form");
      compare.action = form.action;
      for (const [of, value] of [...copy.entries, ["text", "compare"], ["copy", `${person}.${name}`]]) {
        compare.append(Object.assign(document.createElement("input"), { type: "hidden", name: of, value }));
      }
    }
    if (saved === null) send();
  }

  /** The text that a request of htmx carries to be kept; null for all others. */
  const carried = ({ ctx }) =>
    ctx?.sourceElement?.form === form || form.contains(ctx?.sourceElement)
      ? (ctx.request.body?.get?.("markdown") ?? null)
      : null;
  const keeps = ({ ctx }) => /\/(working-copy|acknowledgements)$/.test(ctx?.request?.action ?? "");

  document.addEventListener("htmx:before:request", ({ detail }) => keeps(detail) && begun());
  document.addEventListener("htmx:after:request", ({ detail }) => {
    const what = keeps(detail) ? carried(detail) : null;
    if (what === null) return;
    const { status } = detail.ctx.response;
    if (status < 400) took(what);
    else if (status >= 500) failed("Pulse could not answer.");
    else refused(detail.ctx.text);
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    if (keeps(detail))
      failed(detail.ctx.request.signal.reason === "timeout" ? "Pulse does not answer." : "there is no connection.");
  });
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (dirty() && keeps(detail) && detail.ctx.response.status < 400) say("wait", "Saving…");
  });
  area.addEventListener("input", typed);
  addEventListener("online", send);
  addEventListener("focus", () => failures > 0 && send());
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void flush();
    else if (failures > 0 || dirty()) send();
  });
  addEventListener("beforeunload", (event) => {
    if (dirty() && !held && !form.dataset.busy) event.preventDefault();
  });
  return { form, dirty, flush, restore, signedOut, carries: (detail) => carried(detail) !== null };
}

/** Texts of other updates: what the server has is forgotten here, of the rest their person hears. */
export async function lookElsewhere(here) {
  for (const name of copyNames()) {
    const [kind, id] = name.split(".");
    if (kind !== "text" || here.has(name)) continue;
    const copy = await readCopy(name);
    const text = copy?.entries.find(([of]) => of === "markdown")?.[1];
    const answer = await fetch(`/updates/${id}/markdown`).catch(() => null);
    if (text === undefined || answer?.status === 410) dropCopy(name);
    else if (answer?.ok && sameText(await answer.text(), text)) dropCopy(name);
    else if (answer?.ok) {
      const toast = document.getElementById("typed-elsewhere").content.cloneNode(true);
      toast.querySelector("a").href = copy.path;
      const shown = toast.firstElementChild;
      document.getElementById("toasts").append(shown);
      // It must not stand before the page's own buttons for long; the next page says it again.
      setTimeout(() => shown.remove(), TOLD_MS);
    }
  }
}
