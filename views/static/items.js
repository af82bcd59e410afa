// Edit by item: keys, dragging, and what is typed while there is no connection. Every act is a form that works without this.
import { dropCopy } from "./copies.js";
import { pickKey } from "./picks.js";

const RETRY_MS = 5_000;
const LOOK_MS = 1_500;
const page = () => document.getElementById("items");
const itemOf = (element) => element?.closest?.(".item, .sec-h");
const fieldIn = (item) => item?.querySelector("details [name=words]");
const opened = () => page()?.querySelector(".it-e[open]");
const isChanged = (field) => field && field.value !== field.defaultValue;
let retry = 0;
let busy = false;
let after = null;

/** Sends a form of one act. */
function act(item, name, more = {}) {
  const form = item.querySelector(".imenu form");
  if (!form) return;
  const entries = { act: name, ...more };
  const inputs = Object.entries(entries).map(([of, value]) =>
    Object.assign(document.createElement("input"), { type: "hidden", name: of, value }),
  );
  for (const input of inputs) form.elements.namedItem(input.name)?.setAttribute?.("disabled", "");
  form.append(...inputs);
  form.requestSubmit();
  for (const input of inputs) input.remove();
  for (const field of form.querySelectorAll("[disabled]")) field.removeAttribute("disabled");
}

/** What is asked for while an act is on its way waits for the text that this one leaves. */
function press(id) {
  if (busy) after = () => press(id);
  else document.getElementById(id)?.click();
}

function open(item) {
  const details = item?.querySelector(".it-e");
  if (!details) return;
  details.open = true;
  const field = fieldIn(item);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function close(details) {
  const field = details.querySelector("[name=words]");
  dropCopy(details.querySelector("form").dataset.keep);
  field.value = field.defaultValue;
  details.open = false;
  details.querySelector("summary").focus();
}

/** Saves what is typed; a field that says what it did only closes. */
function leave(details) {
  const field = details.querySelector("[name=words]");
  if (isChanged(field)) details.querySelector("form").requestSubmit();
  else close(details);
}

function say(tone, text) {
  const box = document.getElementById("item-saved");
  if (!box) return;
  box.className = `saved ${tone}`;
  box.lastElementChild.textContent = text;
}

document.addEventListener("click", (event) => {
  if (!page()) return;
  const never = event.target.closest("#items [data-close]");
  if (never) {
    event.preventDefault();
    close(never.closest("details"));
  }
});

// One field at a time; what was typed in the one before is saved by going on.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches?.("#items .it-e") || !target.open) return;
    for (const other of page().querySelectorAll(".it-e[open]")) if (other !== target) leave(other);
    target.querySelector("[name=words]").focus();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (!page() || event.isComposing) return;
  const { key, target } = event;
  const field = target.matches("#items .it-e [name=words]") ? target : null;
  const item = itemOf(target);
  const done = (field && pickKey(event)) || keyDone(event, key, field, item);
  if (done) event.preventDefault();
});

/** @returns whether the key was for this page. */
function keyDone(event, key, field, item) {
  const { altKey, shiftKey } = event;
  const command = event.metaKey || event.ctrlKey;
  if (command && key.toLowerCase() === "z" && !isChanged(field)) {
    if (event.target.matches("input, textarea") && !field) return false;
    press(shiftKey ? "redo" : "undo");
    return true;
  }
  if (!item) return false;
  if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    if (!isChanged(field)) act(item, key === "ArrowUp" ? "up" : "down");
    return true;
  }
  if (altKey && key === "Enter") {
    item.querySelector(".it-m")?.click();
    return true;
  }
  if (!field) return false;
  // Never mind throws away; a key that is pressed by habit does not.
  if (key === "Escape") {
    leave(field.closest("details"));
    return true;
  }
  if (key === "Enter" && shiftKey && field.matches("textarea")) {
    field.setRangeText("\n\n", field.selectionStart, field.selectionEnd, "end");
    field.form.requestSubmit();
    return true;
  }
  if (key === "Enter" && !altKey) {
    const all = [...page().querySelectorAll(".item, .sec-h")];
    const next = all[all.indexOf(item) + 1];
    if (isChanged(field)) {
      after = () => open(document.getElementById(next?.id));
      field.form.requestSubmit();
    } else {
      close(field.closest("details"));
      open(next);
    }
    return true;
  }
  if (key === "Backspace" && field.selectionStart === 0 && field.selectionEnd === 0 && !isChanged(field)) {
    const merge = item.querySelector(".imenu [value=merge]");
    if (merge) act(item, "merge");
    return Boolean(merge);
  }
  return false;
}

