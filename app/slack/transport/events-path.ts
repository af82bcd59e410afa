export const EVENTS_PATH = "/slack/events";
