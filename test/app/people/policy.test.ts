import { describe, expect, test } from "vitest";
import {
  ACTION_WORDS,
  DEFAULT_RULES,
  LEAST_ROLE,
  mayDo,
  NEEDS_SUBJECT,
  whoCould,
  type Action,
  type Asker,
  type Subject,
} from "../../../app/people/policy.ts";
import { roles, type ApprovalRules, type Role } from "../../../db/app/tables.ts";

const NOW = new Date("2026-11-20T10:00:00Z");
const SURFACES = ["web", "slack"] as const;
const ACTIONS = Object.keys(LEAST_ROLE) as Action[];

const asker = (role: Role, more: Partial<Asker> = {}): Asker => ({
  id: "ada",
  role,
  deactivated_at: null,
  surface: "web",
  ...more,
});
const about = (rules: Partial<ApprovalRules> = {}, more: Partial<Subject> = {}): Subject => ({
  created_by: "bob",
  written_by: [],
  rules: [{ ...DEFAULT_RULES, ...rules }],
  due_at: null,
  now: NOW,
  ...more,
});

/** Word for word what the table in policy.ts says; a dot is a no. Somebody else's update, under these rules. */
const TABLE: [Action, Partial<ApprovalRules>, string][] = [
  ["read", {}, "v a p o A"],
  ["compose", {}, ". a p o A"],
  ["edit", {}, ". a p o A"],
  ["request_approval", {}, ". a p o A"],
  ["request_changes", {}, ". a p o A"],
  ["reopen", {}, ". a p o A"],
  ["post_retry", {}, ". a p o A"],
  ["profile.save", {}, ". a p o A"],
  ["schedule.save", {}, ". a p o A"],
  ["approve", {}, ". a p o A"],
  ["approve", { approvers: "approvers" }, ". . p o A"],
  ["approve", { approvers: ["ada"] }, ". a p o A"],
  ["approve", { approvers: ["cy"] }, ". . . . ."],
  ["correct", {}, ". a p o A"],
  ["correct", { approvers: "approvers" }, ". . p o A"],
  ["correct", { approvers: ["cy"] }, ". . . . ."],
  ["reject", {}, ". a p o A"],
  ["reject", { approvers: "approvers" }, ". . p o A"],
  ["reject", { approvers: ["cy"] }, ". . p o A"],
  ["reject", { approvers: ["ada"] }, ". a p o A"],
  ["retract", {}, ". a p o A"],
  ["retract", { approvers: "approvers" }, ". . p o A"],
  ["retract", { approvers: ["cy"] }, ". . p o A"],
  ["delete", {}, ". . p o A"],
  ["profile.rules", {}, ". . p o A"],
  ["models.stop", {}, ". . . o A"],
  ["models.forget", {}, ". . . o A"],
  ["templates.change", {}, ". . . o A"],
  ["models.clear", {}, ". . . . A"],
  ["settings.change", {}, ". . . . A"],
  ["people.change", {}, ". . . . A"],
];
const LETTERS: Record<Role, string> = { viewer: "v", author: "a", approver: "p", operator: "o", admin: "A" };

const cells = TABLE.flatMap(([action, rules, row]) =>
  roles.flatMap((role, at) =>
    SURFACES.map((surface) => ({
      action,
      role,
      surface,
      rules,
      ok: row.split(" ")[at] === LETTERS[role],
      under: JSON.stringify(rules.approvers ?? "the default"),
    })),
  ),
);

test.each(cells)("$role, $action on $surface under $under rules: $ok", ({ action, role, surface, rules, ok }) => {
  expect(mayDo(asker(role, { surface }), action, about(rules)).ok).toBe(ok);
});

test("every action has its rows and its words", () => {
  expect(new Set(TABLE.map(([action]) => action))).toEqual(new Set(ACTIONS));
  expect(Object.keys(ACTION_WORDS).sort()).toEqual([...ACTIONS].sort());
});

test("the answer is the same on every surface, word for word", () => {
  for (const action of ACTIONS) {
    for (const role of roles) {
      const answers = SURFACES.map((surface) => mayDo(asker(role, { surface }), action, about({ approvers: ["cy"] })));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    }
  }
});

