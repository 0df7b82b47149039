// What programs see as `time.after` and so on.
export { after, afterFunc, newTicker, newTimer, now, sleep, tick } from './time.ts';
