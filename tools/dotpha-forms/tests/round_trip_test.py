"""Plan -> XLSX -> plan, report -> XLSX -> report: nothing is lost, and every wrong cell is named by its address."""
import copy
import tempfile
import unittest
import zipfile
from pathlib import Path

import samples
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import load_workbook

from dotpha_forms.cli import document_of, read_workbook, write
from dotpha_forms.errors import FormError


class Workbooks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "form.xlsx"

    def written(self, facts):
        write(document_of(facts, self.path), self.path)
        return self.path

    def back(self):
        return read_workbook(self.path)[1]

    def refused(self):
        """place -> reasons of what is refused."""
        with self.assertRaises(FormError) as caught:
            read_workbook(self.path)
        return [(problem.place, problem.reason) for problem in caught.exception.problems]

    def unfinished(self):
        return [(problem.place, problem.reason) for problem in read_workbook(self.path)[2]]

    def edit(self, sheet="Mẫu 02", **cells):
        """Cells by address, as a person would type into them."""
        book = load_workbook(self.path)
        for address, value in cells.items():
            book[sheet][address] = value
        book.save(self.path)

    def find(self, text, column="B", sheet="Mẫu 02"):
        """Row of the first cell with this text."""
        for cell in load_workbook(self.path)[sheet][column]:
            if cell.value == text:
                return cell.row
        return self.fail(f"no {text} in column {column}")


class PlanRoundTrip(Workbooks):
    def test_all_plans_of_the_sample_come_back_as_they_were_R4_4a_FORM(self):
        plans, contents = samples.plans(), samples.works()
        self.assertEqual(67, len(plans))
        for plan_id, plan in plans.items():
            with self.subTest(plan_id):
                self.written(samples.plan_facts(plan, contents))
                kind, content, unfinished, _ = read_workbook(self.path)
                self.assertEqual(("plan", []), (kind, unfinished))
                self.assertEqual(without_empty(plan), without_empty(content))

    def test_a_workbook_that_excel_saved_again_comes_back_as_it_was(self):
        plan = samples.plans()["TQ-016-P22-v1"]
        self.written(samples.plan_facts(plan))
        load_workbook(self.path).save(self.path)
        self.assertEqual(without_empty(plan), without_empty(self.back()))

    def test_a_draft_keeps_name_etag_and_occasion(self):
        plan = {**samples.standard_plan(), "name": "authorities/tuyen-quang/plans/1", "etag": "r3",
                "occasion": {"year": 2022, "month": 1, "day": 5}}
        self.written(samples.plan_facts(plan, samples.STANDARD_WORKS))
        self.assertEqual(without_empty(plan), without_empty(self.back()))

    def test_text_that_looks_like_a_formula_is_text(self):
        plan = samples.standard_plan()
        item = plan["works"][0]["years"][0]["quarters"][0]["months"][0]["items"][0]
        item["text"], item["product"] = "=1+1", "#N/A"
        plan["general_goal"] = "=HYPERLINK(\"http://x\")"
        self.written(samples.plan_facts(plan, samples.STANDARD_WORKS))
        self.assertEqual(without_empty(plan), without_empty(self.back()))

    def test_text_that_no_workbook_can_hold_is_refused_by_its_cell(self):
        plan = samples.standard_plan()
        plan["works"][0]["years"][0]["quarters"][0]["months"][0]["items"][0]["text"] = "a\x07b"
        with self.assertRaises(FormError) as caught:
            self.written(samples.plan_facts(plan, samples.STANDARD_WORKS))
        self.assertEqual("TEXT_UNSUPPORTED", caught.exception.problems[0].reason)
        self.assertIn("Mẫu 02!B", caught.exception.problems[0].place)

    def test_a_blank_plan_that_was_filled_in_becomes_a_plan(self):
        from dotpha_forms.forms.plan import blank

        contents = samples.STANDARD_WORKS
        plan = blank("TQ-016", 2022, contents)
        self.written({"form": "plan", "person": samples.PERSON, "plan": plan, "works": contents})
        empty = self.back()
        self.assertEqual([[], []], [work["years"] for work in empty["works"]])
        works = [self.find(f"VIỆC ĐỘT PHÁ 1: {contents[work]['display_name']}") for work in ("W1", "W2")]
        self.assertEqual([(f"Mẫu 02!B{row}", "SHARE_WITHOUT_PARTS") for row in works], self.unfinished())
        quarter = self.find("Quý I năm 2022")
        self.edit(**{f"F{quarter}": 100, f"E{quarter + 5}": "100 %", f"B{quarter + 6}": "Khảo sát",
                     f"C{quarter + 6}": "Báo cáo", f"D{quarter + 6}": "100,00", f"J{quarter + 6}": "1"})
        filled = self.back()["works"][0]
        self.assertEqual(
            {"work_id": "W1", "years": [{"year": 2022, "share_e2": 10000, "quarters": [
                {"quarter": 1, "share_e2": 10000, "months": [{"month": 3, "share_e2": 10000, "items": [
                    {"item_id": "2022.03.1", "text": "Khảo sát", "product": "Báo cáo", "target_ids": ["1"],
                     "share_e2": 10000}]}]}]}]}, filled)

    def test_an_inserted_row_is_a_new_item_with_a_code_of_its_month(self):
        self.written(samples.plan_facts(samples.standard_plan(), samples.STANDARD_WORKS))
        row = self.find("Nội dung 2") + 1
        book = load_workbook(self.path)
        sheet = book["Mẫu 02"]
        sheet.insert_rows(row)
        sheet.cell(row, 2, "Việc thêm"), sheet.cell(row, 4, 0), sheet.cell(row, 10, "1; 2")
        book.save(self.path)
        items = self.back()["works"][0]["years"][0]["quarters"][0]["months"][0]["items"]
        self.assertEqual({"item_id": "2022.01.3", "text": "Việc thêm", "product": "", "share_e2": 0,
                          "target_ids": ["1", "2"]}, items[2])


