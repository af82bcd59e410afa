// Copies of what somebody types, in this browser, until the server has it. Sealed with a key that only its person's pages hold: the next
// one at this machine cannot read them. Each has the name of its form, such as "text.ID"; the server answers with a cookie of that name
// once it has what the form brought.
const { person, key, ...of } = document.querySelector("meta[name=typist]")?.dataset ?? {};
/** The page answers a form: what is on it is newer than any copy. */
const posted = "posted" in of;
const PREFIX = "typed:";
const DONE = "pulse-kept.";
const MAX_AGE_MS = 14 * 24 * 3600 * 1000;

export { person, posted };

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const sealing =
  person && globalThis.crypto?.subtle?.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
const turns = new Map();
const next = (name) => turns.set(name, (turns.get(name) ?? 0) + 1).get(name);
const placeOf = (name, of = person) => `${PREFIX}${of}:${name}`;

/** @returns false where nothing can be kept: no room, or a browser that allows none. */
export async function writeCopy(name, copy) {
  if (!sealing) return false;
  const turn = next(name);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(copy));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealing, bytes));
  // Written or dropped again meanwhile: this one comes too late.
  if (turns.get(name) !== turn) return true;
  try {
    localStorage.setItem(placeOf(name), JSON.stringify({ at: Date.now(), iv: base64(iv), sealed: base64(sealed) }));
    return true;
  } catch {
    return false;
  }
}

export async function readCopy(name) {
  try {
    const { iv, sealed } = JSON.parse(localStorage.getItem(placeOf(name)));
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv) }, await sealing, bytesOf(sealed));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

export function dropCopy(name) {
  next(name);
  localStorage.removeItem(placeOf(name));
}

export function copyNames() {
  const mine = placeOf("");
  return person ? placesIn().flatMap((place) => (place.startsWith(mine) ? [place.slice(mine.length)] : [])) : [];
}

const placesIn = () => Object.keys(localStorage).filter((place) => place.startsWith(PREFIX));

/** Forgets what the server has taken, what its person signed out of on purpose, and what nobody came back for. */
export function tidyCopies() {
  for (const cookie of document.cookie.split("; ").filter((one) => one.startsWith(DONE))) {
    const [name] = cookie.split("=");
    document.cookie = `${name}=; path=/; max-age=0`;
    dropCopy(name.slice(DONE.length));
  }
  const gone = document.querySelector("meta[name=forget]")?.content;
  for (const place of placesIn()) {
    const left = gone && place.startsWith(placeOf("", gone));
    if (left || !(Date.now() - timeOf(place) < MAX_AGE_MS)) localStorage.removeItem(place);
  }
}

function timeOf(place) {
  try {
    return JSON.parse(localStorage.getItem(place)).at;
  } catch {
    return 0;
  }
}
