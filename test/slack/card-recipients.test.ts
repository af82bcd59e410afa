import { expect, test } from "vitest";
import { DEFAULT_RULES } from "../../app/people/policy.ts";
import { approversOf, recipients, type Facts } from "../../app/slack/cards/recipients.ts";
import type { ApprovalRules, Person, Role } from "../../db/app/tables.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const earlier = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

function person(id: string, role: Role, more: Partial<Person> = {}): Person {
  return {
    id,
    role,
    team_id: "t",
    handle: id,
    name: id,
    email: null,
    slack_user_id: `U0${id.toUpperCase()}`,
    openid_issuer: null,
    openid_subject: null,
    github_login: null,
    github_opt_out: false,
    made_up: true,
    deactivated_at: null,
    created_at: NOW,
    ...more,
  };
}

const TEAM = [person("mira", "admin"), person("tobi", "approver"), person("ann", "author"), person("vera", "viewer")];

function facts(more: Partial<Facts> = {}, rules: Partial<ApprovalRules> = {}): Facts {
  return {
    now: NOW,
    people: TEAM,
    given: [],
    asked_in_slack: [],
    scheduled: null,
    requested: null,
    subject: { created_by: "ann", written_by: [], rules: [{ ...DEFAULT_RULES, ...rules }], due_at: null, now: NOW },
    ...more,
  };
}

const asked = (person_id: string, hours = 0) => ({ person_id, at: earlier(hours) });

test("what somebody composes in the browser makes no card", () => {
  expect(recipients(facts())).toEqual([]);
});

test("whoever asked in Slack has the card from the beginning", () => {
  expect(recipients(facts({ asked_in_slack: [asked("ann")] }))).toEqual(["ann"]);
});

test("whom somebody chose is asked first, an author too; where none of them may, all who may are", () => {
  const chose = (...whom: string[]) => recipients(facts({ requested: { ...asked("tobi"), whom } }, {}));
  expect(chose("mira")).toEqual(["mira"]);
  expect(chose("ann", "vera")).toEqual(["ann"]);
  expect(chose("vera")).toEqual(["mira"]);
});

test("asking for an approval asks those whose role it is, and not who asks", () => {
  expect(recipients(facts({ requested: asked("tobi") }))).toEqual(["mira"]);
});

test("it asks the very people whom the rules name", () => {
  expect(recipients(facts({ requested: asked("mira") }, { approvers: ["ann"] }))).toEqual(["ann"]);
});

test("where a second person is wanted, whoever asked for the update is not asked to approve it", () => {
  const named: Partial<ApprovalRules> = { approvers: ["ann", "tobi"], author_may_approve: false };

  expect(recipients(facts({ requested: asked("mira") }, named))).toEqual(["tobi"]);
});

test("where nobody has the role, everybody who may approve is asked", () => {
  const people = [person("ann", "author"), person("ben", "author"), person("vera", "viewer")];

  expect(recipients(facts({ people, requested: asked("ann") }))).toEqual(["ben"]);
});

test("a scheduled draft goes to the schedule's owner, and to others only where the owner may not approve", () => {
  expect(recipients(facts({ scheduled: asked("ann") }))).toEqual(["ann"]);
  expect(recipients(facts({ scheduled: asked("ann") }, { approvers: "approvers" }))).toEqual(["ann", "mira", "tobi"]);
});

test("who is not in Slack, or switched off, gets none", () => {
  const people = [
    person("mira", "admin", { slack_user_id: null }),
    person("tobi", "approver", { deactivated_at: NOW }),
  ];

  expect(recipients(facts({ people, asked_in_slack: [asked("mira"), asked("tobi")] }))).toEqual([]);
});

test("what is older than a day makes no card, so that switching Slack on is quiet", () => {
  expect(recipients(facts({ asked_in_slack: [asked("ann", 25)] }))).toEqual([]);
});

test("a card is given once for one reason, and once more for a newer one", () => {
  const given = [{ person_id: "tobi", created_at: earlier(2) }];

  expect(recipients(facts({ given, requested: asked("mira", 3) }))).toEqual([]);
  expect(recipients(facts({ given, requested: asked("mira", 1) }))).toEqual(["tobi"]);
});

test("never more than 20 people are asked", () => {
  const people = Array.from({ length: 30 }, (_, n) => person(`p${n}`, "approver"));

  expect(approversOf(people, facts().subject)).toHaveLength(20);
});
