import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Title } from "../title.ts";

const AREA_LABEL = /^(?:area|component|module|package|pkg|scope)\s*[/:-]\s*(.{2,30})$|^A-(.{2,30})$/i;
/** Scopes that say what was done, not where. */
const NO_AREAS = new Set(["", ..."ci cd deps deps-dev release releases test tests docs build lint chore".split(" ")]);
const ACRONYMS = new Set("api cli ui ux sdk ci cd db sql http ssh tls eta c3 d1 r2 kv pdf csv lsp dns a11y".split(" "));

/** Where in the product a change belongs, as a reader would write it; "" when nothing says so. */
export function areaOf(pr: PullRequest, title: Title, sources: readonly Source[]): string {
  const name = title.scope ?? labelled(pr) ?? title.area ?? (sources.length > 1 ? repoName(pr.repo) : "");
  return NO_AREAS.has(name.trim().toLowerCase()) ? "" : written(name.trim());
}

function labelled({ labels }: PullRequest): string | null {
  for (const label of labels) {
    const match = AREA_LABEL.exec(label.trim());
    if (match) return match[1] ?? match[2] ?? null;
  }
  return null;
}

function repoName(repo: string): string {
  return repo.slice(repo.indexOf("/") + 1);
}

/** "api" → "API", "ingest" → "Ingest"; names like `vite-plugin` or `createApp` stay as they are. */
function written(name: string): string {
  if (ACRONYMS.has(name.toLowerCase())) return name.toUpperCase();
  return /^[a-z]{3,}$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
