import { type PartLook, sayings } from "./found.ts";

const { ok, fail } = sayings("slack");

/** The same questions as Test on the page of connections. */
export const lookAtSlack: PartLook = async ({ slack, slackSetup, settings }) => {
  const demo = settings.parts.slack === "demo" ? "Demo Slack: " : "";
  if (slackSetup) {
    const checks = await slackSetup.look();
    return checks.map(({ name, state, says, next }) => {
      const line = `${demo}${name}: ${says}`;
      return state === "bad" ? fail(line, next) : ok(line);
    });
  }
  const health = await slack.test();
  return [
    health.ok ? ok(`${demo}Signed in to ${health.team} as @${health.bot}.`) : fail(health.message, health.remedy),
  ];
};
