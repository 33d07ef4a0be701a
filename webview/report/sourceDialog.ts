import type { ReportExcerpt } from '../../src/core/export/reportHtml.ts';
import { printable } from '../../src/core/format.ts';

/** Shows what of the source is in the report, in place of the editor that would open it. */
export function showSource(excerpt: ReportExcerpt | undefined): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'report-source';
  dialog.setAttribute('aria-label', 'Source');
  const title = document.createElement('strong');
  title.textContent =
    excerpt === undefined ? 'Source' : `${printable(excerpt.where, 400)}, line ${excerpt.line}`;
  const text = document.createElement('pre');
  if (excerpt === undefined || excerpt.lines.length === 0)
    text.textContent = 'The source of this line is not in the report.';
  else
    for (const [index, line] of excerpt.lines.entries()) {
      const row = document.createElement('div');
      const number = excerpt.from + index;
      row.className = number === excerpt.line ? 'here' : '';
      row.textContent = `${String(number).padStart(6)}  ${line}`;
      text.append(row);
    }
  const close = document.createElement('button');
  close.textContent = 'Close';
  close.addEventListener('click', () => dialog.close());
  dialog.append(title, text, close);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
