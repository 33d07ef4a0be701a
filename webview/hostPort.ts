import type { FromView, ToView } from '../src/core/messages.ts';

interface VsCodeApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's only way to the extension, and to the state that survives hiding and reloading. */
export interface HostPort {
  readonly post: (message: FromView) => void;
  readonly load: () => unknown;
  readonly save: (state: unknown) => void;
}

/** Opens the port; from now on `onMessage` gets what the host sends. */
export function openPort(onMessage: (message: ToView) => void): HostPort {
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = asMessage(event.data);
    if (message !== null) onMessage(message);
  });
  window.addEventListener('focus', () => api.postMessage({ type: 'focus' }));
  return {
    post: (message) => api.postMessage(message),
    load: () => api.getState(),
    save: (state) => {
      api.setState(state);
      api.postMessage({ type: 'keep', state });
    },
  };
}

const TYPES: Readonly<Record<ToView['type'], true>> = {
  sessions: true,
  begin: true,
  bytes: true,
  reveal: true,
  walkBlocks: true,
  showRun: true,
  showTask: true,
  excerpts: true,
  takeOver: true,
  navigate: true,
};

/** VS Code's own scripts also post to the window; only what has one of our types is ours. */
function asMessage(data: unknown): ToView | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  if (typeof data.type !== 'string' || !Object.hasOwn(TYPES, data.type)) return null;
  const message = data as ToView;
  // Depending on its version, VS Code hands bytes over as the array or as its buffer.
  if (message.type === 'bytes' && !(message.bytes instanceof Uint8Array))
    return { ...message, bytes: new Uint8Array(message.bytes) };
  return message;
}
