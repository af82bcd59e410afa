import { z } from "zod";
import { Problem } from "../../../webhooks/contract/problem.ts";
import {
  type TemplateDraftAnswer,
  type TemplateHistory,
  type TemplateParts,
  templateParts,
} from "../../../webhooks/contract/templates.ts";
import type { Web } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import { visible } from "../page/visible.ts";
import { type DraftErrors, type DraftForm, formOfParts } from "./draft-form.ts";
import { type Clash, type DraftView, draftView, placeOfField } from "./draft-view.ts";
import { type FlatParts, flatParts, mergeParts, partsOfFlat, seenOf } from "./flat-parts.ts";
import { inProduction } from "./template-view.ts";
import { textParts } from "../updates/text-parts.ts";
import { mayChange, templateIn } from "./templates.ts";
import { type VersionView, versionView } from "./version-view.ts";

export type DraftPages = { "templates/draft": DraftView; "templates/version": VersionView };

/** What a draft's page is drawn from. */
export type LoadedDraft = {
  history: TemplateHistory;
  answer: TemplateDraftAnswer;
  /** The version that it was, or will be, begun from. */
  base: number;
  /** Of that. */
  parts: TemplateParts;
  tools: string[];
};

/** @param asked Where there is no draft: what to begin one from. */
export async function loadDraft(c: Web, deps: WebDeps, asked: number): Promise<LoadedDraft> {
  const { templates } = deps.pipelines;
  const name = templateIn(c);
  const [history, answer] = await Promise.all([templates.history(name), templates.draft(name)]);
  const there = history.versions.find(({ version }) => version === asked)?.version;
  const usual = inProduction(history) ?? history.versions[0]?.version ?? 1;
  const base = answer.draft?.base ?? there ?? usual;
  const [parts, { spec }] = await Promise.all([templates.parts(name, base), templates.get(`${name}@${base}`)]);
  return { history, answer, base, parts, tools: toolsIn(spec) };
}

const withTools = z.looseObject({ tool_digests: z.looseObject({ agent: z.record(z.string(), z.unknown()) }) });

/** What a writer may be allowed. A version from before they were pinned names none. */
const toolsIn = (spec: unknown): string[] => Object.keys(withTools.safeParse(spec).data?.tool_digests.agent ?? {});

type Drawn = {
  as_saved: boolean;
  errors?: DraftErrors;
  problem?: Problem;
  clashes?: Clash[];
  taken?: string[];
};

export async function drawDraft(
  c: Web,
  deps: WebDeps<DraftPages>,
  { history, answer, parts, tools }: LoadedDraft,
  form: DraftForm,
  { problem, errors, ...drawn }: Drawn,
): Promise<Response> {
  const offered = await deps.pickers.models();
  const view = draftView(form, {
    ...drawn,
    history,
    draft: answer.draft,
    base: parts,
    tools,
    models: offered?.models.map(({ id }) => id) ?? [],
    may: mayChange(c),
    problem: problem ? { message: problem.message, remedy: problem.remedy } : null,
    ...(errors && { errors }),
  });
  const status = problem?.status ?? (view.mistakes.length > 0 ? 422 : 200);
  return page(c, deps, "templates/draft", view, { title: `Draft of ${view.title}`, current: "/templates", status });
}

/** Somebody was faster: what only they changed stands in the form, what both changed is shown twice, and nothing is saved. */
export async function besideTheirs(
  c: Web,
  deps: WebDeps<DraftPages>,
  { loaded, form, parts, problem }: { loaded: LoadedDraft; form: DraftForm; parts: TemplateParts; problem: Problem },
): Promise<Response> {
  const { answer } = loaded;
  const theirs = flatParts(answer.draft?.parts ?? loaded.parts);
  const mine = flatParts(parts);
  const merged = mergeParts(form.seen, mine, theirs);
  const kept = templateParts.safeParse(partsOfFlat(merged.parts)).data ?? parts;
  const around = { number: answer.number, base: loaded.base, seen: seenOf(theirs) };
  const shown = { ...formOfParts(kept, around), note: form.note };
  const by = answer.draft?.changed_by ?? "";
  return drawDraft(c, deps, loaded, shown, {
    as_saved: false,
    problem,
    clashes: merged.clashes.map((of) => clashOf(shown, of, { by, theirs, mine })),
    taken: merged.taken.map((of) => placeOfField(shown, of).label).filter(Boolean),
  });
}

function clashOf(
  form: DraftForm,
  of: string,
  { by, theirs, mine }: { by: string; theirs: FlatParts; mine: FlatParts },
): Clash {
  const [their, my] = [theirs.get(of) ?? "", mine.get(of) ?? ""];
  const { parts } = textParts(their, my);
  const place = placeOfField(form, of);
  return {
    label: place.label || of,
    field: place.field,
    by: visible(by),
    theirs: visible(their),
    parts: parts.map((part) => ({ ...part, text: visible(part.text) })),
  };
}

export async function drawVersion(c: Web, deps: WebDeps<DraftPages>): Promise<Response> {
  const [name, version] = [templateIn(c), Number(c.req.param("number"))];
  const { templates } = deps.pipelines;
  const history = await templates.history(name);
  if (!history.versions.some((one) => one.version === version)) {
    throw new Problem("not_found", `${name} has no version ${version}.`, "Choose one from its page.");
  }
  const view = versionView(history, version, await templates.parts(name, version), mayChange(c));
  return page(c, deps, "templates/version", view, { title: `${view.title} ${version}`, current: "/templates" });
}
