/** Any number that nobody else locks: the bytes of "live". Together with a holder's it is that process's lock. */
export const LIFE_LOCK = 0x6c_69_76_65;