class WrongCellsOfAPlan(Workbooks):
    """Each is one edit of a good workbook, and what must be said of it."""

    def setUp(self):
        super().setUp()
        plan = samples.standard_plan()
        plan["works"].append(samples.stage_work())
        self.written(samples.plan_facts(plan, samples.STANDARD_WORKS))
        self.quarter = self.find("Quý I năm 2022")
        self.month, self.item = self.quarter + 1, self.quarter + 2

    def test_what_is_no_share_is_refused_by_its_cell(self):
        for value, reason in (("nhiều", "NUMBER_INVALID"), (-1, "OUT_OF_RANGE"), (100.01, "OUT_OF_RANGE"),
                              (33.333, "TOO_PRECISE"), (True, "NUMBER_INVALID"), ("1.234,5", "NUMBER_INVALID")):
            with self.subTest(value):
                self.edit(**{f"D{self.item}": value})
                self.assertEqual([(f"Mẫu 02!D{self.item}", reason)], self.refused())

    def test_shares_as_people_write_them_are_read(self):
        for value in (50, 50.0, "50", "50,00", "50.00 %", "50 %", " 50,0%"):
            with self.subTest(value):
                self.edit(**{f"D{self.item}": value})
                self.assertEqual([], self.unfinished())

    def test_a_cell_that_excel_made_a_percentage_is_read(self):
        book = load_workbook(self.path)
        book["Mẫu 02"][f"D{self.item}"].value = 0.5
        book["Mẫu 02"][f"D{self.item}"].number_format = "0.00%"
        book.save(self.path)
        self.assertEqual([], self.unfinished())

    def test_a_figure_in_a_column_of_another_level_is_refused(self):
        for column, row in (("E", self.item), ("F", self.month), ("D", self.quarter), ("G", self.quarter)):
            with self.subTest(column + str(row)):
                setUp = load_workbook(self.path)
                self.edit(**{f"{column}{row}": 10})
                self.assertEqual([(f"Mẫu 02!{column}{row}", "COLUMN_NOT_FOR_ROW")], self.refused())
                setUp.save(self.path)

    def test_the_column_of_the_own_level_says_100_or_nothing(self):
        self.edit(**{f"D{self.month}": 90})
        self.assertEqual([(f"Mẫu 02!D{self.month}", "OWN_LEVEL_NOT_100")], self.refused())
        self.edit(**{f"D{self.month}": None})
        self.assertEqual([], self.unfinished())

    def test_sums_are_named_at_the_row_that_they_should_make_R4_4a_SUM_M_SUM_Q_SUM_Y_SUM_S(self):
        year = self.find("NĂM THỨ NHẤT CỦA GIAI ĐOẠN: 2022")
        for share, sum_at in ((f"D{self.item}", f"D{self.month}"), (f"E{self.month}", f"E{self.quarter}"),
                              (f"F{self.quarter}", f"F{self.quarter - 1}"), (f"G{year}", f"G{year - 1}")):
            with self.subTest(share):
                good = load_workbook(self.path)
                value = good["Mẫu 02"][share].value
                self.edit(**{share: value - 0.01})
                self.assertEqual([(f"Mẫu 02!{sum_at}", "SUM_NOT_100")], self.unfinished())
                good.save(self.path)

    def test_what_is_unfinished_keeps_no_draft_from_being_saved(self):
        self.edit(**{f"D{self.item}": None, f"B{self.item + 1}": None, f"J{self.item}": None})
        self.assertEqual([(f"Mẫu 02!J{self.item}", "ITEM_WITHOUT_TARGET"), (f"Mẫu 02!D{self.item}", "SHARE_MISSING"),
                          (f"Mẫu 02!B{self.item + 1}", "ITEM_TEXT_MISSING"), (f"Mẫu 02!D{self.month}", "SUM_NOT_100")],
                         self.unfinished())

    def test_a_share_without_parts_and_parts_without_a_share_are_named(self):
        self.edit(**{f"E{self.month}": 0})
        self.assertIn((f"Mẫu 02!E{self.month}", "ZERO_SHARE_WITH_PARTS"), self.unfinished())
        self.edit(**{f"E{self.month}": 20, **{f"{column}{row}": None for row in (self.item, self.item + 1)
                                              for column in "BCDJ"}})
        self.assertEqual([(f"Mẫu 02!E{self.month}", "SHARE_WITHOUT_PARTS")], self.unfinished())

    def test_rows_that_are_not_where_they_belong_are_refused(self):
        for cells, place, reason in (
                ({f"H{self.item}": "MỤC"}, f"H{self.item}", "KIND_UNKNOWN"),
                ({f"I{self.month}": "2022-13"}, f"I{self.month}", "PERIOD_INVALID"),
                ({f"I{self.month}": "2022-04"}, f"I{self.month}", "PERIOD_MISPLACED"),
                ({f"I{self.month}": "2022-02"}, f"I{self.month + 3}", "PERIOD_DUPLICATE"),
                ({f"I{self.item + 1}": "2022.01.1"}, f"I{self.item + 1}", "ITEM_DUPLICATE"),
                ({f"I{self.quarter - 1}": None}, f"I{self.quarter - 1}", "WORK_MISSING")):
            with self.subTest(reason + place):
                good = load_workbook(self.path)
                self.edit(**cells)
                self.assertIn((f"Mẫu 02!{place}", reason), self.refused())
                good.save(self.path)

    def test_a_table_whose_head_was_changed_is_refused(self):
        head = self.find("7", "G")
        self.edit(**{f"C{head}": "Ghi chú"})
        self.assertEqual([(f"Mẫu 02!C{head}", "HEADING_UNEXPECTED")], self.refused())

    def test_a_table_whose_end_was_deleted_is_refused(self):
        self.edit(**{f"H{self.find('HẾT', 'H')}": None})
        self.assertEqual([("Mẫu 02", "TABLE_END_MISSING")], self.refused())

    def test_wrong_texts_are_named_on_their_sheet(self):
        self.edit("Thuyết minh", B2=None, B3="năm nay", B4="hôm nay", A5="Tiêu đề")
        self.assertEqual([("Thuyết minh!A5", "ROW_UNKNOWN"), ("Thuyết minh!B3", "YEAR_INVALID"),
                          ("Thuyết minh!B2", "OFFICIAL_MISSING"), ("Thuyết minh!B4", "DATE_INVALID")], self.refused())

    def test_all_wrong_cells_are_named_at_once(self):
        self.edit(**{f"D{self.item}": "x", f"E{self.month}": 101})
        self.assertEqual([(f"Mẫu 02!E{self.month}", "OUT_OF_RANGE"), (f"Mẫu 02!D{self.item}", "NUMBER_INVALID")],
                         self.refused())


