"""The mutants: what is broken in the sources, and the test that must die of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a test runs on. Value: what it says when it passed, and what it says of the failure it died of."""

    FAULTS = (r"survived ([1-9]\d*) of \1 cells|secrets  [1-9]", r"^(?:lost|leaked|wrong)  ([^\n]+(?:\n {6}[^\n]+)?)")
    RUST = (r"test result: ok\. [1-9]\d* passed", r"panicked at [^\n]+\n([^\n]+(?:\n +left: [^\n]+\n +right: [^\n]+)?)")
    PYTHON = (r"\b[1-9]\d* passed", r"^E +(?:AssertionError: CompletedProcess.*\\n(?=\w+Error: ))?(.+?)(?:\\n'\))?$")
    NODE = (r"^# pass [1-9]", r"^ +error: (?:\|-\n)?\s*([^\n]+)")

    @property
    def passed(self) -> re.Pattern[str]:
        """Found in the output of a test that ran and passed, rather than of one that is not there."""
        return re.compile(self.value[0], re.MULTILINE)

    @property
    def failed(self) -> re.Pattern[str]:
        """Found in the output of a test that ran and failed, rather than of one that could not run."""
        return re.compile(self.value[1], re.MULTILINE)


@dataclass(frozen=True)
class Test:
    """A test, as its runner is told of it."""

    kind: Kind
    words: str

    def __str__(self) -> str:
        return f"{self.kind.name.lower()} {self.words}"


@dataclass(frozen=True)
class Edit:
    """One exact text, found once in a file, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    """One thing that must not be done, done."""

    name: str
    what: str
    edits: tuple[Edit, ...]
    test: Test


def _faults(rows: str) -> Test:
    """Rows of the table of faults, played to the core."""
    return Test(Kind.FAULTS, f"--only {rows} --language rust --exact")


CLIENT, CONFIG, RETRY, TRANSPORT = "core/src/client", "core/src/config", "core/src/retry/mod.rs", "core/src/transport"
REPEATED = "Cause::Unknown | Cause::Status(408 | 429 | 500 | 502 | 503 | 504 | 520..=524 | 529, _) => repeatable,"
PYTHON, NODE = "bindings-python/src", "bindings-node/src"

MUTANTS = (
    Mutant(
        "post-again-on-eof",
        "a write is sent again after its connection ended without an answer",
        (Edit(RETRY, REPEATED, f"Cause::Unknown => true,\n        {REPEATED.removeprefix('Cause::Unknown | ')}"),),
        _faults("F19"),
    ),
    Mutant(
        "post-again-on-503",
        "a write is sent again after a 503",
        (Edit(RETRY, REPEATED, f"Cause::Status(503, _) => true,\n        {REPEATED}"),),
        _faults("F60"),
    ),
    Mutant(
        "pooled-writes",
        "writes go over connections that were used before",
        (
            Edit(
                f"{TRANSPORT}/mod.rs",
                "let may_share = reuse || self.config.limits.reuse_connections_for_writes;",
                "let may_share = reuse || !reuse;",
            ),
        ),
        _faults("F18"),
    ),
    Mutant(
        "no-deadline",
        "a call as a whole may last an hour, whatever its deadline",
        (
            Edit(
                f"{CLIENT}/execute.rs",
                "let deadline = deadline_after(started, times.deadline);",
                "let deadline = deadline_after(started, times.deadline.max(std::time::Duration::from_secs(3600)));",
            ),
        ),
        Test(Kind.RUST, "life a_call_ends_by_its_deadline_whatever_attempts_are_left"),
    ),
    Mutant(
        "blocking-backoff",
        "the wait between attempts blocks its thread",
        (Edit(f"{CLIENT}/retry_loop.rs", "sleep(delay).await;", "std::thread::sleep(delay);"),),
        Test(Kind.RUST, "life a_call_that_waits_for_its_next_attempt_can_be_given_up"),
    ),
    Mutant(
        "no-drain-at-exit",
        "nothing ends the calls in flight when Python exits",
        (
            Edit(
                f"{PYTHON}/lib.rs",
                'module.py().import("atexit")?.call_method1("register", (shutdown,))?;',
                "drop(shutdown);",
            ),
        ),
        Test(Kind.PYTHON, "tests/python/test_hazards.py -k test_calls_in_flight_end_before_the_interpreter_does"),
    ),
    Mutant(
        "no-fork-hook",
        "a forked child goes on with what its parent made with threads",
        (
            Edit(
                f"{PYTHON}/runtime/process.rs",
                "unsafe { libc::pthread_atfork(None, None, Some(self.in_child)) };",
                "let _ = self.in_child;",
            ),
            # Either of the two is enough, and each is there for the case that the other is not.
            Edit(
                f"{PYTHON}/runtime/process.rs",
                "(made.process == std::process::id()).then_some(&made.value)",
                "Some(&made.value)",
            ),
        ),
        Test(Kind.PYTHON, "tests/python/test_hazards.py -k test_asyncio_works_in_a_forked_child"),
    ),
    Mutant(
        "no-check-signals",
        "a blocking call of Python does not look for signals",
        (Edit(f"{PYTHON}/call/blocking.rs", "py.check_signals()?;", ""),),
        Test(Kind.PYTHON, "tests/python/test_life.py -k ctrl_c_ends_the_call_and_the_request[get]"),
    ),
    Mutant(
        "inner-spawn",
        "a call of asyncio runs in a task of its own, which cancelling does not reach",
        (
            Edit(
                f"{PYTHON}/call/asynchronous.rs",
                "let outcome = work.await;",
                "let Ok(outcome) = tokio::spawn(work).await else { return };",
            ),
        ),
        Test(Kind.PYTHON, "tests/python/test_hazards.py -k test_cancelling_a_task_ends_the_request"),
    ),
    Mutant(
        "no-cleanup-hook",
        "nothing ends the calls in flight of a worker of Node that is terminated",
        (Edit(f"{NODE}/call/bridge.rs", "env.add_env_cleanup_hook(bridge.clone(), |bridge| bridge.close())?;", ""),),
        Test(Kind.NODE, "tests/node/hazards.test.mjs a terminated worker takes its calls along"),
    ),
    Mutant(
        "headers-not-sensitive",
        "the values of headers that hold secrets are not marked as such",
        (
            Edit(f"{CONFIG}/token.rs", "    value.set_sensitive(true);\n", ""),
            Edit(f"{CONFIG}/call_options.rs", "headers.values_mut().for_each(|value| value.set_sensitive(true));", ""),
            Edit(f"{CONFIG}/call_options.rs", "    value.set_sensitive(true);\n", ""),
        ),
        Test(Kind.RUST, "echoes an_error_shows_no_part_of_a_header"),
    ),
    Mutant(
        "errors-with-url",
        "errors of the HTTP library keep their URL, whose query may hold secrets",
        (Edit(f"{TRANSPORT}/failure.rs", "let error = error.without_url();", ""),),
        Test(Kind.RUST, "secrets a_connection_that_fails_does_not_tell_the_query"),
    ),
    Mutant(
        "redirects-followed",
        "redirects are followed",
        (Edit(f"{TRANSPORT}/clients.rs", "redirect::Policy::none()", "redirect::Policy::limited(10)"),),
        _faults("F68"),
    ),
    Mutant(
        "cap-on-wire-bytes",
        "the largest answer is measured as it is sent, not as it unfolds",
        (Edit(f"{TRANSPORT}/body.rs", "Gunzip::new(limit)", "Gunzip::new(usize::MAX)"),),
        _faults("F47"),
    ),
)
