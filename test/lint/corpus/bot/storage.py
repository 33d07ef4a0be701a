import json

__all__ = ["load_greetings", "save_greetings", "describe"]


def load_greetings():
    with open("greetings.json") as source:  # ok: CORO105
        return json.load(source)  # ok: CORO105


def save_greetings(greetings):
    with open("greetings.json", "w") as target:  # ok: CORO105
        json.dump(greetings, target)  # ok: CORO105


def describe():
    return "greetings"
