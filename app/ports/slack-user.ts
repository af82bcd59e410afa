/** What Slack says of a user. */
export type SlackUser = {
  id: string;
  name: string;
  /** Null: not known, or not confirmed. */
  email: string | null;
  deleted: boolean;
  is_bot: boolean;
  /** With several channels, or with one alone. */
  is_guest: boolean;
  /** From another workspace, through a channel that both share. */
  is_stranger: boolean;
  /** The workspaces that they are of, and their organisation: T… and E…. */
  teams: readonly string[];
};
