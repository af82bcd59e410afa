// Only what HTML, CSS and htmx cannot do. Every page works without it.
import { tellWhenReady } from "./tell.js";

const root = document.documentElement;
const $ = (selector) => document.querySelector(selector);

function showTheme() {
  const chosen = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
  }
}

function chooseTheme(theme) {
  if (theme === "system") {
    localStorage.removeItem("theme");
    delete root.dataset.theme;
  } else {
    localStorage.setItem("theme", theme);
    root.dataset.theme = theme;
  }
  showTheme();
}

function toast(text, bad) {
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  $("#toasts").replaceChildren(box);
  setTimeout(() => box.remove(), 6000);
}

/* What is copied comes later than the click that a browser asks for: it gets the promise of it. */
async function copyText(link) {
  const rich = link.dataset.copy;
  const answer = fetch(rich || link.href).then((one) => (one.ok ? one : Promise.reject(new Error("no text"))));
  const said = rich ? answer.then((one) => one.json()) : answer.then(async (one) => ({ text: await one.text() }));
  const part = (type, name) => said.then((texts) => new Blob([texts[name]], { type }));
  const item = { "text/plain": part("text/plain", "text"), ...(rich && { "text/html": part("text/html", "html") }) };
  await navigator.clipboard.write([new ClipboardItem(item)]);
  toast("Copied.");
}

function goToLine(number) {
  const area = $("#markdown");
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
}

function countTicks() {
  const ticked = [...document.querySelectorAll("#evidence [name=included]:checked")];
  const distinct = (name) => new Set(ticked.flatMap(({ dataset }) => dataset[name].split(" ").filter(Boolean))).size;
  const figures = { included: ticked.length, people: distinct("people"), days: distinct("days") };
  for (const place of document.querySelectorAll("[data-figure]"))
    place.textContent = figures[place.dataset.figure].toLocaleString("en");
}

/* Beside the text instead of on a page of its own; a click that asks for another tab gets one. */
function showWhy(event, link) {
  if (!$("#why") || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { target: "#why-body", swap: "innerHTML" });
}

document.addEventListener("click", (event) => {
  const target = event.target.closest(
    "[data-theme-set], [data-dismiss], [data-copy], [data-copy-of], [data-line], [data-why], [data-print]",
  );
  if (!target) return;
  if ("why" in target.dataset) showWhy(event, target);
  if (target.dataset.themeSet) chooseTheme(target.dataset.themeSet);
  if ("copy" in target.dataset || "print" in target.dataset) target.closest("[popover]")?.hidePopover();
  if ("print" in target.dataset) print();
  if (target.dataset.copyOf) {
    const { textContent } = document.getElementById(target.dataset.copyOf);
    navigator.clipboard.writeText(textContent).then(() => toast("Copied."));
  }
  if ("dismiss" in target.dataset) target.closest(".toast").remove();
  if (target.dataset.line) goToLine(Number(target.dataset.line));
  if ("copy" in target.dataset) {
    event.preventDefault();
    copyText(target).catch(() => location.assign(target.href));
  }
});

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-count]")) {
    target.parentElement.querySelector("[data-count-out]").value = `${target.value.length} / ${target.maxLength}`;
  }
  if (target.matches("[data-range]")) target.nextElementSibling.value = target.value;
  if (target.matches("[data-dates]")) {
    const dates = $("#preset-dates");
    if (dates) dates.checked = true;
  }
  if (target.matches("[name=included]")) countTicks();
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-autosubmit]");
  if (form && target.matches("select")) form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (!(event.metaKey || event.ctrlKey) || event.key !== "Enter") return;
  const form = event.target.closest?.("form[data-submit]") ?? $("form#brief[data-submit]");
  form?.requestSubmit();
});

// What lies over the page closes when the keyboard leaves it: nothing that has the focus is hidden.
document.addEventListener("focusin", ({ target }) => {
  const open = [...document.querySelectorAll(":is(.box, .drawer, .menu):popover-open")];
  // One that another has opened goes with it.
  if (open.some((over) => over.contains(target) || target.getAttribute("popovertarget") === over.id)) return;
  for (const over of open) over.hidePopover();
});

const TYPED_INTO =
  "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select";
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches?.(TYPED_INTO) || event.target.isContentEditable) return;
  event.preventDefault();
  const box = $("#keys") ?? document.body.appendChild($("#keys-box").content.firstElementChild);
  box.togglePopover();
});

// A form that is on its way says so, and is not sent twice.
document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches("form[method=post]") || submitter?.hasAttribute("hx-post") || target.hasAttribute("hx-post"))
    return;
  if (target.dataset.busy) return;
  target.dataset.busy = "1";
  target.classList.add("busy");
  setTimeout(() => target.addEventListener("submit", stop), 0);
  // The form carries the text itself: what was still to be saved or previewed would come too late.
  for (const part of target.querySelectorAll("[hx-post]")) htmx.trigger(part, "htmx:abort");
});
document.addEventListener("htmx:before:request", (event) => {
  if (event.target.closest?.("form.busy")) event.preventDefault();
});
function stop(event) {
  event.preventDefault();
}
// A page that comes back by Back may be somebody else's by now: the server says what it is.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// The server's own words come as a toast; this is for when it has none.
document.addEventListener("htmx:response:error", ({ target, detail }) => {
  if (!target.closest?.("#editor") && (detail.ctx?.response?.status ?? 0) >= 500)
    toast("The server could not answer. Try again in a moment.", true);
});
// What is typed into a draft says itself whether it is saved.
document.addEventListener("htmx:error", ({ target }) => {
  if (!target.closest?.("#editor")) toast("No connection. Try again in a moment.", true);
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const box = $("#why");
  if (!box || detail.ctx?.target?.id !== "why-body") return;
  if (!box.matches(":popover-open")) box.showPopover();
  $("#why-title")?.focus();
});

// When the work changes its face, the keyboard follows.
document.addEventListener("htmx:after:swap", () => {
  const title = $("#work-title");
  if (title && document.activeElement === document.body && root.dataset.face !== title.textContent)
    title.focus({ preventScroll: true });
  root.dataset.face = title?.textContent ?? "";
});

// Whoever listens hears first what is about to go out. It is in sight already.
$("#undo-t")?.focus({ preventScroll: true });

/* Beside the message, notes stand at their sentence and never on one another; where there is no room they are folded under it. */
const wide = matchMedia("(min-width: 70.01rem)");
function placeNotes() {
  let end = -Infinity;
  for (const notes of document.querySelectorAll(".mnotes")) {
    notes.style.marginTop = "";
    if (!wide.matches) continue;
    const { top, height } = notes.getBoundingClientRect();
    const push = Math.max(0, end + 12 - top);
    if (push > 0) notes.style.marginTop = `${push}px`;
    end = top + push + height;
  }
  const last = document.querySelector("#msg .slack");
  if (last) last.style.minHeight = end > 0 ? `${end + 24 - last.getBoundingClientRect().top}px` : "";
}
function foldNotes() {
  for (const note of document.querySelectorAll(".mnotes > details:is(.fault, .flag)")) note.open = wide.matches;
  placeNotes();
}
wide.addEventListener("change", foldNotes);
addEventListener("resize", placeNotes);
document.addEventListener("htmx:after:swap", placeNotes);
document.addEventListener("toggle", ({ target }) => target.matches?.(".mnote") && placeNotes(), true);
// What is typed beside a sentence needs more room with each line.
document.addEventListener("input", ({ target }) => target.closest?.(".mnotes") && placeNotes());
document.fonts.ready.then(placeNotes);
foldNotes();

showTheme();
tellWhenReady();
