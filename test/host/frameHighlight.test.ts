/** The line of a frame that the user goes to from the Asyncio Tasks view, and its mark. */
import { beforeEach, expect, it, vi } from 'vitest';

interface Editor {
  readonly file: string;
  readonly document: { lineCount: number; lineAt: (line: number) => { range: { line: number } } };
  readonly revealRange: () => void;
  readonly setDecorations: (type: unknown, ranges: { line: number }[]) => void;
}

/** Lines that are marked, by file, counted from 0; the files that were shown; and what lets a slow file be there. */
const marked = new Map<string, number[]>();
const shown: string[] = [];
const slow = new Map<string, () => void>();

/** Of these only the class counts. */
const kinds = vi.hoisted(() => {
  const kind = (): object =>
    class Kind {
      readonly isKnown = true;
    };
  const names = ['ThemeColor', 'Range', 'TabInputText', 'TabInputNotebook', 'TabInputWebview'];
  return Object.fromEntries(names.map((name) => [name, kind()]));
});

function editorOf(file: string): Editor {
  const lineAt = (line: number): { range: { line: number } } => ({ range: { line } });
  return {
    file,
    document: { lineCount: 100, lineAt },
    revealRange: () => undefined,
    setDecorations: (_, ranges) =>
      void marked.set(
        file,
        ranges.map(({ line }) => line),
      ),
  };
}

vi.mock('vscode', () => ({
  ...kinds,
  OverviewRulerLane: { Full: 7 },
  TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
  ViewColumn: { Beside: -2 },
  Uri: { file: (path: string) => path },
  window: {
    createOutputChannel: () => ({ error: () => undefined }),
    createTextEditorDecorationType: () => ({}),
    tabGroups: { all: [], activeTabGroup: {} },
    showTextDocument: (file: Editor) => {
      shown.push(file.file);
      return Promise.resolve(file);
    },
  },
  workspace: {
    openTextDocument: async (file: string) => {
      if (file.includes('slow')) await new Promise<void>((there) => slow.set(file, there));
      return Object.assign(editorOf(file), editorOf(file).document);
    },
  },
}));
const { FrameHighlight } = await import('../../src/host/tasks/frameHighlight.ts');

const at = (file: string, line: number) => ({ file, line, function: 'f', scope: 'user' as const });
const local = (file: string): string => file;
const marks = (): string[] =>
  [...marked].flatMap(([file, lines]) => lines.map((line) => `${file}:${String(line + 1)}`));

beforeEach(() => {
  marked.clear();
  shown.length = 0;
  slow.clear();
});

it('marks one line at a time', async () => {
  const highlight = new FrameHighlight();
  await highlight.show(at('/a.py', 3), local);
  expect(marks()).toEqual(['/a.py:3']);
  await highlight.show(at('/b.py', 5), local);
  expect(marks()).toEqual(['/b.py:5']);
  highlight.clear();
  expect(marks()).toEqual([]);
});

it('marks only the second of two lines that are clicked quickly, even where the first comes later', async () => {
  const highlight = new FrameHighlight();
  const first = highlight.show(at('/slow.py', 3), local);
  await highlight.show(at('/b.py', 5), local);
  slow.get('/slow.py')!();
  await first;
  expect(marks()).toEqual(['/b.py:5']);
  expect(shown).toEqual(['/b.py']);
  highlight.clear();
  expect(marks()).toEqual([]);
});

it('marks neither of two lines of a file twice, however quickly they are clicked', async () => {
  const highlight = new FrameHighlight();
  await Promise.all([highlight.show(at('/a.py', 3), local), highlight.show(at('/a.py', 9), local)]);
  expect(marks()).toEqual(['/a.py:9']);
});

it('marks nothing once the program has gone on', async () => {
  const highlight = new FrameHighlight();
  const show = highlight.show(at('/slow.py', 3), local);
  highlight.clear();
  slow.get('/slow.py')!();
  await show;
  expect(marks()).toEqual([]);
});
