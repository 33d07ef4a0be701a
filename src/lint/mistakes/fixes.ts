import type { Finding, Fix } from '../finding.ts';
import type { Workspace } from '../names.ts';
import type { RuleId } from '../rules.ts';
import type { SourceFile } from '../sourceFile.ts';
import { apiFixes } from './fixes/apiFixes.ts';
import { asyncFixes } from './fixes/asyncFixes.ts';
import { awaitFixes, noAwaitFixes } from './fixes/awaitFixes.ts';
import { callableFixes } from './fixes/callableFixes.ts';
import { keepTaskFixes } from './fixes/keepTaskFixes.ts';
import { raiseFixes } from './fixes/raiseFixes.ts';
import { togetherFixes } from './fixes/togetherFixes.ts';
import { waitFixes } from './fixes/waitFixes.ts';

type FixMaker = (file: SourceFile, finding: Finding, workspace: Workspace) => Fix[];

const MAKERS: Partial<Record<RuleId, FixMaker>> = {
  CORO201: awaitFixes,
  CORO202: keepTaskFixes,
  CORO203: noAwaitFixes,
  CORO204: togetherFixes,
  CORO205: waitFixes,
  CORO206: apiFixes,
  CORO207: apiFixes,
  CORO208: asyncFixes,
  CORO209: raiseFixes,
  CORO210: callableFixes,
};

/** The changes that mend a mistake with asyncio, the likeliest first. Empty where none is certain to be legal. */
export function mistakeFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  return MAKERS[finding.rule]?.(file, finding, workspace) ?? [];
}
