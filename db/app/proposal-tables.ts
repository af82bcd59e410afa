import type { Selectable } from "kysely";
import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";
import type { Json, Time, TimeOrNull } from "../columns.ts";

/** A pull request that a team told of in a post of its own. */
type AnnouncedTable = {
  profile_id: string;
  pr: string;
  team_id: string;
  /** The heading that it stood under. */
  section: string | null;
  /** Among all of its post. */
  place: number;
  found_in: "pasted" | "channel";
  /** Null: pasted, or nobody kept it. */
  said_at: TimeOrNull;
  noted_by: string | null;
  noted_at: Time;
};
export type Announced = Selectable<AnnouncedTable>;

type ProposalsTable = {
  profile_id: string;
  key: string;
  team_id: string;
  proposal: Json<PolicyProposal>;
  /** Of how many it was true when it was found: refused, it comes back with twice as many. */
  fits: number;
  state: "open" | "accepted" | "refused";
  found_at: Time;
  decided_by: string | null;
  decided_at: TimeOrNull;
  /** The number of the policy that was held then. */
  decided_under: number | null;
};
export type ProposalRow = Selectable<ProposalsTable>;

/** As long as it is there, Pulse may read a channel. */
type ConsentsTable = {
  profile_id: string;
  team_id: string;
  channel_id: string;
  given_by: string;
  given_at: Time;
};
export type ChannelConsent = Selectable<ConsentsTable>;

export type ProposalTables = {
  "app.announced": AnnouncedTable;
  "app.policy_proposals": ProposalsTable;
  "app.channel_consents": ConsentsTable;
};
