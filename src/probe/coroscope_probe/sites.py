"""Sites: where tasks suspend. The probe's hottest path after the clocks.

Every suspension is looked up in a tree that follows the await chain: by code object, then by the instruction at which
that frame stands, frame by frame inwards. The first visit computes lines, names and the kind; every later one is a few
dictionary lookups with small integers, and no line number is ever computed twice. Not to look at a frame saves Python from
making an object of it: so coroutines that await in one place only are not asked for their instruction, and the walk ends
early at such functions of asyncio's, and at `sleep`, where the future tells its two places apart.

A suspension is one integer: site | group << 32; 0 where there is none (the task has ended), or none is known.
"""

from _weakref import ref

from .chain import AsyncGenerator, Coroutine, Generator, unwrap, walk
from .faults import pass_on
from .kinds import NUMBERS, kind_of_function, library_of
from .places import LIBRARY, STDLIB, USER, append

SITE_LIMIT = 100000
DEPTH_LIMIT = 256
DEEP = 8
ONLY = -1
COROUTINE = 0x80  # a flag of code
GROUP_MEMBERS = 200000  # after so many in a trace, long groups are cut to SHORT_GROUP
SHORT_GROUP = 32
SINGLE = 1 << 31
FUTURE, SLEEP, STREAM, SUBPROCESS, TASK, TIMEOUT, YIELD = (
    NUMBERS[name] for name in "future sleep stream subprocess task timeout yield".split())
GROUPED = tuple(NUMBERS[name] for name in ("wait", "timeout", "gather"))
# What waits in one of these made its future itself, and shows it to nobody.
PRIVATE = tuple(NUMBERS[name] for name in "lock event condition semaphore barrier queue.get queue.put stream".split())


class Leaf(dict):
    """The end of a walk at a function of asyncio's: sites by whether nothing at all is awaited (a bare yield)."""


class Once(dict):
    """The step inwards at a coroutine that awaits in one place only: there is just one, under ONLY."""


class Ending:
    """The end of a chain whose kind or group differs from visit to visit: it depends on the future."""

    __slots__ = ("kind", "places", "sites", "task")

    def __init__(self, kind, places):
        self.kind = kind  # 0: the user's code awaits the future itself
        self.places = places
        self.sites = {}
        self.task = 0  # for the wait for a single task: site | group << 32, but for that task's serial


