import { element } from './element.ts';

/** So long a notice stands, in milliseconds: twice as long as it takes to read the longest. */
const LENGTH = 5000;

/** A few words over the picture that answer a key or a command, and go by themselves; screen readers say them too. */
export function createNotice(host: HTMLElement): (text: string) => void {
  const root = element('div', { class: 'notice', attributes: { role: 'status' } });
  host.append(root);
  let end: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(end);
    root.textContent = text;
    end = setTimeout(() => root.replaceChildren(), LENGTH);
  };
}
