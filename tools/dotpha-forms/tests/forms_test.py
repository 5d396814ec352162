"""What each form says and where, read back from the files that are produced. Named after scenarios E-15, E-16 and the
rules of section 15 (forms, field by field)."""
import re
import tempfile
import unittest
from pathlib import Path

import samples
from docx import Document as Word
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from dotpha_forms.cli import document_of, write
from dotpha_forms.errors import FormError
from dotpha_forms.forms import report as report_form

NARRATIVE = {"difficulties": "Thiếu máy quét", "directions": "Số hóa đợt 2", "proposals": "Bố trí kinh phí"}
# As they stand in the source texts, wrongly (RULES 15.5).
SLIPS = ("đổi với việc", "đội với việc", "ĐỢT PHÁ", "giải pháp khác phục", "Nơi nhân", "TỒN ĐỘNG", "thực việc",
         "làm của Ban Chấp hành", "Sản phẩm/kết quả đạt\n", "(HTT, HT, Không hoàn thành)")


class Forms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def docx(self, facts):
        path = self.folder / "form.docx"
        write(document_of(facts, path), path)
        return Word(path)

    def xlsx(self, facts):
        path = self.folder / "form.xlsx"
        write(document_of(facts, path), path)
        return load_workbook(path)

    def text(self, facts):
        return text_of(self.docx(facts))

    def assert_in_order(self, wanted, text):
        place = 0
        for part in wanted:
            found = text.find(part, place)
            self.assertGreaterEqual(found, 0, f"{part!r} does not follow in:\n{text[place:place + 800]}")
            place = found + len(part)


def text_of(word):
    """All of a DOCX in its order, a line each paragraph or row."""
    lines = []
    for child in word.element.body.iterchildren():
        if child.tag.endswith("}p"):
            lines.append("".join(node.text or "" for node in child.iter() if node.tag.endswith("}t")))
        elif child.tag.endswith("}tbl"):
            table = next(table for table in word.tables if table._tbl is child)
            lines += [" | ".join(row) for row in cells_of(table)]
    return "\n".join(lines)


def cells_of(table):
    columns = [table.column_cells(index) for index in range(len(table.columns))]
    return [[cell.text for cell in row] for row in zip(*columns)]


def form_table(word):
    """The form's table: the one whose head is numbered."""
    for table in word.tables:
        rows = cells_of(table)
        if any(row[:3] == ["1", "2", "3"] for row in rows):
            return rows
    raise AssertionError("no table with numbered columns")


def rows_below_head(rows):
    number = next(index for index, row in enumerate(rows) if row[:3] == ["1", "2", "3"])
    return rows[number + 1:]


def year_figures(document):
    """Work id -> hundredths of 2022 in Mẫu 03: on the row of the work, of a stage work on that of the year."""
    found, work = {}, None
    for row in document.table().rows:
        kind, code = row.entry[0], row.entry[1]
        work = code if kind == "VIỆC" else work
        if row.values[4] is not None and (kind == "VIỆC" or (kind == "NĂM" and code == "2022")):
            found[work] = row.values[4].e2
    return found


def repeated_rows(table):
    """How many rows are repeated on every page."""
    return sum(1 for row in table.rows if row._tr.trPr is not None
               and any(child.tag.endswith("}tblHeader") for child in row._tr.trPr))


