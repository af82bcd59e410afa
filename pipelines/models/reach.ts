import type { Found } from "../../base/readiness.ts";
import type { ToldModels } from "./ask-models.ts";

/** How the server of the models is, for people. @param askModels Null: none is set up. */
export async function reachModel(askModels: (() => Promise<ToldModels>) | null): Promise<Found> {
  if (!askModels) return { state: "off", says: "No model is set up: the rules write." };
  const told = await askModels();
  switch (told.state) {
    case "silent":
      return { state: "down", says: "Its server does not answer. Until then the rules write.", detail: told.detail };
    case "refused":
      return { state: "down", says: "Its server refuses our key. The rules write." };
    case "trouble":
      return { state: "down", says: `Its server answers ${told.status}. Until then the rules write.` };
    default:
      return { state: "ok", says: "Its server answers." };
  }
}
