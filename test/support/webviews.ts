import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';

/**
 * The page inside a webview: two frames down from the workbench's own, in a frame whose id is `active-frame`.
 * Waits until there is one; by default any that is visible.
 */
export async function webviewFrame(
  page: Page,
  predicate: (frame: Frame) => boolean | Promise<boolean> = () => true,
): Promise<Frame> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if ((await isShown(frame)) && (await predicate(frame))) return frame;
    }
    await sleep(50);
  }
  const seen = page.frames().map((frame) => `${frame.name()} ${frame.url()}`);
  throw new Error(`No webview of the kind asked for is visible. The window's frames:\n${seen.join('\n')}`);
}

/** True for frames of the extension's own webviews: a predicate for {@link webviewFrame}. */
export function belongsTo(extension: string): (frame: Frame) => boolean {
  return (frame) => frame.parentFrame()?.url().includes(`extensionId=${extension}`) === true;
}

// VS Code keeps a hidden webview's frames, loads a new page in a frame of another id before it replaces the old one, and
// may take any of them away while they are looked at. The frame's name, unlike the id, is not kept up to date.
async function isShown(frame: Frame): Promise<boolean> {
  if (!frame.url().includes('/webview/')) return false;
  try {
    const [inner, outer] = [await frame.frameElement(), await frame.parentFrame()?.frameElement()];
    return (await inner.getAttribute('id')) === 'active-frame' && (await outer?.isVisible()) === true;
  } catch {
    return false;
  }
}
