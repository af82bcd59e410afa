/** The app's queues. */
export const TRIGGER = "trigger";
export const CANCEL_RUN = "cancel-run";
export const WATCH = "watch";
export const DELIVER = "deliver";
export const SWEEP = "sweep";
export const SCHEDULES = "schedules";
