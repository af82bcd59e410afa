import { roles, type Person, type Role } from "../../../db/app/tables.ts";
import { initialsOf } from "../page/format.ts";
import { mistakesIn, type Mistake } from "../page/mistakes.ts";

export type SettingsView = {
  me: { login: string; opt_out: boolean; proposed: string; wrong: string };
  people: ShownPerson[];
  roles: readonly { value: Role; label: string; hint: string }[];
  /** Whether the controls are there. */
  admin: boolean;
  problem: { message: string; remedy: string } | null;
  mistakes: Mistake[];
  /** Whether guests of the Slack workspace may read here. */
  slack_guests: boolean;
  /** Profiles that nobody could approve for; told to whoever can mend that. */
  unmet: readonly { name: string; slug: string }[];
};

type PersonField = "role" | "login";

/** What somebody sent, and could not be: it is shown as it was typed, with why. */
export type Refused = {
  /** Whose; null: one's own. */
  person: string | null;
  field: PersonField;
  text: string;
  typed: { role: string; login: string; opt_out: boolean };
};

type ShownPerson = {
  id: string;
  name: string;
  email: string;
  initials: string;
  role: Role;
  role_label: string;
  /** "Signed in with an account, in Slack": how they are known. */
  known: string;
  login: string;
  proposed: string;
  opt_out: boolean;
  is_me: boolean;
  /** Ids of their fields, and what is wrong in them; "" for nothing. */
  ids: Record<PersonField, string>;
  wrong: Record<PersonField, string>;
  /** When they were switched off; null while they are not. */
  off: Date | null;
};

const ROLE_WORDS: Record<Role, { label: string; hint: string }> = {
  viewer: { label: "Viewer", hint: "reads" },
  author: { label: "Author", hint: "asks for updates, edits them, and approves where the rules let anyone" },
  approver: { label: "Approver", hint: "decides where the rules ask for approvers, and changes who approves" },
  operator: { label: "Operator", hint: "stops models and allows them again, and changes how updates are written" },
  admin: { label: "Admin", hint: "changes people and settings" },
};

type Around = Pick<SettingsView, "admin" | "problem" | "unmet" | "slack_guests"> & {
  me: string;
  refused: Refused | null;
  proposals: ReadonlyMap<string, string>;
};

export function settingsView(
  people: readonly Person[],
  { me, admin, proposals, problem, refused, unmet, slack_guests }: Around,
): SettingsView {
  const mine = people.find(({ id }) => id === me);
  const own = refused?.person === null ? refused : null;
  return {
    me: {
      login: own?.typed.login ?? mine?.github_login ?? "",
      opt_out: own?.typed.opt_out ?? mine?.github_opt_out ?? false,
      wrong: own?.text ?? "",
      proposed: proposals.get(me) ?? "",
    },
    people: people.map((person) => shown(person, me, proposals.get(person.id) ?? "", refused)),
    roles: roles.map((value) => ({ value, ...ROLE_WORDS[value] })),
    admin,
    problem,
    mistakes: refused ? mistakesOf(refused, people) : [],
    unmet,
    slack_guests,
  };
}

function mistakesOf({ person, field, text }: Refused, people: readonly Person[]): Mistake[] {
  const name = people.find(({ id }) => id === person)?.name;
  return mistakesIn({ [field]: text }).map((one) =>
    name ? { ...one, field: `${field}-${person}`, label: `${one.label} of ${name}` } : one,
  );
}

function shown(person: Person, me: string, proposed: string, refused: Refused | null): ShownPerson {
  const { id, name, email, github_login, github_opt_out, deactivated_at } = person;
  const theirs = refused?.person === id ? refused : null;
  const role = roles.find((one) => one === theirs?.typed.role) ?? person.role;
  const wrong = { role: "", login: "", ...(theirs && { [theirs.field]: theirs.text }) };
  return {
    id,
    name,
    email: email ?? "no e-mail address",
    initials: initialsOf(name),
    role,
    proposed,
    role_label: ROLE_WORDS[person.role].label,
    known: knownBy(person),
    login: theirs?.typed.login ?? github_login ?? "",
    ids: { role: `role-${id}`, login: `login-${id}` },
    wrong,
    opt_out: github_opt_out,
    is_me: id === me,
    off: deactivated_at,
  };
}

function knownBy({ openid_subject, slack_user_id }: Person): string {
  const ways = [openid_subject ? "account" : "", slack_user_id ? "Slack" : ""].filter(Boolean);
  return ways.length > 0 ? ways.join(", ") : "development sign-in";
}
