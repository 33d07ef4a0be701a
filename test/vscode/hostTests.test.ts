import { expect, inject, test } from 'vitest';
import { runHostTests } from '../support/hostTests.ts';

// They run once, while this file is collected; each is then told as a test of its own.
const results = await runHostTests(inject('productVsix'));

test('the extension-host tests ran', () => {
  expect(results).not.toHaveLength(0);
});

for (const { title, state, error } of results) {
  test.skipIf(state === 'skipped')(title, () => {
    if (state === 'failed') throw new Error(error);
  });
}