class PlanForm(Forms):
    def facts(self):
        plan = samples.standard_plan()
        plan["works"].append(samples.stage_work())
        return samples.plan_facts(plan, samples.STANDARD_WORKS)

    def row(self, rows, text, after=0):
        return next(row for row in rows[after:] if row[1].startswith(text))

    def test_E15_each_row_has_100_in_its_own_column_and_its_share_in_that_of_the_level_above(self):
        rows = rows_below_head(form_table(self.docx(self.facts())))
        full, quarter, month = "100,00\u00a0%", "25,00\u00a0%", "20,00\u00a0%"
        self.assertEqual(["", "", full, ""], self.row(rows, "VIỆC ĐỘT PHÁ 1: Số hóa hồ sơ")[3:])
        self.assertEqual(["", full, quarter, ""], self.row(rows, "Quý I năm 2022")[3:])
        self.assertEqual([full, month, "", ""], self.row(rows, "Tháng thứ nhất trong quý")[3:])
        self.assertEqual(["50,00\u00a0%", "", "", ""], self.row(rows, "Nội dung 1")[3:])

    def test_E15_the_workbook_has_the_same_figures_as_numbers(self):
        sheet = self.xlsx(self.facts())["Mẫu 02"]
        rows = {sheet.cell(row, 2).value: [sheet.cell(row, column).value for column in range(4, 8)]
                for row in range(sheet.max_row, 0, -1)}
        self.assertEqual([None, None, 100, None], rows["VIỆC ĐỘT PHÁ 1: Số hóa hồ sơ"])
        self.assertEqual([None, 100, 25, None], rows["Quý I năm 2022"])
        self.assertEqual([100, 20, None, None], rows["Tháng thứ nhất trong quý"])
        self.assertEqual([50, None, None, None], rows["Nội dung 1"])
        row = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 2).value == "Nội dung 1")
        self.assertEqual('[$-42A]0.00" %"', sheet.cell(row, 4).number_format)

    def test_R4_4a_STAGEW_a_stage_work_is_100_of_the_stage_and_its_years_have_their_shares(self):
        rows = rows_below_head(form_table(self.docx(self.facts())))
        self.assertEqual(["I", "VIỆC ĐỘT PHÁ 1: Đề án hai năm", "", "", "", "", "100,00\u00a0%"],
                         self.row(rows, "VIỆC ĐỘT PHÁ 1: Đề án"))
        self.assertEqual(["1", "NĂM THỨ NHẤT CỦA GIAI ĐOẠN: 2022", "", "", "", "100,00\u00a0%", "50,00\u00a0%"],
                         self.row(rows, "NĂM THỨ NHẤT"))
        self.assertEqual(["2", "NĂM THỨ HAI CỦA GIAI ĐOẠN: 2023", "", "", "", "100,00\u00a0%", "50,00\u00a0%"],
                         self.row(rows, "NĂM THỨ HAI"))

    def test_R4_4a_FORM_title_fields_headings_and_signature(self):
        word = self.docx(self.facts())
        self.assert_in_order(
            ["Mẫu số 02", "KẾ HOẠCH THỰC HIỆN NHIỆM VỤ ĐỘT PHÁ, ĐỔI MỚI NĂM, GIAI ĐOẠN", "Họ và tên: Quan Phúc Mão",
             "Chức vụ, chức danh: Giám đốc Sở Nội vụ", "Cơ quan công tác: Sở Nội vụ", "STT", "CÁN BỘ",
             "(Ký tên, ghi rõ họ tên)", "Quan Phúc Mão", "THUYẾT MINH KẾ HOẠCH"], text_of(word))
        rows = form_table(word)
        group = "Ước tính tỷ lệ % hoàn thành công việc so với tổng thể công việc chung"
        self.assertEqual(["STT", "Nội dung", "Sản phẩm/kết quả đạt được"] + [group] * 4, rows[0])
        self.assertEqual(["Theo tháng", "Theo quý", "Theo năm",
                          "Theo giai đoạn (đối với việc được giao theo giai đoạn)"], rows[1][3:])
        self.assertEqual([str(number) for number in range(1, 8)], rows[2])

    def test_the_head_is_repeated_and_the_page_lies(self):
        word = self.docx(self.facts())
        self.assertEqual(3, repeated_rows(word.tables[0]))
        section = word.sections[0]
        self.assertEqual(WD_ORIENT.LANDSCAPE, section.orientation)
        width = sum(column.width for column in word.tables[0].columns)
        self.assertLessEqual(width, section.page_width - section.left_margin - section.right_margin)
        self.assertEqual("Times New Roman", word.styles["Normal"].font.name)
        sheet = self.xlsx(self.facts())["Mẫu 02"]
        self.assertEqual("landscape", sheet.page_setup.orientation)
        head = next(row for row in range(1, 20) if sheet.cell(row, 8).value == "Loại dòng")
        self.assertEqual(f"${head - 2}:${head}", sheet.print_title_rows)
        # What is to be filled in, in H and after, is not printed.
        self.assertRegex(sheet.print_area[0], r"^\$A\$1:\$G\$\d+$")

    def test_R15_2_rows_are_numbered_as_the_form_numbers_them(self):
        rows = rows_below_head(form_table(self.docx(self.facts())))
        numbers = [row[0] for row in rows if row[1] and not row[1].startswith("Nội dung")]
        annual = ["I", "1", "2", "3", "II", "1", "2", "3", "III", "1", "2", "3", "IV", "1", "2", "3"]
        staged = [text for year in ("1", "2") for text in (
            [year] + [part for quarter in range(1, 5) for part in (f"{year}.{quarter}", "", "", "")])]
        self.assertEqual(["A", ""] + annual + ["B", "I"] + staged, numbers)
        months = [row[1] for row in rows if row[1].startswith("Tháng")]
        self.assertEqual(["Tháng thứ nhất trong quý", "Tháng thứ hai trong quý", "Tháng thứ 3 trong quý"], months[:3])

    def test_R15_5_stage_quarters_have_no_figure_shifted_to_the_right(self):
        rows = rows_below_head(form_table(self.docx(self.facts())))
        staged = rows[next(index for index, row in enumerate(rows) if row[0] == "B"):]
        for row in staged:
            if row[1].startswith("Tháng"):
                self.assertTrue(row[3] and row[4] and not row[5] and not row[6], row)
            elif row[1].startswith("Nội dung"):
                self.assertTrue(row[3] and not any(row[4:]), row)

    def test_R4_4a_SUM_every_plan_of_the_sample_sums_to_100_in_every_column(self):
        contents = samples.works()
        for plan_id in ("TQ-061-P22-v1", "TQ-056-P22B-v1", "TQ-003-P22-v1"):
            sheet = self.xlsx(samples.plan_facts(samples.plans()[plan_id], contents))["Mẫu 02"]
            # kind of a row -> column of its share; the rows that it is a part of follow each other
            sums, checked = {}, 0
            for row in sheet.iter_rows(min_row=1):
                kind = row[7].value
                column = {"NỘI DUNG": 3, "THÁNG": 4, "QUÝ": 5, "NĂM": 6}.get(kind)
                level = {"VIỆC": 0, "NĂM": 1, "QUÝ": 2, "THÁNG": 3, "NỘI DUNG": 4, "HẾT": 0, "PHẦN": 0}.get(kind)
                if level is None:
                    continue
                for deeper in [known for known in sums if known > level]:
                    self.assertIn(sums.pop(deeper), (10000, 0))
                    checked += 1
                if column is not None:
                    sums[level] = sums.get(level, 0) + round((row[column].value or 0) * 100)
            self.assertGreater(checked, 5)

    def test_R4_4a_CONTENT_goals_solutions_and_roadmap_stand_behind_the_form(self):
        plan = samples.plans()["TQ-001-P22-v1"]
        self.assert_in_order(["1- Mục tiêu chung", plan["general_goal"], "2- Mục tiêu cụ thể", plan["specific_goals"][0],
                              "3- Giải pháp", plan["solutions"][0], "4- Lộ trình thực hiện", plan["roadmap"],
                              "5- Phương án phối hợp", plan["coordination"][0]["arrangement"]],
                             self.text(samples.plan_facts(plan)))


