import * as vscode from 'vscode';
import { fileName, formatDuration, printable } from '../../core/format.ts';
import type { Finding } from '../../lint/finding.ts';
import { RULES } from '../../lint/rules.ts';
import { uriOf } from './hintDocument.ts';
import { isBlockingCall, isHarmless, type HintPlace } from './hintPlaces.ts';
import { code, escapeMarkdown, prose } from './markdown.ts';
import { ruleLink, SHOW_RULE, type RuleDocs } from './ruleDocs.ts';
import { SHOW_RUN } from './measured/shownLine.ts';

/**
 * What there is to say about a place, for a hover: what runs measured, how the code should be, and why. With its message a
 * finding also says that, the way to the blocking call, and the link to the rule: else VS Code shows them beside it. Names
 * are the user's: they are shown as code, never read as Markdown.
 */
export async function explain(
  place: HintPlace,
  docs: RuleDocs,
  { withMessage, withRule = true }: { readonly withMessage: boolean; readonly withRule?: boolean },
): Promise<vscode.MarkdownString> {
  const { finding, measured } = place;
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: [SHOW_RULE, SHOW_RUN] };
  if (withMessage && finding !== null)
    text.appendMarkdown(`${prose(finding.message)} ${ruleText(finding)}\n\n`);
  if (measured !== null) text.appendMarkdown(`${measured.hover.value}\n\n`);
  if (finding === null) return text;
  if (measured === null) text.appendMarkdown(lastRun(place));
  if (withMessage && finding.path.length > 0) text.appendMarkdown(way(finding));
  if (withRule)
    text.appendMarkdown(await docs.summary(finding.rule, { withCode: finding.path.length === 0 }));
  return text;
}

/** The link to a finding's rule. */
function ruleText({ rule }: Finding): string {
  return `[${rule} ${RULES[rule].title}](${ruleLink(rule).toString()} "What the rule says")`;
}

function lastRun(place: HintPlace): string {
  const { finding, longest } = place;
  if (finding === null || longest === null || !isBlockingCall(finding)) return '';
  const seen = `In the last run no step of ${code(finding.within)} took longer than ${formatDuration(longest)}`;
  return isHarmless(place) ? `$(check) ${seen}: here it does little harm.\n\n` : `${seen}.\n\n`;
}

function way({ path }: Finding): string {
  const steps = path.map(({ file, range, name }) => {
    const uri = uriOf(file).with({ fragment: `L${range.start.line + 1},${range.start.column + 1}` });
    const place = `${printable(fileName(file))}:${range.start.line + 1}`;
    return `- ${code(name)} at [${escapeMarkdown(place)}](${uri.toString()})`;
  });
  return `The way to the blocking call:\n\n${steps.join('\n')}\n\n`;
}
