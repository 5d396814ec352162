"""dotpha-forms: from the command line to files and back."""
import argparse
import json
import re
import sys
from pathlib import Path

from . import facts as gathering
from .errors import FormError, ServiceError, refuse
from .forms import decisions, fact_sheet, late, plan, proposals, quang_ngai, registration, report, results

FORMS = {
    "registration": registration.build,
    "plan": plan.build,
    "report": report.build,
    "qn-registration": quang_ngai.build,
    "proposals": proposals.build,
    "results": results.build,
    "decisions": decisions.build,
    "fact-sheet": fact_sheet.build,
    "late": late.build,
}

DONE, USAGE = 0, 2

EPILOG = """The services are asked by dotphactl: token and addresses are those of the environment.
Examples:
  as TQ-016 dotpha-forms plan PLAN_ID -o ke-hoach.pdf
  as TQ-016 dotpha-forms blank-plan TQ-016 2022 -o ke-hoach.xlsx
  as TQ-016 dotpha-forms read ke-hoach.xlsx --to draft
Exit status: 0 done, 1 refused by a service, 2 command line or file wrong, 3 service not reachable or not in time."""


def write(document, path):
    """By the file's ending."""
    suffix = Path(path).suffix.lower()
    if suffix == ".docx":
        from .write_docx import write_docx as writer
    elif suffix == ".xlsx":
        from .write_xlsx import write_xlsx as writer
    elif suffix == ".pdf":
        from .write_pdf import write_pdf as writer
    else:
        refuse("FORMAT_UNKNOWN", f"{path} must end in .docx, .xlsx or .pdf")
    writer(document, path)


def document_of(facts, path):
    form = facts.get("form")
    if form not in FORMS:
        refuse("FORM_NOT_KNOWN", f"the facts are for one of {', '.join(FORMS)}")
    if form == "report":
        return report.build(facts, editable=Path(path).suffix.lower() == ".xlsx")
    return FORMS[form](facts)


