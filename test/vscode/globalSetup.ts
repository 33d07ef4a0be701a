import type { TestProject } from 'vitest/node';
import { packDebugpyExtension } from '../support/debugpyExtension.ts';
import { install } from '../support/install.ts';
import { packProduct } from '../support/product.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The packed product. */
    productVsix: string;
    /** The packed test-only extension that drives debugpy. */
    debugpyVsix: string;
  }
}

/** Called by vitest once, before the first test file. */
export default async function setup(project: TestProject): Promise<void> {
  await install();
  project.provide('productVsix', await packProduct());
  project.provide('debugpyVsix', await packDebugpyExtension());
}
