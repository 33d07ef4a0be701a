import { formatDuration } from '../../src/core/format.ts';
import type { Forgotten } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import { plural } from '../details.ts';
import { element, setAttribute, setText } from '../element.ts';
import { FORGOTTEN_ADVICE } from '../notes.ts';
import { spanOf } from '../viewport.ts';
import type { MinimapState } from './minimap.ts';

/** What stands beside the minimap: how long the trace is, and how much of it is not held any more. */
export interface MinimapName {
  readonly update: (state: MinimapState) => void;
}

/** Makes it; `torn` is the edge at which the minimap shows that something is gone. */
export function createMinimapName(host: HTMLElement, torn: HTMLElement): MinimapName {
  const length = element('span', { class: 'minimap-length' });
  const title = element('span', { class: 'minimap-title', text: 'Whole trace' });
  const gone = element('span', { class: 'minimap-lost' });
  host.replaceChildren(element('span', { class: 'minimap-words' }, title, length), gone);
  let told = '';
  return {
    update({ trace: { forgotten }, extent, begin }) {
      const went = forgotten === null ? 0 : Math.max(0, extent.begin - begin);
      const span = formatDuration(spanOf(extent));
      const key = [span, went, forgotten?.runs, forgotten?.tasks].join();
      if (key === told) return;
      told = key;
      setText(title, forgotten === null ? 'Whole trace' : 'What is held');
      setText(length, span);
      gone.hidden = torn.hidden = forgotten === null;
      if (forgotten === null) return;
      setText(gone, `${formatDuration(went)} let go`);
      const words = goneText(forgotten, went);
      setAttribute(gone, 'title', words);
      setAttribute(torn, 'title', words);
    },
  };
}

/** How much of a recording is not held any more, and why. `went`: for how long it had gone on until then. */
function goneText({ runs, tasks }: Pick<Forgotten, 'runs' | 'tasks'>, went: Nanos): string {
  const what = [plural(runs, 'step'), ...(tasks > 0 ? [plural(tasks, 'task')] : [])].join(' and ');
  return `The first ${formatDuration(went)} of the recording, with ${what}, are let go. ${FORGOTTEN_ADVICE}`;
}
