/** The parts of asyncio that some version of Python deprecates or lacks. Versions are minor ones of Python 3. */
export interface ApiChange {
  /** From here on it warns, or its documentation says not to use it. */
  readonly deprecated?: number;
  /** From here on it is gone. */
  readonly removed?: number;
  /** Before this it is not there. */
  readonly added?: number;
  /** What to use instead, as the end of a sentence. */
  readonly instead?: string;
}

const POLICY: ApiChange = {
  deprecated: 14,
  removed: 16,
  instead: 'give `asyncio.run` or `asyncio.Runner` a `loop_factory`',
};
const WATCHER: ApiChange = {
  deprecated: 12,
  removed: 14,
  instead: 'leave it out: the event loop picks the right one',
};
const ALL_TASKS: ApiChange = { deprecated: 7, removed: 9, instead: 'use `asyncio.all_tasks()`' };

/** By canonical name. */
export const API_CHANGES: Readonly<Record<string, ApiChange>> = {
  'asyncio.Task.all_tasks': ALL_TASKS,
  'asyncio.Task.current_task': { deprecated: 7, removed: 9, instead: 'use `asyncio.current_task()`' },
  'asyncio.JoinableQueue': { removed: 5, instead: 'use `asyncio.Queue`' },
  'asyncio.coroutine': { deprecated: 8, removed: 11, instead: 'write `async def`' },
  'asyncio.coroutines.coroutine': { deprecated: 8, removed: 11, instead: 'write `async def`' },
  'asyncio.iscoroutinefunction': {
    deprecated: 14,
    removed: 16,
    instead: 'use `inspect.iscoroutinefunction`',
  },
  'asyncio.get_event_loop_policy': POLICY,
  'asyncio.set_event_loop_policy': POLICY,
  'asyncio.AbstractEventLoopPolicy': POLICY,
  'asyncio.DefaultEventLoopPolicy': POLICY,
  'asyncio.WindowsSelectorEventLoopPolicy': POLICY,
  'asyncio.WindowsProactorEventLoopPolicy': POLICY,
  'asyncio.get_child_watcher': WATCHER,
  'asyncio.set_child_watcher': WATCHER,
  'asyncio.AbstractChildWatcher': WATCHER,
  'asyncio.SafeChildWatcher': WATCHER,
  'asyncio.FastChildWatcher': WATCHER,
  'asyncio.MultiLoopChildWatcher': WATCHER,
  'asyncio.ThreadedChildWatcher': { removed: 14, instead: WATCHER.instead! },
  'asyncio.PidfdChildWatcher': { added: 9, removed: 14, instead: WATCHER.instead! },
  'asyncio.run': { added: 7 },
  'asyncio.create_task': { added: 7, instead: 'use `asyncio.ensure_future`' },
  'asyncio.get_running_loop': { added: 7, instead: 'use `asyncio.get_event_loop`' },
  'asyncio.to_thread': { added: 9, instead: 'use `loop.run_in_executor(None, …)`' },
  'asyncio.TaskGroup': { added: 11, instead: 'use `asyncio.gather`' },
  'asyncio.timeout': { added: 11, instead: 'use `asyncio.wait_for`' },
  'asyncio.timeout_at': { added: 11, instead: 'use `asyncio.wait_for`' },
  'asyncio.Runner': { added: 11, instead: 'use `asyncio.run`' },
  'asyncio.Barrier': { added: 11 },
  'asyncio.BrokenBarrierError': { added: 11 },
  'asyncio.eager_task_factory': { added: 12 },
  'asyncio.create_eager_task_factory': { added: 12 },
  'asyncio.QueueShutDown': { added: 13 },
  'asyncio.EventLoop': { added: 13, instead: 'use `asyncio.SelectorEventLoop`' },
};

/** What took a `loop=` argument that it need not have: deprecated in 3.8, gone in 3.10. */
export const LOOP_TAKERS: ReadonlySet<string> = new Set(
  (
    'sleep wait_for wait gather shield as_completed Lock Event Condition Semaphore BoundedSemaphore Queue ' +
    'PriorityQueue LifoQueue open_connection start_server open_unix_connection start_unix_server ' +
    'create_subprocess_exec create_subprocess_shell'
  )
    .split(' ')
    .map((name) => `asyncio.${name}`),
);
