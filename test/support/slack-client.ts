import { LogLevel, WebClient, type Logger } from "@slack/web-api";

/** The client would print each refusal that a test provokes. */
const nothing = () => undefined;
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** Asks demo Slack once, whatever comes of it. @param timeout Milliseconds; 0: none. */
export function slackClientOf(url: string, token = "xoxb-demo", timeout = 0): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: silent,
  });
}
