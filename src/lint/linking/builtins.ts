import { isKnownCallable } from '../blockingCalls.ts';

/** Python's builtins, 3.8 to 3.15. */
export const BUILTINS: ReadonlySet<string> = new Set(
  (
    'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright ' +
    'credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash ' +
    'help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ' +
    'ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type ' +
    'vars zip ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError ' +
    'BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ' +
    'ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError ' +
    'Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ' +
    'ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt ' +
    'LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError ' +
    'OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ' +
    'ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError ' +
    'SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError ' +
    'UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ' +
    'ZeroDivisionError __import__ __debug__'
  ).split(' '),
);

/** Names of asyncio that star imports give, as far as rules look for them. */
const ASYNCIO = new Set(
  (
    'AbstractEventLoop ALL_COMPLETED BoundedSemaphore CancelledError Condition Event FIRST_COMPLETED FIRST_EXCEPTION Future ' +
    'Lock PriorityQueue Protocol Queue Runner Semaphore Task TaskGroup TimeoutError all_tasks as_completed coroutine ' +
    'create_subprocess_exec create_subprocess_shell create_task current_task ensure_future gather get_event_loop ' +
    'get_running_loop iscoroutinefunction new_event_loop open_connection run run_coroutine_threadsafe set_event_loop shield ' +
    'sleep start_server timeout timeout_at to_thread wait wait_for wrap_future'
  ).split(' '),
);

/** The full name of what `from module import *` gives for a name; null when it does not, or that is not known. */
export function starExports(module: string, name: string): string | null {
  const full = `${module}.${name}`;
  if (module === 'asyncio') return ASYNCIO.has(name) ? full : null;
  return isKnownCallable(full) ? full : null;
}
