import { listed } from "../../base/listed.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import type { Estimate } from "../../webhooks/contract/runs.ts";
import type { Settings } from "../deps.ts";
import type { OfferedTools } from "../github/client.ts";
import type { ToldModels } from "../models/ask-models.ts";
import { amiss, fine, open } from "./check-words.ts";
import type { FromOutside } from "./told.ts";

type Digests = Readonly<Record<string, string>>;

/** @param pinned As the version has them, or as they were when it was first found ready; null: neither. */
export function judgeTools(told: FromOutside<OfferedTools>, pinned: Digests | null): RunCheck {
  if ("failure" in told) return ofFailure("tools", told.failure);
  if (pinned === null || Object.keys(pinned).length === 0) {
    return open("tools", "not_pinned", "There is nothing yet to hold the tools that read GitHub against.");
  }
  const { digests, own } = told.value;
  const gone = Object.keys(pinned).filter((name) => digests[name] === undefined);
  const other = Object.keys(pinned).filter((name) => digests[name] !== undefined && digests[name] !== pinned[name]);
  if (gone.length + other.length === 0) {
    return fine("tools", "same", "The tools that read GitHub are those that the version was published with.");
  }
  const said = [
    ...(other.length > 0 ? [`${listed(other)} ${other.length === 1 ? "is" : "are"} described otherwise now`] : []),
    ...(gone.length > 0 ? [`${listed(gone)} ${gone.length === 1 ? "is" : "are"} gone`] : []),
  ].join(", and ");
  const fix = own
    ? "Look at a text of this version; then publish it anew under this release."
    : "Look at what its server says of that change; then publish the version anew.";
  return amiss("tools", "tools_changed", `Of the tools that read GitHub ${said}.`, fix);
}

export function judgeGithub(told: FromOutside<true | null>, { secrets }: Pick<Settings, "secrets">): RunCheck {
  if ("failure" in told) return ofFailure("github", told.failure);
  if (told.value) return fine("github", "signed_in", "GitHub takes the token.");
  if (!secrets.github) {
    return open("github", "no_token", "Without GITHUB_TOKEN only public repositories can be read, and few an hour.");
  }
  return open("github", "not_asked", "The server that reads GitHub has no tool that says whether it takes the token.");
}

/** Whoever is too slow has said nothing. */
function ofFailure(what: string, { code, message, fix }: { code: string; message: string; fix: string }): RunCheck {
  return code === LATE ? open(what, code, message, fix) : amiss(what, code, message, fix);
}
export const LATE = "timed_out";

/** Whether a key is there; of none its value. */
export function judgeSecrets({
  secrets,
  models,
  modelsMiss,
}: Pick<Settings, "secrets" | "models" | "modelsMiss">): RunCheck {
  if (modelsMiss !== null) {
    const end = modelsMiss.indexOf(". ") + 1;
    return amiss("secrets", "no_key", modelsMiss.slice(0, end), modelsMiss.slice(end + 1));
  }
  const lacking = [
    ...(secrets.github ? [] : ["GITHUB_TOKEN"]),
    ...(secrets.model || !models ? [] : ["OPENAI_API_KEY"]),
  ];
  if (lacking.length === 0) return fine("secrets", "there", "Every key that is asked for is there.");
  return open("secrets", "not_set", `${listed(lacking)} ${lacking.length === 1 ? "is" : "are"} not set.`);
}

/** @param told Null: no server is set up. */
export function judgeModel(
  model: string,
  told: ToldModels | null,
  settings: Pick<Settings, "secrets" | "models">,
): RunCheck {
  if (model === "rules") return fine("model", "rules", "The rules write: no model is asked.");
  if (!told || !settings.models)
    return open("model", "not_asked", `Whether there is a model “${model}” was not asked.`);
  const { host } = new URL(settings.models.server);
  switch (told.state) {
    case "listed":
      return ofList(model, told.ids, host);
    case "unlisted":
      return open("model", "no_list", `${host} answers, and has no list to hold “${model}” against.`);
    case "refused": {
      const fix = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
      return settings.secrets.model
        ? amiss("model", "key_refused", `${host} does not accept the key.`, fix)
        : amiss("model", "no_key", `${host} wants a key, and there is none.`, fix);
    }
    case "trouble": {
      const fix = "Try again in a few minutes; until then the rules write.";
      return amiss("model", "server_error", `${host} has trouble of its own (status ${told.status}).`, fix);
    }
    case "silent": {
      const fix = "RunCheck that it runs, the network and OPENAI_BASE_URL, then try again.";
      return amiss("model", "unreachable", `${host} cannot be reached.`, fix);
    }
  }
}

function ofList(model: string, ids: readonly string[], host: string): RunCheck {
  // Ollama lists what was asked for without a tag with the one that it took.
  if (ids.includes(model) || ids.includes(`${model}:latest`)) {
    return fine("model", "listed", `${host} has the model “${model}”.`);
  }
  // A server of one model mostly answers for any name.
  if (ids.length === 1) return open("model", "other_name", `${host} lists one model, and calls it otherwise.`);
  const fix = "Put the id of one that it has into LLM_MODELS.";
  return amiss("model", "unknown_model", `${host} has no model “${model}”.`, fix);
}

/** By the words that a run would be refused with. */
export function judgeBudget(estimate: Estimate | null): RunCheck {
  if (!estimate) return fine("budget", "free", "The rules cost nothing.");
  const { refused } = estimate;
  if (refused) return amiss("budget", "budget", refused.message, refused.remedy);
  return fine("budget", "has_room", "The budget has room for such a run.");
}