// Pasted words are one line: rows of a sheet would be no sentence.
document.addEventListener("paste", (event) => {
  const { target } = event;
  if (!target.matches?.("#items .it-e textarea")) return;
  const text = event.clipboardData.getData("text/plain");
  if (text.includes("\t") || !text.includes("\n")) return;
  event.preventDefault();
  target.setRangeText(text.replace(/\s+/g, " ").trim(), target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
});

/* Another wording: what is asked for stands under its item, and can be stopped. */
const asks = ({ ctx }) => ctx?.sourceElement?.closest?.("form[data-asks]");
document.addEventListener("htmx:before:request", ({ detail }) => {
  const form = asks(detail);
  if (!form) return;
  const place = form.closest(".item").querySelector(".alt-place");
  place.replaceChildren(document.getElementById("asking").content.cloneNode(true));
  place.querySelector(".alt-h").focus();
  place.querySelector("[data-stop-asking]").onclick = () => {
    htmx.trigger(form, "htmx:abort");
    place.replaceChildren();
    itemOf(place).querySelector("summary").focus();
  };
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (asks(detail)) document.querySelector(".alt-t, .alt [role=alert]")?.focus();
});
document.addEventListener("click", (event) => {
  const mine = event.target.closest("#items [data-keep-mine]");
  if (!mine) return;
  event.preventDefault();
  const item = itemOf(mine);
  mine.closest(".alt-place").replaceChildren();
  item.querySelector("summary").focus();
});

/* Dragging, between items of any section. */
let dragged = null;
const marks = () => {
  for (const one of page()?.querySelectorAll(".over-t, .over-b") ?? []) one.classList.remove("over-t", "over-b");
};
document.addEventListener("dragstart", (event) => {
  const grip = event.target.closest?.("#items .grip");
  if (!grip) return;
  dragged = grip.closest(".item");
  dragged.classList.add("drag");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(dragged, 12, 12);
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("#items .sec[data-section] .item");
  if (!dragged || !over) return;
  event.preventDefault();
  marks();
  const { top, height } = over.getBoundingClientRect();
  over.classList.add(event.clientY < top + height / 2 ? "over-t" : "over-b");
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.("#items .sec[data-section] .item");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const before = over.classList.contains("over-t") ? over : over.nextElementSibling;
  act(dragged, "move", {
    section: over.closest("[data-section]").dataset.section,
    before: before === dragged ? "" : (before?.dataset.key ?? ""),
  });
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("drag");
  dragged = null;
  marks();
});

/* What the server has is done; the piece in hand keeps the keyboard. */
const inItems = ({ ctx }) => ctx?.sourceElement?.closest?.("#items");
document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = inItems(detail) && detail.ctx.sourceElement.closest("form");
  if (form?.dataset.keep && detail.ctx.response?.status < 300) dropCopy(form.dataset.keep);
});
document.addEventListener("htmx:before:request", ({ detail }) => {
  if (!inItems(detail)) return;
  if (!asks(detail)) {
    busy = true;
    say("busy", "Saving…");
  }
  for (const menu of page().querySelectorAll(".imenu:popover-open, .pool:popover-open")) menu.hidePopover();
});
document.addEventListener("htmx:after:swap", () => {
  const { hand } = page()?.dataset ?? {};
  const next = after;
  after = null;
  busy = false;
  if (next) return next();
  // What moves loses the keyboard.
  const writing = opened();
  if (writing && document.activeElement === document.body) writing.querySelector("[name=words]").focus();
  const item = hand && document.getElementById(`p-${hand}`);
  if (!item || writing) return;
  item.querySelector("summary, .it-m")?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (!inItems(detail)) return;
  if (asks(detail)) return document.querySelector(".alt-place .alt")?.remove();
  after = null;
  busy = false;
  say("off", "Not saved: no connection. What you typed is kept in this browser.");
  clearTimeout(retry);
  retry = setTimeout(again, RETRY_MS);
});
addEventListener("online", again);
function again() {
  const details = opened();
  if (details && isChanged(details.querySelector("[name=words]"))) details.querySelector("form").requestSubmit();
}

/* What others do stands here, too, within seconds; never under somebody's hands. */
async function look() {
  const place = page();
  if (!place || document.hidden || dragged || document.querySelector(".imenu:popover-open, #items .alt")) return;
  const { items, mark } = place.dataset;
  if (isChanged(opened()?.querySelector("[name=words]"))) {
    const headers = { "HX-Request": "true" };
    const answer = await fetch(`${items}?mark=${mark}`, { headers }).catch(() => null);
    if (answer?.status === 200) say("", "Somebody changed the text. You see it when you are done here.");
    return;
  }
  place.dataset.hand = "";
  htmx.ajax("GET", `${items}?mark=${mark}`, { target: "#items", swap: "outerMorph" });
}
if (page()) setInterval(look, LOOK_MS);

// A link to a sentence opens it.
const asked = location.hash.startsWith("#p-") && itemOf(document.querySelector(location.hash));
if (asked) asked.querySelector("summary")?.focus();
