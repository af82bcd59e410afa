import { approve } from "../../app/updates/approve.ts";
import type { Update } from "../../db/app/tables.ts";
import { approving } from "./app.ts";
import { startPlaces } from "./delivery-places.ts";
import { demoSlackOf } from "./demo-slack.ts";

export type Stories = Awaited<ReturnType<typeof startStories>>;

/** Texts for the usual channel that are told apart there. */
export async function startStories() {
  const places = await startPlaces();
  const { app, demo } = places;
  const slack = demoSlackOf(demo.url);
  let count = 0;
  /** Words of the newest text alone. */
  const story = (): string => `story ${count}`;
  return {
    ...places,
    slack,
    /** A text that no other test posts, of so many parts: each heading begins one. */
    textOf(parts: number): string {
      count += 1;
      const section = (part: number) =>
        `## Part ${part} of ${story()}\n\n${`${part} words in a row. `.repeat(500).trim()}`;
      return Array.from({ length: parts }, (_, index) => section(index + 1)).join("\n\n");
    },
    async approved(markdown: string): Promise<Update> {
      const update = await app.written(markdown);
      return approve(app.deps, app.mira, update.id, approving(markdown));
    },
    story,
    /** What stands of it in the channel. */
    storyIn: async () => (await slack.texts()).filter((text) => text.includes(story())),
  };
}

export const headings = (texts: string[]) => texts.map((text) => /Part \d|^Short|Corrected/.exec(text)?.[0]);
