import type { Helpers, Shell } from "../../app/web/page/render.ts";

/** Who is included has all that the including one has, and what it is given besides. */
type With<It, More> = Omit<It, keyof More> & More & { shell: Shell };

type Inside<It, Templates> = Helpers & {
  it: It & { shell: Shell };
  /** What stands on a page is never what is missing. */
  print: (value: string | number) => void;
  raw: (html: string) => void;
  layout: (name: "/layout") => void;
  include: <Name extends keyof Templates, const More extends object = object>(
    name: Name,
    ...more: With<It, More> extends Templates[Name] ? [more?: More] : [more: More & Templates[Name]]
  ) => string;
};

/** What the code of a template finds around it, for the type checker alone: nothing here runs. */
export declare const inside: <It, Templates>() => Inside<It, Templates>;
