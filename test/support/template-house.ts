import type { Tx } from "../../db/pipelines/tables.ts";
import { findVersion, insertVersion, listVersions } from "../../db/pipelines/templates.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { NO_CHECKOUT } from "./release.ts";
import type { Answered } from "./pipelines.ts";
import type { MadeWorld } from "./made-world.ts";
import type {
  MoveTagRequest,
  TemplateDraftAnswer,
  TemplateHistory,
  TemplateParts,
  TemplateVersionAnswer,
  VersionDifferences,
} from "../../webhooks/contract/templates.ts";

/** What people do to a template over the API, as Mira. */
export function templateHouse({ pipelines }: Pick<MadeWorld, "pipelines">, name = "what-shipped") {
  const at = `/run_templates/${name}`;
  const put = <Body>(path: string, body: unknown) => pipelines.ask<Body>("PUT", `/api/v1${path}`, body);
  const history = async () => (await pipelines.get<TemplateHistory>(`${at}/versions`)).body;
  const draft = async () => (await pipelines.get<TemplateDraftAnswer>(`${at}/draft`)).body;
  const parts = async (version: number) => (await pipelines.get<TemplateParts>(`${at}/versions/${version}/parts`)).body;

  /** Keeps a draft from this version with these changes. */
  async function save(
    base: number,
    change: Partial<TemplateParts>,
    by = "Mira",
  ): Promise<Answered<TemplateDraftAnswer>> {
    const { number } = await draft();
    return put(`${at}/draft`, { number, base, parts: { ...(await parts(base)), ...change }, by });
  }

  async function publish(note: string, by = "Mira"): Promise<Answered<TemplateVersionAnswer>> {
    return pipelines.post(`${at}/versions`, { number: (await draft()).number, note, by });
  }

  return {
    history,
    draft,
    parts,
    save,
    publish,
    async review(skill: string, sha256: string, by = "Lena"): Promise<Answered<TemplateDraftAnswer>> {
      return pipelines.post(`${at}/draft/reviews`, { number: (await draft()).number, skill, sha256, by });
    },
    /** Another version that differs by its voice alone. @returns its number */
    async versionWith(voice: string): Promise<number> {
      const { versions } = await history();
      const base = versions[0]!.version;
      await save(base, { prompts: { ...(await parts(base)).prompts, voice } });
      const { status, body } = await publish(`Says: ${voice}`);
      if (status !== 200) throw new Error(`No version was published: ${JSON.stringify(body)}`);
      return body.version;
    },
    move: (tag: string, asked: Omit<MoveTagRequest, "by" | "reason"> & Partial<MoveTagRequest>) =>
      put<TemplateHistory>(`${at}/tags/${tag}`, { reason: "To see what it does.", by: "Mira", ...asked }),
    differences: async (query: string) => (await pipelines.get<VersionDifferences>(`${at}/differences?${query}`)).body,
  };
}

type AnySpec = Record<string, unknown> & { tool_digests: Record<string, Record<string, string>> };

/** Another version as a release before or after might have published it, which nobody can make by hand. @returns its number */
export async function changeSpec(
  { connection }: Pick<MadeWorld, "connection">,
  change: (spec: AnySpec) => object,
): Promise<number> {
  const [newest] = await listVersions(connection.db, "what-shipped");
  const first = await findVersion(connection.db, "what-shipped", 1);
  // Safe: it was published by this release.
  const spec = change(structuredClone(first!.spec) as AnySpec);
  const row = { name: "what-shipped", hash: digestOf(spec), spec, ...NO_CHECKOUT, base: newest!.version };
  const made = await insertVersion(connection.db as Tx, row);
  return made!.version;
}

/** A version that was published when this tool was described otherwise. */
export const changeTool = (world: Pick<MadeWorld, "connection">, tool: string): Promise<number> =>
  changeSpec(world, (spec) => ({
    ...spec,
    tool_digests: { ...spec.tool_digests, github: { ...spec.tool_digests["github"], [tool]: "0".repeat(64) } },
  }));