test("a right never ends with a higher role, whatever the rules", () => {
  for (const action of ACTIONS) {
    for (const approvers of ["anyone", "approvers", ["ada"], ["cy"]] as const) {
      const answers = roles.map((role) => mayDo(asker(role), action, about({ approvers: approvers as "anyone" })).ok);
      expect(answers).toEqual([...answers].sort());
    }
  }
});

test("without the thing itself the answer is the role's, and never stricter than with it", () => {
  for (const action of ACTIONS) {
    for (const role of roles) {
      const general = mayDo(asker(role), action).ok;
      const special = mayDo(asker(role), action, about()).ok;
      expect(NEEDS_SUBJECT.has(action) ? general || !special : general === special).toBe(true);
    }
  }
});

test("whoever is switched off may nothing, not even read, as admin neither", () => {
  for (const action of ACTIONS) {
    for (const role of roles) {
      const answer = mayDo(asker(role, { deactivated_at: NOW }), action, about());
      expect(answer).toEqual({ ok: false, why: "refused", message: "Your account is switched off." });
    }
  }
});

test("a job decides nothing, whoever it works for", () => {
  for (const role of roles) {
    for (const action of ["approve", "correct", "reject", "retract"] as const) {
      expect(mayDo(asker(role, { surface: "job" }), action, about())).toMatchObject({
        message: "Only a person decides.",
      });
    }
    expect(mayDo(asker(role, { surface: "job" }), "compose").ok).toBe(role !== "viewer");
  }
});

describe("a second person", () => {
  const four_eyes = { author_may_approve: false };

  test("is off by default: the author approves in one click", () => {
    expect(mayDo(asker("author"), "approve", about({}, { created_by: "ada", written_by: ["ada"] })).ok).toBe(true);
  });

  test.each([
    ["who asked for it", { created_by: "ada" }, "You asked for this update, and its rules ask for a second person."],
    ["who wrote in its text", { written_by: ["ada"] }, "This is your text, and its rules ask for a second person."],
  ])("stops %s, as admin too", (_who, subject, message) => {
    for (const role of ["author", "approver", "operator", "admin"] as const) {
      for (const action of ["approve", "correct"] as const) {
        expect(mayDo(asker(role), action, about(four_eyes, subject))).toMatchObject({ ok: false, message });
      }
    }
  });

  test("stops nobody else, not for the agent's text, and nobody from saying no", () => {
    expect(mayDo(asker("author"), "approve", about(four_eyes)).ok).toBe(true);
    expect(mayDo(asker("author"), "reject", about(four_eyes, { created_by: "ada" })).ok).toBe(true);
  });
});

describe("the deadline", () => {
  const due = (ms: number) => about({ deadline_hours: 1 }, { due_at: new Date(NOW.getTime() + ms) });

  test("lets an approval pass until its last moment", () => {
    expect(mayDo(asker("author"), "approve", due(0)).ok).toBe(true);
  });

  test("stops every approval afterwards, and nothing else", () => {
    for (const role of ["author", "approver", "operator", "admin"] as const) {
      expect(mayDo(asker(role), "approve", due(-1))).toMatchObject({ ok: false, why: "late" });
    }
    for (const action of ["correct", "reject", "retract", "request_approval"] as const) {
      expect(mayDo(asker("admin"), action, due(-1)).ok).toBe(true);
    }
  });

  test("is no answer to somebody who could not have approved in time either", () => {
    expect(mayDo(asker("viewer"), "approve", due(-1))).toMatchObject({ why: "refused" });
  });
});

describe("who could instead", () => {
  const team = [
    asker("admin", { id: "ann" }),
    asker("author", { id: "bob" }),
    asker("approver", { id: "cy", deactivated_at: NOW }),
    asker("viewer", { id: "dee" }),
  ];
  const ids = (people: readonly { id: string }[]) => people.map(({ id }) => id);

  test("names those whom the rules let, without the one who asked where a second person is wanted", () => {
    expect(ids(whoCould(team, "approve", about()))).toEqual(["ann", "bob"]);
    expect(ids(whoCould(team, "approve", about({ author_may_approve: false })))).toEqual(["ann"]);
    expect(ids(whoCould(team, "approve", about({ approvers: ["cy"] })))).toEqual([]);
  });

  test("does not depend on the hour", () => {
    const late = about({}, { due_at: new Date(0) });
    expect(ids(whoCould(team, "approve", late))).toEqual(["ann", "bob"]);
  });
});
