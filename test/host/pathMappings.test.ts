import { describe, expect, it } from 'vitest';
import { PathMappings } from '../../src/host/debug/pathMappings.ts';

const both = (
  configuration: unknown,
  local: string,
  program: string,
  cwd = '/srv',
): readonly [string, string] => {
  const mappings = new PathMappings(configuration);
  return [mappings.toLocal(program, cwd), mappings.toProgram(local, cwd)];
};

describe('paths of a program on another machine', () => {
  it.each([
    ['a folder', [{ localRoot: '/home/me/app', remoteRoot: '/app' }], '/home/me/app/a/b.py', '/app/a/b.py'],
    ['ends', [{ localRoot: '/home/me/app/', remoteRoot: '/app//' }], '/home/me/app/b.py', '/app/b.py'],
    ['the root', [{ localRoot: '/home/me/image', remoteRoot: '/' }], '/home/me/image/b.py', '/b.py'],
    [
      'the working folder',
      [{ localRoot: '/home/me/app', remoteRoot: '.' }],
      '/home/me/app/b.py',
      '/srv/b.py',
    ],
    [
      'from Windows',
      [{ localRoot: 'C:\\me\\app', remoteRoot: '/app' }],
      'C:\\me\\app\\a\\b.py',
      '/app/a/b.py',
    ],
    ['to Windows', [{ localRoot: '/me/app', remoteRoot: 'C:\\app' }], '/me/app/a/b.py', 'C:\\app\\a\\b.py'],
    [
      'the innermost',
      [
        { localRoot: '/me/lib', remoteRoot: '/app/lib' },
        { localRoot: '/me/app', remoteRoot: '/app' },
      ],
      '/me/lib/x.py',
      '/app/lib/x.py',
    ],
  ])('%s', (_, pathMappings, local, program) => {
    expect(both({ pathMappings }, local, program)).toEqual([local, program]);
  });

  it('by the older names of the settings', () => {
    const configuration = { localRoot: '/me/app', remoteRoot: '/app' };
    expect(both(configuration, '/me/app/x.py', '/app/x.py')).toEqual(['/me/app/x.py', '/app/x.py']);
  });

  it('in any case, where the machine has Windows', () => {
    const mappings = new PathMappings({ pathMappings: [{ localRoot: 'C:\\Me\\App', remoteRoot: '/app' }] });
    expect(mappings.toProgram('c:\\me\\app\\X.py', '')).toBe('/app/X.py');
  });

  it.each([
    ['no mappings', {}],
    ['anything else', { pathMappings: 'x', localRoot: 1 }],
    ['holes', { pathMappings: [null, {}, { localRoot: '', remoteRoot: '/app' }, { remoteRoot: '/app' }] }],
    ['no configuration', undefined],
    ['another folder', { pathMappings: [{ localRoot: '/me/app', remoteRoot: '/application' }] }],
  ])('are as they are with %s', (_, configuration) => {
    expect(both(configuration, '/other/x.py', '/app/x.py')).toEqual(['/app/x.py', '/other/x.py']);
  });
});
