/** Short names that updates are full of. They become the characters themselves, so that a preview, Slack and a screen reader say the same. */
const EMOJI: Readonly<Record<string, string>> = {
  rocket: "🚀",
  tada: "🎉",
  bug: "🐛",
  wrench: "🔧",
  warning: "⚠️",
  chart_with_upwards_trend: "📈",
  eyes: "👀",
  lock: "🔒",
  sparkles: "✨",
  fire: "🔥",
  heart: "❤️",
  wave: "👋",
  clap: "👏",
  raised_hands: "🙌",
  pray: "🙏",
  "+1": "👍",
  thumbsup: "👍",
  white_check_mark: "✅",
  x: "❌",
  boom: "💥",
  zap: "⚡",
  package: "📦",
  memo: "📝",
  rotating_light: "🚨",
  recycle: "♻️",
  broom: "🧹",
  ship: "🚢",
  star: "⭐",
  gear: "⚙️",
  hammer: "🔨",
  mag: "🔍",
  calendar: "📅",
  hourglass: "⌛",
  books: "📚",
  bulb: "💡",
  point_right: "👉",
  smile: "😄",
  thinking_face: "🤔",
};

/** Any other `:name:` stays as it was written. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]{1,40}):/g, (word, name: string) =>
    Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? word) : word,
  );
}
