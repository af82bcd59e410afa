import { readBody } from "../../../base/read-body.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";
import { copyIn, fieldsIn, type Fields, type Web } from "./context.ts";

/** A text that fits has at most 9 bytes a character in a form; one that is too long comes so far too, and back into its field. */
export const MAX_FORM_BYTES = 1024 * 1024;
/** No form of ours has a hundredth of them; reading them all would hold everybody up. */
const MOST_FIELDS = 5_000;
const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";

/**
 * The form that came, each field with all its values; a button alone sends none.
 *
 * @throws {Problem} `too_large`; `bad_request` for what is no form.
 * @throws {HangUp} when it stops half-way.
 */
export async function fieldsOf(c: Web): Promise<Fields> {
  const known = c.get("fields");
  // A body is read once, also where it turns out to be no form.
  c.set("fields", {});
  const fields = known ?? (await read(c));
  c.set("fields", fields);
  requireSamePerson(c, fields);
  return fields;
}

/** A page that is still open from before: another one has signed in since, and it is not them who wrote this. */
function requireSamePerson(c: Web, fields: Fields): void {
  const [person, copy] = [c.get("person"), copyIn(fields)];
  if (!person || !copy || copy.person === person.id) return;
  throw new Problem(
    "conflict",
    `You are signed in as ${person.name} now, and this was typed by somebody else.`,
    "Sign in as whoever typed it.",
  );
}

async function read(c: Web): Promise<Fields> {
  const body = await readBody(c.req.raw, MAX_FORM_BYTES);
  if (!body) {
    const fits = `A text may have ${MAX_TEXT_CHARS.toLocaleString("en")} characters.`;
    throw new Problem("too_large", `That form is larger than 1 MB. ${fits}`, "Go back, shorten it and send it again.");
  }
  if (body.byteLength === 0) return {};
  const type = c.req.header("content-type") ?? "";
  const [kind = ""] = type.split(";");
  switch (kind.trim().toLowerCase()) {
    case URLENCODED:
      if (hasMore(body, "&", MOST_FIELDS)) throw tooMany();
      return gathered(new URLSearchParams(body.toString("utf8")));
    case MULTIPART:
      // Each part says it; no text that fits holds it so often.
      if (hasMore(body, "form-data", MOST_FIELDS)) throw tooMany();
      return gathered(await multipart(body, type));
    default:
      throw new Problem("bad_request", "That is no form.", `Send ${URLENCODED} or ${MULTIPART}.`);
  }
}

const tooMany = () => new Problem("too_large", "That form has too many fields.", "Go back and send it again.");

function hasMore(body: Buffer, mark: string, most: number): boolean {
  let count = 0;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + 1)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

async function multipart(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    // No boundary, or another one than the parts have, or parts without an end.
    throw new Problem("bad_request", "The form could not be read.", "Go back and send it again.", { cause });
  }
}

function gathered(entries: Iterable<[string, unknown]>): Fields {
  const fields = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fieldsIn(Object.fromEntries(fields));
}
