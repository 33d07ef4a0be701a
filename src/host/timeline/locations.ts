import * as vscode from 'vscode';

/** The type of the timeline's editor, and the id of its view. */
export const TIMELINE = 'coroscope.timeline';

/** Where the timeline may be: in the editor area, in the panel or wherever its view was dragged, in a window of its own. */
export type Location = 'editor' | 'panel' | 'window';

const LOCATIONS: readonly Location[] = ['editor', 'panel', 'window'];

/** Where the timeline opens. */
export function chosenLocation(): Location {
  const value = settings().get<unknown>('location');
  return LOCATIONS.find((location) => location === value) ?? 'editor';
}

/** Has the timeline open there from now on: in the workspace's settings where those say something of it, else in the user's. */
export async function chooseLocation(location: Location): Promise<void> {
  if (chosenLocation() === location) return;
  const { workspaceValue } = settings().inspect('location') ?? {};
  await settings().update('location', location, workspaceValue === undefined);
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(TIMELINE);
}
