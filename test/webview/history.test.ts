import { describe, expect, it } from 'vitest';
import { NavigationHistory } from '../../webview/navigate/history.ts';
import { FIRST_NAVIGATION, type Navigation } from '../../webview/navigation.ts';

const SECOND = 1000;

/** A place with a view of its own. */
const at = (begin: number, more: Partial<Navigation> = {}): Navigation => ({
  ...FIRST_NAVIGATION,
  session: 's',
  view: { begin, end: begin + 10 },
  ...more,
});

/** A history of somebody who was at these places, a second at each. */
function walked(...places: Navigation[]): NavigationHistory {
  const history = new NavigationHistory();
  for (let i = 1; i < places.length; i++) history.note(places[i - 1]!, places[i]!, i * SECOND);
  return history;
}

describe('the history of moves', () => {
  it('goes back move by move, and forward again', () => {
    const history = walked(at(0), at(1), at(2));
    expect(history.back(at(2))).toEqual(at(1));
    expect(history.back(at(1))).toEqual(at(0));
    expect([history.canBack, history.canForward]).toEqual([false, true]);
    expect(history.back(at(0))).toBeNull();
    expect(history.forward(at(0))).toEqual(at(1));
    expect(history.forward(at(1))).toEqual(at(2));
    expect([history.canBack, history.canForward]).toEqual([true, false]);
    expect(history.forward(at(2))).toBeNull();
  });

  it('takes moves that follow each other quickly as one', () => {
    const history = walked(at(0), at(1));
    for (let step = 0; step < 20; step++) history.note(at(1 + step), at(2 + step), 5 * SECOND + step * 300);
    expect(history.back(at(21))).toEqual(at(1));
    expect(history.back(at(1))).toEqual(at(0));
  });

  it('knows what was chosen, but not how far rows were scrolled', () => {
    const chosen = at(0, { selection: { kind: 'task', task: 1 } });
    const history = walked(at(0), at(0, { scroll: 90 }));
    expect(history.canBack).toBe(false);
    history.note(at(0), { ...at(0), view: { ...at(0).view! }, collapsed: [] }, 5 * SECOND);
    expect(history.canBack).toBe(false);
    history.note(at(0), chosen, 9 * SECOND);
    expect(history.back(chosen)).toEqual(at(0));
  });

  it('forgets what was ahead when another way is taken', () => {
    const history = walked(at(0), at(1), at(2));
    history.back(at(2));
    history.note(at(1), at(7), 9 * SECOND);
    expect(history.canForward).toBe(false);
    expect(history.back(at(7))).toEqual(at(1));
  });

  it('begins anew with another session', () => {
    const other = at(0, { session: 'other' });
    const history = walked(at(0), at(1));
    expect(history.back(other)).toBeNull();
    expect([history.canBack, history.canForward]).toEqual([false, false]);
    const noted = walked(at(0), at(1));
    noted.note(at(1), other, 9 * SECOND);
    expect(noted.canBack).toBe(false);
  });

  it('keeps the last 200 moves', () => {
    const places = Array.from({ length: 251 }, (_, i) => at(i));
    const history = walked(...places);
    let back = 0;
    for (let now = at(250), then = history.back(now); then !== null; then = history.back(now)) {
      now = then;
      back++;
    }
    expect(back).toBe(200);
  });
});
