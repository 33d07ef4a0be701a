import { animate, stopAnimation } from '../animate.ts';
import { replace, type Desk } from '../desk.ts';
import { viewOf } from '../store.ts';

// How the user goes back to where they were, and forward again.

/** A webview passes keys on to the editor, whose keybinding comes back as a command: within so many milliseconds. */
const ECHO = 2000;

// On a Mac the editor has other keys for these commands.
const isEchoed = !navigator.userAgent.includes('Macintosh');

let keyedAt = Number.NEGATIVE_INFINITY;
/** Keys whose command has not come back yet. */
let echoes = 0;

/** Goes back by one move, or forward again, by a key. */
export function goByKey(desk: Desk, way: 'back' | 'forward'): void {
  if (isEchoed) {
    echoes = isEchoDue() ? echoes + 1 : 1;
    keyedAt = performance.now();
  }
  go(desk, way);
}

/** The same by a command of the editor, unless that only echoes a key. */
export function goByCommand(desk: Desk, way: 'back' | 'forward'): void {
  if (isEchoDue()) echoes--;
  else go(desk, way);
}

function isEchoDue(): boolean {
  return echoes > 0 && performance.now() - keyedAt < ECHO;
}

function go(desk: Desk, way: 'back' | 'forward'): void {
  stopAnimation();
  travel(desk, desk.history[way](desk.store.navigation), `Nothing to go ${way} to`);
}

function travel(desk: Desk, place: Desk['store']['navigation'] | null, nothing: string): void {
  if (place === null) return desk.notify(nothing);
  const from = viewOf(desk.store);
  replace(desk, place);
  const to = viewOf(desk.store);
  // At last the place's own view, which may be none: to follow the present.
  animate(from, to, (view) => replace(desk, { view: view === to ? place.view : view }));
}
