import type { Selectable } from "kysely";
import type { Time, TimeOrNull } from "../columns.ts";

type AccessTokensTable = {
  id: string;
  team_id: string;
  person_id: string;
  /** As its person calls it. */
  name: string;
  token_sha256: string;
  made_at: Time;
  expires_at: Time;
  /** To the minute. */
  last_used_at: TimeOrNull;
  revoked_at: TimeOrNull;
};
export type AccessToken = Selectable<AccessTokensTable>;

export type AccessTokenTables = {
  "app.access_tokens": AccessTokensTable;
};
