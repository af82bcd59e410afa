import { webApp } from "../../app/web/server.ts";
import type { Deps } from "../../app/deps.ts";

const HERE = "http://127.0.0.1:3000";
const HOST = { host: "127.0.0.1:3000", origin: HERE };

/** With fields, a form is sent; a cookie comes beside that of the session. */
export type Browse = (
  path: string,
  headers?: Record<string, string>,
  fields?: Record<string, string> | [string, string][],
) => Promise<Response>;

/** Asks the web surface for its pages as Mira, without a browser. */
export const browseAsMira = (deps: Deps): Promise<Browse> => browseAs(deps, "mira");

export async function browseAs(deps: Deps, handle: string): Promise<Browse> {
  const web = webApp(deps);
  const form = { ...HOST, "content-type": "application/x-www-form-urlencoded" };
  const { search } = new URL(deps.signInCodes?.link() ?? HERE);
  const browser = cookiesOf(await web.request(`${HERE}/sign-in${search}`, { headers: HOST }));
  const headers = { ...form, cookie: browser };
  const answer = await web.request(`${HERE}/sign-in`, { method: "POST", body: `handle=${handle}`, headers });
  const cookie = cookiesOf(answer);
  return async (path, { cookie: more = "", ...headers } = {}, fields) =>
    web.request(`${HERE}${path}`, {
      headers: { ...(fields ? form : HOST), cookie: [cookie, more].filter(Boolean).join("; "), ...headers },
      ...(fields && { method: "POST", body: new URLSearchParams(fields).toString() }),
    });
}

/** What a browser sends back. */
function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}
