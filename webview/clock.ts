/** What work between frames needs of the world; a test has its own. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back soon, behind what the browser has to do first; or after so many milliseconds. One call is awaited at a time. */
  readonly call: (slice: () => void, after: number) => void;
}

/** The browser's. */
export function browserClock(): Clock {
  const channel = new MessageChannel();
  let next: (() => void) | null = null;
  channel.port1.onmessage = () => next?.();
  return {
    now: () => performance.now(),
    call: (slice, after) => {
      next = slice;
      if (after > 0) setTimeout(slice, after);
      else channel.port2.postMessage(null);
    },
  };
}
