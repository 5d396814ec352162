"""A body's consolidated report of the registrations of its officials (Điều 4 khoản 2, R4.2-CONS), and the Organisation
Commission's general one, with what is late or missing (R4.2đ-BTC-CONS). The regulation says what stands in them and
gives no form."""
from ..document import Column, Document, Heading, Paragraph, Row, Table
from ..wording import GROUNDS, day, target_text
from .parts import letterhead, nothing, signature_of_body, who

COLUMNS = [Column(12, "center"), Column(56), Column(72), Column(72), Column(35)]
HEAD = [
    [Heading("STT"), Heading("Họ và tên, chức vụ, chức danh"), Heading("Nội dung đăng ký"),
     Heading("Nội dung đề xuất"), Heading("Lý do khác với đăng ký")],
    [Heading(str(number)) for number in range(1, 6)],
]


def build(facts):
    body, cycle = facts["body"], facts["cycle"]
    general = facts.get("general_report")
    title = "BÁO CÁO TỔNG HỢP CHUNG" if general else "BÁO CÁO TỔNG HỢP, ĐỀ XUẤT"
    blocks = [
        letterhead(facts["authority"], body["display_name"]),
        Paragraph(f"{title}\nviệc đột phá, đổi mới của cán bộ năm {cycle}", "title"),
        Paragraph("Kính gửi: Ban Thường vụ Tỉnh ủy" + ("" if general else "\n(qua Ban Tổ chức Tỉnh ủy)"), "addressee"),
        Table(COLUMNS, HEAD, _rows(facts)),
    ]
    if general:
        blocks += _gaps(general, facts)
    blocks.append(signature_of_body(body["display_name"]))
    return Document(title=f"{title.capitalize()} năm {cycle}", sheet="Tổng hợp", blocks=blocks, landscape=True)


def latest(proposals):
    """The latest word on each official counts; in the order in which they were first spoken of."""
    known = {}
    for proposal in proposals:
        known[proposal["item"]["official_id"]] = proposal
    return list(known.values())


def _rows(facts):
    registered = {}
    for registration in facts["registrations"]:
        registered.setdefault(registration["official_id"], []).extend(registration.get("works", []))
    rows, body = [], None
    number = 0
    for proposal in sorted(latest(facts["proposals"]), key=lambda one: one["body_id"]) \
            if facts.get("general_report") else latest(facts["proposals"]):
        if facts.get("general_report") and proposal["body_id"] != body:
            body = proposal["body_id"]
            rows.append(Row(["", facts["bodies"].get(body, body), "", "", ""], "part"))
        number += 1
        item = proposal["item"]
        works = registered.get(item["official_id"], [])
        rows.append(Row([number, who(facts["people"], item["official_id"]), _works(works) or "Không đăng ký",
                         *_proposed(item, works)]))
    return rows


def _works(works):
    return "\n".join(f"{number}. {_work(work)}" for number, work in enumerate(works, 1))


def _work(work):
    targets = "; ".join(target_text(target) for target in work.get("targets", []))
    return f"{work['display_name']} ({targets})" if targets else work["display_name"]


def _proposed(item, works):
    """The proposed content, and why it differs."""
    if item.get("not_registered"):
        return "", ""
    differences = {entry["work_id"]: entry for entry in item.get("differences", {}).get("works", [])}
    if not differences:
        return "Như đăng ký", ""
    lines, reasons = [], []
    for number, work in enumerate(works, 1):
        difference = differences.get(work["work_id"])
        lines.append(f"{number}. {_work(difference['proposed']) if difference else 'Như đăng ký'}")
        if difference:
            reasons.append(f"{number}. {GROUNDS.get(difference['ground'], difference['ground'])}")
    return "\n".join(lines), "\n".join(reasons)


def _people(general, key, facts):
    return [Paragraph(f"{number}. {who(facts['people'], person).replace(chr(10), ', ')}")
            for number, person in enumerate(general.get(key, []), 1)]


def _gaps(general, facts):
    """What the Commission's report has to name: bodies that were late, officials who did not register."""
    blocks = [Paragraph("Cơ quan gửi tổng hợp, đề xuất chậm hoặc chưa gửi", "heading")]
    if general.get("late_bodies"):
        rows = [Row([number, facts["bodies"].get(late["body_id"], late["body_id"]), day(late.get("last_on_time_day")),
                     "Chưa gửi" if late.get("missing") else f"Chậm {late['days']} ngày"])
                for number, late in enumerate(general["late_bodies"], 1)]
        blocks.append(Table([Column(12, "center"), Column(110), Column(50, "center"), Column(75, "center")],
                            [[Heading("STT"), Heading("Cơ quan"), Heading("Hạn gửi"), Heading("Tình trạng")]], rows))
    else:
        blocks.append(nothing("Không có."))
    for heading, key in (("Cán bộ thuộc đối tượng chưa đăng ký", "not_registered_official_ids"),
                         ("Cán bộ đã đăng ký, chưa có đề xuất của cơ quan", "without_proposal_official_ids")):
        blocks += [Paragraph(heading, "heading")] + (_people(general, key, facts) or [nothing("Không có.")])
    not_judged = _people(general, "not_judged_official_ids", facts)
    if not_judged:  # reports of earlier versions do not say
        blocks += [Paragraph("Cán bộ có việc chưa được cơ quan đề xuất cho ý kiến theo khoản 2 Điều 2", "heading"),
                   *not_judged]
    return blocks
