/**
 * How long Slack lets each text be, in characters, and how many options a menu holds. It refuses a whole message or form for one more.
 *
 * @source docs.slack.dev: "Modal" (title, private metadata), "Input block", "Option object", "Button element", "Header block",
 *   "Section block", "Plain-text input element", "Confirmation dialog object".
 */
export const SLACK = {
  title: 24,
  label: 150,
  hint: 150,
  header: 150,
  option: 75,
  options: 100,
  button: 75,
  section: 3_000,
  input: 3_000,
  metadata: 3_000,
  confirm: { title: 100, text: 300, button: 30 },
} as const;
