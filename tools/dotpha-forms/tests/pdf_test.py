"""The longest and the shortest forms as PDF, by LibreOffice itself: A4, a Times-like face, heads on every page, nothing cut
off. (How they look was looked at: docs/adr/0012-forms.md.)"""
import re
import subprocess
import tempfile
import unicodedata
import unittest
from pathlib import Path
from unittest import mock

import samples

from dotpha_forms.cli import document_of, write
from dotpha_forms.document import Field, Paragraph, Table, text_of
from dotpha_forms.errors import FormError

MM_OF_POINT = 25.4 / 72


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def squeezed(text):
    """Without blanks and hyphens: lines break where the page wants it. PDF may spell letters in parts."""
    return re.sub(r"[\s\-\u00a0\u00ad]", "", unicodedata.normalize("NFC", text))


class Pdf(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "form.pdf"

    def rendered(self, facts):
        document = document_of(facts, self.path)
        write(document, self.path)
        return document, run("pdftotext", "-layout", self.path, "-").split("\f")[:-1]

    def check(self, facts, least_pages, most_pages):
        document, pages = self.rendered(facts)
        self.assertTrue(least_pages <= len(pages) <= most_pages, f"{len(pages)} pages")
        self.check_nothing_is_missing(document, pages)
        self.check_faces()
        self.check_margins(document)
        return document, pages

    def check_nothing_is_missing(self, document, pages):
        words = {squeezed(word) for page in pages for word in page.split()}
        for block in document.blocks:
            texts = []
            if isinstance(block, Table):
                texts = [text_of(value) for row in block.rows for value in row.values]
            elif isinstance(block, Paragraph):
                texts = [block.text]
            elif isinstance(block, Field):
                texts = [block.label, block.value]
            for text in texts:
                for word in text.split():
                    # A long word may be broken at its hyphens and slashes.
                    self.assertTrue(squeezed(word) in words or not word.isalpha(), f"{word!r} of {text!r}")

    def check_faces(self):
        for line in run("pdffonts", self.path).splitlines()[2:]:
            self.assertRegex(line, r"LiberationSerif|TimesNewRoman|Tinos|TeXGyreTermes")
            self.assertRegex(line, r"\syes\s+yes\s")  # embedded, and only what is used

    def check_margins(self, document):
        width = 297 if document.landscape else 210
        boxes = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', run("pdftotext", "-bbox", self.path, "-"))
        self.assertGreater(len(boxes), 20)
        for left, right in boxes:
            self.assertGreater(float(left) * MM_OF_POINT, 25)
            self.assertLess(float(right) * MM_OF_POINT, width - 15)

    def check_heads(self, pages, last_of_head):
        """Pages with rows of the table carry its head, to its last word."""
        for number, page in enumerate(pages, 1):
            if re.search(r"Tháng thứ (nhất|hai|3) trong quý", page):
                self.assertRegex(page, r"STT\s+Nội dung", f"page {number}")
                for word in last_of_head:
                    self.assertIn(word, unicodedata.normalize("NFC", page), f"page {number}")

    def test_the_longest_plan_E15(self):
        _, pages = self.check(samples.plan_facts(samples.plans()["TQ-061-P22-v1"]), 15, 60)
        self.check_heads(pages, ["đoạn)"])
        self.assertRegex(run("pdfinfo", self.path), r"Page size:\s+84\d(\.\d+)? x 59\d(\.\d+)? pts \(A4\)")
        # Numbered from the second page on, in the middle of the head.
        self.assertEqual(["2", "3"], [page.split()[0] for page in pages[1:3]])

    def test_the_shortest_plan_E15(self):
        plan = samples.plans()["TQ-056-P22B-v1"]
        _, pages = self.check(samples.plan_facts(plan), 2, 5)
        self.assertIn("THUYẾT MINH KẾ HOẠCH", pages[-1])

    def test_a_long_report_E16(self):
        acts = [act["payload"] for act in samples.lines("journal.jsonl")
                if act["act"] == "report.submit" and act["expect"] == "accepted"
                and act["payload"]["official_id"] == "TQ-061"]
        reports = [samples.report_of(payload) for payload in acts]
        facts = {"form": "report", "person": samples.PERSON, "plan": samples.plans()["TQ-061-P22-v1"],
                 "report": reports[-1], "earlier": reports[:-1], "works": samples.works(),
                 "recipients": ["Ban Thường vụ Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)"]}
        _, pages = self.check(facts, 8, 50)
        self.check_heads(pages, ["đoạn)", "thành)", "cáo)"])
        self.assertIn("Nơi nhận:", "".join(pages[-2:]))

    def test_the_longest_texts_that_the_contract_allows_are_not_cut(self):
        plan = samples.standard_plan()
        item = plan["works"][0]["years"][0]["quarters"][0]["months"][0]["items"][0]
        item["text"] = "Tiếp tục đẩy mạnh chuyển đổi số " * 312
        item["product"] = "Báo cáo"
        _, pages = self.rendered(samples.plan_facts(plan, samples.STANDARD_WORKS))
        self.assertGreater(len(pages), 4)
        self.assertEqual(312, len(re.findall("chuyển", "".join(pages))))

    def test_without_libreoffice_only_the_pdf_is_missing(self):
        facts = samples.plan_facts(samples.standard_plan(), samples.STANDARD_WORKS)
        with mock.patch("dotpha_forms.write_pdf.shutil.which", return_value=None):
            with self.assertRaisesRegex(FormError, "RENDERER_MISSING"):
                write(document_of(facts, self.path), self.path)
            for suffix in (".docx", ".xlsx"):
                path = self.path.with_suffix(suffix)
                write(document_of(facts, path), path)
                self.assertTrue(path.exists())


if __name__ == "__main__":
    unittest.main()
