import { describe, expect, it } from 'vitest';
import { findSites } from '../../webview/findSites.ts';
import { revealText } from '../../webview/revealBar.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const everything = { begin: 0, end: 1e12 };

describe('revealing a line', () => {
  const writer = new TraceWriter().header().loop();
  const outer = writer.place('c:\\Work\\App.py', 3, 'main');
  const inner = writer.place('c:\\Work\\App.py', 9, 'helper');
  const site = writer.site('sleep', outer, inner);
  writer.task(1).runs([
    { task: 1, begin: 0, end: 100, site },
    { task: 1, begin: 1000, end: 1100, ready: 900, site },
    { task: 1, begin: 9000, end: 9100, site },
    { task: 1, begin: 9200, end: 9300 },
  ]);
  const trace = build(writer.end(1, 9300, 'result').bytes());

  it('finds all suspensions whose chain goes through it, by any of its frames', () => {
    for (const line of [3, 9]) {
      const { count, best, number } = findSites(trace, 'c:\\Work\\App.py', line, everything);
      expect([count, best?.position, number]).toEqual([3, 2, 2]);
    }
  });

  it('prefers the longest in sight, else the longest of all', () => {
    expect(findSites(trace, 'c:\\Work\\App.py', 9, everything).best?.position).toBe(2);
    expect(findSites(trace, 'c:\\Work\\App.py', 9, { begin: 9110, end: 9150 }).best?.position).toBe(3);
    expect(findSites(trace, 'c:\\Work\\App.py', 9, { begin: 20_000, end: 30_000 }).best?.position).toBe(2);
  });

  it('takes a drive in either case for the same, but tells files of other systems apart', () => {
    expect(findSites(trace, 'C:/work/app.py', 9, everything).count).toBe(3);
    const small = build(smallTrace().bytes());
    expect(findSites(small, '/app/main.py', 5, everything).count).toBe(1);
    expect(findSites(small, '/App/main.py', 5, everything).count).toBe(0);
  });

  it('says how many there are, or that there are none', () => {
    expect(revealText(findSites(trace, 'c:\\Work\\App.py', 9, everything), 3)).toBe(
      '3 of 3 suspensions at App.py:9',
    );
    expect(revealText(findSites(trace, 'c:\\Work\\App.py', 4, everything), 0)).toBe(
      'No task suspended at App.py:4 in this recording',
    );
    expect(revealText(findSites(trace, 'c:\\Work\\App.py', 9, everything), 0)).toBe(
      '3 suspensions at App.py:9',
    );
  });
});
