import { EMOJI_ALIASES, OWN_EMOJI } from "../world.ts";
import { escape } from "./escape.ts";

/** The ones that updates are full of. Any other `:name:` stays as it was written. */
const EMOJI: Readonly<Record<string, string>> = {
  "+1": "👍",
  "-1": "👎",
  100: "💯",
  art: "🎨",
  bar_chart: "📊",
  books: "📚",
  broom: "🧹",
  bug: "🐛",
  bulb: "💡",
  calendar: "📅",
  chart_with_upwards_trend: "📈",
  clap: "👏",
  closed_lock_with_key: "🔐",
  construction: "🚧",
  eyes: "👀",
  fire: "🔥",
  gear: "⚙️",
  hammer_and_wrench: "🛠️",
  heart: "❤️",
  hourglass_flowing_sand: "⏳",
  link: "🔗",
  lock: "🔒",
  mag: "🔍",
  memo: "📝",
  package: "📦",
  party_popper: "🎉",
  raised_hands: "🙌",
  rocket: "🚀",
  rotating_light: "🚨",
  ship: "🚢",
  smile: "😄",
  sparkles: "✨",
  star: "⭐",
  tada: "🎉",
  thumbsup: "👍",
  triangular_flag_on_post: "🚩",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  wrench: "🔧",
  x: "❌",
  zap: "⚡",
};

function signOf(name: string): string | undefined {
  if (Object.hasOwn(EMOJI, name)) return EMOJI[name];
  const own = Object.hasOwn(EMOJI_ALIASES, name) ? EMOJI_ALIASES[name] : name;
  return own && Object.hasOwn(OWN_EMOJI, own) ? OWN_EMOJI[own] : undefined;
}

/** Puts emoji into HTML that is already escaped. */
export function withEmoji(escaped: string): string {
  return escaped.replace(/:([a-z0-9_+-]+):/g, (written, name: string) => {
    const emoji = signOf(name);
    return emoji
      ? `<span class="emoji" role="img" aria-label="${escape(name.replaceAll("_", " "))}">${emoji}</span>`
      : written;
  });
}
