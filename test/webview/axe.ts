import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { ThemeName } from './themes.ts';

/** The rules whose outcome is another one in another theme. */
const OF_COLORS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds serious or critical on a page that wears a theme: each rule that is broken, with the elements that break
 * it. The dark theme stands for all where a rule does not depend on colours: to look takes seconds where tables are long.
 */
export async function graveFaults(
  page: Page,
  theme: ThemeName,
): Promise<readonly (readonly [string, ...string[]])[]> {
  // The page has no frames; and what is found in order needs no description.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (theme !== 'dark') axe.withRules(OF_COLORS);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}
