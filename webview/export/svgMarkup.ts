import { rgb } from 'd3';

/** Attributes of an element; values are escaped, whatever they say. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Text for markup, without what no XML may have. Names in a recording may be anything. */
export function escapeText(text: string): string {
  return text

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** An element as markup. */
export function markup(name: string, attributes: Attributes, inside = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escapeText(value)}"`)
    .join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** A number with as many digits as can be seen. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A colour as the attributes of that name: programs beside browsers do not read those with an opacity. */
export function paint(name: 'fill' | 'stroke', color: string): Attributes {
  if (color.startsWith('url(')) return { [name]: color };
  const { opacity, ...parts } = rgb(color);
  const solid = rgb(parts.r, parts.g, parts.b).formatHex();
  return opacity < 1 ? { [name]: solid, [`${name}-opacity`]: opacity } : { [name]: solid };
}
