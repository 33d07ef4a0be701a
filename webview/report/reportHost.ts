import { REPORT_DATA, type ReportAbout } from '../../src/core/export/reportHtml.ts';
import type { FromView, ToView } from '../../src/core/messages.ts';
import { readTrace } from './readTrace.ts';
import { wearTheme } from './reportThemes.ts';
import { showSource } from './sourceDialog.ts';

// What stands in for the extension in a report, which is one file and has no editor: it has the page's own script find the
// same interface as in a webview. The recording and the excerpts are in elements of the document.

/** As much as the extension sends in one message, in bytes. */
const PIECE = 1024 * 1024;

const KEY = 'coroscope';
const ID = 'report';

const about = JSON.parse(takeText(REPORT_DATA.about)) as ReportAbout;
const excerpts = new Map(about.excerpts.map((excerpt) => [excerpt.place, excerpt]));
/** The recording as it was in the document: the browser may keep it elsewhere than in the page's memory. */
let packed = new Blob();
const opening = document.createElement('p');
opening.className = 'opening';
opening.setAttribute('role', 'status');
opening.textContent = `Opening ${about.name} …`;
document.body.prepend(opening);
wearTheme();
Object.assign(window, { acquireVsCodeApi: () => ({ postMessage: receive, getState, setState }) });

function receive(message: FromView): void {
  switch (message.type) {
    case 'ready':
      return void sendTrace().catch((error: unknown) => {
        opening.textContent = `This report cannot be read: ${String(error)}. It may be damaged; make it anew with coroscope report.`;
      });
    case 'readPlaces': {
      const { generation, places } = message;
      const found = places.flatMap((place) => excerpts.get(place) ?? []);
      return queueMicrotask(() => send({ type: 'excerpts', generation, excerpts: found }));
    }
    case 'openPlace':
      return showSource(excerpts.get(message.place));
    case 'saveFile':
      return save(`timeline.${message.kind}`, [new Uint8Array(message.bytes)]);
    case 'saveRecording':
      return void saveRecording().catch((error: unknown) => console.error(error));
    case 'fault':
      return console.error(message.message);
    case 'focus':
    case 'keep':
    case 'revealTask':
    case 'showSession':
    case 'runSample':
    case 'showLog':
    case 'manageTrust':
      // There is one page and one session, no program that could be started, and no log.
      return;
  }
}

async function sendTrace(): Promise<void> {
  const text = takeText(REPORT_DATA.trace);
  packed = new Blob([text]);
  send({ type: 'begin', id: ID, generation: 1 });
  await readTrace(text, PIECE, async (bytes) => {
    send({ type: 'bytes', generation: 1, bytes });
    // A turn for the page, to draw what it has.
    await new Promise((resolve) => setTimeout(resolve));
  });
  send({
    type: 'sessions',
    sessions: [{ id: ID, name: about.name, state: 'ended', message: null }],
    shown: ID,
  });
  opening.remove();
}

function send(message: ToView): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

/** The trace file that the report was made of. */
async function saveRecording(): Promise<void> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  await readTrace(await packed.text(), PIECE, (bytes) => Promise.resolve(void pieces.push(bytes)));
  save(about.name, pieces);
}

function save(name: string, parts: BlobPart[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The text of an element, which is then not needed any more. */
function takeText(id: string): string {
  const element = document.getElementById(id);
  const text = element?.textContent ?? '';
  element?.remove();
  return text;
}

/** A browser may forbid a file to keep anything; then a reload begins anew. */
function getState(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

function setState(state: unknown): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // As said: it is not kept.
  }
}
