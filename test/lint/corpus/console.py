"""Programs for the terminal."""
import asyncio
import getpass
import sys
from getpass import getpass as ask_secret


async def chat(client):
    while True:
        line = input("> ")  # expect: CORO107
        if line == "/quit":
            return
        await client.send(line)


async def menu():
    print("1) start", "2) stop", sep="\n")  # ok: CORO107
    choice = int(input("choice: "))  # expect: CORO107
    return choice


async def login():
    password = getpass.getpass()  # expect: CORO107
    again = ask_secret("again: ")  # expect: CORO107
    return password == again


async def from_standard_input():
    return sys.stdin.readline()  # expect: CORO107


async def all_of_standard_input():
    return sys.stdin.read()  # expect: CORO107


async def confirm():
    return (await asyncio.to_thread(input, "sure? ")).lower() == "y"  # ok: CORO107


async def confirm_by_executor():
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, sys.stdin.readline)  # ok: CORO107


def ask(question):
    return input(question + " ")  # ok: CORO107


async def survey(questions):
    return [ask(question) for question in questions]  # expect: CORO107


async def survey_in_thread(questions):
    return [await asyncio.to_thread(ask, question) for question in questions]  # ok: CORO107


class Neuron:
    def __init__(self):
        self.inputs = []

    def input(self, value):
        self.inputs.append(value)


async def feed(values):
    neuron = Neuron()
    for value in values:
        neuron.input(value)  # ok: CORO107


async def parameter(input):
    return input("x")  # ok: CORO107


async def reads_from_prompt(session):
    return await session.prompt_async("> ")  # ok: CORO107


async def local_name(values):
    input = values[0]  # ok: CORO107
    return input


async def user_is_asked_in_default(question=input):  # ok: CORO107
    return question


async def debug(value):
    print(sys.argv, sys.stdin.isatty(), value)  # ok: CORO107
    sys.stdout.flush()  # ok: CORO107


async def quick_check():
    if input("continue? ") != "y":  # expect: CORO107
        raise SystemExit(1)


async def read_number(prompt):
    while not (text := input(prompt)).isdigit():  # expect: CORO107
        print("a number, please")
    return int(text)


async def game(board):
    players = {"x": lambda: input("x> "), "o": None}  # ok: CORO107
    return players, board


def main():
    name = input("name? ")  # ok: CORO107
    asyncio.run(chat(name))


if __name__ == "__main__":
    input("press enter")  # ok: CORO107
    main()
