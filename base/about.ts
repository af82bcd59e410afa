import { AsyncLocalStorage } from "node:async_hooks";

/** Which request or job a line of the log belongs to. Ids only: they stand in every line. */
type About = { request_id?: string; job?: string; job_id?: string };

const current = new AsyncLocalStorage<About>();

/** Whatever is logged by this work, or by what it leaves running, says what it was about. */
export function about<T>(what: About, work: () => T): T {
  return current.run({ ...current.getStore(), ...what }, work);
}

export const aboutNow = (): About => current.getStore() ?? {};
