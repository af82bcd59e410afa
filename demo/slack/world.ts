/** The little workspace that demo Slack plays: one team, one app, three people, a few channels. */
export const TEAM = { id: "T0ACME", name: "Acme", domain: "acme" } as const;
/** An organisation around it, for whom a switch makes of it: the team's people may come from its other workspace, too. */
export const ORGANISATION = { id: "E0ACME", name: "Acme everywhere", other_team: "T0SISTER" } as const;
export const BOT = { user: "U0PULSE", bot: "B0PULSE", app: "A0PULSE", name: "Pulse", handle: "pulse" } as const;

export type Person = { id: string; name: string; handle: string; email: string; title: string };

/** Who is in the workspace, or writes in its channels, without being a member of it. */
export type Standing = "guest" | "single_channel_guest" | "stranger" | "bot" | "deactivated" | InOrganisation;
/** Of both workspaces of the organisation, and of its other one alone. */
type InOrganisation = "in_organisation" | "in_other_workspace";

export const PEOPLE: readonly Person[] = [
  { id: "U0MIRA", name: "Mira Lindqvist", handle: "mira", email: "mira@acme.example", title: "Engineering lead" },
  { id: "U0TOBI", name: "Tobi Okafor", handle: "tobi", email: "tobi@acme.example", title: "Product manager" },
  { id: "U0LENA", name: "Lena Brandt", handle: "lena", email: "lena@acme.example", title: "Platform engineer" },
];

/** Signs in with Slack like anyone in the world can, and is none of ours. */
export const STRANGER: Person = {
  id: "U0STRANGER",
  name: "Sam Stranger",
  handle: "sam",
  email: "sam@elsewhere.example",
  title: "From another workspace",
};

export const GUEST: Person = {
  id: "U0GINA",
  name: "Gina Gast",
  handle: "gina",
  email: "gina@partner.example",
  title: "A partner’s, a guest here",
};
const DEPLOYS: Person = { id: "U0DEPLOY", name: "Deploys", handle: "deploys", email: "", title: "Another app’s bot" };
const LEFT: Person = {
  id: "U0DORA",
  name: "Dora Lang",
  handle: "dora",
  email: "dora@acme.example",
  title: "Left in spring",
};

/** Slack knows them, and a careful app lets none of them in. */
export const OUTSIDERS: readonly Person[] = [STRANGER, GUEST, DEPLOYS, LEFT];

export const isKnown = (id: string): boolean => [...PEOPLE, ...OUTSIDERS].some((person) => person.id === id);

export function newPerson(id: string): Person {
  const handle = id.toLowerCase();
  return { id, name: id, handle, email: `${handle}@acme.example`, title: "" };
}

/** What each is, until a switch makes it something else. */
export const firstStandings = (): Map<string, Standing> =>
  new Map([
    [STRANGER.id, "stranger"],
    [GUEST.id, "guest"],
    [DEPLOYS.id, "bot"],
    [LEFT.id, "deactivated"],
  ]);

/** What the installed app may do; the answers' `x-oauth-scopes` header lists it. */
export const SCOPES = [
  "chat:write",
  "commands",
  "channels:read",
  "channels:history",
  "channels:join",
  "groups:read",
  "groups:history",
  "im:read",
  "im:history",
  "im:write",
  "users:read",
  "users:read.email",
  "emoji:read",
];

/** What the workspace made for itself, drawn as these signs. */
export const OWN_EMOJI: Readonly<Record<string, string>> = { harbor: "⚓", lgtm: "👌", shipit: "🐿️" };
/** Other names of these. */
export const EMOJI_ALIASES: Readonly<Record<string, string>> = { "ship-it": "shipit" };

export type Channel = {
  id: string;
  name: string;
  kind: "public" | "private" | "dm";
  topic: string;
  /** People and the bot, by user id. The number on show may be larger: the others of the 214 never speak. */
  members: string[];
  shown_members: number;
  archived: boolean;
  /** Another company that reads it, too (Slack Connect). */
  shared_with?: string;
  previous_names: string[];
  /** Of a DM: the person at the other end, and whether `conversations.open` has been called. */
  person?: string;
  open?: boolean;
};

const everyone = PEOPLE.map((person) => person.id);

/** A fresh set, for one process to change. */
export function firstChannels(): Channel[] {
  return [
    channel("C0ENG", "eng-updates", "What shipped, every week", 214, [...everyone, BOT.user]),
    channel("C0PROD", "product-news", "News for everyone who talks to customers", 96, [...everyone, BOT.user]),
    channel("C0GEN", "general", "The whole company", 231, [...everyone, BOT.user]),
    channel("C0REL", "releases", "Release notes; Pulse is not invited here yet", 58, everyone),
    { ...channel("C0PART", "partners", "Shared with Globex", 23, [...everyone, BOT.user]), shared_with: "Globex" },
    channel("C0AGENCY", "studio", "With the agency’s people, who are guests here", 9, [
      ...everyone,
      GUEST.id,
      BOT.user,
    ]),
    { ...channel("C0LEAD", "leadership", "Private", 7, ["U0MIRA", "U0TOBI"]), kind: "private" },
    { ...channel("C0OLD", "launch-2025", "Done, thank you all", 41, everyone), archived: true },
    ...PEOPLE.map(dmWith),
  ];
}

function channel(id: string, name: string, topic: string, shown_members: number, members: string[]): Channel {
  const kind = "public";
  return { id, name, kind, topic, members: [...members], shown_members, archived: false, previous_names: [] };
}

/** A public one with everybody in it, the bot too. */
export function newChannel(id: string, name: string): Channel {
  return channel(id, name, "", everyone.length, [...everyone, BOT.user]);
}

function dmWith(person: Person): Channel {
  const id = person.id.replace(/^U/, "D");
  const members = [person.id, BOT.user];
  return { ...channel(id, person.handle, "", 2, members), kind: "dm", person: person.id, open: false };
}

/** Monday, 5 January 2026, 09:00 UTC: before anything that the demo will ever post. */
export const WORLD_BEGAN_S = 1_767_603_600;
