import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('debugging in this VS Code', () => {
  it('runs a program under the real debugpy, to its end', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const program = join(folder.uri.fsPath, 'hello.py');
    writeFileSync(program, 'print("hello from debugpy")\n');
    const output: string[] = [];
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('debugpy', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: { event?: string; body?: { output?: string } }) {
          if (message.event === 'output') output.push(message.body?.output ?? '');
        },
      }),
    });
    const ended = new Promise<void>((resolve) => {
      const listener = vscode.debug.onDidTerminateDebugSession(() => {
        listener.dispose();
        resolve();
      });
    });
    const config = { type: 'debugpy', request: 'launch', name: 'hello', program, console: 'internalConsole' };
    assert.ok(await vscode.debug.startDebugging(folder, config));
    await ended;
    tracker.dispose();
    assert.match(output.join(''), /hello from debugpy/);
  });
});