class Sites:
    def __init__(self, places, futures, sleep, await_opcode):
        self.rows, self.groups, self.tokens = places.sites, places.groups, places.tokens
        self.tree = {}
        self.places = places
        self.futures = futures
        self.subjects = futures.subjects
        self.task_type = futures.task_types[0]
        self.sleep = sleep  # the code of asyncio.sleep
        self.await_opcode = await_opcode
        self.waiting_codes = set()  # ids of asyncio's codes that wait for tasks
        self.subprocess_seen = False
        self.meet = lambda task: None  # called with a task that another waits for, and that nobody has told of
        self.deep = set()  # sites at the end of deep chains
        self.memos = {}  # id of task -> see memo
        self.recent = {}
        self.members = 0
        self.problem = lambda where, message: None
        self.bare_yield = self.define(YIELD, ())  # of one that nobody looked at: its place is not known
        self.suspension = self.make_suspension()

    def make_suspension(self):
        tree = self.tree
        learn = self.learn
        resolve = self.resolve
        deep = self.deep
        suspension_deep_down = self.suspension_deep_down
        future_iterator = self.futures.iterator

        def suspension(task, link=None, node=tree):
            """Where a pending task is suspended now, or 0. `link`, `node`: where to begin the walk, if not at its coroutine."""
            if link is None:
                if deep:
                    return suspension_deep_down(task)
                link = task._coro
            try:
                kind = type(link)
                while True:
                    if kind is Coroutine:
                        node = node[id(link.cr_code)]
                        shape = type(node)
                        if shape is Leaf:
                            return node[task._fut_waiter is None]
                        node = node[ONLY if shape is Once else link.cr_frame.f_lasti]
                        link = link.cr_await
                    elif kind is future_iterator or link is None:
                        break
                    elif kind is Generator:
                        frame = link.gi_frame
                        if frame is None:
                            return 0
                        node = node[id(link.gi_code)][frame.f_lasti]
                        link = link.gi_yieldfrom
                    elif kind is AsyncGenerator:
                        node = node[id(link.ag_code)][link.ag_frame.f_lasti]
                        link = link.ag_await
                    else:
                        link = unwrap(link)
                    kind = type(link)
                if node is tree and task._state != "PENDING":
                    return 0  # not a coroutine that shows its frames
                ending = node[0]
            except (KeyError, AttributeError) as fault:  # of a frame: the program has closed a part of the chain
                pass_on(fault)
                return learn(task)
            return ending if type(ending) is int else resolve(ending, task)

        return suspension

    def suspension_deep_down(self, task):
        """The same where there are deep chains: begins at a coroutine far down that was in this one before.

        As long as it is suspended, nothing above it has moved: coroutines that await each other go on from below.
        """
        memo = self.memos.get(id(task))
        if memo is not None and memo[0] is not None:
            link = memo[0]()
            if link is not None and link.cr_await is not None:
                return self.suspension(task, link, memo[1])
        if task._coro is None:  # it has ended
            return 0
        site = self.suspension(task, task._coro)
        if site & 0xffffffff in self.deep and (memo is None or memo[2] < DEPTH_LIMIT):
            # One that did not last: further up next time.
            self.memos[id(task)] = self.memo(task, 0 if memo is None else 2 * memo[2] + 1)
        return site

    def memo(self, task, back):
        """(weak reference to a coroutine of the chain, its node in the tree, how far from the end it is)."""
        trail = []
        link, node = task._coro, self.tree
        while type(link) is Coroutine:
            inner = node.get(id(link.cr_code))
            if inner is None or type(inner) is Leaf:
                break
            trail.append((link, node))
            node = inner.get(ONLY if type(inner) is Once else link.cr_frame.f_lasti)
            if node is None:
                break
            link = link.cr_await
        if len(trail) - back < DEEP // 2:
            return None, None, DEPTH_LIMIT
        link, node = trail[-1 - back]
        return ref(link), node, back

    def learn(self, task):
        """The first visit: makes the site, and the way to it in the tree."""
        if task._state != "PENDING":
            return 0
        if len(self.rows) >= SITE_LIMIT:
            problem, self.problem = self.problem, lambda where, message: None  # once
            problem("sites", "Tasks suspend at more than %d sites: no more of them are told apart." % SITE_LIMIT)
            return 0
        chain = []
        for _, code, frame, name in walk(task._coro):
            scope = self.places.scope(code)
            chain.append((code, frame.f_lasti, self.places.place(code, frame.f_lineno, name), scope, name))
            if code is self.sleep:
                break
        kind = self.kind(chain)
        places = tuple(entry[2] for entry in chain)
        if len(places) > DEPTH_LIMIT:
            places = places[:DEPTH_LIMIT // 4] + places[-3 * DEPTH_LIMIT // 4:]
        node = self.tree
        dynamic = kind == 0 or kind in GROUPED and not (kind == TIMEOUT and self.is_private(chain)) or kind == STREAM
        last = len(chain) - 1
        for at, (code, instruction, place, scope, _) in enumerate(chain):
            if not place:
                return 0
            if code is self.sleep:
                bare = task._fut_waiter is None
                yields = bare and (kind == SLEEP or library_of(chain[at - 1][0].co_filename))
                site = self.define(YIELD if yields else kind, places)
                node.setdefault(id(code), Leaf())[bare] = site
                return site
            if at == last and at and scope == STDLIB and not dynamic and self.awaits_once(code):
                site = self.define(kind, places)
                node[id(code)] = Leaf({True: site, False: site})
                self.subprocess_seen = self.subprocess_seen or kind == SUBPROCESS
                return site
            if code.co_flags & COROUTINE and self.awaits_once(code):
                node = node.setdefault(id(code), Once()).setdefault(ONLY, {})
            else:
                node = node.setdefault(id(code), {}).setdefault(instruction, {})
        if dynamic:
            node[0] = Ending(kind, places)
            return self.resolve(node[0], task)
        self.subprocess_seen = self.subprocess_seen or kind == SUBPROCESS
        node[0] = self.define(kind, places)
        return node[0]

    def kind(self, chain):
        """The kind of the outermost standard library call made by the innermost frame of the user's code."""
        caller = -1
        scopes = [STDLIB if scope == LIBRARY and library_of(code.co_filename) else scope for code, _, _, scope, _ in chain]
        for scope in (LIBRARY, USER):
            if scope in scopes:
                caller = len(scopes) - 1 - scopes[::-1].index(scope)
        found = 0
        for (code, _, _, _, name), scope in zip(chain[caller + 1:], scopes[caller + 1:]):
            if scope == STDLIB:
                kind = kind_of_function(code.co_filename, name)
                if kind and kind in GROUPED:
                    self.waiting_codes.add(id(code))
                found = found or kind
        return found

    def is_private(self, chain):
        """Whether no task can stand behind what `wait_for` waits for: it awaits what it was given itself, from 3.12 on."""
        code, _, _, scope, name = chain[-1]
        if scope != STDLIB or kind_of_function(code.co_filename, name) not in PRIVATE:
            return False
        return sum(id(code) in self.waiting_codes for code, *_ in chain) == 1

    def awaits_once(self, code):
        """Whether a function has a single await: then no instruction has to be looked at."""
        return code.co_code[::2].count(self.await_opcode) == 1

    def define(self, kind, places):
        site = append(self.rows, (kind, places))
        if len(places) > DEEP:
            self.deep.add(site)
        return site

    def resolve(self, ending, task):
        kind = ending.kind
        serials = ()
        if kind == 0:
            waiter = task._fut_waiter
            subject = self.subjects.get(id(waiter))
            if subject is not None and type(waiter) is self.task_type:  # what the rest would say, for the most frequent case
                if ending.task and subject < SINGLE:
                    return ending.task + (subject << 30)
                kind, serials = TASK, (subject >> 2,)
            else:
                kind, serials = self.futures.look(waiter)
                if kind == FUTURE and FUTURE in ending.sites:
                    return ending.sites[FUTURE]
                if kind == TASK and not serials and self.futures.is_task(waiter):
                    self.meet(waiter)
                    serials = self.futures.serials((waiter,))
        elif kind == STREAM:
            if self.subprocess_seen and self.futures.of_subprocess(task):
                kind = SUBPROCESS
        else:
            serials = self.futures.awaited(task, self.waiting_codes)
        site = ending.sites.get(kind)
        if site is None:
            site = ending.sites[kind] = self.define(kind, ending.places)
            if kind == TASK:
                ending.task = site | SINGLE << 32
        return site | self.group(serials) << 32 if serials else site

    def group(self, serials):
        """The group of tasks: a single one is named by its serial."""
        if len(serials) == 1 and serials[0] < SINGLE:
            return SINGLE | serials[0]
        known = self.recent.get(serials)
        if known is not None:
            return known
        if self.members > GROUP_MEMBERS:
            serials = serials[:SHORT_GROUP]
        self.members += len(serials)
        if len(self.recent) > 1000:
            self.recent.clear()
        token = self.recent[serials] = next(self.tokens)
        self.groups.append((token, serials))
        return token
