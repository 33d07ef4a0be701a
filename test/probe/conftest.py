import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# A shell's background jobs ignore Ctrl-C, and so would the programs that are interrupted here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What the probe's own code does alike on every version: how it sends, ends and fails, and what it knows of other libraries.
# What it reads from the interpreter and grafts into asyncio is tried on all of them.
ALIKE = {
    "test_answer_faults", "test_code_without_end", "test_dap_outlet", "test_ends", "test_faults", "test_ill_behaved", "test_join_again", "test_join_faults",
    "test_lost", "test_other_loops", "test_processes", "test_pytest_bands", "test_random_programs", "test_snapshot", "test_socket",
    "test_stop", "test_trio", "test_turns", "test_watchdog"}
BUT = {"test_the_line_that_blocks", "test_tracers_see_the_same_events", "test_what_came_before_a_fork_leaves_the_process"}


def pytest_addoption(parser):
    parser.addoption("--varying", action="store_true", help="only tests whose truth varies from version to version")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--varying"):
        varying = [item for item in items if item.path.stem not in ALIKE or item.originalname in BUT]
        config.hook.pytest_deselected(items=[item for item in items if item not in varying])
        items[:] = varying
