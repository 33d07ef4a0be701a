import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Nanos } from '../../../core/units.ts';
import type { PlacedCost } from './measuredFile.ts';
import { worstBlock } from './measuredCosts.ts';
import { measuredHover } from './measuredHover.ts';
import type { MeasuredLine } from './measuredLine.ts';
import type { MeasuredRun } from './measuredRun.ts';
import { measuredText } from './measuredText.ts';

/** The command behind a hover's link to the timeline. */
export const SHOW_RUN = 'coroscope.showRun';

/** A measured line as the editor shows it; what its hover says is found out when somebody looks. */
export class ShownLine implements MeasuredLine {
  readonly line: number;
  readonly end: vscode.Position | null;
  readonly text: string;
  readonly total: Nanos;
  readonly count: number;
  readonly worst: Nanos;
  readonly isLive: boolean;
  readonly isBlock: boolean;
  readonly callee: string | null;
  private readonly placed: PlacedCost;
  private readonly run: MeasuredRun;

  constructor(placed: PlacedCost, run: MeasuredRun) {
    const { cost, line, end } = placed;
    this.placed = placed;
    this.run = run;
    this.line = line;
    this.end = end === null ? null : new vscode.Position(end.line, end.character);
    this.text = measuredText(cost);
    this.total = cost.total;
    this.count = cost.blocks > 0 ? cost.blocks : cost.count;
    this.worst = cost.worst;
    this.isLive = cost.live !== null;
    this.isBlock = cost.blocks > 0;
    this.callee = cost.callee;
  }

  get hover(): vscode.MarkdownString {
    const { trace, session } = this.run;
    const worst = worstBlock(trace, this.placed.cost);
    const began = worst < 0 ? trace.now : trace.runs.begin(worst);
    const time = new Date((trace.process?.wall ?? 0) + began / 1e6).toLocaleTimeString();
    const text = measuredHover(this.placed.cost, {
      trace,
      when: `${session.name}, ${time}`,
      linkTo: ({ file, line }) => linkTo(session.localFile(file), line),
      timelineLink: worst < 0 ? null : commandLink(SHOW_RUN, { session: session.id, run: worst }),
    });
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: [SHOW_RUN] };
    return markdown;
  }
}

function linkTo(file: string, line: number): string | null {
  return existsSync(file)
    ? vscode.Uri.file(file)
        .with({ fragment: `L${line}` })
        .toString()
    : null;
}

function commandLink(command: string, argument: object): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
