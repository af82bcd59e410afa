import { bucket, tooMany } from "../../api/bucket.ts";

/** Requests a minute, of one token and in one process. */
export type TokenLimits = {
  requests: number;
  /** Those among them that read windows again. */
  starts: number;
};

/** A program that meets it is a loop. */
export const USUAL_TOKEN_LIMITS: TokenLimits = { requests: 240, starts: 30 };

/** @returns what throws {Problem} `rate_limited`. */
export function tokenRoom({ requests, starts }: TokenLimits): (tokenId: string, does: { starts: boolean }) => void {
  const rooms = new Map<string, { all: () => number; starting: () => number }>();
  return (tokenId, does) => {
    const room = rooms.get(tokenId) ?? { all: bucket(requests), starting: bucket(starts) };
    rooms.set(tokenId, room);
    const waitS = room.all() || (does.starts ? room.starting() : 0);
    if (waitS > 0) throw tooMany("This access token", waitS);
  };
}
