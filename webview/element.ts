import { SIGNS } from './glyphs.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** What an element is made with; all text goes in as text, never as markup. */
export interface Traits {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

/** Makes an element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  traits: Traits = {},
  ...children: readonly (Node | null)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (traits.class !== undefined) made.className = traits.class;
  if (traits.text !== undefined) made.textContent = traits.text;
  if (traits.title !== undefined) made.title = traits.title;
  for (const [name, value] of Object.entries(traits.attributes ?? {})) made.setAttribute(name, value);
  if (traits.onClick !== undefined) made.addEventListener('click', traits.onClick as (event: Event) => void);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Makes a sign as an inline picture that takes the text's colour; hidden from screen readers, who read the words. */
export function sign(path: string, className = 'sign'): SVGSVGElement {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 12 12');
  picture.setAttribute('aria-hidden', 'true');
  picture.setAttribute('class', className);
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  picture.append(line);
  return picture;
}

/** Makes a button with a sign, words (left out where there is little room) and a tooltip. */
export function button(
  name: keyof typeof SIGNS,
  text: string,
  title: string,
  onClick: () => void,
): HTMLButtonElement {
  const label = element('span', { class: 'button-text', text });
  return element(
    'button',
    { class: 'button', title, attributes: { type: 'button', 'aria-label': title }, onClick },
    sign(SIGNS[name]),
    label,
  );
}

/** Sets a text only where it differs: an assignment alone would make the browser lay out again. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Hides or shows an element where it is not so already: to say it again costs the browser a look at its styles. */
export function setHidden(target: HTMLElement, isHidden: boolean): void {
  if (target.hidden !== isHidden) target.hidden = isHidden;
}

/** Makes a button one that can be pressed or not, where it is not so already. */
export function setDisabled(target: HTMLButtonElement, isDisabled: boolean): void {
  if (target.disabled !== isDisabled) target.disabled = isDisabled;
}

/** Sets or removes an attribute only where it differs. */
export function setAttribute(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}
