/** The time, as something that can be handed over: operations and tests take it instead of asking the machine. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
