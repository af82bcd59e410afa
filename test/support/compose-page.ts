import { noSlack, NOTHING_SPENT, startTestApp } from "./app.ts";
import { browseAsMira } from "./browse.ts";
import { ESTIMATE, evidenceOf, REAL } from "./offered-models.ts";

const CHANNELS = [{ id: "C1", name: "eng-updates", is_private: false, is_member: true }];
export const FORM: [string, string][] = [
  ["repo", "acme/harbor"],
  ["base_branch", "main"],
  ["time_zone", "UTC"],
  ["preset", "7d"],
  ["channel", "C1"],
];
const LISTED = evidenceOf(25).pull_requests.map(({ ref }) => ref);
/** A form whose list is there, with so many ticks. */
export const ticked = (number: number, more: [string, string][] = []): [string, string][] => [
  ...FORM,
  ["listed", LISTED.join(" ")],
  ...LISTED.slice(0, number).map((ref): [string, string] => ["included", ref]),
  ...more,
];
/** The words of one element, as a person reads them. */
export function words(page: string, id: string): string {
  const [, part = ""] = new RegExp(`id="${id}"[^>]*>(.*?)</div>`, "s").exec(page) ?? [];
  return part
    .replace(/<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

export type ComposePage = Awaited<ReturnType<typeof startComposePage>>;

/** Compose with a model that has a price. */
export async function startComposePage() {
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  const asBegun = { ...app.pipelines };

  /** What Compose shows of a form; each time a page that remembers nothing. */
  async function compose(fields: [string, string][] = FORM): Promise<string> {
    return (await (await browseAsMira(app.deps))("/compose", {}, fields)).text();
  }
  async function repriced(fields: [string, string][]): Promise<string> {
    return (await (await browseAsMira(app.deps))("/compose/estimate", { "hx-request": "true" }, fields)).text();
  }
  return {
    app,
    compose,
    repriced,
    async clear() {
      Object.assign(app.pipelines, asBegun, {
        fails: null,
        spending: NOTHING_SPENT,
        validated: [],
        faults: [],
        offered: REAL,
        estimated: ESTIMATE,
      });
      app.pipelines.repositories = async () => ({
        repositories: [{ repo: "acme/harbor", default_branch: "main", private: true }],
        notes: [],
      });
      app.pipelines.evidence = async () => ({ status: "ready", preview: evidenceOf(25) });
    },
    async stop() {
      await app.stop();
    },
  };
}