class ReportForm(Forms):
    def facts(self, covers, done, **more):
        report = {"official_id": "TQ-016", "covers": [{"duty": duty, "period": period} for duty, period in covers],
                  "works": [{"work_id": "W1", "items": [{"item_id": item, "completion_e2": e2, "product": f"SP {item}"}
                                                        for item, e2 in done.items()]}], "narrative": NARRATIVE}
        report.update(more)
        return {"form": "report", "person": samples.PERSON, "plan": samples.standard_plan(), "report": report,
                "works": samples.STANDARD_WORKS, "recipients": ["Ban Thường vụ Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)"]}

    def e01(self):
        """Month 1: 100; month 2: 100 and 50; month 3: 100."""
        done = {f"2022.{month:02d}.{item}": 10000 for month in (1, 2, 3) for item in (1, 2)}
        return self.facts([("RPT_Q", "2022-Q1")], {**done, "2022.02.2": 5000})

    def rows(self, facts):
        return rows_below_head(form_table(self.docx(facts)))

    def row(self, rows, text):
        return next(row for row in rows if row[1].startswith(text))

    def test_E16_quarter_month_and_work_show_what_is_done(self):
        rows = self.rows(self.e01())
        self.assertEqual(["85,00\u00a0%", "21,25\u00a0%", ""], self.row(rows, "Quý I năm 2022")[3:6])
        self.assertEqual(["45,00\u00a0%", "", ""], self.row(rows, "Tháng thứ hai trong quý")[3:6])
        self.assertEqual(["20,00\u00a0%", "", ""], self.row(rows, "Tháng thứ nhất trong quý")[3:6])
        self.assertEqual(["", "21,25\u00a0%", ""], self.row(rows, "VIỆC ĐỘT PHÁ 1")[3:6])
        self.assertEqual(["", "", ""], self.row(rows, "Nội dung 1")[3:6])

    def test_R5_3_FORM_title_headings_tail_and_signature(self):
        word = self.docx(self.e01())
        self.assert_in_order(
            ["Mẫu số 03", "BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ ĐỘT PHÁ, ĐỔI MỚI", "QUÝ I NĂM 2022", "Họ và tên:",
             "Chức vụ, chức danh:", "Cơ quan công tác:", "STT",
             "* Những thuận lợi, khó khăn, vướng mắc và đề xuất các giải pháp khắc phục: Thiếu máy quét",
             "* Phương hướng, nhiệm vụ trong thời gian tới: Số hóa đợt 2", "* Đề xuất, kiến nghị (nếu có): Bố trí kinh phí",
             "Nơi nhận:\n- Ban Thường vụ Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)", "CÁN BỘ", "(ký tên, ghi rõ họ tên)"],
            text_of(word))
        rows = form_table(word)
        self.assertEqual(
            ["STT", "Nội dung",
             "Sản phẩm thực tế đã hoàn thành (ghi rõ sản phẩm đã hoàn thành theo thời điểm báo cáo)"]
            + ["Tỷ lệ % hoàn thành so với Kế hoạch đề ra"] * 3
            + ["Tự nhận mức xếp loại (theo năm và giai đoạn) (HTXS, HTT, HT, Không hoàn thành)",
               "Lý do không hoàn thành theo kế hoạch đã đề ra"], rows[0])
        self.assertEqual(["Theo quý", "Theo năm", "Theo giai đoạn (đối với việc được giao theo giai đoạn)"], rows[1][3:6])
        self.assertEqual([str(number) for number in range(1, 9)], rows[2])

    def test_R5_3_FORM_there_is_no_column_for_months(self):
        self.assertNotIn("Theo tháng", text_of(self.docx(self.e01())))

    def test_a_quarter_shows_the_rows_up_to_its_end(self):
        rows = self.rows(self.e01())
        self.assertEqual(["Quý I năm 2022"], [row[1] for row in rows if row[1].startswith("Quý")])
        late = self.facts([("RPT_Q", "2022-Q1")], {"2022.08.1": 10000})
        self.assertEqual(["Quý I năm 2022", "Quý III năm 2022"],
                         [row[1] for row in self.rows(late) if row[1].startswith("Quý")])

    def test_I39_six_months_are_the_rows_of_two_quarters_and_no_level(self):
        facts = self.facts([("RPT_Q", "2022-Q2"), ("RPT_H1", "2022")], {"2022.01.1": 10000})
        rows = self.rows(facts)
        self.assertEqual(["Quý I năm 2022", "Quý II năm 2022"], [row[1] for row in rows if row[1].startswith("Quý")])
        self.assertEqual({""}, {row[6] for row in rows})
        self.assertIn("QUÝ II, 06 THÁNG NĂM 2022", self.text(facts))
        self.assertNotIn("Đối với báo cáo hàng năm", self.text(facts))

    def test_R7_3a_SELF_the_annual_report_has_levels_and_reasons_on_the_rows_of_the_works(self):
        facts = self.facts([("RPT_Q", "2022-Q4"), ("RPT_Y", "2022")], {"2022.01.1": 10000},
                           self_level={"overall": "HTT", "works": {"W1": "KHT"}})
        facts["report"]["works"][0]["reason"] = "Mưa lũ"
        self.assertEqual(["Không hoàn thành", "Mưa lũ"], self.row(self.rows(facts), "VIỆC ĐỘT PHÁ 1")[6:])
        self.assert_in_order(
            ["QUÝ IV, NĂM 2022", "* Đối với báo cáo hàng năm, phải đánh giá được kết quả thực hiện theo kế hoạch đề ra",
             "- Hoàn thành xuất sắc việc", ": không", "- Không hoàn thành việc", ": Số hóa hồ sơ",
             "Mức xếp loại cán bộ tự nhận: Hoàn thành tốt"], self.text(facts))

    def test_a_stage_report_names_the_years_of_the_stage_R5_1_STAGE(self):
        facts = self.facts([("RPT_Y", "2023"), ("RPT_STAGE", "W2")], {})
        facts["plan"]["works"] = [samples.stage_work()]
        facts["report"]["works"] = [{"work_id": "W2", "items": [
            {"item_id": f"2022.{month:02d}.{item}", "completion_e2": 10000} for month in range(1, 13) for item in (1, 2)]}]
        self.assertIn("NĂM 2023, GIAI ĐOẠN 2022-2023", self.text(facts))
        rows = self.rows(facts)
        self.assertEqual(["", "", "50,00\u00a0%"], self.row(rows, "VIỆC ĐỘT PHÁ 1")[3:6])
        self.assertEqual(["", "100,00\u00a0%", "50,00\u00a0%"], self.row(rows, "NĂM THỨ NHẤT")[3:6])
        self.assertEqual(["", "0,00\u00a0%", "0,00\u00a0%"], self.row(rows, "NĂM THỨ HAI")[3:6])

    def test_E13_more_than_100_counts_as_100_and_nothing_is_rounded_up_I21(self):
        done = {"2022.01.1": 12000, "2022.01.2": 8000}
        self.assertEqual("18,00\u00a0%", self.row(self.rows(self.facts([("RPT_Q", "2022-Q1")], done)),
                                                  "Tháng thứ nhất")[3])
        facts = self.facts([("RPT_Y", "2022")], {f"2022.{month:02d}.{item}": 10000 for month in range(1, 13)
                                                for item in (1, 2)} | {"2022.01.1": 9999})
        self.assertEqual("99,99\u00a0%", self.row(self.rows(facts), "VIỆC ĐỘT PHÁ 1")[4])

    def test_E19_an_earlier_report_keeps_its_lower_figure(self):
        facts = self.e01()
        before = {**facts["report"], "works": [{"work_id": "W1", "items": [{"item_id": "2022.01.1",
                                                                            "completion_e2": 10000}]}]}
        august = self.facts([("RPT_Q", "2022-Q3")], {"2022.02.2": 10000})
        august["earlier"] = [before, facts["report"]]
        self.assertEqual("100,00\u00a0%", self.row(self.rows(august), "Quý I năm 2022")[3])
        self.assertEqual("85,00\u00a0%", self.row(self.rows(facts), "Quý I năm 2022")[3])

    def test_what_is_expected_to_the_end_of_the_period_is_marked_I05(self):
        facts = self.e01()
        facts["report"]["works"][0]["items"][0]["estimated"] = True
        self.assertEqual("SP 2022.01.1\n(ước thực hiện)", self.row(self.rows(facts), "Nội dung 1")[2])

    def test_a_form_that_says_another_percentage_than_the_service_is_not_made(self):
        facts = self.e01()
        facts["report"]["completion"] = [{"work_id": "W1", "year": 2022, "completion_e2": 2125}]
        self.docx(facts)
        facts["report"]["completion"][0]["completion_e2"] = 2126
        with self.assertRaisesRegex(FormError, "COMPLETION_DIFFERS"):
            self.docx(facts)

    def test_I38_every_report_of_the_sample_says_what_was_calculated_apart_from_it(self):
        """expected.json has the year's percentage of each work after each report; the form's row has to say it."""
        acts, plans, works = samples.lines("journal.jsonl"), samples.plans(), samples.works()
        expected = {(work, one["at"]): one["percent_year_e2"] for work, known in samples.expected()["as_reported"].items()
                    for one in known}
        earlier, compared, planned = [], 0, {}
        for act in acts:
            said = samples.completions_of(act)
            if act["act"] == "plan.submit" and act["expect"] == "accepted":
                plan = plans[act["payload"]["plan_id"]]
                planned.setdefault(plan["official_id"], {}).update({work["work_id"]: work for work in plan["works"]})
            if act["act"] == "report.submit" and said:
                report = samples.report_of(act["payload"])
                plan = {"works": list(planned[report["official_id"]].values())}
                document = report_form.build({"person": samples.PERSON, "plan": plan, "report": report, "works": works,
                                              "earlier": earlier})
                for work_id, e2 in year_figures(document).items():
                    if (work_id, act["at"]) in expected:
                        self.assertEqual(expected[work_id, act["at"]], e2, f"{act['at']} {work_id}")
                        compared += 1
            if said:
                earlier.append({"works": said})
        self.assertGreater(compared, 700)

    def test_no_form_is_invented_for_what_has_none(self):
        with self.assertRaisesRegex(FormError, "FORM_NOT_KNOWN"):
            self.docx(self.facts([("RPT_ADHOC", "REQ-1")], {}))


