"""The page docs/reference/benchmarks.md from what the parts of tests/bench/run measured."""

INTRODUCTION = """# Measurements

Written by `./dotpha bench`. Ratios compare two things of one run and mean something anywhere; absolute numbers belong to
one machine on one day: {machine}
"""

SQL = "[`tests/bench/{0}`](../../tests/bench/{0})"

PAGE_AIM_MS = 10  # what a reader takes for at once, with a network between


def row(what, measured, aim, met):
    return f"| {what} | {measured} | {aim} | {'met' if met else '**not met**'} |"


def table(rows):
    return "\n".join(["| What | Measured | Aim | |", "|---|---|---|---|", *rows])


def milliseconds(distribution):
    return f"p50 {distribution['p50']:.1f} ms, p99 {distribution['p99']:.1f} ms"


def against_pgbench(what, measured):
    return row(f"{what} over gRPC against pgbench with the same SQL",
               f"{measured['ratio']:.2f} ({measured['per_second']:.0f}/s against {measured['pgbench_per_second']:.0f}/s; "
               f"{milliseconds(measured['ms'])})", "at least 0.7", measured["ratio"] >= 0.7)


def memory(kib, after):
    return [row(f"resident memory, {service}", f"{kib[service] / 1024:.0f} MiB {after}", "64 MiB", kib[service] <= 64 * 1024)
            for service in sorted(kib)]


def write_path(m):
    ratio = m["runner_per_second"] / m["pgbench_per_second"]
    return table([row("write path without gRPC against pgbench with its SQL",
                      f"{ratio:.2f} ({m['runner_per_second']:.0f}/s against {m['pgbench_per_second']:.0f}/s)",
                      "at least 0.7", ratio >= 0.7)])


def relay(m):
    ledger = m["commit_to_ledger_ms"]
    return table([
        row("relay against a bare confirming publisher",
            f"{m['ratio']:.2f} ({m['relay_per_second']:.0f}/s against {m['bare_publisher_per_second']:.0f}/s)",
            "at least 0.7", m["ratio"] >= 0.7),
        row(f"commit to applied by a consumer ({ledger['rate']} events/s)",
            f"p50 {ledger['p50']} ms, p99 {ledger['p99']} ms", "p99 250 ms", ledger["p99"] <= 250)])


def registration(m):
    ledger = m["ledger"]
    return table([
        against_pgbench("SubmitRegistration", m["submit"]),
        row(f"reply of a submission to its obligation, at half load ({ledger['per_second']:.0f}/s)",
            f"{milliseconds(ledger['ms'])} ({ledger['ms']['samples']} samples)", "p99 250 ms", ledger["ms"]["p99"] <= 250),
        *memory(ledger["resident_kib"], "after the half load")]) + f"""

The delay is seen by polling `GetObligation` over gRPC, so it holds relay, broker, consumer, ledger and one read. The SQL
of pgbench is {SQL.format("submit_registration.sql")}: all statements of one call, with history, deliveries, audit, outbox
and idempotency rows, held against the server's log of a real call before anything is measured; its database is a copy of
the service's. Beside its calls the service also relays each event to the broker and seals its audit chain. Everybody has
listed what is his before, so that each token was verified once. Rounds alternate; medians."""


def reporting(m):
    return table([
        against_pgbench("SubmitPlan, a tree of 200 nodes,", m["plan"]),
        against_pgbench("SubmitReport, a quarter of that plan,", m["report"]),
        *memory(m["resident_kib"], "after it")]) + f"""

As above, with {SQL.format("submit_plan.sql")} and {SQL.format("submit_report.sql")}: the content is the one that the service
stores, the facts that a call reads are the same."""


def year(m):
    spent = dict(m["spent"])
    steps = spent.pop("steps")
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
    processors = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(m["cpu_seconds"].items()))
    return table([row("a year of 64 officials through five services", f"{m['seconds']:.1f} s", "60 s", m["seconds"] <= 60),
                  *memory(m["resident_kib"], "at its end")]) + f"""

`samples/tuyen-quang-2022` by `dotpha-play` from 15/10/2021 to 31/03/2023. Where the time goes, as the player sees it:
{parts}, in {steps} steps of the virtual clock. Processor time: {processors}."""


def rush(m):
    errors = sum(m["errors"].values())
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(m["errors"].items()))
    return table([
        row(f"{m['reports']} reports offered within one minute: errors", f"{errors}{f' ({reasons})' if reasons else ''}", "0",
            errors == 0),
        row("… from the moment at which it was offered to the reply", milliseconds(m["ms"]), "p99 1000 ms",
            m["ms"]["p99"] <= 1000),
        row("… until all five services have applied all of it", f"{m['settled_after_seconds']:.1f} s after the last reply",
            "60 s", m["settled_after_seconds"] <= 60),
        *memory(m["resident_kib"], "after it")]) + """

Each official once, at random moments, without retries; the services' clock stands at 23:59 on the last day, and all five
run."""


def lists(m):
    sizes = sorted(next(iter(m.values())), key=int)
    places = ("first_ms", "middle_ms", "last_ms")
    rows = ["| List | " + " | ".join(f"{int(size):,} rows" for size in sizes) + f" | at most {PAGE_AIM_MS} ms |",
            "|---|" + "---|" * (len(sizes) + 1)]
    for name, by_size in sorted(m.items()):
        times = " | ".join(" / ".join(f"{by_size[size][place]:.1f}" for place in places) for size in sizes)
        met = all(by_size[sizes[-1]][place] <= PAGE_AIM_MS for place in places)
        rows.append(f"| {name} | {times} | {'met' if met else '**not met**'} |")
    return "\n".join(rows) + """

Milliseconds for a page of 25 rows: the first / the middle / the last page of the list. The aim is for most rows, at each
of the three places. Ten cycles, a tenth as many officials as rows."""


def start(m):
    return table([*(row(f"start to SERVING, {service}", f"{ms:.0f} ms", "1 s", ms <= 1000)
                    for service, ms in sorted(m["start_ms"].items())),
                  *memory(m["resident_kib"], "at start")])


# In the order of the page: name of the part, heading, text from what it measured.
SECTIONS = (
    ("write-path", "Write path", write_path),
    ("relay", "Events", relay),
    ("registration", "Registrations", registration),
    ("reporting", "Plans and reports", reporting),
    ("year", "A year", year),
    ("rush", "The last minute before a deadline", rush),
    ("lists", "Lists", lists),
    ("start", "Start", start),
)


def section(part, measured):
    heading, text = next((heading, text) for name, heading, text in SECTIONS if name == part)
    return f"## {heading}\n\n{text(measured)}\n"


def page(results, machine):
    """The whole page; KeyError when a part is missing."""
    return "\n".join([INTRODUCTION.format(machine=machine), *(section(part, results[part]) for part, _, _ in SECTIONS)])
