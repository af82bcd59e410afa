/** The short names that a preview shows as pictures; Slack knows them all. */
export const EMOJI: Record<string, string> = {
  ...{ rocket: "🚀", tada: "🎉", bug: "🐛", wrench: "🔧", warning: "⚠️", chart_with_upwards_trend: "📈", eyes: "👀" },
  ...{ lock: "🔒", sparkles: "✨", fire: "🔥", heart: "❤️", wave: "👋", clap: "👏", raised_hands: "🙌", pray: "🙏" },
  ...{ "+1": "👍", thumbsup: "👍", white_check_mark: "✅", x: "❌", boom: "💥", zap: "⚡", package: "📦", memo: "📝" },
  ...{ rotating_light: "🚨", recycle: "♻️", broom: "🧹", ship: "🚢", star: "⭐", gear: "⚙️", hammer: "🔨", mag: "🔍" },
  ...{ calendar: "📅", hourglass: "⌛", books: "📚", bulb: "💡", point_right: "👉", smile: "😄", thinking_face: "🤔" },
};