class RegistrationForm(Forms):
    def facts(self):
        works = samples.works()
        staged = next(work for work in works.values() if work["duration"] == "2Y")
        annual = next(work for work in works.values() if work["duration"] == "1Y")
        return {"form": "registration", "person": samples.PERSON,
                "registration": {"official_id": "TQ-016", "cycle": 2022, "kind": "REGISTRATION_KIND_NEW",
                                 "field_in_charge": "Công tác nội vụ", "works": [annual, staged],
                                 "channel": "CHANNEL_ELECTRONIC", "received_at": "2021-11-10T02:00:00Z"}}

    def test_R4_1_FORM_every_part_in_its_order(self):
        facts = self.facts()
        annual, staged = facts["registration"]["works"]
        first, last = staged["start_on"]["year"], staged["end_on"]["year"]
        self.assert_in_order(
            ["Sở Nội vụ", "BẢN ĐĂNG KÝ VIỆC ĐỘT PHÁ, ĐỔI MỚI CỦA CÁ NHÂN", "NĂM 2022", "Họ và tên: Quan Phúc Mão",
             "Chức vụ, chức danh:", "Cơ quan công tác:", "I- LĨNH VỰC ĐƯỢC PHÂN CÔNG PHỤ TRÁCH", "Công tác nội vụ",
             "II- NỘI DUNG ĐĂNG KÝ VIỆC ĐỘT PHÁ, ĐỔI MỚI", "1- Nội dung đăng ký trong năm 2022",
             "1.1- Tên công việc đột phá, đổi mới: " + annual["display_name"], "- Căn cứ, cơ sở để đăng ký:",
             "- Các chỉ tiêu cơ bản phải đạt được:",
             f"2- Nội dung đăng ký trong giai đoạn (từ năm {first} đến năm {last})",
             "2.1- Tên công việc đột phá, đổi mới: " + staged["display_name"], "- Căn cứ, cơ sở để đăng ký:",
             "- Các chỉ tiêu cơ bản phải đạt được:", "Ngày 10 tháng 11 năm 2021", "CÁN BỘ", "(ký tên, ghi rõ họ tên)",
             "Quan Phúc Mão"], self.text(facts))

    def test_R4_1_CONTENT_goals_and_roadmap_are_lines_below_the_targets_I32(self):
        facts = self.facts()
        work = facts["registration"]["works"][0]
        self.assert_in_order(["- Các chỉ tiêu cơ bản phải đạt được:", "+ " + work["targets"][0]["text"],
                              "+ Mục tiêu: " + work["goals"], "+ Lộ trình thực hiện: " + work["roadmap"]],
                             self.text(facts))

    def test_a_date_that_is_not_known_is_left_to_the_hand(self):
        facts = self.facts()
        facts["registration"].update(channel="CHANNEL_PAPER")
        self.assertIn("Ngày ..... tháng ..... năm 20.....", self.text(facts))

    def test_R4_1_STAGEHOLDER_says_what_is_adjusted_and_why(self):
        facts = self.facts()
        facts["registration"].update(kind="REGISTRATION_KIND_ADJUST", adjusts_work_ids=["TQ20-W001"], works=[])
        self.assert_in_order(["Đề xuất điều chỉnh, bổ sung việc đang thực hiện", "TQ20-W001"], self.text(facts))

    def test_a_form_without_a_table_is_no_workbook(self):
        with self.assertRaisesRegex(FormError, "FORMAT_NOT_FOR_FORM"):
            self.xlsx(self.facts())


