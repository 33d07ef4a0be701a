"""Programs that block their event loop, each in its own way, with the truth in a comment.

`# here` ends the line that the measured hint belongs on, where the code before it ends with the call that blocks;
`# line` the same where the end of the line is not that of the call. `# caller` is on the line of the coroutine, or of the
callback, that called into it, where that is another one. `{folder}` is one of the test's own, with a `site-packages`
in it that the program can import from.
"""

HEAD = """
import asyncio, functools, gc, hashlib, json, os, queue, re, socket, subprocess, sys, threading, time, zlib
import concurrent.futures
FOLDER = {folder!r}
sys.path.insert(0, os.path.join(FOLDER, "site-packages"))
"""

LIBRARY = """
import time
def wait(*arguments):
    time.sleep(0.3)
    return []
def call(function):
    return function()
"""

SLOW_MODULE = """
import time
time.sleep(0.3)
"""


def main(body):
    """A program whose coroutine does this."""
    return "async def main():\n    await asyncio.sleep(0.01)\n%s\n    await asyncio.sleep(0.01)\nasyncio.run(main())\n" % (
        "\n".join("    " + line for line in body.strip("\n").split("\n")))


WAYS = {
    "sleep": main("time.sleep(0.3)  # here"),
    "python": main("for number in range(6000000): square = number * number  # line"),
    "C, sum": main("sum(range(20000000))  # here"),
    "C, regular expression": main("re.compile('(a+)+$').match('a' * 23 + 'b')  # here"),
    "C, sort": main("numbers = [str(7919 * n % 1000003) for n in range(400000)]") .replace(
        "400000)]", "400000)]\n    await asyncio.sleep(0.01)\n    [number for number in numbers * 20 if not number]\n"
        "    await asyncio.sleep(0.01)\n    for _ in range(4): sorted(numbers * 3)  # here"),
    "C that lets others run": main("zlib.compress(DATA, 9)  # here").replace(
        "async def main", "DATA = os.urandom(1 << 20) * 12\nasync def main"),
    "hash": main("hashlib.pbkdf2_hmac('sha256', b'secret', b'salt', 2000000)  # here"),
    "JSON": main("json.dumps(DATA)  # here").replace(
        "async def main", "DATA = [{'number': n, 'text': str(n)} for n in range(300000)] * 4\nasync def main"),
    "file": """
path = os.path.join(FOLDER, "pipe")
os.mkfifo(path)
def write():
    time.sleep(0.3)
    with open(path, "w") as file:
        file.write("text")
async def main():
    thread = threading.Thread(target=write)
    thread.start()
    print(open(path).read())  # line
asyncio.run(main())
""",
    "lines of a file": """
async def main():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.3)"], stdout=subprocess.PIPE)
    await asyncio.sleep(0.01)
    for line in process.stdout:  # line
        print(line)
asyncio.run(main())
""",
    "descriptor": """
async def main():
    reader, writer = os.pipe()
    threading.Timer(0.3, os.write, (writer, b"x")).start()
    os.read(reader, 1)  # here
asyncio.run(main())
""",
    "socket": """
async def main():
    one, other = socket.socketpair()
    threading.Timer(0.3, other.send, (b"x",)).start()
    one.recv(1)  # here
asyncio.run(main())
""",
    "names of hosts": """
import _socket, library
_socket.getaddrinfo = library.wait
async def main():
    socket.getaddrinfo("example.org", 80)  # here
asyncio.run(main())
""",
    "lock": """
lock = threading.Lock()
async def main():
    lock.acquire()
    threading.Timer(0.3, lock.release).start()
    lock.acquire()  # here
asyncio.run(main())
""",
    "with a lock": """
lock = threading.Lock()
async def main():
    lock.acquire()
    threading.Timer(0.3, lock.release).start()
    with lock:  # line
        pass
asyncio.run(main())
""",
    "queue": """
items = queue.Queue()
async def main():
    threading.Timer(0.3, items.put, (1,)).start()
    items.get()  # here
asyncio.run(main())
""",
    "result of a future": """
pool = concurrent.futures.ThreadPoolExecutor()
async def main():
    pool.submit(time.sleep, 0.3).result()  # here
asyncio.run(main())
""",
    "subprocess": main("subprocess.run([sys.executable, '-c', 'import time; time.sleep(0.3)'])  # here"),
    "helper": """
def third():
    time.sleep(0.3)  # here
def second():
    third()
class Service:
    def first(self):
        second()
async def work():
    Service().first()  # caller
async def main():
    await work()
asyncio.run(main())
""",
    "coroutine called by another": """
async def inner():
    time.sleep(0.3)  # here
async def outer():
    await inner()
asyncio.run(outer())
""",
    "callback": """
def callback():
    time.sleep(0.3)  # here
async def main():
    asyncio.get_running_loop().call_later(0.01, callback)
    await asyncio.sleep(0.1)
asyncio.run(main())
""",
    "callback with a helper": """
def helper():
    time.sleep(0.3)  # here
def callback(task):
    helper()  # caller
async def main():
    asyncio.create_task(asyncio.sleep(0.01)).add_done_callback(callback)
    await asyncio.sleep(0.1)
asyncio.run(main())
""",
    "callback from a thread": """
def callback():
    time.sleep(0.3)  # here
async def main():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=loop.call_soon_threadsafe, args=(callback,))
    thread.start()
    await asyncio.sleep(0.1)
    thread.join()
asyncio.run(main())
""",
    "lambda": main("asyncio.get_running_loop().call_soon(lambda: time.sleep(0.3))  # line"),
    "finalizer": """
class Connection:
    def __del__(self):
        time.sleep(0.3)  # here
async def main():
    connection = Connection()
    await asyncio.sleep(0.01)
    del connection  # caller
asyncio.run(main())
""",
    "finalizer in a cycle": """
class Connection:
    def __del__(self):
        time.sleep(0.3)  # here
async def main():
    gc.disable()
    connection = Connection()
    connection.me = connection
    del connection
    await asyncio.sleep(0.01)
    gc.collect()  # caller
asyncio.run(main())
""",
    "import": main("import slow_module  # line"),
    "library": main("import library\nlibrary.wait()  # here"),
    "library that calls back": """
import library
def callback():
    time.sleep(0.3)  # here
async def main():
    library.call(callback)  # caller
asyncio.run(main())
""",
    "code made by exec": main("exec('import time\\nfor _ in range(3):\\n    time.sleep(0.1)')  # here"),
    "comprehension": main("print([time.sleep(0.05) for _ in range(6)])  # line"),
    "generator": """
def numbers():
    for number in range(6):
        time.sleep(0.05)  # here
        yield number
async def main():
    sum(numbers())  # caller
asyncio.run(main())
""",
    "asynchronous generator": """
async def numbers():
    time.sleep(0.3)  # here
    yield 1
async def main():
    async for number in numbers():
        pass
asyncio.run(main())
""",
    "property": """
class Settings:
    @property
    def value(self):
        time.sleep(0.3)  # here
async def main():
    Settings().value  # caller
asyncio.run(main())
""",
    "decorated": """
def logged(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper
@logged
def load():
    time.sleep(0.3)  # here
async def main():
    load()  # caller
asyncio.run(main())
""",
    "recursion": """
def down(depth):
    if depth == 0:
        time.sleep(0.3)  # here
    else:
        down(depth - 1)
async def main():
    down(400)  # caller
asyncio.run(main())
""",
    "loop in a thread": """
async def main():
    time.sleep(0.3)  # here
thread = threading.Thread(target=asyncio.run, args=(main(),))
thread.start()
thread.join()
""",
    "in several lines": main("""
time.sleep(
    0.3
)  # end
""".replace("time.sleep(", "time.sleep(  # line")),
    "with letters of all kinds": main("print('naïve ☕ 𝄞', time.sleep(0.3))  # line"),
    "loop in a loop": """
def callback():
    time.sleep(0.3)  # here
async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(callback)
    asyncio.tasks._leave_task(loop, task)
    loop._run_once()  # caller
    asyncio.tasks._enter_task(loop, task)
loop = asyncio.new_event_loop()
task = loop.create_task(main())
loop.run_until_complete(task)
loop.close()
""",
}

FROM_3_10 = {  # before, leaving a `with` counted for its last line
    "executor that is left": main("""
with concurrent.futures.ThreadPoolExecutor() as pool:  # line
    pool.submit(time.sleep, 0.3)
"""),
}

FROM_3_11 = {  # where the interpreter stops only at calls, jumps and functions
    "operator": main("NUMBER ** 20  # here").replace("async def main", "NUMBER = 7 ** 100000\nasync def main"),
    "operator before a function": """
def small(text):
    return text
async def main():
    found = -1 in NUMBERS  # here
    small(len)
NUMBERS = list(range(1000)) * 60000
asyncio.run(main())
""",
    "operator before a coroutine": """
async def main():
    power = NUMBER ** 18  # here
    await asyncio.sleep(DELAY * 10)
NUMBER, DELAY = 7 ** 100000, 0.001
asyncio.run(main())
""",
}

FROM_3_12 = {
    "first step of an eager task": """
async def work():
    time.sleep(0.3)  # here
async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    await asyncio.create_task(work())
asyncio.run(main())
""",
}
