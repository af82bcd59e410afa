import { listed } from "../words.ts";
import type { Capabilities } from "./chat.ts";
import { readShape } from "./openai/shape.ts";

/** What updates have found of a model and its server, as what it does: "looks nothing up and writes JSON without a schema"; "": nothing. */
export function foundWords({ tools, format, bounds, shape }: Capabilities): string {
  const { system, lookups, most, window } = readShape(shape);
  return listed([
    ...(tools === null ? [] : [tools ? "looks things up" : "looks nothing up"]),
    ...(format === null ? [] : [format === "json_schema" && bounds === false ? WITHOUT_BOUNDS : FORMS[format]]),
    ...(system ? ["takes no system message"] : []),
    ...(lookups ? ["is told what was looked up"] : []),
    ...(most ? [`writes ${most.toLocaleString("en")} tokens at most`] : []),
    ...(window ? [`has a window of ${window.toLocaleString("en")} tokens`] : []),
  ]);
}

const WITHOUT_BOUNDS = "keeps to a schema without lengths and counts";
const FORMS = {
  json_schema: "keeps to a schema",
  json_object: "writes JSON without a schema",
  text: "writes its answer between marks",
};
