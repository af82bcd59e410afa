import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { STATES } from "../../words.ts";

/** One line: what it is about, and when. */
export type HeadView = {
  /** "acme/harbor", "acme/harbor and 2 more". */
  sources: string;
  /** "22–28 November 2026", and the same where there is less room; "" while nobody knows. */
  dates: string;
  short: string;
};

/** What stands in the head of a page about a text that somebody reads. */
export type ReadHead = {
  id: string;
  head: HeadView;
  face: "reading";
  state: { label: string; tone: string };
  channel: { name: string };
};

export function readHead(detail: UpdateDetail): ReadHead {
  const { id, state, channel } = detail.update;
  return { id, head: headView(detail), face: "reading", state: STATES[state], channel };
}

export function headView({ update, generation }: UpdateDetail): HeadView {
  const [first, ...others] = update.brief.sources;
  const window: DateRange | undefined = generation?.timeframe ?? generation?.parameters.date_range;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return {
    sources: `${first?.repo ?? ""}${more}`,
    dates: window ? windowText(window) : "",
    short: window ? windowText(window, "short") : "",
  };
}
