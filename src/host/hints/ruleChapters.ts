import { RULES, type RuleId } from '../../lint/rules.ts';

/** The chapters of docs/rules.md, by rule. What the file does not explain has its title only. */
export function ruleChapters(markdown: string): ReadonlyMap<RuleId, string> {
  const lines = markdown.split(/\r?\n/);
  const heads = headings(lines);
  const chapters = new Map<RuleId, string>();
  for (const id of Object.keys(RULES) as RuleId[]) {
    const head = heads.find(({ line }) => lines[line]!.includes(id));
    const next = heads.find(({ line, depth }) => head && line > head.line && depth <= head.depth);
    const text = head && lines.slice(head.line, next?.line).join('\n').trim();
    chapters.set(id, text ?? `## ${id} ${RULES[id].title}`);
  }
  return chapters;
}

/**
 * What of a chapter fits into a hover: how the code should be, which is its second piece of code, without its imports; then
 * its first paragraph.
 */
export function chapterSummary(chapter: string, { withCode }: { readonly withCode: boolean }): string {
  const [, ...blocks] = splitBlocks(chapter);
  const first = blocks.find((block) => !isCode(block)) ?? '';
  const good = blocks.filter(isCode)[1];
  if (!withCode || good === undefined) return first;
  return `Instead:\n\n\`\`\`python\n${essence(good)}\n\`\`\`\n\n${first}`;
}

/** The lines of a piece of code that differ from case to case. */
function essence(block: string): string {
  const lines = block.split('\n').slice(1, -1);
  return lines.filter((line) => line.trim() !== '' && !/^(import|from) /.test(line)).join('\n');
}

function isCode(block: string): boolean {
  return block.startsWith('```');
}

/** Lines that are headings; a comment in a piece of code is none. */
function headings(lines: readonly string[]): { line: number; depth: number }[] {
  const found: { line: number; depth: number }[] = [];
  let isCode = false;
  for (const [line, text] of lines.entries()) {
    if (text.startsWith('```')) isCode = !isCode;
    const depth = isCode ? undefined : /^(#{1,6}) /.exec(text)?.[1]?.length;
    if (depth !== undefined) found.push({ line, depth });
  }
  return found;
}

/** Paragraphs, and pieces of code whole. */
function splitBlocks(markdown: string): string[] {
  const blocks: string[] = [];
  for (const [index, piece] of markdown.split(/^(```[\s\S]*?^```)$/m).entries()) {
    if (index % 2 === 1) blocks.push(piece);
    else blocks.push(...piece.split(/\n{2,}/).map((block) => block.trim()));
  }
  return blocks.filter((block) => block !== '');
}
