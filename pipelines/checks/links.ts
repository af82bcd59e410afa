import type { Finding } from "../../webhooks/contract/finding.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { markupLines } from "./markdown-lines.ts";

const INLINE = /(!?)\[([^[\]]*)\]\((?=[^()]*\))\s*<?([^\s<>()]*)>?[^()]*\)/g;
const DEFINITION = /^ {0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(?:\s|$)/;
const ADDRESS = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>()[\]"]*/gi;
/** Also what Slack reads as a command: `<!here>`, `<@U1>`. */
const HTML = /<(?:[a-z/!?@#])(?![a-z0-9+.-]{0,30}:\/\/)[^<>]*>?/i;
const HTTPS_GITHUB = "https://github.com";

type Line = { text: string; line: number };

/** H6: links lead to what was read, and say where they lead; no pictures, no HTML. */
export function checkLinks(markdown: string, facts: CheckFacts): Finding[] {
  const allowed = allowedAddresses(facts);
  return markupLines(markdown).flatMap((text, index) => {
    const line = { text, line: index + 1 };
    return [...linksOf(line, allowed), ...forbidden(line)];
  });
}

function linksOf({ text, line }: Line, allowed: (address: string) => boolean): Finding[] {
  const inline = [...text.matchAll(INLINE)].filter(([, image]) => image !== "!");
  const links = inline.map(([, , label = "", address = ""]) => ({ label, address }));
  const definition = DEFINITION.exec(text);
  if (definition) links.push({ label: definition[1] ?? "", address: definition[2] ?? "" });
  const rest = text.replace(INLINE, "").replace(DEFINITION, "");
  const bare = [...rest.matchAll(ADDRESS)].map(([address]) => ({
    label: "",
    address: address.replace(/(?<![.,;:!?])[.,;:!?]+$/, ""),
  }));
  return [...links, ...bare].flatMap(({ label, address }) => {
    if (!allowed(address)) return [leadsAway(address, line)];
    const said = /^(?:\S+)?#(\d+)$|^(\d+)$/.exec(label.trim());
    const number = said?.[1] ?? said?.[2];
    return number && number !== numberOf(address) ? [saysOther(label, address, line)] : [];
  });
}

/** Pull requests, issues, commits and comparisons of the repositories that were read. */
function allowedAddresses({ evidence, sources }: CheckFacts): (address: string) => boolean {
  const origins = new Set([HTTPS_GITHUB, ...evidence.map(({ url }) => new URL(url).origin)]);
  const repos = new Set(sources.map(({ repo }) => repo.toLowerCase()));
  return (address) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (!url || !origins.has(url.origin) || url.username || url.password) return false;
    const [owner = "", name = "", kind = "", what = ""] = url.pathname.slice(1).split("/");
    if (!repos.has(`${owner}/${name}`.toLowerCase())) return false;
    if (kind === "pull" || kind === "issues") return /^\d+$/.test(what);
    return kind === "commit" ? /^[0-9a-f]{7,40}$/i.test(what) : kind === "compare" && what !== "";
  };
}

function numberOf(address: string): string | undefined {
  return /\/(?:pull|issues)\/(\d+)/.exec(address)?.[1];
}

function leadsAway(address: string, line: number): Finding {
  const message = `The link to ${address || "nowhere"} leads away from what was read.`;
  const fix = "Link a pull request, issue, commit or comparison of these repositories, or take the link out.";
  return found({ check: "H6", severity: "fault", message, fix, about: `link ${address}`, line });
}

function saysOther(label: string, address: string, line: number): Finding {
  const message = `The link says ${label} and leads to ${address}.`;
  const fix = "Make the number and the address name the same thing.";
  return found({ check: "H6", severity: "fault", message, fix, about: `link ${label} ${address}`, line });
}

/** `![words]`, with an address behind it or not. The words may hold brackets of their own. */
function imageIn(text: string): string | null {
  const start = text.indexOf("![");
  const end = start < 0 ? -1 : text.indexOf("]", start);
  return end < 0 ? null : text.slice(start, end + 1);
}

function forbidden({ text, line }: Line): Finding[] {
  const findings: Finding[] = [];
  const image = imageIn(text);
  if (image) {
    const message = "A picture is not shown in Slack, and tells its server who reads.";
    findings.push(found({ check: "H6", severity: "fault", message, fix: "Take the picture out.", about: image, line }));
  }
  const html = HTML.exec(text)?.[0];
  if (html) {
    const message = `“${html.slice(0, 40)}” is read as markup.`;
    const fix = "Write it in words, or put `code` marks around it.";
    findings.push(found({ check: "H6", severity: "fault", message, fix, about: html, line }));
  }
  return findings;
}