class RefusedWorkbooks(Workbooks):
    def setUp(self):
        super().setUp()
        self.written(samples.plan_facts(samples.standard_plan(), samples.STANDARD_WORKS))

    def with_part(self, name, data=b"x"):
        with zipfile.ZipFile(self.path, "a") as archive:
            archive.writestr(name, data)

    def test_macros_are_refused_by_name(self):
        self.with_part("xl/vbaProject.bin")
        self.assertEqual([("xl/vbaProject.bin", "MACRO_NOT_ALLOWED")], self.refused())

    def test_a_macro_sheet_is_refused_by_name(self):
        self.with_part("xl/macrosheets/sheet1.xml")
        self.assertEqual([("xl/macrosheets/sheet1.xml", "MACRO_NOT_ALLOWED")], self.refused())

    def test_a_workbook_that_says_it_has_macros_is_refused_whatever_its_parts_are_called(self):
        self.replace("[Content_Types].xml", b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                     b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        self.assertEqual([("xl/workbook.xml", "MACRO_NOT_ALLOWED")], self.refused())

    def test_formulas_are_refused_by_their_cells(self):
        self.edit(D12="=50", E12="=SUM(D1:D3)")
        self.assertEqual([("Mẫu 02!D12", "FORMULA_NOT_ALLOWED"), ("Mẫu 02!E12", "FORMULA_NOT_ALLOWED")],
                         self.refused())

    def test_a_formula_on_any_sheet_is_refused(self):
        self.edit("Chỉ tiêu", D5="=1")
        self.assertEqual([("Chỉ tiêu!D5", "FORMULA_NOT_ALLOWED")], self.refused())

    def test_links_to_other_workbooks_are_refused_by_name(self):
        self.with_part("xl/externalLinks/externalLink1.xml")
        self.assertEqual([("xl/externalLinks/externalLink1.xml", "EXTERNAL_LINK_NOT_ALLOWED")], self.refused())

    def test_an_external_relationship_is_refused_whatever_it_is_called(self):
        self.replace("xl/_rels/workbook.xml.rels", b"</Relationships>",
                     b'<Relationship Id="x" Type="http://schemas.example/oddity" Target="file:///C:/x" '
                     b'TargetMode="External"/></Relationships>')
        self.assertEqual([("xl/_rels/workbook.xml.rels", "EXTERNAL_LINK_NOT_ALLOWED")], self.refused())

    def test_a_link_of_a_cell_is_refused_by_its_cell(self):
        book = load_workbook(self.path)
        book["Mẫu 02"]["C12"].hyperlink = "https://example.vn/"
        book.save(self.path)
        self.assertEqual([("Mẫu 02!C12", "EXTERNAL_LINK_NOT_ALLOWED")], self.refused())

    def test_names_that_compute_or_lead_outside_are_refused(self):
        from openpyxl.workbook.defined_name import DefinedName

        for text, reason in (("[1]Sheet1!$A$1", "EXTERNAL_LINK_NOT_ALLOWED"), ("CALL(\"x\")", "FORMULA_NOT_ALLOWED")):
            book = load_workbook(self.path)
            good = copy.copy(book.defined_names.definedName)
            book.defined_names.append(DefinedName("bẫy", attr_text=text))
            book.save(self.path)
            self.assertEqual([("bẫy", reason)], self.refused())
            book.defined_names.definedName = good
            book.save(self.path)

    def test_embedded_objects_are_refused_by_name(self):
        self.with_part("xl/embeddings/oleObject1.bin")
        self.assertEqual([("xl/embeddings/oleObject1.bin", "EMBEDDED_OBJECT_NOT_ALLOWED")], self.refused())

    def test_what_is_no_workbook_is_refused(self):
        for data in (b"", b"STT,Noi dung\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 torn"):
            self.path.write_bytes(data)
            self.assertEqual([("", "NOT_A_WORKBOOK")], self.refused())

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        with zipfile.ZipFile(self.path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/big.bin", bytes(21_000_000))
        self.assertEqual([("", "FILE_TOO_LARGE")], self.refused())

    def test_entities_are_not_expanded(self):
        self.replace("xl/_rels/workbook.xml.rels", b"<Relationships", b'<!DOCTYPE a [<!ENTITY b "c">]><Relationships')
        self.assertEqual([("", "NOT_A_WORKBOOK")], self.refused())

    def test_another_workbook_is_refused_by_what_it_lacks(self):
        book = load_workbook(self.path)
        book["Mẫu 02"].title = "Bảng"
        book.save(self.path)
        self.assertEqual([("", "SHEET_MISSING")], self.refused())

    def replace(self, part, old, new):
        """The same archive with one part changed."""
        with zipfile.ZipFile(self.path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        self.assertIn(old, parts[part])
        parts[part] = parts[part].replace(old, new)
        with zipfile.ZipFile(self.path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)


class ReportRoundTrip(Workbooks):
    def facts(self, report, earlier=()):
        plan = samples.plans()[f"{report['official_id']}-P22-v1"]
        return {"form": "report", "person": samples.PERSON, "plan": plan, "report": report, "earlier": list(earlier),
                "works": samples.works()}

    def test_reports_of_the_sample_come_back_as_they_were_R5_3_FORM(self):
        reports = [samples.report_of(act["payload"]) for act in samples.lines("journal.jsonl")
                   if act["act"] == "report.submit" and act["expect"] == "accepted"
                   and act["payload"]["official_id"] in ("TQ-016", "TQ-030", "TQ-034", "TQ-061")]
        self.assertGreater(len(reports), 10)
        for report in reports:
            with self.subTest(f"{report['official_id']} {report['covers']}"):
                self.written(self.facts(report))
                kind, content, unfinished, _ = read_workbook(self.path)
                self.assertEqual(("report", []), (kind, unfinished))
                self.assertEqual(by_plan(without_empty(report)), by_plan(without_empty(content)))

    def test_wrong_cells_of_a_report_are_named(self):
        report = next(samples.report_of(act["payload"]) for act in samples.lines("journal.jsonl")
                      if act["act"] == "report.submit" and act["payload"]["official_id"] == "TQ-016"
                      and "RPT_Y:2022" in act["payload"]["covers"])
        self.written(self.facts(report))
        sheet = "Mẫu 03"
        book = load_workbook(self.path)[sheet]
        item = next(cell.row for cell in book["K"] if isinstance(cell.value, (int, float)))
        work = next(cell.row for cell in book["I"] if cell.value == "VIỆC")
        for cells, place, reason in (
                ({f"K{item}": "xong"}, f"K{item}", "NUMBER_INVALID"),
                ({f"K{item}": -5}, f"K{item}", "OUT_OF_RANGE"),
                ({f"K{item}": None, f"C{item}": "Đề án"}, f"K{item}", "COMPLETION_MISSING"),
                ({f"L{item}": "ước"}, f"L{item}", "MARK_UNKNOWN"),
                ({f"J{item}": None}, f"J{item}", "ITEM_MISSING"),
                ({f"G{item}": "HTT"}, f"G{item}", "COLUMN_NOT_FOR_ROW"),
                ({f"G{work}": "Giỏi"}, f"G{work}", "LEVEL_UNKNOWN"),
                ({f"J{work}": None}, f"J{work}", "WORK_MISSING"),
                ({f"I{item}": None}, f"I{item}", "KIND_UNKNOWN")):
            with self.subTest(reason):
                good = load_workbook(self.path)
                self.edit(sheet, **cells)
                self.assertIn((f"{sheet}!{place}", reason), self.refused())
                good.save(self.path)

    def test_levels_as_people_write_them_are_read(self):
        report = {"official_id": "TQ-016", "covers": [{"duty": "RPT_Y", "period": "2022"}],
                  "works": [{"work_id": "W1", "items": [{"item_id": "2022.01.1", "completion_e2": 12000}]}],
                  "narrative": {"difficulties": "a", "directions": "b"},
                  "self_level": {"overall": "KHT", "works": {"W1": "HTXS"}}}
        facts = {"form": "report", "person": samples.PERSON, "plan": samples.standard_plan(), "report": report,
                 "works": samples.STANDARD_WORKS}
        self.written(facts)
        self.assertEqual(without_empty(report), without_empty(self.back()))
        row = self.find("VIỆC", "I", "Mẫu 03")
        for text, level in (("Không hoàn thành", "KHT"), ("không  HOÀN thành", "KHT"), ("htt", "HTT"),
                            ("Hoàn thành tốt", "HTT")):
            self.edit("Mẫu 03", **{f"G{row}": text})
            self.assertEqual(level, self.back()["self_level"]["works"]["W1"])


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1,
                max_size=40).filter(str.strip)
IDS = st.text("abcdefghijkABC0123456789.-_", min_size=1, max_size=12)


@st.composite
def shares(draw, count):
    """`count` whole hundredths that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10000), min_size=count - 1, max_size=count - 1)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, 10000])]


@st.composite
def parts(draw, numbers, make, key):
    """Some of the periods, with parts where the share is above 0."""
    chosen = sorted(draw(st.sets(st.sampled_from(numbers), min_size=1, max_size=len(numbers))))
    found = []
    for number, share in zip(chosen, draw(shares(len(chosen)))):
        found.append({key: number, "share_e2": share, **draw(make(number, share))})
    return found


@st.composite
def plans(draw):
    def items(month, share):
        if share == 0:
            return st.just({"items": []})
        return st.lists(TEXTS, min_size=1, max_size=3).flatmap(lambda texts: shares(len(texts)).flatmap(
            lambda split: st.tuples(*[st.lists(IDS, min_size=1, max_size=3, unique=True) for _ in texts]).map(
                lambda targets: {"items": [
                    {"item_id": f"{month}.{index}", "text": text, "product": text[::-1], "share_e2": part,
                     "target_ids": ids} for index, (text, part, ids) in enumerate(zip(texts, split, targets))]})))

    def months(quarter, share):
        if share == 0:
            return st.just({"months": []})
        return parts(range(3 * quarter - 2, 3 * quarter + 1), items, "month").map(lambda found: {"months": found})

    def quarters(_, share):
        if share == 0:
            return st.just({"quarters": []})
        return parts(range(1, 5), months, "quarter").map(lambda found: {"quarters": found})

    works = []
    for work_id in draw(st.lists(IDS, min_size=1, max_size=3, unique=True)):
        years = draw(parts(range(2022, 2022 + draw(st.integers(1, 4))), quarters, "year"))
        for year in years:  # an item's id stands once in its work
            for quarter in year["quarters"]:
                for month in quarter["months"]:
                    for item in month["items"]:
                        item["item_id"] = f"{year['year']}.{item['item_id']}"
        works.append({"work_id": work_id, "years": years})
    texts = draw(st.lists(TEXTS, min_size=4, max_size=8))
    return {"official_id": draw(IDS), "cycle": draw(st.integers(2020, 2099)), "general_goal": texts[0],
            "specific_goals": texts[1:3], "solutions": texts[3:], "roadmap": texts[-1],
            "coordination": [{"work_id": works[0]["work_id"], "arrangement": texts[0], "agency_ids": ["so-nv", "a"]}],
            "works": works}


class AnyPlan(Workbooks):
    @settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plans())
    def test_any_plan_comes_back_as_it_was(self, plan):
        self.written({"form": "plan", "person": samples.PERSON, "plan": plan, "works": {}})
        kind, content, unfinished, _ = read_workbook(self.path)
        self.assertEqual(("plan", []), (kind, unfinished))
        self.assertEqual(without_empty(plan), without_empty(content))


def without_empty(value):
    """As the wire has it: what is empty is not there."""
    if isinstance(value, dict):
        kept = {key: without_empty(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None)}
    return [without_empty(one) for one in value] if isinstance(value, list) else value


def by_plan(report):
    """The order of a report's works and items says nothing."""
    works = sorted(({**work, "items": sorted(work.get("items", []), key=lambda item: item["item_id"])}
                    for work in report.get("works", [])), key=lambda work: work["work_id"])
    return {**report, "works": works}


if __name__ == "__main__":
    unittest.main()
