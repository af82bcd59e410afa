import type { AccessToken } from "../../../db/app/access-token-tables.ts";
import { dayThere } from "../../clock/wall-time.ts";
import { OWN_LIMITS } from "../../limits.ts";
import { mistakesIn, type Mistake } from "../page/mistakes.ts";

type TokenFields = { name: string; last_day: string };

export type AccessTokensView = {
  /** The one that was made just now, shown this once; null: none was. */
  made: { name: string; token: string; until: Date } | null;
  tokens: {
    id: string;
    name: string;
    made_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    /** Its time is over. */
    is_over: boolean;
  }[];
  typed: TokenFields;
  /** Between these its last day may be. */
  days: { first: string; last: string };
  wrong: TokenFields;
  mistakes: Mistake[];
  problem: { message: string; remedy: string } | null;
  /** Where this Pulse is, as a program has to know it. */
  address: string;
};

type Around = {
  now: Date;
  time_zone: string;
  address: string;
  made?: AccessTokensView["made"];
  typed?: TokenFields;
  /** By the field that it is about. */
  wrong?: Partial<TokenFields>;
  problem?: AccessTokensView["problem"];
};

const USUAL_DAYS = 90;
const DAY_MS = 24 * 3600 * 1000;

export function accessTokensView(
  tokens: readonly AccessToken[],
  { now, time_zone, address, made = null, typed, wrong = {}, problem = null }: Around,
): AccessTokensView {
  const in_ = (days: number) => dayThere(new Date(now.getTime() + days * DAY_MS), time_zone);
  return {
    made,
    tokens: tokens.map(({ id, name, made_at, expires_at, last_used_at }) => {
      return { id, name, made_at, expires_at, last_used_at, is_over: expires_at <= now };
    }),
    typed: typed ?? { name: "", last_day: in_(USUAL_DAYS) },
    days: { first: in_(0), last: in_(OWN_LIMITS.access_token_days) },
    wrong: { name: "", last_day: "", ...wrong },
    mistakes: mistakesIn(wrong),
    problem,
    address,
  };
}
