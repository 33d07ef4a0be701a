/** Without the debugger the probe enters by the environment, and leaves that as the user gave it. */
import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { describe, it } from 'mocha';
import type * as vscode from 'vscode';
import { debugRun, withoutProduct, workspaceFolder, writeFile } from './debugRun.ts';

const TELL = `\
import json
import os
import subprocess
import sys

here = {"PYTHONPATH": os.environ.get("PYTHONPATH"), "path": sys.path, "argv": sys.argv,
        "ours": [name for name in os.environ if name in ("COROSCOPE_OPTIONS", "COROSCOPE_PYTHONPATH")],
        "sitecustomize": getattr(sys.modules.get("sitecustomize"), "__file__", None), "NAME": os.environ.get("NAME")}
child = "import json, os, sys; print(json.dumps([os.environ.get('PYTHONPATH'), sys.path, 'coroscope_probe' in sys.modules]))"
*here["child"], here["childHasProbe"] = json.loads(subprocess.check_output([sys.executable, "-c", child]))
print(json.dumps(here))
`;

/** What the program tells of itself, run without debugging. */
async function tell(config: Partial<vscode.DebugConfiguration>): Promise<Record<string, unknown>> {
  const { output } = await debugRun({ program: writeFile('tell.py', TELL), ...config }, { noDebug: true });
  return JSON.parse(output['stdout'] ?? '') as Record<string, unknown>;
}

/** Compares with a run without the product, and returns what both told. Children are recorded, and see no more of it. */
async function same(
  config: Partial<vscode.DebugConfiguration>,
  isRecorded = true,
): Promise<Record<string, unknown>> {
  const { childHasProbe, ...recorded } = await tell(config);
  const { childHasProbe: hasWithout, ...plain } = await withoutProduct(() => tell(config));
  assert.deepEqual([childHasProbe, hasWithout], [isRecorded, false]);
  assert.deepEqual(recorded, plain);
  assert.deepEqual(plain['ours'], []);
  return plain;
}

describe('the environment of a program that runs without debugging', () => {
  const folder = (name: string): string => `${workspaceFolder().uri.fsPath}/${name}`;

  it('is the same without a PYTHONPATH', async () => {
    const { PYTHONPATH } = await same({ args: ['one', 'two three'] });
    assert.equal(PYTHONPATH, process.env['PYTHONPATH'] ?? null);
  });

  it('keeps the PYTHONPATH of the launch configuration', async () => {
    const own = [folder('lib a'), folder('lib b')].join(delimiter);
    const { PYTHONPATH, NAME } = await same({ env: { PYTHONPATH: own, NAME: 'x' } });
    assert.equal(PYTHONPATH, own);
    assert.equal(NAME, 'x');
  });

  it('keeps the PYTHONPATH of the env file', async () => {
    const envFile = writeFile(
      'settings.env',
      `# comment\nNAME=from file\nPYTHONPATH="${folder('from file')}"\n`,
    );
    const { PYTHONPATH, NAME } = await same({ envFile });
    assert.equal(PYTHONPATH, folder('from file'));
    assert.equal(NAME, 'from file');
  });

  it('keeps the PYTHONPATH that VS Code itself was started with', async () => {
    const before = process.env['PYTHONPATH'];
    process.env['PYTHONPATH'] = folder('inherited');
    try {
      const { PYTHONPATH } = await same({});
      assert.equal(PYTHONPATH, folder('inherited'));
    } finally {
      if (before === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = before;
    }
  });

  it('keeps a sitecustomize of the user’s', async () => {
    const file = writeFile('custom/sitecustomize.py', 'import os\nos.environ["NAME"] = "customized"\n');
    const { NAME, sitecustomize } = await same({ env: { PYTHONPATH: folder('custom') } });
    assert.equal(NAME, 'customized');
    assert.equal(sitecustomize, file);
  });

  it('is the same with flags that keep the environment out', async () => {
    await same({ pythonArgs: ['-I'] }, false);
    await same({ pythonArgs: ['-E'] }, false);
  });
});
