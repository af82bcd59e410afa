import type { ColumnType, Generated, Selectable } from "kysely";
import type { Json, Now, Time, TimeOrNull } from "../columns.ts";

/** One message of the draft in the card's thread. */
export type DraftMessage = { ts: string; digest: string };

type CardsTable = {
  id: string;
  team_id: string;
  update_id: string;
  person_id: string;
  /** Where it stands: null until it was sent. */
  channel: string | null;
  ts: string | null;
  /** `gone`: its message was deleted. */
  state: "waiting" | "sent" | "gone";
  /** It may stand in Slack without our knowing. */
  attempted: Generated<boolean>;
  /** Of what was last drawn. */
  digest: string | null;
  /** Whose text its thread shows; 0: none yet. */
  revision: Generated<number>;
  draft: ColumnType<DraftMessage[], string | undefined, string>;
  created_at: Now;
  sent_at: TimeOrNull;
};

type CardRefreshesTable = {
  update_id: string;
  /** Counts what happened to the update since its cards were last drawn. */
  version: Generated<number>;
  /** A refresh that is being made, or that Slack refused for now, waits until then. */
  not_before: Time;
};

type HomesTable = {
  person_id: string;
  /** Of what was last published. */
  digest: string | null;
  opened_at: Time;
  /** When it is looked at next. */
  due_at: Time;
};

/** What came from Slack, by whatever tells it from everything else; see app/slack/transport/remembered.ts. */
type SlackActsTable = { key: string; seen_at: Time };

/** A form that was closed before it turned out that it has to be sent once more, with everything typed in it. */
type SlackFormsTable = { id: string; slack_user_id: string; view: Json<unknown>; kept_at: Time };

export type CardTables = {
  "app.cards": CardsTable;
  "app.card_refreshes": CardRefreshesTable;
  "app.homes": HomesTable;
  "app.slack_acts": SlackActsTable;
  "app.slack_forms": SlackFormsTable;
};

export type Card = Selectable<CardsTable>;
