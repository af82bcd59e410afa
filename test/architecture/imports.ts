import { posix } from "node:path";
import { FLOORS, MAY_IMPORT, MAY_IMPORT_TOO } from "./floors.ts";
import { codeOf, isIn, oursIn, productOf, type House } from "./house.ts";

const LIST = "test/architecture/floors.ts";

type Import = { file: string; target: string };

const importsOf = (house: House, files: string[]): Import[] =>
  files.flatMap((file) => oursIn(house, file).map((target) => ({ file, target })));

const roomOf = (path: string) => Object.keys(MAY_IMPORT).find((room) => isIn(room)(path));

/** Who may import whom, between the rooms. */
export function strangers(house: House): string[] {
  const homeless = productOf(house).filter((file) => !roomOf(file));
  const strays = importsOf(house, productOf(house)).filter(({ file, target }) => {
    const [from = "", to = ""] = [roomOf(file), roomOf(target)];
    const may = from === to || MAY_IMPORT[from]?.includes(to);
    return !may && !MAY_IMPORT_TOO.some((one) => `${file} → ${target}`.startsWith(one));
  });
  return [
    ...homeless.map((file) => `${file} is in no room of the house: say in ${LIST} what its room may import.`),
    ...strays.map(({ file, target }) => {
      const room = roomOf(file) ?? "nowhere";
      const may = MAY_IMPORT[room]?.join(", ") || "nothing of ours";
      return `${file} imports ${target}, and ${room} may import ${may}: let it be handed in, or move it below both.`;
    }),
  ];
}

const childOf = (folder: string, path: string): string =>
  path.slice(folder === "" ? 0 : folder.length + 1).split("/")[0] ?? "";

/** What the children of a folder, files and rooms, import of each other; each with one import that shows it. */
function betweenChildren(house: House, folder: string, files: string[]): Map<string, Map<string, Import>> {
  const inside = isIn(folder);
  const graph = new Map<string, Map<string, Import>>();
  for (const one of importsOf(house, files)) {
    if (!inside(one.target)) continue;
    const [from, to] = [childOf(folder, one.file), childOf(folder, one.target)];
    // A file that imports itself is a circle of one; what a room has inside is looked at there.
    if (from === to && one.file !== posix.join(folder, from)) continue;
    const known = graph.get(from) ?? new Map<string, Import>();
    graph.set(from, known.set(to, known.get(to) ?? one));
  }
  return graph;
}

/** Every folder with code, the whole house first. */
function foldersOf(house: House): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of codeOf(house)) {
    for (let folder = file; folder !== "";) {
      folder = folder.includes("/") ? posix.dirname(folder) : "";
      const files = folders.get(folder) ?? [];
      files.push(file);
      folders.set(folder, files);
    }
  }
  return folders;
}

/** No files and no rooms import each other in a circle, at whatever depth: types and what is imported late count, too. */
export function circles(house: House): string[] {
  return [...foldersOf(house)]
    .flatMap(([folder, files]) => circlesAmong(betweenChildren(house, folder, files)))
    .map((circle) => {
      const way = circle.map(({ file, target }) => `${file} → ${target}`).join(", ");
      return `${way} is a circle: put what both ends need into a file below both, or hand it in from above.`;
    });
}

/** The shortest circle through each child that is in one, named once. */
function circlesAmong(graph: Map<string, Map<string, Import>>): Import[][] {
  const named = new Set<string>();
  return [...graph.keys()].sort().flatMap((start) => {
    if (named.has(start)) return [];
    const circle = wayBack(graph, start);
    circle?.children.forEach((child) => named.add(child));
    return circle ? [circle.imports] : [];
  });
}

type Way = { at: string; children: string[]; imports: Import[] };

function wayBack(graph: Map<string, Map<string, Import>>, start: string): Way | null {
  const seen = new Set<string>();
  const ways: Way[] = [{ at: start, children: [start], imports: [] }];
  for (const { at, children, imports } of ways) {
    for (const [next, by] of graph.get(at) ?? []) {
      const way = { at: next, children: [...children, next], imports: [...imports, by] };
      if (next === start) return way;
      if (!seen.has(next)) ways.push(way);
      seen.add(next);
    }
  }
  return null;
}

/** Inside a folder: from one's own room and from the floors below. */
export function climbs(house: House): string[] {
  const tops = [
    ...new Set(
      codeOf(house)
        .filter((path) => /^[^/]+\/.*\.ts$/.test(path))
        .map((path) => childOf("", path)),
    ),
  ];
  const unlisted = tops.filter((folder) => !FLOORS[folder]);
  return [
    ...unlisted.map((folder) => `${folder} has no floors: list them in ${LIST}, from the bottom up.`),
    ...Object.keys(FLOORS).flatMap((folder) => climbsIn(house, folder)),
  ];
}

function climbsIn(house: House, folder: string): string[] {
  const floors = (FLOORS[folder] ?? []).map((line) => line.split(" "));
  const named = new Set(floors.flat());
  const files = codeOf(house).filter(isIn(folder));
  const children = new Set(files.map((file) => childOf(folder, file)));
  const standsAs = (child: string) => (named.has(child) ? child : /\.(?:ts|js)$/.test(child) ? "*" : "");
  const floorOf = (child: string) => floors.findIndex((line) => line.includes(standsAs(child)));
  const rest = [...children].filter((child) => floorOf(child) < 0);
  const gone = [...named].filter((name) => name !== "*" && !children.has(name));
  const climbing = importsOf(house, files).filter(({ file, target }) => {
    const [from, to] = [childOf(folder, file), childOf(folder, target)];
    const mayKnow = standsAs(from) === standsAs(to) || floorOf(to) < floorOf(from);
    return isIn(folder)(target) && !mayKnow && !rest.includes(from) && !rest.includes(to);
  });
  return [
    ...rest.map((child) => `${folder}/${child} stands on no floor: put it on one of ${folder} in ${LIST}.`),
    ...gone.map((name) => `${folder}/${name} is on a floor and not in the house: take it off ${LIST}.`),
    ...climbing.map(
      ({ file, target }) =>
        `${file} imports ${target}, which stands no lower in ${folder}: declare here what is needed of it and let it be ` +
        `handed in, or move it down; the floors are in ${LIST}.`,
    ),
  ];
}
