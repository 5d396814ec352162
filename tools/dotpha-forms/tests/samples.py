"""Facts for the tests: the sample province in the contract's field names, and the plan of the scenarios (PLAN-STD)."""
import json
import os
from pathlib import Path

TREE = Path(os.environ.get("DOTPHA_SOURCE_DIR", Path(__file__).resolve().parents[3]))
SAMPLE = TREE / "samples/tuyen-quang-2022"

PERSON = {"official_id": "TQ-016", "full_name": "Quan Phúc Mão", "titles": ["Giám đốc Sở Nội vụ"],
          "workplace": "Sở Nội vụ"}
AUTHORITY = {"name": "authorities/tuyen-quang", "display_name": "Tuyên Quang"}
PEOPLE = {"TQ-016": PERSON,
          "TQ-017": {"official_id": "TQ-017", "full_name": "Lục Thị Lan", "titles": ["Giám đốc Sở Tài chính"],
                     "workplace": "Sở Tài chính"}}


def lines(name):
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def wire_date(text):
    year, month, day = map(int, text.split("-"))
    return {"year": year, "month": month, "day": day}


def work_of(line):
    return {"work_id": line["work_id"], "duration": line["kind"], "start_on": wire_date(line["start"]),
            "end_on": wire_date(line["end"]), "category": line["category"], "display_name": line["name"],
            "basis": line["basis"], "goals": line["goals"], "roadmap": line["roadmap"],
            "targets": [{"target_id": str(target["id"]), "text": target["text"], "value": str(target["value"]),
                         "unit": target["unit"]} for target in line["targets"]]}


def works():
    return {line["work_id"]: work_of(line) for line in lines("works.jsonl")}


def plan_of(line):
    def item(one):
        return {"item_id": one["id"], "text": one["text"], "product": one.get("product", ""), "share_e2": one["w"],
                "target_ids": [str(target) for target in one["targets"]]}

    def month(one):
        return {"month": one["m"], "share_e2": one["w"], "items": [item(part) for part in one.get("items", [])]}

    def quarter(one):
        return {"quarter": one["q"], "share_e2": one["w"], "months": [month(part) for part in one.get("months", [])]}

    def year(one):
        return {"year": one["year"], "share_e2": one["w"], "quarters": [quarter(p) for p in one.get("quarters", [])]}

    return {"official_id": line["official_id"], "cycle": line["cycle"], "general_goal": line["general_goal"],
            "specific_goals": line["specific_goals"], "solutions": line["solutions"], "roadmap": line["roadmap"],
            "coordination": [{"work_id": entry["work_id"], "arrangement": entry["arrangement"],
                              "agency_ids": entry["agencies"]} for entry in line.get("coordination") or []],
            "works": [{"work_id": work["work_id"], "years": [year(part) for part in work["years"]]}
                      for work in line["works"]]}


def plans():
    return {line["plan_id"]: plan_of(line) for line in lines("plans.jsonl")}


def plan_facts(plan, contents=None):
    return {"form": "plan", "person": PERSON, "plan": plan, "works": works() if contents is None else contents}


def standard_year(year=2022):
    """PLAN-STD: quarters 25, months 20/60/20, two items of 50."""
    return {"year": year, "share_e2": 10000, "quarters": [
        {"quarter": quarter, "share_e2": 2500, "months": [
            {"month": 3 * quarter - 2 + place, "share_e2": share, "items": [
                {"item_id": f"{year}.{3 * quarter - 2 + place:02d}.{number}", "text": f"Nội dung {number}",
                 "product": f"Sản phẩm {number}", "share_e2": 5000, "target_ids": ["1"]} for number in (1, 2)]}
            for place, share in enumerate((2000, 6000, 2000))]}
        for quarter in range(1, 5)]}


def standard_plan():
    return {"official_id": "TQ-016", "cycle": 2022, "general_goal": "Mục tiêu", "specific_goals": ["Một"],
            "solutions": ["Giải pháp"], "roadmap": "Lộ trình", "works": [{"work_id": "W1", "years": [standard_year()]}]}


STANDARD_WORKS = {"W1": {"work_id": "W1", "duration": "1Y", "display_name": "Số hóa hồ sơ",
                         "targets": [{"target_id": "1", "text": "Hồ sơ được số hóa", "value": "100", "unit": "%"}],
                         "start_on": wire_date("2022-01-01"), "end_on": wire_date("2022-12-31")},
                  "W2": {"work_id": "W2", "duration": "2Y", "display_name": "Đề án hai năm",
                         "targets": [{"target_id": "1", "text": "Đề án được phê duyệt"}],
                         "start_on": wire_date("2022-01-01"), "end_on": wire_date("2023-12-31")}}


def stage_work():
    return {"work_id": "W2", "years": [{**standard_year(2022), "share_e2": 5000},
                                       {**standard_year(2023), "share_e2": 5000}]}


def report_of(payload):
    """A report of the journal, as SubmitReport takes it."""
    covers = []
    for text in payload["covers"]:
        duty, _, period = text.partition(":")
        covers.append({"duty": duty, "period": period})
    return {"official_id": payload["official_id"], "covers": covers, "works": [
        {"work_id": work["work_id"], **({"reason": work["reason"]} if work.get("reason") else {}),
         "items": [{"item_id": item, "completion_e2": e2, **({"estimated": True} if item in work.get("estimated", [])
                                                             else {})} for item, e2 in work["leaves"].items()]}
        for work in payload["works"]],
        "narrative": {"difficulties": payload["narrative"]["difficulties"], "directions": payload["narrative"]["next_tasks"],
                      "proposals": payload["narrative"].get("proposals", "")}, **({"self_level": payload["self"]} if payload.get("self") else {})}


def expected():
    return json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def completions_of(act):
    """What an accepted act of the journal says of items, as works of a report; [] for other acts."""
    payload = act["payload"]
    if act["expect"] != "accepted":
        return []
    works = [payload] if act["act"] == "opening.year_result" else payload.get("works", [])
    return [{"work_id": work["work_id"],
             "items": [{"item_id": item, "completion_e2": e2} for item, e2 in work["leaves"].items()]}
            for work in works if isinstance(work, dict) and isinstance(work.get("leaves"), dict)]
