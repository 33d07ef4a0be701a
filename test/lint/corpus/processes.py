"""Starting programs, and waiting for them."""
import asyncio
import multiprocessing
import os
import shlex
import subprocess
import subprocess as sp
from asyncio import subprocess as asp
from subprocess import PIPE, CalledProcessError, Popen, check_output, run


async def convert(source, target):
    subprocess.run(["ffmpeg", "-i", source, target], check=True)  # expect: CORO104


async def branch():
    out = subprocess.check_output(["git", "rev-parse", "HEAD"])  # expect: CORO104
    return out.decode().strip()


async def every_function(command):
    subprocess.call(command)  # expect: CORO104
    subprocess.check_call(command)  # expect: CORO104
    subprocess.getoutput("uptime")  # expect: CORO104
    subprocess.getstatusoutput("uptime")  # expect: CORO104
    sp.run(command)  # expect: CORO104
    run(command, stdout=PIPE)  # expect: CORO104
    return check_output(command, text=True)  # expect: CORO104


async def shell(command):
    os.system(command)  # expect: CORO104
    return os.popen(command)  # expect: CORO104


async def popen(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # expect: CORO104
    out, _ = process.communicate()  # expect: CORO104
    return out


async def popen_and_wait(command):
    process = Popen(shlex.split(command))  # expect: CORO104
    if process.poll() is None:  # ok: CORO104
        process.terminate()  # ok: CORO104
    return process.wait(timeout=5)  # expect: CORO104


async def popen_with(command):
    with Popen(command, stdout=PIPE) as process:  # expect: CORO104
        return process.communicate()[0]  # expect: CORO104


async def wait_for_children(pid):
    os.waitpid(pid, 0)  # expect: CORO104
    return os.wait()  # expect: CORO104


async def reap(pid):
    done, status = os.waitpid(pid, os.WNOHANG)  # ok: CORO104
    return done, os.waitstatus_to_exitcode(status)  # ok: CORO104


async def properly(command):
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)  # ok: CORO104
    out, _ = await process.communicate()  # ok: CORO104
    return out


async def properly_in_a_shell(command):
    process = await asyncio.create_subprocess_shell(command, stdout=asp.PIPE)  # ok: CORO104
    return await process.wait()  # ok: CORO104


async def off_the_loop(command):
    try:
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)  # ok: CORO104
    except CalledProcessError as error:  # ok: CORO104
        return error.returncode
    return done.stdout  # ok: CORO104


async def off_the_loop_by_executor(command):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: subprocess.check_output(command))  # ok: CORO104


def version_of(tool):
    return subprocess.run([tool, "--version"], capture_output=True, text=True).stdout  # ok: CORO104


async def report(tools):
    return {tool: version_of(tool) for tool in tools}  # expect: CORO104


async def describe():
    return version_of("git")  # expect: CORO104


class Worker:
    """Supervises one child."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command)  # ok: CORO104

    async def stop(self):
        self.process.terminate()  # ok: CORO104
        self.process.wait()  # expect: CORO104

    async def restart(self):
        self.start()  # expect: CORO104

    async def is_alive(self):
        return self.process is not None and self.process.poll() is None  # ok: CORO104


class Runner:
    """A pipeline's steps; nothing of it is a program."""

    def run(self, steps):
        return [step for step in steps if step]

    def call(self, step):
        return step

    def wait(self):
        return True


async def pipeline(steps):
    runner = Runner()
    runner.run(steps)  # ok: CORO104
    runner.call(steps[0])  # ok: CORO104
    runner.wait()  # ok: CORO104
    return multiprocessing.cpu_count(), os.getpid()  # ok: CORO104


async def shadowed():
    def run(command):
        return command.upper()

    return run("ls")  # ok: CORO104


async def parameter_shadows(subprocess):
    return subprocess.run(["ls"])  # ok: CORO104
