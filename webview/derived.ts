import { TestTasks } from '../src/core/analysis/testTasks.ts';
import { SeriesIndex } from '../src/core/series/seriesIndex.ts';
import { AwaitIndex } from '../src/core/links/awaitIndex.ts';
import { BlockIndex } from './blockIndex.ts';
import { CellCache } from './cellCache.ts';
import { SuspensionLabels } from './labels.ts';
import { RowBuilder } from './lanes/buildRows.ts';
import { Findings } from './findings/findings.ts';
import { GroupDensity } from './lanes/density.ts';
import { Occurring } from './occurring.ts';
import { Summaries } from './panels/summaries.ts';
import { Present } from './present.ts';
import { Search } from './search/search.ts';
import { TaskCounts } from './taskCounts.ts';

/** What is worked out of a trace: each part keeps its own place in it, and is brought up to date before it is asked. */
export interface Derived {
  present: Present;
  blocks: BlockIndex;
  counts: TaskCounts;
  occurring: Occurring;
  cells: CellCache;
  rowBuilder: RowBuilder;
  labels: SuspensionLabels;
  density: GroupDensity;
  awaits: AwaitIndex;
  findings: Findings;
  testTasks: TestTasks;
  series: SeriesIndex;
  search: Search;
  summaries: Summaries;
}

/** Of a trace that nothing is known of yet. */
export function createDerived(): Derived {
  return {
    present: new Present(),
    blocks: new BlockIndex(),
    counts: new TaskCounts(),
    occurring: new Occurring(),
    cells: new CellCache(() => performance.now()),
    rowBuilder: new RowBuilder(),
    labels: new SuspensionLabels(),
    density: new GroupDensity(),
    awaits: new AwaitIndex(),
    findings: new Findings(),
    testTasks: new TestTasks(),
    series: new SeriesIndex(),
    search: new Search(),
    summaries: new Summaries(),
  };
}
