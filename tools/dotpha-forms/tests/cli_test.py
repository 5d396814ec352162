"""The program as it is called: what it prints, where it writes, how it ends."""
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import samples
from openpyxl import load_workbook

from dotpha_forms.cli import _by_cells

PROGRAM = Path(__file__).resolve().parents[1] / "dotpha-forms"


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        plan = samples.standard_plan()
        self.facts = samples.plan_facts(plan, samples.STANDARD_WORKS)
        (self.folder / "facts.json").write_text(json.dumps(self.facts), encoding="utf-8")

    def run_program(self, *arguments, given=None):
        done = subprocess.run([PROGRAM, *arguments], input=given, capture_output=True, text=True, cwd=self.folder,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **python_path()}, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_help_names_every_form(self):
        status, out, _ = self.run_program("--help")
        self.assertEqual(0, status)
        for form in ("registration", "plan", "report", "blank-plan", "blank-report", "proposals", "results", "decisions",
                     "fact-sheet", "late", "missing", "render", "read"):
            self.assertRegex(out, rf"\n    {form}\s")

    def test_a_form_is_made_from_kept_facts_and_read_back(self):
        self.assertEqual((0, "plan.xlsx: Kế hoạch thực hiện nhiệm vụ đột phá, đổi mới năm 2022\n", ""),
                         self.run_program("render", "facts.json", "-o", "plan.xlsx"))
        status, out, errors = self.run_program("read", "plan.xlsx")
        self.assertEqual((0, ""), (status, errors))
        self.assertEqual(self.facts["plan"]["works"], json.loads(out)["plan"]["works"])

    def test_facts_come_from_standard_input_too_and_the_request_goes_into_a_file(self):
        given = (self.folder / "facts.json").read_text(encoding="utf-8")
        self.assertEqual(0, self.run_program("render", "-", "-o", "plan.xlsx", given=given)[0])
        self.assertEqual((0, "", ""), self.run_program("read", "plan.xlsx", "-o", "plan.json"))
        self.assertEqual(2022, json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))["plan"]["cycle"])

    def test_wrong_cells_go_to_standard_error_with_status_2_and_nothing_is_written(self):
        self.run_program("render", "facts.json", "-o", "plan.xlsx")
        book = load_workbook(self.folder / "plan.xlsx")
        sheet = book["Mẫu 02"]
        row = next(cell.row for cell in sheet["B"] if cell.value == "Nội dung 1")
        sheet[f"D{row}"] = "nhiều"
        book.save(self.folder / "plan.xlsx")
        status, out, errors = self.run_program("read", "plan.xlsx", "-o", "plan.json")
        self.assertEqual((2, ""), (status, out))
        self.assertEqual(f"dotpha-forms: plan.xlsx: Mẫu 02!D{row}: NUMBER_INVALID: not a percentage like 12,5\n", errors)
        self.assertFalse((self.folder / "plan.json").exists())

    def test_what_is_unfinished_is_said_and_the_draft_is_made(self):
        self.facts["plan"]["works"][0]["years"][0]["quarters"][0]["share_e2"] = 2400
        (self.folder / "facts.json").write_text(json.dumps(self.facts), encoding="utf-8")
        self.run_program("render", "facts.json", "-o", "plan.xlsx")
        status, out, errors = self.run_program("read", "plan.xlsx")
        self.assertEqual(0, status)
        self.assertRegex(errors, r"^dotpha-forms: plan.xlsx: unfinished: Mẫu 02!F\d+: SUM_NOT_100: F\d+, F\d+, F\d+, F\d+ "
                                 r"sum to 99,00 %\n$")
        self.assertEqual(2400, json.loads(out)["plan"]["works"][0]["years"][0]["quarters"][0]["share_e2"])

    def test_refusals_have_a_reason_and_status_2(self):
        for arguments, reason in ((("render", "facts.json", "-o", "plan.odp"), "FORMAT_UNKNOWN"),
                                  (("render", "none.json", "-o", "plan.pdf"), "FILE_UNREADABLE"),
                                  (("read", "none.xlsx"), "FILE_UNREADABLE"),
                                  (("read", "facts.json"), "NOT_A_WORKBOOK"),
                                  (("decisions", "2022", "-o", "a.docx"), "DOTPHACTL_MISSING"),
                                  (("blank-report", "TQ-016", "RPT_Q", "-o", "a.xlsx"), "DOTPHACTL_MISSING")):
            status, _, errors = self.run_program(*arguments)
            self.assertEqual(2, status, errors)
            self.assertIn(f" {reason}: ", errors)

    def test_a_report_has_no_draft_at_the_service(self):
        report = {"official_id": "TQ-016", "covers": [{"duty": "RPT_Q", "period": "2022-Q1"}], "works": [],
                  "narrative": {}}
        facts = {**self.facts, "form": "report", "report": report}
        (self.folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        self.run_program("render", "facts.json", "-o", "report.xlsx")
        status, _, errors = self.run_program("read", "report.xlsx", "-o", "report.json", "--to", "draft")
        self.assertEqual(2, status)
        self.assertIn("NO_DRAFT_OF_REPORT", errors)
        self.assertEqual("TQ-016", json.loads((self.folder / "report.json").read_text())["report"]["official_id"])


class ServiceRefusals(unittest.TestCase):
    def test_the_cell_stands_beside_each_field_that_the_service_names(self):
        places = {"works[0]": "Mẫu 02!B12", "works[0].years[0].quarters[1]": "Mẫu 02!F20"}
        text = ("dotphactl: INVALID_ARGUMENT WEIGHT_SUM: plan.works[0]: the parts sum to 99.99 %\n"
                "  plan.works[0]: WEIGHT_SUM: TQ-016-2022-1/2022/Q3: the parts sum to 99.99 %\n"
                "  plan.works[0].years[0].quarters[1].share_e2: WEIGHT_OUT_OF_RANGE: 12000\n"
                "  plan.roadmap: MISSING_ROADMAP: required by Điều 4 khoản 4")
        self.assertEqual(["", " [Mẫu 02!B12]", " [Mẫu 02!F20]", ""],
                         [after[len(before):] for before, after in zip(text.split("\n"),
                                                                       _by_cells(text, "plan", places).split("\n"))])


def python_path():
    """Where the libraries are, if they are not where Debian puts them."""
    import os

    return {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}


if __name__ == "__main__":
    unittest.main()
