import type { Profile } from "../../../db/app/tables.ts";
import { mergedKinds } from "../../../webhooks/contract/kinds.ts";

import { setClasses } from "../../policies/class-changes.ts";
import type { DraftChange } from "../../policies/draft.ts";
import { loadPolicy, type PolicyDetail } from "../../policies/load-policy.ts";
import { exceptLabels, keepRule, moveRule, removeRule, useInstead } from "../../policies/rule-changes.ts";
import {
  addSection,
  moveSection,
  removeSection,
  renameSection,
  setKinds,
  withoutSections,
} from "../../policies/section-changes.ts";
import { sectionsNow } from "../../policies/sections-now.ts";
import { field, type Fields, type Web } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";
import { NEW_RULE, readRuleForm, ruleOfForm } from "./read-rule-form.ts";

/** What a form asks for, and how it is said to whoever listens. */
type Asked = { change: DraftChange; said: string };

/** Null: nothing is to be changed, only drawn again. */
export async function changeIn(c: Web, deps: WebDeps, profile: Profile, fields: Fields): Promise<Asked | null> {
  const act = field(fields, "act");
  if (field(fields, "section_of") || act === "add_section" || act === "usual_sections") {
    return sectionChange(c, deps, profile, fields);
  }
  if (act === "classes") return { change: setClasses(classesIn(fields)), said: "Changed, not saved." };
  if (field(fields, "without") !== "") return null;
  return ruleChange(await loadPolicy(deps, c.var.actor, profile), fields);
}

function ruleChange(detail: PolicyDetail, fields: Fields): Asked | null {
  const [act, key] = [field(fields, "act"), field(fields, "key") || field(fields, "rule")];
  const { rules } = detail.draft;
  const at = rules.findIndex((one) => one.key === key);
  const said = `Rule ${at + 1}`;
  switch (act) {
    case "keep":
    case "save": {
      const form = readRuleForm(fields);
      if (!form) return null;
      return { change: keepRule(form.key === NEW_RULE ? null : form.key, ruleOfForm(form)), said: "Kept, not saved." };
    }
    case "remove":
      return { change: removeRule(key), said: `${said} removed, not saved.` };
    case "up":
    case "down":
      return { change: moveRule(key, act), said: movedText(said, at, act === "up" ? at - 1 : at + 1, rules.length) };
    case "move": {
      const before = rules.findIndex((one) => one.key === field(fields, "before"));
      const to = before < 0 ? rules.length : before;
      return { change: moveRule(key, { before: to }), said: movedText(said, at, to > at ? to - 1 : to, rules.length) };
    }
    case "use": {
      const instead = field(fields, "instead");
      return { change: useInstead(key, field(fields, "value"), instead), said: `${said} looks for ${instead} now.` };
    }
    case "except":
      return { change: exceptLabels(key, fields["label"] ?? []), said: `${said} leaves these labels out now.` };
    default:
      return null;
  }
}

function movedText(said: string, from: number, to: number, all: number): string {
  if (to < 0 || to >= all || to === from) return `${said} stays where it is.`;
  return `${said} is rule ${to + 1} of ${all} now.`;
}

async function sectionChange(c: Web, deps: WebDeps, profile: Profile, fields: Fields): Promise<Asked | null> {
  const [act, name, typed] = [field(fields, "act"), field(fields, "section_of"), field(fields, "name")];
  if (act === "usual_sections") return { change: withoutSections, said: "The usual sections." };
  const { policy } = await loadPolicy(deps, c.var.actor, profile);
  const all = await sectionsNow(deps, policy);
  const at = all.findIndex((one) => one.name === name);
  switch (act) {
    case "add_section":
      return { change: addSection(all, typed), said: `Section ${typed} added, not saved.` };
    case "up":
    case "down":
      return {
        change: moveSection(all, name, act),
        said: movedText(`Section ${at + 1}`, at, act === "up" ? at - 1 : at + 1, all.length).replace(
          "rule ",
          "section ",
        ),
      };
    case "move": {
      const before = all.findIndex((one) => one.name === field(fields, "before"));
      const change = moveSection(all, name, { before: before < 0 ? all.length : before });
      return { change, said: `Section ${name} moved.` };
    }
    case "remove":
      return { change: removeSection(all, name), said: `Section ${name} removed, not saved.` };
    default: {
      const kinds = mergedKinds.filter((kind) => fields["kinds"]?.includes(kind));
      const named = setKinds(all, name, kinds);
      const renamed = typed === "" || typed === name ? null : renameSection(kindsSet(all, name, kinds), name, typed);
      return { change: renamed ?? named, said: "Changed, not saved." };
    }
  }
}

type All = Awaited<ReturnType<typeof sectionsNow>>;

/** The same, as they are once that one holds these kinds. */
function kindsSet(all: All, name: string, kinds: readonly All[number]["kinds"][number][]): All {
  return all.map((one) => ({
    name: one.name,
    kinds: one.name === name ? [...kinds] : one.kinds.filter((kind) => !kinds.includes(kind)),
  }));
}

const classesIn = (fields: Fields) => ({
  dependencies: field(fields, "dependencies"),
  releases: field(fields, "releases"),
  docs: field(fields, "docs"),
  internal: field(fields, "internal"),
  max_items: field(fields, "max_items"),
});
