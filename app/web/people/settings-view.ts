import { roles, type Person, type Role } from "../../../db/app/tables.ts";
import { initialsOf } from "../page/format.ts";

export type SettingsView = {
  me: { login: string; opt_out: boolean; proposed: string };
  people: ShownPerson[];
  roles: readonly { value: Role; label: string; hint: string }[];
  /** Whether the controls are there. */
  admin: boolean;
  problem: { message: string; remedy: string } | null;
  /** Whether guests of the Slack workspace may read here. */
  slack_guests: boolean;
  /** Profiles that nobody could approve for; told to whoever can mend that. */
  unmet: readonly { name: string; slug: string }[];
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
  /** When they were switched off; null while they are not. */
  off: Date | null;
};

const ROLE_WORDS: Record<Role, { label: string; hint: string }> = {
  viewer: { label: "Viewer", hint: "reads" },
  author: { label: "Author", hint: "asks for updates, edits them, and approves where the rules let anyone" },
  approver: { label: "Approver", hint: "decides where the rules ask for approvers, and changes who approves" },
  operator: { label: "Operator", hint: "stops models and allows them again" },
  admin: { label: "Admin", hint: "changes people and settings" },
};

type Around = Pick<SettingsView, "admin" | "problem" | "unmet" | "slack_guests"> & {
  me: string;
  proposals: ReadonlyMap<string, string>;
};

export function settingsView(
  people: readonly Person[],
  { me, admin, proposals, problem, unmet, slack_guests }: Around,
): SettingsView {
  const mine = people.find(({ id }) => id === me);
  return {
    me: {
      login: mine?.github_login ?? "",
      opt_out: mine?.github_opt_out ?? false,
      proposed: proposals.get(me) ?? "",
    },
    people: people.map((person) => shown(person, me, proposals.get(person.id) ?? "")),
    roles: roles.map((value) => ({ value, ...ROLE_WORDS[value] })),
    admin,
    problem,
    unmet,
    slack_guests,
  };
}

function shown(person: Person, me: string, proposed: string): ShownPerson {
  const { id, name, email, role, github_login, github_opt_out, deactivated_at } = person;
  return {
    id,
    name,
    email: email ?? "no e-mail address",
    initials: initialsOf(name),
    role,
    proposed,
    role_label: ROLE_WORDS[role].label,
    known: knownBy(person),
    login: github_login ?? "",
    opt_out: github_opt_out,
    is_me: id === me,
    off: deactivated_at,
  };
}

function knownBy({ openid_subject, slack_user_id }: Person): string {
  const ways = [openid_subject ? "account" : "", slack_user_id ? "Slack" : ""].filter(Boolean);
  return ways.length > 0 ? ways.join(", ") : "development sign-in";
}
