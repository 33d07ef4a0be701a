import type { Navigation } from '../navigation.ts';

/** Moves that follow each other as quickly, in milliseconds, are one: a zoom by the wheel, a walk with a key held down. */
const ONE_MOVE = 400;

const MOST = 200;

/** Where the user was, to go back there and forward again. */
export class NavigationHistory {
  private past: Navigation[] = [];
  private future: Navigation[] = [];
  private movedAt = Number.NEGATIVE_INFINITY;

  get canBack(): boolean {
    return this.past.length > 0;
  }

  get canForward(): boolean {
    return this.future.length > 0;
  }

  /** Notes a move; `clock` in milliseconds. To scroll is no move; another session begins a history of its own. */
  note(before: Navigation, after: Navigation, clock: number): void {
    if (before.session !== after.session) return this.clear();
    if (isSamePlace(before, after)) return;
    const isNew = clock - this.movedAt > ONE_MOVE;
    this.movedAt = clock;
    this.future = [];
    if (!isNew) return;
    this.past.push(before);
    if (this.past.length > MOST) this.past.shift();
  }

  /** Where the user was before; null at the begin. */
  back(now: Navigation): Navigation | null {
    return this.go(this.past, this.future, now);
  }

  /** Where the user was before going back; null when there is nothing. */
  forward(now: Navigation): Navigation | null {
    return this.go(this.future, this.past, now);
  }

  private go(from: Navigation[], to: Navigation[], now: Navigation): Navigation | null {
    this.movedAt = Number.NEGATIVE_INFINITY;
    const place = from.pop();
    if (place?.session !== now.session) {
      if (place !== undefined) this.clear();
      return null;
    }
    to.push(now);
    return place;
  }

  private clear(): void {
    this.past = [];
    this.future = [];
    this.movedAt = Number.NEGATIVE_INFINITY;
  }
}

/** True when two differ by what is no place to go back to: how far the rows are scrolled. */
function isSamePlace(a: Navigation, b: Navigation): boolean {
  return (Object.keys(a) as (keyof Navigation)[]).every((name) => {
    if (name === 'scroll' || a[name] === b[name]) return true;
    return JSON.stringify(a[name]) === JSON.stringify(b[name]);
  });
}
