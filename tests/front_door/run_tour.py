#!/usr/bin/python3
"""Runs the console blocks of a page in one shell and compares what comes out with what the page shows.

    run_tour.py PAGE FOLDER [--write]

In a ```console block a line `$ COMMAND` is run (with `> MORE` lines after it), the lines below are its output. `...` stands for
any number of lines; ids that differ from run to run (UUIDs) match each other. A command must end with 0, unless the
next one is `echo $?`. With --write the outputs of commands that show none are written into the page.
"""
import re
import subprocess
import sys
from dataclasses import dataclass, field

UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
MARK = "end-of-command"


@dataclass
class Step:
    line: int  # where it stands in the page, from 0
    command: str
    expected: list = field(default_factory=list)
    end: int = 0  # the line after its output


def read_steps(lines):
    steps, inside = [], False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            steps.append(Step(number, line[2:], end=number + 1))
        elif inside and line.startswith("> ") and not steps[-1].expected:
            steps[-1].command += "\n" + line[2:]
            steps[-1].end = number + 1
        elif inside:
            steps[-1].expected.append(line)
            steps[-1].end = number + 1
    return steps


class Shell:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, text=True, encoding="utf-8", errors="backslashreplace",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.status = 0

    def run(self, command):
        """The command's output, both streams, as lines."""
        self.process.stdin.write(f"(exit {self.status})\n{{ {command}\n}} </dev/null; printf '\\n{MARK} %s\\n' $?\n")
        self.process.stdin.flush()
        output = []
        for line in self.process.stdout:
            if line.startswith(MARK + " "):
                self.status = int(line.split()[1])
                if output and output[-1] == "":
                    output.pop()  # the line break before the mark
                return output
            output.append(line.rstrip("\n"))
        raise SystemExit(f"the shell ended in: {command}\n" + "\n".join(output))


def matches(expected, actual):
    """Whether the lines are the expected ones, where `...` stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[skip:]) for skip in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


def comparable(lines):
    return [UUID.sub("UUID", line).rstrip() for line in lines]


def main():
    page, folder, write = sys.argv[1], sys.argv[2], "--write" in sys.argv[3:]
    with open(page, encoding="utf-8") as text:
        lines = text.read().split("\n")
    steps = read_steps(lines)
    shell, wrong, written = Shell(folder), 0, []
    for step, following in zip(steps, steps[1:] + [None]):
        actual = shell.run(step.command)
        may_fail = following is not None and following.command == "echo $?"
        if shell.status != 0 and not may_fail:
            wrong += 1
            print(f"{page}:{step.line + 1}: exit status {shell.status}: {step.command}", *actual, sep="\n  ")
        elif write and not step.expected:
            written.append((step.end, actual))
        elif not matches(comparable(step.expected), comparable(actual)):
            wrong += 1
            print(f"{page}:{step.line + 1}: another output: {step.command}", *actual, sep="\n  ")
    if written:
        for end, actual in reversed(written):
            lines[end:end] = actual
        with open(page, "w", encoding="utf-8") as text:
            text.write("\n".join(lines))
    print(f"{len(steps)} commands of {page}, {wrong} otherwise than it says")
    sys.exit(1 if wrong or not steps else 0)


if __name__ == "__main__":
    main()
