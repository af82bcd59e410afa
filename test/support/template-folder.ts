import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect } from "vitest";
import type { cliHouse } from "./cli-house.ts";

/** Folders of templates beside the command line, whose person is an operator. */
export function operatorsTemplates({ app, pulse, path }: ReturnType<typeof cliHouse>) {
  let made = 0;

  beforeEach(async () => {
    await app()
      .db.updateTable("app.people")
      .set({ role: "operator" })
      .where("id", "=", app().mira.id ?? "")
      .execute();
  });

  return {
    /** Version 1, as it was pulled. @returns the folder's name */
    async fresh(): Promise<string> {
      const folder = `template-${(made += 1)}`;
      const pulled = await pulse("template", "pull", "what-shipped", folder);
      expect(pulled, pulled.err).toMatchObject({ exit: 0, out: `${folder} is version 1 of what-shipped.\n` });
      return folder;
    },
    folderOf(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
      for (const [name, text] of Object.entries(files)) {
        const file = join(path(folder), name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    fileIn: (folder: string, name: string) => readFileSync(join(path(folder), name), "utf8"),
  };
}