class QuangNgaiForm(Forms):
    FACTS = {
        "form": "qn-registration", "addressee": "Thường trực Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)",
        "person": {"official_id": "QN-004", "full_name": "Võ Thị Kiều", "titles": ["Chánh Văn phòng Tỉnh ủy"],
                   "workplace": "Văn phòng Tỉnh ủy"},
        "registration": {"works": [
            {"category": "II", "display_name": "Hệ thống theo dõi nhiệm vụ", "difficulties": "Chưa quen cập nhật",
             "content": "Xây dựng hệ thống", "impact": "Không còn nhiệm vụ bị quên",
             "start_on": {"year": 2024, "month": 3, "day": 20}, "end_on": {"year": 2024, "month": 10, "day": 31}},
            {"category": "I", "display_name": "Chỉnh lý tài liệu tồn đọng", "content": "Số hóa 120 mét giá",
             "impact": "Tra cứu nhanh", "support_request": "Đề nghị bố trí kinh phí",
             "start_on": {"year": 2024, "month": 5, "day": 1}, "end_on": {"year": 2024, "month": 12, "day": 31}}]}}

    def test_RQ_FORM_two_sections_that_are_not_symmetric(self):
        self.assert_in_order(
            ["Văn phòng Tỉnh ủy", "ĐƠN ĐĂNG KÝ", "CÒN TỒN ĐỌNG CỦA NGÀNH, ĐỊA PHƯƠNG",
             "Kính gửi: Thường trực Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)", "- Họ và tên: Võ Thị Kiều",
             "- Đơn vị công tác: Văn phòng Tỉnh ủy", "- Chức vụ: Chánh Văn phòng Tỉnh ủy",
             "I. Đăng ký những việc khó, phức tạp, điểm nghẽn, nút thắt còn tồn đọng",
             "1. Tên công việc đăng ký: Chỉnh lý", "2. Nội dung, mục tiêu, nhiệm vụ, giải pháp thực hiện: Số hóa",
             "3. Nhận định tác động hiệu quả mang lại: Tra cứu nhanh",
             "4. Dự kiến thời gian triển khai thực hiện và thời gian hoàn thành: từ 01/05/2024 đến 31/12/2024",
             "5. Đề xuất cấp trên chỉ đạo, hỗ trợ thực hiện: Đề nghị bố trí kinh phí",
             "II. Đăng ký những việc làm mới có tính đột phá, sáng tạo", "1. Tên công việc đăng ký: Hệ thống",
             "2. Dự báo những khó khăn, vướng mắc khi triển khai thực hiện: Chưa quen",
             "3. Nội dung, mục tiêu, nhiệm vụ, giải pháp thực hiện: Xây dựng", "4. Nhận định tác động",
             "5. Dự kiến thời gian triển khai thực hiện và thời gian hoàn thành: từ 20/03/2024 đến 31/10/2024",
             "Người đăng ký", "(ký, ghi rõ họ, tên)"], self.text(self.FACTS))
        text = self.text(self.FACTS)
        self.assertEqual((1, 1), (text.count("Đề xuất cấp trên"), text.count("Dự báo những khó khăn")))

    def test_RQ_FORM_has_no_date_line(self):
        self.assertIsNone(re.search("[Nn]gày ?\\.", self.text(self.FACTS)))

    def test_RQ1_KINDS_an_empty_section_says_so(self):
        text = self.text({**self.FACTS, "registration": {"works": self.FACTS["registration"]["works"][:1]}})
        self.assert_in_order(["I. Đăng ký những việc khó", "(không đăng ký)", "II. Đăng ký"], text)


