import type { Channel } from "../../../db/app/columns.ts";
import type { ApprovalRules, Person, Profile } from "../../../db/app/tables.ts";
import { atLeast, DEFAULT_RULES, LEAST_ROLE } from "../../people/policy.ts";
import { field, type Fields } from "../page/context.ts";

/** The approval rules as they stand in the form: whatever was typed, right or wrong. */
export type RulesForm = {
  approvers: "anyone" | "approvers" | "named";
  named: string[];
  second_person: boolean;
  deadline_hours: string;
  post_nothing: boolean;
  /** Sources that may go to a channel although others read it, and the channel that was on show when they were ticked. */
  wider: string[];
  wider_channel: string;
};

/** The same, ready to draw. */
export type RulesFields = RulesForm & {
  /** What the profile has already: a tick is of this channel and one of these. Null for a new one. */
  may_show: { channel: Channel; sources: { repo: string; checked: boolean }[] } | null;
  choices: { value: RulesForm["approvers"]; label: string; hint: string }[];
  people: { id: string; name: string; checked: boolean }[];
  /** False: they are shown, and switched off. */
  may: boolean;
};

const CHOICES: RulesFields["choices"] = [
  { value: "anyone", label: "Anyone", hint: "Whoever may write, the author too" },
  { value: "approvers", label: "Approvers", hint: "The role, and those above it" },
  { value: "named", label: "Only these", hint: "People you name" },
];

export function formOfRules({ approvers, ...rules }: ApprovalRules = DEFAULT_RULES): RulesForm {
  return {
    approvers: typeof approvers === "string" ? approvers : "named",
    named: typeof approvers === "string" ? [] : [...approvers],
    second_person: !rules.author_may_approve,
    deadline_hours: rules.deadline_hours === null ? "" : String(rules.deadline_hours),
    post_nothing: rules.post_nothing,
    wider: [...(rules.wider?.repos ?? [])],
    wider_channel: rules.wider?.channel_id ?? "",
  };
}

/** Null: the form that was sent had none, or they were switched off in it. */
export function readRules(fields: Fields): RulesForm | null {
  if (!fields["approvers"]) return null;
  const chosen = CHOICES.find(({ value }) => value === field(fields, "approvers"));
  return {
    approvers: chosen?.value ?? "anyone",
    named: fields["approver"] ?? [],
    second_person: field(fields, "second_person") !== "",
    deadline_hours: field(fields, "deadline_hours"),
    post_nothing: field(fields, "post_nothing") !== "",
    wider: fields["wider"] ?? [],
    wider_channel: field(fields, "wider_channel"),
  };
}

/** What the operation is asked for; it says what is wrong with it. */
export function rulesOfForm(form: RulesForm): ApprovalRules {
  return {
    approvers: form.approvers === "named" ? form.named : form.approvers,
    author_may_approve: !form.second_person,
    deadline_hours: form.deadline_hours === "" ? null : Number(form.deadline_hours),
    post_nothing: form.post_nothing,
    wider: form.wider.length > 0 ? { channel_id: form.wider_channel, repos: form.wider } : null,
  };
}

type Saved = Pick<Profile, "channel" | "brief">;

export function rulesFields(
  form: RulesForm,
  people: readonly Person[],
  saved: Saved | null,
  may: boolean,
): RulesFields {
  const able = people.filter(({ role, deactivated_at }) => !deactivated_at && atLeast(role, LEAST_ROLE.approve));
  return {
    ...form,
    choices: CHOICES,
    may,
    may_show: saved && {
      channel: saved.channel,
      sources: saved.brief.sources.map(({ repo }) => ({ repo, checked: form.wider.includes(repo) })),
    },
    people: able.map(({ id, name }) => ({ id, name, checked: form.named.includes(id) })),
  };
}
