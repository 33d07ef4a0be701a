/**
 * Calls back whenever the page gets another number of device pixels for a CSS pixel: on zoom, and on another screen. A media
 * query tells only that one ratio was left, so that each is listened to anew.
 */
export function watchRatio(changed: () => void): void {
  const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  const listen = (): void => {
    changed();
    watchRatio(changed);
  };
  query.addEventListener('change', listen, { once: true });
}