def _parser():
    parser = argparse.ArgumentParser(prog="dotpha-forms", epilog=EPILOG,
                                     description="The forms that people sign: to DOCX, XLSX and PDF, and back from XLSX.",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def printing(name, text, *positional):
        command = commands.add_parser(name, help=text, description=text)
        for argument, hint in positional:
            command.add_argument(argument, help=hint, **({"type": int} if argument == "cycle" else {}))
        command.add_argument("-o", "--output", required=True, metavar="FILE", help="ends in .docx, .xlsx or .pdf")
        command.add_argument("--keep-facts", metavar="FILE.json", help="also keep what the form was made of")
        return command

    printing("registration", "Mẫu 01, or Quảng Ngãi's form: a registration", ("id", "as `dotphactl registration list` names it"))
    printing("plan", "Mẫu 02: a plan with its shares", ("id", "as `dotphactl plan list` names it"))
    printing("report", "Mẫu 03: a report with its percentages", ("id", "as `dotphactl report list` names it"))
    printing("blank-plan", "Mẫu 02 to be filled in, with the works that were assigned",
             ("official", "official's id"), ("cycle", "year"))
    blank = printing("blank-report", "Mẫu 03 to be filled in, with the rows of the plan", ("official", "official's id"))
    blank.add_argument("covers", nargs="+", metavar="DUTY:PERIOD", help="RPT_Q:2022-Q1 RPT_H1:2022 RPT_Y:2022 ...")
    body = printing("proposals", "a body's proposals of a cycle; without --body the general report", ("cycle", "year"))
    body.add_argument("--body", metavar="BODY", help="BCSD, BNC, ...")
    results_ = printing("results", "consolidated report of the results of a period", ("period", "2022-Q1, 2022-H1, 2022"))
    results_.add_argument("--body", metavar="BODY", default="BTC", help="default BTC: of all")
    printing("decisions", "the works that the Standing Committee assigned in a cycle", ("cycle", "year"))
    printing("fact-sheet", "facts for the annual review", ("official", "official's id"), ("cycle", "year"))
    for name, text in (("late", "duties that came late or have not come"), ("missing", "duties that have not come")):
        command = printing(name, text)
        command.add_argument("--body", metavar="BODY", help="only what concerns this body")
        command.add_argument("--cycle", metavar="YEAR", type=int, help="only duties of this year")
    printing("render", "a form from facts that were kept",
             ("facts", "file of --keep-facts; - reads standard input"))
    read = commands.add_parser("read", help="a filled-in XLSX of Mẫu 02 or 03 -> a plan or report",
                               description="Reads a filled-in workbook and prints the request that dotphactl takes "
                                           "(--from-json). Each wrong cell is named by its address.")
    read.add_argument("file", help="workbook of Mẫu 02 or Mẫu 03")
    read.add_argument("-o", "--output", metavar="FILE.json", help="default: standard output")
    read.add_argument("--to", choices=("draft", "submit"), help="also save the plan as a draft, or send it")
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    try:
        return _read(options) if options.command == "read" else _print(options)
    except FormError as error:
        place = getattr(options, "file", None)
        for problem in error.problems:
            print(f"dotpha-forms: {place + ': ' if place else ''}{problem}", file=sys.stderr)
        return USAGE
    except ServiceError as error:
        print(error, file=sys.stderr)
        return error.status


def _print(options):
    if options.command == "render":
        facts = _load(options.facts)
    else:
        from .services import Services

        facts = _gather(options, gathering.Gatherer(Services()))
    document = document_of(facts, options.output)
    write(document, options.output)
    print(f"{options.output}: {document.title}")
    if options.keep_facts:
        Path(options.keep_facts).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return DONE


def _load(path):
    try:
        return json.loads(sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return refuse("FILE_UNREADABLE", f"{path}: {error}")


def _gather(options, gatherer):
    command = options.command
    if command in ("registration", "plan", "report"):
        return getattr(gatherer, command)(options.id)
    if command == "blank-plan":
        return gatherer.blank_plan(options.official, options.cycle)
    if command == "blank-report":
        return gatherer.blank_report(options.official, [_cover(text) for text in options.covers])
    if command == "proposals":
        return gatherer.proposals(options.cycle, options.body)
    if command == "results":
        return gatherer.results(options.period, options.body)
    if command == "decisions":
        return gatherer.decisions(options.cycle)
    if command == "fact-sheet":
        return gatherer.fact_sheet(options.official, options.cycle)
    return gatherer.late(command == "missing", options.body, options.cycle)


def _cover(text):
    duty, _, period = text.partition(":")
    if not period:
        refuse("COVER_INVALID", f"{text}: must be DUTY:PERIOD, as RPT_Q:2022-Q1")
    return {"duty": duty, "period": period}


def read_workbook(path):
    """(kind, content, unfinished, places). FormError with every wrong cell."""
    from .read_plan import PlanReader
    from .read_report import ReportReader
    from .workbook import open_workbook, same

    book = open_workbook(path)
    titles = {same(title) for title in book.sheetnames}
    kinds = [(kind, reader) for kind, sheet, reader in (("plan", plan.SHEET, PlanReader),
                                                        ("report", report.SHEET, ReportReader)) if same(sheet) in titles]
    if not kinds:
        refuse("SHEET_MISSING", f"there is neither a sheet {plan.SHEET} nor {report.SHEET}")
    kind, reader = kinds[0][0], kinds[0][1](book)
    content = reader.read()
    if reader.problems:
        raise FormError(*reader.problems)
    return kind, content, reader.unfinished, reader.places


def _read(options):
    kind, content, unfinished, places = read_workbook(options.file)
    for problem in unfinished:
        print(f"dotpha-forms: {options.file}: unfinished: {problem}", file=sys.stderr)
    text = json.dumps({kind: content}, ensure_ascii=False, indent=1) + "\n"
    if options.output:
        Path(options.output).write_text(text, encoding="utf-8")
    if options.to:
        return _send(options, kind, content, places)
    if not options.output:
        sys.stdout.write(text)
    return DONE


def _send(options, kind, content, places):
    from .services import Services

    if (kind, options.to) == ("report", "draft"):
        refuse("NO_DRAFT_OF_REPORT", "the service keeps no drafts of reports: the file of -o is the draft")
    try:
        answer = Services().call(kind, options.to, given={kind: content})[kind]
    except ServiceError as error:
        raise ServiceError(error.status, _by_cells(str(error), kind, places)) from error
    print(answer["name"])
    return DONE


def _by_cells(text, kind, places):
    """dotphactl's words, with the cell beside each field."""
    lines = []
    for line in text.split("\n"):
        found = re.match(rf"  {kind}\.(\S+?): ", line)
        field = found[1] if found else ""
        while field and field not in places:
            field = field.rpartition(".")[0]
        lines.append(f"{line} [{places[field]}]" if field else line)
    return "\n".join(lines)
