import { NOT_LOOKED_AT } from "../../webhooks/contract/readiness.ts";
import { specDifferences } from "../../pipelines/templates/differences.ts";
import { changedSkills, draftFaults } from "../../pipelines/templates/draft.ts";
import { partsOfSpec } from "../../pipelines/templates/parts.ts";
import { specification } from "../../pipelines/templates/specification.ts";
import { spec } from "../../pipelines/report/what-shipped.ts";
import type { PipelinesClient } from "../../app/pipelines-client.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readTemplateRef } from "../../webhooks/contract/template-ref.ts";
import type {
  TemplateDraft,
  TemplateHistory,
  TemplateParts,
  TemplateVersionAnswer,
} from "../../webhooks/contract/templates.ts";

const AT = "2026-11-20T09:00:00.000Z";
const usual = specification.parse(spec);
const nothing = { runs: 0, failed: 0, degraded: 0, cost_usd: null, seconds: null };

const version = (more: Partial<TemplateVersionAnswer>): TemplateVersionAnswer => ({
  name: "what-shipped",
  version: 1,
  hash: "a".repeat(64),
  tags: ["production"],
  description: usual.description,
  note: "As released.",
  made_by: "Pulse 0.1.0",
  release: "0.1.0",
  commit: null,
  dirty: null,
  base: null,
  unfit: null,
  readiness: NOT_LOOKED_AT,
  skills: {},
  results: nothing,
  created_at: AT,
  ...more,
});

/** The one template of a fresh installation, with two versions: kept in memory, with the checks that surfaces depend on alone. */
export function fakeTemplates() {
  const history: TemplateHistory = {
    name: "what-shipped",
    built_in: true,
    copied_from: null,
    versions: [
      version({ version: 2, tags: [], note: "A shorter opening", made_by: "Lena", base: 1, hash: "b".repeat(64) }),
      version({}),
    ],
    tags: [{ tag: "production", version: 1, share: null, reason: "As released.", moved_by: "Pulse", moved_at: AT }],
    moves: [{ tag: "production", from: null, to: 1, share: null, reason: "As released.", by: "Pulse", at: AT }],
  };
  const parts = new Map<number, TemplateParts>();
  const fake = { history, draft: null as TemplateDraft | null, number: 0, parts };
  return { fake, of: (orFail: OrFail) => clientOf(fake, orFail) };
}

type Fake = ReturnType<typeof fakeTemplates>["fake"];
type OrFail = <T>(value: T) => Promise<T>;

function clientOf(fake: Fake, orFail: OrFail): PipelinesClient["templates"] {
  const named = (ref: string) => {
    const read = readTemplateRef(ref);
    const at = read?.version ?? fake.history.tags.find(({ tag }) => tag === (read?.tag ?? "production"))?.version;
    const found = fake.history.versions.find((one) => one.version === at);
    if (!found || (read?.name !== fake.history.name && read?.name !== "default")) {
      throw new Problem("not_found", `There is no run template “${ref}”.`, "List them at /api/v1/run_templates.");
    }
    const { name, hash, tags, description, readiness, created_at } = found;
    return { name, version: found.version, hash, tags, description, spec, readiness, created_at };
  };
  const answer = () => orFail({ number: fake.number, draft: fake.draft });
  const requireDraft = (number: number) => {
    if (fake.number !== number) {
      throw new Problem("conflict", "Lena changed the draft meanwhile.", "Look at it as it is now, then decide again.");
    }
  };
  const moved = (
    tag: string,
    from: number | null,
    to: number | null,
    share: number | null,
    reason: string,
    by: string,
  ) => {
    const now = fake.history.tags.find((one) => one.tag === tag);
    if ((now?.version ?? null) !== from) {
      throw new Problem("conflict", `Lena moved ${tag} meanwhile.`, "Look at it as it is now, then decide again.");
    }
    fake.history.tags = fake.history.tags.filter((one) => one !== now);
    if (to !== null) fake.history.tags.push({ tag, version: to, share, reason, moved_by: by, moved_at: AT });
    fake.history.moves.unshift({ tag, from, to, share, reason, by, at: AT });
    for (const one of fake.history.versions) {
      one.tags = fake.history.tags.filter((each) => each.version === one.version).map((each) => each.tag);
    }
    return orFail(fake.history);
  };
  return {
    list: async () => {
      const listed = fake.history.versions.filter(({ tags }, at) => at === 0 || tags.length > 0);
      return orFail(listed.map(({ version: at }) => named(`${fake.history.name}@${at}`)));
    },
    get: async (ref) => orFail(named(ref)),
    history: async () => orFail(fake.history),
    parts: async (_name, number) => orFail(fake.parts.get(number) ?? partsOfSpec(usual)),
    differences: async (_name, older, newer) => {
      const newerSpec = newer === 2 ? { ...usual, prompts: { ...usual.prompts, lead: "One sentence." } } : usual;
      return orFail({ older, newer, ...specDifferences(usual, newerSpec), contract: [] });
    },
    copy: async ({ name, from }) => orFail({ ...fake.history, name, built_in: false, copied_from: from }),
    moveTag: async (_name, tag, { from, to, share = null, reason, by }) => moved(tag, from, to, share, reason, by),
    removeTag: async (_name, tag, { from, reason, by }) => moved(tag, from, null, null, reason, by),
    draft: answer,
    saveDraft: async (_name, { number, base, parts, by }) => {
      requireDraft(number);
      fake.number += 1;
      // Safe: the form's own tests look at what it sends.
      const kept = parts as TemplateParts;
      const skills = changedSkills(kept, usual, by, undefined);
      const faults = draftFaults({ parts: kept, skills }, usual);
      fake.draft = { base, parts: kept, faults, skills, changed_by: by, changed_at: AT };
      return answer();
    },
    discardDraft: async (_name, { number }) => {
      requireDraft(number);
      fake.number += 1;
      fake.draft = null;
      return answer();
    },
    reviewSkill: async (_name, { number, skill, by }) => {
      requireDraft(number);
      const mine = fake.draft?.skills[skill];
      if (mine) mine.reviewed_by = by;
      if (fake.draft) fake.draft.faults = draftFaults(fake.draft, usual);
      return answer();
    },
    publish: async (_name, { number, note, by }) => {
      requireDraft(number);
      const made = version({
        version: fake.history.versions.length + 1,
        tags: [],
        note,
        made_by: by,
        base: fake.draft?.base ?? 1,
      });
      fake.history.versions.unshift(made);
      if (fake.draft) fake.parts.set(made.version, fake.draft.parts);
      fake.number += 1;
      fake.draft = null;
      return orFail(made);
    },
  };
}
