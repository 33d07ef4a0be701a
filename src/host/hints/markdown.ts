import { printable } from '../../core/format.ts';

/** A name of any origin as code in Markdown. */
export function code(text: string): string {
  return `\`${printable(text, 200).replaceAll('`', '’')}\``;
}

/** A text of any origin as it is, in Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[[\]\\`*_<>~|!#&]/g, '\\$&');
}

/** A sentence with names between backticks, such as a finding's message, as Markdown. */
export function prose(text: string): string {
  return text
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? code(piece) : escapeMarkdown(piece)))
    .join('');
}

/** The same sentence as plain text: its names between quotes. */
export function plain(text: string): string {
  return text.replaceAll('`', "'");
}
