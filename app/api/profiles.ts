import { answer } from "../../api/answer.ts";
import { listPolicyNumbers } from "../../db/app/policies.ts";
import { listProfiles } from "../../db/app/profiles.ts";
import { profileList } from "../../webhooks/contract/app-api.ts";
import type { Deps } from "../deps.ts";
import type { ApiHandler } from "./env.ts";
import type { OperationName } from "./operations.ts";

export function profileHandlers({ db, log }: Pick<Deps, "db" | "log">) {
  return {
    "GET /profiles": async (c) => {
      const { team_id } = c.var.actor;
      const [rows, numbers] = await Promise.all([listProfiles(db, team_id), listPolicyNumbers(db, team_id)]);
      const profiles = rows.map(({ id, slug, name, channel, brief }) => {
        return { slug, name, channel: channel.name, sources: brief.sources, policy: numbers.get(id) ?? 0 };
      });
      return answer(c, log, profileList, { profiles });
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}
