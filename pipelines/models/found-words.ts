import type { Capabilities } from "./chat.ts";
import { readShape } from "./openai/shape.ts";

type Found = Capabilities & { served_by: string | null };

/** What was found of a model and its server, as what it does: "Looks things up", "Keeps to a schema". */
export function foundFacts({ tools, format, bounds, shape, served_by }: Found): string[] {
  const { system, lookups, thoughts, most, window, limit, stream } = readShape(shape);
  return [
    ...(tools === null ? [] : [tools ? "Looks things up" : "Looks nothing up"]),
    ...(format === null ? [] : [format === "json_schema" && bounds === false ? WITHOUT_BOUNDS : FORMS[format]]),
    ...(system ? ["Takes no system message"] : []),
    ...(lookups ? ["Is told what was looked up, in words"] : []),
    ...(thoughts === "some" ? ["Thinks before it writes"] : []),
    ...(limit ? [`Takes its limit as ${limit}`] : []),
    ...(most ? [`Writes ${most.toLocaleString("en")} tokens at most`] : []),
    ...(stream === "never" ? ["Gives its answers at once"] : []),
    ...(window ? [`Has a context window of ${window.toLocaleString("en")} tokens`] : []),
    ...(served_by ? [`Answers as ${served_by}`] : []),
  ];
}

const WITHOUT_BOUNDS = "Keeps to a schema without lengths and counts";
const FORMS = {
  json_schema: "Keeps to a schema",
  json_object: "Writes JSON without a schema",
  text: "Writes its answer between marks",
};

/** What it could and another time could not. */
export function whatDiffers({ slips }: { slips: Readonly<Record<string, number>> }): string[] {
  return Object.entries(DIFFERS).flatMap(([name, words]) => ((slips[name] ?? 0) > 0 ? [words] : []));
}

const DIFFERS = {
  tools: "looks things up at one time and refuses to at another",
  format: "keeps to a form at one time and does not at another",
  bounds: "takes lengths and counts in a schema at one time and refuses them at another",
  limit: "wants the limit of an answer by one name at one time and by another at another",
};
