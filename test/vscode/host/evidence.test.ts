/** What the source says, and what a run made of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { debugRun } from './debugRun.ts';
import { apply, eventually, fixTitled, hover, inlayHints, openPython, problems, rules } from './hinting.ts';

const PROGRAM = `\
import asyncio
import time


class Work:
    def crunch(self, until):
        while time.perf_counter() < until:
            pass


async def blocks():
    time.sleep(0.3)


async def harmless():
    time.sleep(0.000001)
    await asyncio.sleep(0)


async def unknown():
    work = Work()
    work.crunch(time.perf_counter() + 0.3)


async def main():
    for step in blocks, harmless, unknown:
        await asyncio.create_task(step())


asyncio.run(main())
`;

const BLOCKS = 11;
const HARMLESS = 15;
const UNKNOWN = 21;

describe('a run', () => {
  it('confirms what blocked, tones down what did not, and tells what no rule knew', async function () {
    this.timeout(120_000);
    const document = await openPython('evidence.py', PROGRAM);
    await eventually(() => rules(document.uri), [`${BLOCKS} CORO101`, `${HARMLESS} CORO101`]);
    assert.deepEqual(
      problems(document.uri).map(({ severity }) => severity),
      [vscode.DiagnosticSeverity.Information, vscode.DiagnosticSeverity.Information],
    );

    // On a busy machine any step may take a millisecond, now and then.
    for (let runs = 0; runs < 5; runs++) {
      await debugRun({ program: document.uri.fsPath });
      await eventually(() => severityAt(document, BLOCKS), vscode.DiagnosticSeverity.Warning);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      if (severityAt(document, HARMLESS) === vscode.DiagnosticSeverity.Hint) break;
    }
    assert.match(
      at(document, BLOCKS)?.message ?? '',
      /In the last run it blocked the event loop for 3\d\d ms\.$/,
    );
    assert.equal(severityAt(document, HARMLESS), vscode.DiagnosticSeverity.Hint);
    assert.match(
      await hover(document, new vscode.Position(HARMLESS, 8)),
      /In the last run no step of `harmless` took longer than/,
    );
    assert.equal(severityAt(document, UNKNOWN), vscode.DiagnosticSeverity.Warning);
    assert.match(
      at(document, UNKNOWN)?.message ?? '',
      /^In the last run this line blocked the event loop for 3\d\d ms\.$/,
    );
    const hints = await inlayHints(document);
    assert.match(hints.find((hint) => hint.startsWith(`${BLOCKS}:`)) ?? '', /⚠ blocked the loop 3\d\d ms$/);
    assert.equal(
      hints.some((hint) => hint.startsWith(`${HARMLESS}:`)),
      false,
    );
  });

  it('offers to report a call that it found from now on', async () => {
    const document = await openPython('evidence.py', PROGRAM);
    const line = document.lineAt(UNKNOWN).range;
    const settings = (): vscode.WorkspaceConfiguration =>
      vscode.workspace.getConfiguration('coroscope.hints');
    try {
      await apply(
        await fixTitled(document, line, /^Always report evidence\.Work\.crunch in this workspace$/),
      );
      assert.deepEqual(settings().inspect('blockingCalls')?.workspaceValue, ['evidence.Work.crunch']);
      await eventually(() => rules(document.uri).includes(`${UNKNOWN} CORO111`), true);
    } finally {
      await settings().update('blockingCalls', undefined, vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('coroscope.clearMeasured');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });
});

function at(document: vscode.TextDocument, line: number): vscode.Diagnostic | undefined {
  return problems(document.uri).find(({ range }) => range.start.line === line);
}

function severityAt(document: vscode.TextDocument, line: number): vscode.DiagnosticSeverity | undefined {
  return at(document, line)?.severity;
}
