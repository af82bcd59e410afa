import { posix } from "node:path";
import { productOf, type House } from "./house.ts";

/** What stands in backticks and looks like a place in one of the house's folders, or like a command of npm's. */
const NAMED = /`(?:(?<place>[a-z]+(?:\/[\w.-]*)+)|npm run (?:-s )?(?<script>[\w:-]+)[^`]*)`/g;
/** The same in a block of commands. */
const TYPED = /^(?:npm run (?:-s )?(?<script>[\w:-]+)|(?:.* )?node (?:--\S+ )*(?<place>[a-z]+\/[\w./-]+\.[jt]s)\b)/gm;
const FENCED = /^```.*\n[^]*?^```$/gm;
const LINKED = /\[[^\]]*\]\((?<target>[^)\s]+)\)/g;
/** Pages that messages and comments send people to. */
const SENT_TO = /\bdocs\/[\w/-]+\.md\b/g;

/** Pages for people name files, folders, commands and each other; who renames one renames it there, too. */
export function namesOfNothing(house: House): string[] {
  const isThere = existenceIn(house);
  const pages = [...house].filter(([path]) => path.endsWith(".md"));
  return [
    ...pages.flatMap(([page, text]) => [
      ...names(house, isThere, page, text),
      ...linksIn(text).flatMap((target) => faultOfLink(house, isThere, page, target)),
    ]),
    ...productOf(house).flatMap((file) =>
      [...(house.get(file) ?? "").matchAll(SENT_TO)]
        .filter(([place]) => !house.has(place))
        .map(([place]) => gone(file, place)),
    ),
  ];
}

/** A page or picture that no other page leads to is found by nobody, and grows old. */
export function pagesForNobody(house: House): string[] {
  const linked = new Set(
    [...house]
      .filter(([path]) => path.endsWith(".md"))
      .flatMap(([page, text]) =>
        linksIn(text)
          .map((target) => placeOf(page, target))
          .filter((place) => place !== page),
      ),
  );
  return [...house.keys()]
    .filter((path) => path.startsWith("docs/") && !linked.has(path))
    .map((path) => `${path} is linked from no page: link to it, or take it out.`);
}

const linksIn = (text: string): string[] =>
  [...text.replaceAll(FENCED, "").matchAll(LINKED)].map(({ groups: { target = "" } = {} }) => target);

/** Where a link of this page leads within the house. */
function placeOf(page: string, target: string): string {
  const [path = ""] = target.split("#");
  return path === "" ? page : posix.join(posix.dirname(page), path);
}

type IsThere = (place: string) => boolean;

function existenceIn(house: House): IsThere {
  const folders = new Set(
    [...house.keys()].flatMap((path) =>
      path
        .split("/")
        .slice(0, -1)
        .map((_, at, all) => all.slice(0, at + 1).join("/")),
    ),
  );
  return (place) => folders.has(place.replace(/\/$/, "")) || house.has(place);
}

function names(house: House, isThere: IsThere, page: string, text: string): string[] {
  const { scripts } = JSON.parse(house.get("package.json") ?? "{}") as { scripts: Record<string, string> };
  const typed = [...text.matchAll(FENCED)].flatMap(([block]) => [...block.matchAll(TYPED)]);
  return [...text.matchAll(NAMED), ...typed].flatMap(({ groups: { place = "", script = "" } = {} }) => {
    if (script && !Object.hasOwn(scripts, script))
      return [`${page} names npm run ${script}, and package.json has no such script.`];
    // What begins with no folder of ours is somebody else's: a branch, a type, a folder of the system.
    const isOurs = place.includes("/") && isThere(place.split("/")[0] ?? "");
    return isOurs && !isThere(place) ? [gone(page, place)] : [];
  });
}

const gone = (page: string, place: string): string =>
  `${page} names ${place}, and nothing is there: name what took its place.`;

/** Within the house only: what others serve may be away today. */
function faultOfLink(house: House, isThere: IsThere, page: string, target: string): string[] {
  if (/^[a-z]+:/i.test(target)) return [];
  const to = placeOf(page, target);
  const [, anchor] = target.split("#");
  if (!isThere(to)) return [`${page} links to ${target}, and nothing is there: link to what took its place.`];
  if (anchor === undefined || anchorsIn(house.get(to) ?? "").has(anchor)) return [];
  return [`${page} links to ${target}, and ${to} has no such heading: link to the one it has now.`];
}

/** As GitHub makes them: small letters, no punctuation, a dash for each space, a number for the second of the same name. */
function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(FENCED, "").matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading.trim().replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const name = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
