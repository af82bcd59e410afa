// What is offered while somebody writes an item: people after @, emoji after :. Without this one types them.
const MOST = 6;
const PEOPLE = /(?:^|[\s(,;])@([\p{L}\p{N}_-]{1,40})$/u;
const EMOJI = /(?:^|[^\p{L}\p{N}:/]):([a-z0-9_+-]{2,40})$/u;
const fields = "#items .it-e [name=words]";
const box = () => document.getElementById("picks");
/** Names with their signs, once asked for. */
let emoji = null;
/** What is typed now, and where it begins. */
let typed = null;

document.addEventListener("input", ({ target }) => {
  if (target.matches?.(fields)) offer(target);
});
document.addEventListener("focusout", ({ target }) => {
  if (target.matches?.(fields)) close();
});

async function offer(field) {
  const before = field.value.slice(0, field.selectionStart);
  const [person, sign] = [PEOPLE.exec(before), EMOJI.exec(before)];
  const word = (person ?? sign)?.[1];
  if (word === undefined) {
    typed = null;
    return close();
  }
  typed = { field, from: before.length - word.length - 1, to: before.length };
  const now = typed;
  const found = person ? peopleLike(word.toLowerCase()) : emojiLike(await readEmoji(), word);
  // Somebody typed on, or went elsewhere, while the names came.
  if (now === typed && document.activeElement === field) show(field, found, person ? "People" : "Emoji");
}

function peopleLike(word) {
  return [...document.querySelectorAll("#team option")]
    .map(({ value, textContent: name }) => ({
      written: value,
      name,
      says: name === value ? name : `${name} (${value})`,
    }))
    .filter(({ written, name }) => [written, ...name.split(" ")].some((part) => part.toLowerCase().startsWith(word)));
}

function emojiLike(all, word) {
  const begins = all.filter(({ name }) => name.startsWith(word));
  const holds = all.filter(({ name }) => !name.startsWith(word) && name.includes(word));
  const shortFirst = (one, other) => one.name.length - other.name.length;
  return [...begins.sort(shortFirst), ...holds.sort(shortFirst)].map(({ name, sign }) => ({
    written: `:${name}:`,
    says: `${sign} :${name}:`.trim(),
  }));
}

async function readEmoji() {
  if (emoji) return emoji;
  const { emoji: slacks, own } = document.getElementById("team").dataset;
  const [named, owned] = await Promise.all([namesAt(slacks), namesAt(own)]);
  if (!named) return ownEmoji(owned);
  const all = Object.entries(named).flatMap(([codes, names]) => {
    const sign = String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16)));
    const shown = /^\P{Emoji_Presentation}$/u.test(sign) ? `${sign}\ufe0f` : sign;
    return [names].flat().map((name) => ({ name, sign: shown }));
  });
  emoji = [...ownEmoji(owned), ...all];
  return emoji;
}

/** What a workspace made for itself has no sign outside of Slack. */
const ownEmoji = (names) => (names ?? []).map((name) => ({ name, sign: "" }));

async function namesAt(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json().catch(() => null) : null;
}

function show(field, found, label) {
  const offered = found.slice(0, MOST);
  close();
  if (offered.length === 0) return;
  const list = Object.assign(document.createElement("ul"), { id: "picks", className: "picks" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  for (const [index, { written, says }] of offered.entries()) {
    const option = Object.assign(document.createElement("li"), { id: `pick-${index}`, textContent: says });
    option.setAttribute("role", "option");
    option.dataset.written = written;
    list.append(option);
  }
  // A press would take the keyboard from the field.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) take(option);
  });
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "picks");
  mark(list.firstElementChild);
  // Nothing of it stands under the bar.
  field.closest(".item, .sec-h").scrollIntoView({ block: "nearest" });
  const live = document.getElementById("live");
  if (live) live.textContent = `${label}: ${offered.length} offered, arrows choose, Enter takes.`;
}

function mark(option) {
  for (const one of box().children) one.setAttribute("aria-selected", String(one === option));
  typed.field.setAttribute("aria-activedescendant", option.id);
}

function take(option) {
  const { field, from, to } = typed;
  field.setRangeText(option.dataset.written, from, to, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  const list = box();
  if (!list) return;
  const field = list.previousElementSibling;
  for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
  list.remove();
}

/** @returns whether the key was for what is offered. */
export function pickKey({ key, altKey, shiftKey, ctrlKey, metaKey }) {
  const list = box();
  if (!list || altKey || shiftKey || ctrlKey || metaKey) return false;
  const now = list.querySelector("[aria-selected=true]");
  if (key === "ArrowDown") mark(now.nextElementSibling ?? list.firstElementChild);
  else if (key === "ArrowUp") mark(now.previousElementSibling ?? list.lastElementChild);
  else if (key === "Enter" || key === "Tab") take(now);
  else if (key === "Escape") close();
  else return false;
  return true;
}
