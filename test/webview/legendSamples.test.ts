import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { ENTRIES } from '../../webview/legendEntries.ts';
import { paintSample } from '../../webview/paint/paintSample.ts';
import { PaintLog } from './paintLog.ts';
import { themeNamed } from './wornTheme.ts';

describe.each(ENTRIES)("the legend's $key", (entry) => {
  it('is painted as something that no other entry is', () => {
    const pictureOf = (other: typeof entry): string => {
      const log = new PaintLog();
      paintSample(log, other, themeNamed('dark'));
      return JSON.stringify([log.painted, log.strips]);
    };
    const own = pictureOf(entry);
    for (const other of ENTRIES) if (other !== entry) expect(pictureOf(other)).not.toBe(own);
  });

  it('stands for a term that a query understands', () => {
    if (entry.term === null) return;
    expect(parseQuery(entry.term)).toMatchObject({ problems: [], query: { kind: 'field' } });
  });
});
