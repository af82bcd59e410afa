import type { TemplateUser } from "../../db/app/template-use.ts";
import { PRODUCTION, readTemplateRef } from "../../webhooks/contract/template-ref.ts";

type Named = { name: string; built_in: boolean };

/** Profiles whose next update is written by what a tag of this template names. */
export function whoFollows<User extends Pick<TemplateUser, "template">>(
  users: readonly User[],
  template: Named,
  tag: string,
): User[] {
  return users.filter((one) => {
    const read = refOf(one, template);
    return read !== null && read.version === undefined && (read.tag ?? PRODUCTION) === tag;
  });
}

/** Profiles that are written by this template, by whatever tag or version. */
export function whoUses<User extends Pick<TemplateUser, "template">>(users: readonly User[], template: Named): User[] {
  return users.filter((one) => refOf(one, template) !== null);
}

function refOf({ template: ref }: Pick<TemplateUser, "template">, { name, built_in }: Named) {
  if (ref === null) return built_in ? { name } : null;
  const read = readTemplateRef(ref);
  return read?.name === name ? read : null;
}
