import type { Item, Report } from "../../webhooks/contract/report.ts";
import { type Breakage, changed, labelled, MAP, opening, saying } from "./breakable.ts";
import { ofWords } from "./broken-words.ts";

const earlier = { since: "2026-11-02T00:00:00Z", until: "2026-11-09T00:00:00Z", time_zone: "UTC" };

function also(prs: string[]) {
  const item: Item = { kind: "feature", area: "", text: "A checklist for new shops", prs, highlight: false };
  return (report: Report) => ({ ...report, items: [...report.items, item] });
}

function without(pr: string, put: "omitted" | "nowhere") {
  return (report: Report) => ({
    ...report,
    items: report.items.filter(({ prs }) => !prs.includes(pr)),
    omitted: [...report.omitted, ...(put === "omitted" ? [{ pr, reason: "not_user_facing" as const }] : [])],
  });
}

const ofPlaces: Breakage[] = [
  {
    check: "H1",
    name: "an unknown field",
    agent: "fault",
    person: null,
    break: (report) => ({ ...report, confidence: 0.9 }),
  },
  { check: "H1", name: "an empty item", agent: "fault", person: null, break: saying(" ") },
  {
    check: "H2",
    name: "a pull request that does not exist",
    agent: "fault",
    person: "fault",
    break: (report) => changed(report, { prs: [MAP, "acme/harbor#4711"] }),
  },
  { check: "H3", name: "a claim without a pull request", agent: "fault", person: "flag", break: also([]) },
  {
    check: "H3",
    name: "a number of the opening's own",
    agent: "fault",
    person: "flag",
    break: opening("Lists load 37 % faster now."),
  },
  {
    check: "H3",
    name: "a command of the opening's own",
    agent: "fault",
    person: "flag",
    break: opening("Run `harbor migrate` first."),
  },
  {
    check: "H3",
    name: "a name of the opening's own",
    agent: "fault",
    person: "flag",
    break: opening("A good week for @ada."),
  },
  { check: "H4", name: "something forgotten", agent: "fault", person: "flag", break: without(MAP, "nowhere") },
  {
    check: "H4",
    name: "something told and counted",
    agent: "fault",
    person: "flag",
    break: (report) => ({
      ...report,
      grouped: report.grouped.map(({ label, prs }) => ({ label, prs: [...prs, MAP] })),
    }),
  },
  {
    check: "H5",
    name: "a breaking change left out",
    agent: "fault",
    person: "fault",
    break: without("acme/harbor#1", "omitted"),
  },
  {
    check: "H5",
    name: "a security change left out",
    agent: "fault",
    person: "fault",
    break: without("acme/harbor#8", "omitted"),
  },
  {
    check: "H6",
    name: "a link",
    agent: "fault",
    person: "flag",
    break: saying("A parcel's way on [a map](https://evil.example/map)"),
  },
  {
    check: "H6",
    name: "a bare address",
    agent: "fault",
    person: "flag",
    break: saying("A map at evil.example/x"),
  },
  { check: "H6", name: "a bare host", agent: "fault", person: "flag", break: saying("A map, see evil.example.") },
  {
    check: "H6",
    name: "an address in the opening",
    agent: "fault",
    person: "flag",
    break: opening("See www.evil.to"),
  },
  {
    check: "H6",
    name: "an address in a group",
    agent: "fault",
    person: "flag",
    break: labelled("1 map on evil.example"),
  },
  {
    check: "H6",
    name: "an address in code",
    agent: "fault",
    person: null,
    break: saying("A map on `https://evil.example`"),
  },
  { check: "H7", name: "a foreign mention", agent: "fault", person: "flag", break: saying("A map, by @sato") },
  {
    check: "H7",
    name: "a foreign author",
    agent: "fault",
    person: "flag",
    break: saying("A map, thanks to sato"),
  },
  {
    check: "H7",
    name: "somebody else's work",
    agent: "fault",
    person: "flag",
    break: saying("Mira's map of parcels"),
  },
  { check: "H7", name: "a call to a channel", agent: "fault", person: "flag", break: saying("@channel a map!") },
  {
    check: "H7",
    name: "a command to Slack",
    agent: "fault",
    person: "flag",
    break: saying("<!here> a map <@U024BE7LH>"),
  },
  {
    check: "H8",
    name: "an invented number",
    agent: "fault",
    person: "flag",
    break: saying("A map of 4,000 depots"),
  },
  {
    check: "H8",
    name: "an invented share",
    agent: "fault",
    person: "flag",
    break: saying("A map that is 2 % faster"),
  },
  {
    check: "H8",
    name: "an invented time",
    agent: "fault",
    person: "flag",
    break: saying("A map that loads in 10s"),
  },
  {
    check: "H8",
    name: "an invented version",
    agent: "fault",
    person: "flag",
    break: saying("A map since v2.15"),
  },
  {
    check: "H8",
    name: "an invented CVE",
    agent: "fault",
    person: "flag",
    break: saying("A map that is safe from CVE-2026-11223"),
  },
  {
    check: "H9",
    name: "something that was undone again",
    agent: "fault",
    person: "fault",
    break: also(["acme/harbor#4"]),
  },
  {
    check: "H10",
    name: "something from another window",
    agent: "fault",
    person: "fault",
    facts: { window: earlier },
    break: (report) => report,
  },
];

export const breakages: Breakage[] = [...ofPlaces, ...ofWords];
