import { expect, it } from 'vitest';
import { confirmed, differences, failures } from './comparison.ts';
import { readJunit, tellingLines, type SuiteRun } from './outcomes.ts';

it('reads the reports of both runners', () => {
  const regrtest =
    '<testsuites><testsuite><testcase name="test.test_asyncio.A.test_x" status="run" result="completed" />' +
    '<testcase name="b &lt;1&gt; &amp; 2"><failure type="x">…</failure></testcase></testsuite></testsuites>';
  expect([...readJunit(regrtest)]).toEqual([
    ['test.test_asyncio.A.test_x', 'passed'],
    ['b <1> & 2', 'failed'],
  ]);
  const pytest =
    '<testcase classname="tests.test_a.TestB" name="test_c[1-&#x27;x&#x27;]" file="tests/test_a.py" line="3"><skipped/></testcase>' +
    '<testcase classname="tests.test_a" name="test_d" file="tests/test_a.py"><error/></testcase>' +
    '<testcase classname="tests.test_a" name="test_d" file="tests/test_a.py"/>';
  expect([...readJunit(pytest)]).toEqual([
    ["tests/test_a.py::TestB::test_c[1-'x']", 'skipped'],
    ['tests/test_a.py::test_d', 'error'],
  ]);
});

it('keeps the lines that tell of warnings, without what always varies', () => {
  const output = [
    'test_x (A.test_x) ... ok',
    'x.py:3: ResourceWarning: unclosed <socket fd=7 at 0x7f12>',
    'Task was destroyed but it is pending! Task-12',
    'x.py:3: ResourceWarning: unclosed <socket fd=9 at 0x7f99>',
  ].join('\n');
  expect([...tellingLines(output)]).toEqual([
    ['x.py:3: ResourceWarning: unclosed <socket fd=N at 0x>', 2],
    ['Task was destroyed but it is pending! Task-N', 1],
  ]);
});

it('finds what differs with the probe, and what is confirmed', () => {
  const bare: SuiteRun = {
    tests: new Map([
      ['a', 'passed'],
      ['b', 'failed'],
      ['c', 'passed'],
      ['d', 'skipped'],
    ]),
    lines: new Map([['w', 2]]),
  };
  const recorded: SuiteRun = {
    tests: new Map([
      ['a', 'failed'],
      ['b', 'passed'],
      ['d', 'skipped'],
    ]),
    lines: new Map([
      ['w', 1],
      ['x', 1],
    ]),
  };
  expect(differences(bare, recorded)).toEqual({ tests: ['a', 'c'], lost: ['w'], added: ['x'] });
  expect([failures(bare), failures(recorded)]).toEqual([1, 1]);
  expect(confirmed(['w', 'x'], ['x'])).toEqual(['x']);
});
