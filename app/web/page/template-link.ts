import { readTemplateRef } from "../../../webhooks/contract/template-ref.ts";

/** What wrote a text, or will: the page that says how. */
export type TemplateLink = { label: string; address: string };

/** Null: nobody knows yet, or it was written before versions were. */
export const versionLink = (template: { name: string; version: number } | null | undefined): TemplateLink | null =>
  template
    ? {
        label: `${template.name}@${template.version}`,
        address: `/templates/${template.name}/versions/${template.version}`,
      }
    : null;

/** Of what a profile names; null: the usual one. */
export function refLink(ref: string | null | undefined): TemplateLink | null {
  const read = readTemplateRef(ref ?? "");
  if (!ref || !read) return null;
  const { name, version } = read;
  return version === undefined ? { label: ref, address: `/templates/${name}` } : versionLink({ name, version });
}
