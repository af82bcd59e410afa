import { rememberCapabilities } from "../../db/pipelines/capabilities.ts";
import { isOtherModel } from "../../webhooks/contract/served-model.ts";
import { storableText } from "../../webhooks/contract/storable.ts";
import type { Deps } from "../deps.ts";
import { chatForRun } from "../models/chat-for-run.ts";
import type { AskedBy } from "../models/chat.ts";
import { knownModel } from "../models/known-model.ts";
import type { ModelTools } from "./tools.ts";

/** A model behind the budget, for a run or for a test; null: none is connected here. */
export function modelTools(deps: Deps, by: AskedBy, model: string): ModelTools | null {
  const { db, clock, chat: connected, settings } = deps;
  const { models } = settings;
  if (!connected || !models) return null;
  const key = { server: models.server, model };
  const ask = chatForRun(deps, by.run_id, by.test_id);
  return {
    async chat(request, signal, terms, hear) {
      const answer = await ask(request, signal, terms, hear);
      const { outcome, served_by } = answer;
      if (outcome !== "failed" && isOtherModel(model, served_by)) {
        await rememberCapabilities(db, key, { served_by: storableText(served_by) }, clock(), by);
      }
      return answer;
    },
    capabilities: () => knownModel(deps, models, model, by),
    remember: (found) => rememberCapabilities(db, key, found, clock(), by),
  };
}
