/** GitHub answered with a redirect that is not followed. */
export class LedElsewhere extends Error {
  override readonly name = "LedElsewhere";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** A repository that was renamed twice is two steps away; more is a circle. */
const MOST_STEPS = 4;

/**
 * A fetch that follows redirects within the origin it was asked for, as GitHub sends them for renamed repositories, and no others:
 * whoever stands behind another host, or behind the same one without TLS, could answer that nothing was merged, and read the token.
 *
 * @throws {LedElsewhere}
 * @source docs.github.com, "Best practices for using the REST API": follow 301, 302 and 307.
 */
export const sameOriginFetch: typeof fetch = async (asked, init) => {
  let url = new URL(asked instanceof Request ? asked.url : asked);
  for (let step = 0; ; step += 1) {
    const response = await fetch(url, { ...init, redirect: "manual" });
    const { status, headers } = response;
    // 304 is an answer: nothing has changed.
    if (status < 300 || status >= 400 || status === 304) return response;
    await response.body?.cancel();
    if (step === MOST_STEPS) throw new LedElsewhere("one address of GitHub's leads to the next, without end", status);
    url = within(url, headers.get("location"), status);
  }
};

function within(from: URL, location: string | null, status: number): URL {
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (!to) throw new LedElsewhere("the address leads nowhere", status);
  if (to.origin !== from.origin)
    throw new LedElsewhere(`the address leads to ${to.protocol.slice(0, -1)} on ${to.host}`, status);
  to.pathname = byName(to.pathname);
  return to;
}

/**
 * `/repositories/` is followed by a repository's number; a name has its address under `/repos/`.
 *
 * @source google/go-github, issue 1895: a renamed branch was answered with `location: …/repositories/owner/name/branches/main`.
 */
function byName(path: string): string {
  const parts = path.split("/");
  const at = parts.indexOf("repositories");
  const [owner = "", , branches] = parts.slice(at + 1);
  if (at === -1 || branches !== "branches" || /^\d*$/.test(owner)) return path;
  return parts.with(at, "repos").join("/");
}