class Lists(Forms):
    BODIES = {"BCSD": "Ban Cán sự đảng Ủy ban nhân dân tỉnh", "BDV": "Ban Dân vận Tỉnh ủy",
              "BTC": "Ban Tổ chức Tỉnh ủy"}

    def proposals(self, **more):
        return {"form": "proposals", "authority": samples.AUTHORITY, "cycle": 2022, "bodies": self.BODIES,
                "body": {"body_id": "BCSD", "display_name": self.BODIES["BCSD"]}, "people": samples.PEOPLE,
                "registrations": [{"official_id": "TQ-016", "works": list(samples.STANDARD_WORKS.values())}],
                "proposals": [
                    {"body_id": "BCSD", "item": {"official_id": "TQ-016", "as_registered": True}},
                    {"body_id": "BCSD", "item": {"official_id": "TQ-017", "not_registered": True}},
                    {"body_id": "BCSD", "item": {"official_id": "TQ-016", "differences": {"works": [
                        {"work_id": "W2", "ground": "NOT_CONCRETE_ART3",
                         "proposed": {"display_name": "Đề án rõ hơn", "targets": [{"text": "Đề án", "value": "1"}]}}]}}}],
                **more}

    def test_R4_2_CONS_registered_proposed_and_why_it_differs_the_latest_word_counts(self):
        word = self.docx(self.proposals())
        rows = rows_below_head(form_table(word))
        self.assertEqual(
            [["1", "Quan Phúc Mão\nGiám đốc Sở Nội vụ",
              "1. Số hóa hồ sơ (Hồ sơ được số hóa: 100 %)\n2. Đề án hai năm (Đề án được phê duyệt)",
              "1. Như đăng ký\n2. Đề án rõ hơn (Đề án: 1)",
              "2. Nội dung đăng ký chưa phải là việc cụ thể nêu tại Điều 3"],
             ["2", "Lục Thị Lan\nGiám đốc Sở Tài chính", "Không đăng ký", "", ""]], rows)
        self.assert_in_order(["TỈNH ỦY TUYÊN QUANG", "BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH", "ĐẢNG CỘNG SẢN VIỆT NAM",
                              "Tuyên Quang, ngày", "BÁO CÁO TỔNG HỢP, ĐỀ XUẤT", "(qua Ban Tổ chức Tỉnh ủy)"],
                             text_of(word))

    def test_R4_2d_BTC_CONS_names_what_is_late_or_missing(self):
        general = {"cycle": 2022, "not_registered_official_ids": ["TQ-017"], "without_proposal_official_ids": [],
                   "late_bodies": [{"body_id": "BDV", "days": 21, "missing": True,
                                    "last_on_time_day": {"year": 2021, "month": 11, "day": 29}}]}
        facts = self.proposals(general_report=general)
        self.assert_in_order(["BÁO CÁO TỔNG HỢP CHUNG", "Ban Cán sự đảng Ủy ban nhân dân tỉnh", "Quan Phúc Mão",
                              "Cơ quan gửi tổng hợp, đề xuất chậm hoặc chưa gửi",
                              "1 | Ban Dân vận Tỉnh ủy | 29/11/2021 | Chưa gửi", "Cán bộ thuộc đối tượng chưa đăng ký",
                              "1. Lục Thị Lan, Giám đốc Sở Tài chính", "chưa có đề xuất của cơ quan", "Không có."],
                             self.text(facts))
        self.assertNotIn("qua Ban Tổ chức", self.text(facts))
        self.assertEqual("Tổng hợp", self.xlsx(facts).active.title)

    def test_R2_2_CONTENT_the_general_report_names_whose_works_were_not_judged(self):
        general = {"cycle": 2022, "not_judged_official_ids": ["TQ-017"]}
        self.assert_in_order(["cho ý kiến theo khoản 2 Điều 2", "1. Lục Thị Lan, Giám đốc Sở Tài chính"],
                             self.text(self.proposals(general_report=general)))
        self.assertNotIn("khoản 2 Điều 2", self.text(self.proposals(general_report={"cycle": 2022})))

    def test_R5_2_BODY_results_of_a_period_with_what_has_not_come(self):
        facts = {"form": "results", "authority": samples.AUTHORITY, "period": "2022-Q1", "general": False,
                 "body": {"body_id": "BCSD", "display_name": self.BODIES["BCSD"]}, "people": samples.PEOPLE,
                 "works": samples.STANDARD_WORKS, "missing": ["TQ-017"],
                 "appraisals": [{"body_name": "Ban Cán sự đảng", "remarks": "Đúng tiến độ"}],
                 "reports": [{"official_id": "TQ-016", "received_at": "2022-03-22T02:00:00Z",
                              "works": [{"work_id": "W2", "reason": "Chờ hướng dẫn"}],
                              "self_level": {"works": {"W2": "HTT"}},
                              "completion": [{"work_id": "W1", "year": 2022, "completion_e2": 2000},
                                             {"work_id": "W2", "year": 2022}]}]}
        word = self.docx(facts)
        self.assertEqual(
            [["1", "Quan Phúc Mão\nGiám đốc Sở Nội vụ", "Số hóa hồ sơ", "20,00\u00a0%", "22/03/2022 09:00", ""],
             ["", "", "Đề án hai năm", "0,00\u00a0%", "", "Chờ hướng dẫn; Hoàn thành tốt"],
             ["2", "Lục Thị Lan\nGiám đốc Sở Tài chính", "Chưa nhận được báo cáo", "", "", ""]],
            rows_below_head(form_table(word)))
        self.assert_in_order(["quý I năm 2022", "Nhận xét, thẩm định", "Ban Cán sự đảng: Đúng tiến độ"], text_of(word))
        sheet = self.xlsx(facts).active
        self.assertEqual([20, 0, None], [row[3].value for row in sheet.iter_rows() if row[2].value in (
            "Số hóa hồ sơ", "Đề án hai năm", "Chưa nhận được báo cáo")])

    def test_R4_3_DATA_the_list_of_decisions(self):
        facts = {"form": "decisions", "authority": samples.AUTHORITY, "cycle": 2022, "people": samples.PEOPLE,
                 "works": samples.STANDARD_WORKS,
                 "decisions": [{"document": {"number": "MP-158-QĐ/TU", "signed_on": {"year": 2021, "month": 12, "day": 28}},
                                "items": [{"official_id": "TQ-016", "works": [
                                    {"work_id": "W1", "source": "WORK_SOURCE_REGISTERED"},
                                    {"work_id": "W2", "source": "WORK_SOURCE_STANDING_COMMITTEE",
                                     "ground": "NOT_SUITABLE"}]}]}]}
        word = self.docx(facts)
        self.assertEqual(
            [["", "MP-158-QĐ/TU ngày 28/12/2021", "", "", "", ""],
             ["1", "Quan Phúc Mão\nGiám đốc Sở Nội vụ", "Số hóa hồ sơ", "Hồ sơ được số hóa: 100 %",
              "01 năm\n01/01/2022 - 31/12/2022", "Việc đăng ký"],
             ["", "", "Đề án hai năm", "Đề án được phê duyệt", "giai đoạn 02 năm\n01/01/2022 - 31/12/2023",
              "Việc do Ban Thường vụ giao\nNội dung chưa phù hợp"]], rows_below_head(form_table(word)))
        self.assert_in_order(["DANH MỤC VIỆC ĐỘT PHÁ, ĐỔI MỚI", "T/M BAN THƯỜNG VỤ"], text_of(word))

    def fact_sheet(self, **more):
        return {"form": "fact-sheet", "authority": samples.AUTHORITY, "person": samples.PERSON,
                "works": samples.STANDARD_WORKS,
                "fact_sheet": {"official_id": "TQ-016", "cycle": 2022, "suggested_level": "HTT", "decided_level": "HTXS",
                               "decided_on": {"year": 2023, "month": 1, "day": 16}, "document_number": "MP-340-KL/TU",
                               "use": "là một trong những căn cứ", "use_article": "Điều 8 khoản 1", "late_count": 1,
                               "missing_count": 2, "as_of": "2023-01-16T02:00:00Z",
                               "works": [{"work_id": "W1", "year": 2022, "level": "HTXS",
                                          "percentage": {"floored_e2": 10000},
                                          "decided_on": {"year": 2023, "month": 1, "day": 16}}],
                               "confirmed_cases": [{"kind": "NOT_REPORTED", "document_number": "MP-1",
                                                    "raised_on": {"year": 2022, "month": 10, "day": 1},
                                                    "decided_on": {"year": 2022, "month": 11, "day": 1}}], **more}}

    def test_R8_1_USE_the_fact_sheet_says_facts_and_no_grade(self):
        self.assert_in_order(
            ["PHIẾU THÔNG TIN", "Mức theo tỷ lệ hoàn thành: Hoàn thành tốt",
             "Mức do Ban Thường vụ quyết định: Hoàn thành xuất sắc (MP-340-KL/TU, ngày 16/01/2023)",
             "1 | Số hóa hồ sơ | 2022 | 100,00\u00a0% | Hoàn thành xuất sắc | 16/01/2023", "Số lần gửi chậm: 1",
             "thời điểm tổng hợp: 2", "không báo cáo: nêu ngày 01/10/2022, kết luận ngày 01/11/2022 (MP-1)",
             "là một trong những căn cứ (Điều 8 khoản 1)", "không phải là kết quả đánh giá, xếp loại cán bộ"],
            self.text(self.fact_sheet()))

    def test_R8_1_USE_support_for_the_top_grade_is_said_only_where_the_regulation_says_it(self):
        words = "Là căn cứ xem xét mức hoàn thành xuất sắc nhiệm vụ:"
        self.assertNotIn(words, self.text(self.fact_sheet()))
        self.assertIn(f"{words} có", self.text(self.fact_sheet(supports_htxs=True)))
        self.assertIn(f"{words} không", self.text(self.fact_sheet(supports_htxs=False)))

    def test_R10_late_and_missing_duties_with_the_day_and_no_word_on_guilt(self):
        day = {"year": 2022, "month": 9, "day": 24}
        facts = {"form": "late", "authority": samples.AUTHORITY, "cycle": 2022, "duties": [
            {"name": "Quan Phúc Mão", "agency": "Sở Nội vụ", "days": 2, "candidate": "",
             "flag": {"grade": "FLAG_GRADE_LATE", "status": "FLAG_STATUS_CLOSED_BY_RECEIPT"},
             "obligation": {"duty": "PLAN", "period": "2022", "state": "OBLIGATION_STATE_LATE",
                            "received_at": "2022-01-26T02:00:00Z", "last_on_time_day": {**day, "month": 1}}},
            {"name": "Lục Thị Lan", "agency": "Sở Tài chính", "days": 30, "candidate": "NOT_REPORTED",
             "flag": {"grade": "FLAG_GRADE_MISSING", "status": "FLAG_STATUS_OPEN"},
             "obligation": {"duty": "RPT_Q", "period": "2022-Q3", "state": "OBLIGATION_STATE_MISSING",
                            "last_on_time_day": day}}]}
        word = self.docx(facts)
        self.assertEqual(
            [["1", "Quan Phúc Mão", "Sở Nội vụ", "Kế hoạch thực hiện việc được giao năm 2022", "24/01/2022",
              "26/01/2022 09:00", "Chậm 2 ngày\nđánh dấu chậm"],
             ["2", "Lục Thị Lan", "Sở Tài chính", "Báo cáo quý III năm 2022", "24/09/2022", "",
              "Chưa nhận được đến hết thời điểm tổng hợp (30 ngày)\nđánh dấu chưa gửi\ndấu hiệu: không báo cáo"]],
            rows_below_head(form_table(word)))
        self.assertIn("không kết luận vi phạm", text_of(word))
        self.assertIn("Không có.", self.text({**facts, "duties": []}))


class Slips(Forms):
    def test_R15_5_no_slip_of_the_source_texts_is_printed(self):
        plan, report, registration = PlanForm(), ReportForm(), RegistrationForm()
        year = report.facts([("RPT_Q", "2022-Q4"), ("RPT_Y", "2022"), ("RPT_STAGE", "W2")], {},
                            self_level={"overall": "HT", "works": {}})
        for facts in (plan.facts(), report.e01(), year, registration.facts(), QuangNgaiForm.FACTS):
            text = self.text(facts)
            for slip in SLIPS:
                self.assertNotIn(slip, text)


if __name__ == "__main__":
    unittest.main()
