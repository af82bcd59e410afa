import type { Channel } from "../../db/app/columns.ts";
import { storableText } from "../../webhooks/contract/storable.ts";

/** What somebody typed, as they typed it: Slack sends three characters as entities. Without what PostgreSQL cannot keep. */
export const unescaped = (text: string): string =>
  storableText(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));

/** Phones and Macs write "—base" for "--base". */
const DASHES = /^[\u2012-\u2015]+(?=[a-z])/i;

export const wordsIn = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(DASHES, "--"));

/** A channel as Slack writes it, <#C1|name>, or as people do. The id is "" where only the name is known. */
export function channelIn(word: string): Channel | null {
  const [, id, name] = /^<#([A-Z0-9]+)(?:\|([^>]*))?>$/.exec(word) ?? [];
  if (id) return { id, name: name || id };
  const [, typed] = /^#([^\s#<>]{1,80})$/.exec(unescaped(word)) ?? [];
  return typed ? { id: "", name: typed } : null;
}

/** "#12" and "12" alike. */
export function numberIn(word: string): number | null {
  const [, digits] = /^#?([1-9]\d{0,8})$/.exec(word.trim()) ?? [];
  return digits ? Number(digits) : null;
}
