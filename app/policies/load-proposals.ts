import { findConsent, listAnnounced } from "../../db/app/announced.ts";
import { listProposals } from "../../db/app/proposals.ts";
import type { ChannelConsent } from "../../db/app/proposal-tables.ts";
import type { Db, Profile } from "../../db/app/tables.ts";

export type ProposalsDetail = {
  all: Awaited<ReturnType<typeof listProposals>>;
  /** Pull requests of the profile's repositories that its team told of in posts of its own. */
  announced: string[];
  /** Who let Pulse read the channel that the profile has now; null: nobody. */
  consent: ChannelConsent | null;
};

/** What is proposed for a profile, what was answered, and what it was learned from. */
export async function loadProposals(db: Db, { id, channel }: Profile): Promise<ProposalsDetail> {
  const [all, announced, consent] = await Promise.all([
    listProposals(db, id),
    listAnnounced(db, id),
    findConsent(db, id),
  ]);
  return {
    all,
    announced: announced.map(({ pr }) => pr),
    consent: consent?.channel_id === channel.id ? consent : null,
  };
}
