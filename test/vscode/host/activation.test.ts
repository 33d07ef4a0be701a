import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

const PRODUCT = 'coroscope.coroscope';

describe('the extension', () => {
  it('sleeps until a Python file is open, a Python program is debugged or its timeline is asked for', () => {
    assert.equal(product().isActive, false);
  });

  it('activates at once', async function () {
    const begun = performance.now();
    await product().activate();
    const milliseconds = performance.now() - begun;
    this.test!.title += ` (${milliseconds.toFixed(1)} ms)`;
    // 50 ms on a machine of its own; here the browser and the tests share two cores.
    assert.ok(milliseconds < 500, `activation took ${milliseconds.toFixed(0)} ms`);
  });

  it('exports nothing', () => {
    assert.equal(product().exports, undefined);
  });

  it('registers its commands, under one category', async () => {
    const registered = await vscode.commands.getCommands(true);
    const { commands } = (product().packageJSON as Manifest).contributes;
    assert.deepEqual(
      commands.map(({ command }) => command).filter((command) => !registered.includes(command)),
      [],
    );
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], ['Coroscope']);
    // Only the links and fixes of hints use them: they are in no palette.
    const internal = ['coroscope.addCall', 'coroscope.showRun'];
    const known = [...commands.map(({ command }) => command), ...internal];
    // VS Code has commands of its own for each view, named after it.
    const isOfView = (command: string): boolean => /^coroscope\.(timeline|tasks)\./.test(command);
    assert.deepEqual(
      registered
        .filter((command) => command.startsWith('coroscope.'))
        .filter((command) => known.includes(command) || !isOfView(command))
        .sort(),
      known.sort(),
    );
  });

  it('records by default', () => {
    const settings = vscode.workspace.getConfiguration('coroscope');
    assert.equal(settings.get('enabled'), true);
    assert.equal(settings.get('bufferMegabytes'), 32);
  });

  it('shows its timeline in a webview', async () => {
    await vscode.commands.executeCommand('coroscope.showTimeline');
    const isTimeline = (tab: vscode.Tab): boolean =>
      tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('coroscope.timeline');
    const tabs = (): vscode.Tab[] =>
      vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isTimeline);
    const deadline = Date.now() + 20_000;
    while (tabs().length === 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(tabs().length, 1);
    await vscode.commands.executeCommand('coroscope.showTimeline');
    assert.equal(tabs().length, 1);
    assert.equal(tabs()[0]?.label, 'Task Timeline');
    await vscode.window.tabGroups.close(tabs());
  });
});

interface Manifest {
  readonly contributes: { readonly commands: readonly { command: string; category: string }[] };
}

function product(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension<unknown>(PRODUCT);
  assert.ok(extension, `${PRODUCT} is not installed`);
  return extension;
}
