import type { Frame, Link, Part } from './details.ts';
import { element } from './element.ts';

/** A part of a description: text, or a button that leads somewhere. */
export function buildPart(part: Part, index: number, follow: (link: Link) => void): HTMLElement {
  const { text, link } = part;
  if (link === undefined) return element('span', { class: index === 0 ? 'part' : 'part second', text });
  const hint =
    'place' in link
      ? 'Open in the editor'
      : 'inTasks' in link
        ? 'Show what it is at, in the Debug side bar'
        : 'Show in the timeline';
  return element('button', {
    class: 'part link',
    text,
    title: hint,
    attributes: { type: 'button' },
    onClick: () => follow(link),
  });
}

/** Lines of a stack or await chain, each leading to its place. */
export function buildFrames(
  frames: readonly Frame[],
  follow: (link: Link) => void,
  label: string,
): HTMLElement {
  const list = element('ol', { class: 'chain', attributes: { 'aria-label': label } });
  // A list that is all of libraries needs no word for it.
  let wasForeign = frames[0]?.role === 'foreign';
  for (const frame of frames) {
    if (frame.role === 'foreign' && !wasForeign)
      list.append(element('li', { class: 'chain-note', text: 'inside libraries' }));
    wasForeign = frame.role === 'foreign';
    list.append(element('li', {}, buildFrame(frame, follow)));
  }
  return list;
}

function buildFrame(frame: Frame, follow: (link: Link) => void): HTMLElement {
  const words = [
    element('span', { class: 'frame-function', text: frame.function }),
    element('span', { class: 'frame-where', text: frame.where }),
  ];
  // Code that Python carries within itself, or made while it ran, is in no file.
  if (frame.file.startsWith('<')) return element('div', { class: `frame ${frame.role} nowhere` }, ...words);
  return element(
    'button',
    {
      class: `frame ${frame.role}`,
      title: `Open ${frame.file}`,
      attributes: {
        type: 'button',
        // Where there is room, the source is put below: see fillExcerpts.
        ...(frame.role === 'foreign'
          ? {}
          : { 'data-place': String(frame.place), 'data-line': String(frame.line) }),
      },
      onClick: () => follow({ place: frame.place }),
    },
    ...words,
  );
}
