"""Mẫu số 01: an official's registration (RULES 15.1, R4.1-FORM)."""
from ..document import Document, Field, Paragraph
from ..wording import target_text
from .parts import person_fields, signature_of_official

KINDS = {
    "REGISTRATION_KIND_ADJUST": "Đề xuất điều chỉnh, bổ sung việc đang thực hiện",
    "REGISTRATION_KIND_CONTINUE_UNCHANGED": "Tiếp tục thực hiện việc đang thực hiện, không đăng ký thêm",
}


def build(facts):
    person, registration = facts["person"], facts["registration"]
    cycle = registration["cycle"]
    blocks = [
        Paragraph(person["workplace"], "organisation"),
        Paragraph(f"BẢN ĐĂNG KÝ VIỆC ĐỘT PHÁ, ĐỔI MỚI CỦA CÁ NHÂN\nNĂM {cycle}", "title"),
        *person_fields(person),
        Paragraph("I- LĨNH VỰC ĐƯỢC PHÂN CÔNG PHỤ TRÁCH", "heading"),
        Paragraph(registration.get("field_in_charge", "")),
        Paragraph("II- NỘI DUNG ĐĂNG KÝ VIỆC ĐỘT PHÁ, ĐỔI MỚI", "heading"),
    ]
    works = registration.get("works", [])
    annual = [work for work in works if work.get("duration") == "1Y"]
    staged = [work for work in works if work.get("duration") != "1Y"]
    section = 0
    if annual:
        section += 1
        blocks.append(Paragraph(f"{section}- Nội dung đăng ký trong năm {cycle}", "subheading"))
        blocks += _works(section, annual)
    # One section for each stage: the form's heading names its years.
    for stage in sorted({_years(work) for work in staged}):
        section += 1
        first, last = stage
        blocks.append(Paragraph(f"{section}- Nội dung đăng ký trong giai đoạn (từ năm {first} đến năm {last})",
                                "subheading"))
        blocks += _works(section, [work for work in staged if _years(work) == stage])
    blocks += _kind(registration)
    blocks.append(signature_of_official(person, registration, "(ký tên, ghi rõ họ tên)"))
    return Document(title=f"Bản đăng ký việc đột phá, đổi mới năm {cycle}", sheet="Mẫu 01", blocks=blocks)


def _years(work):
    return work.get("start_on", {}).get("year", 0), work.get("end_on", {}).get("year", 0)


def _works(section, works):
    blocks = []
    for number, work in enumerate(works, 1):
        blocks += [
            Field(f"{section}.{number}- Tên công việc đột phá, đổi mới:", work["display_name"]),
            Field("- Căn cứ, cơ sở để đăng ký:", work.get("basis", "")),
            Paragraph("- Các chỉ tiêu cơ bản phải đạt được:"),
            *[Paragraph(f"+ {target_text(target)}", "sub") for target in work.get("targets", [])],
            # Điều 4 khoản 1 asks for both and the form has no place for them (I-32).
            Field("+ Mục tiêu:", work.get("goals", "")),
            Field("+ Lộ trình thực hiện:", work.get("roadmap", "")),
        ]
    return blocks


def _kind(registration):
    """What the holder of a stage work registers instead of, or beside, new works (R4.1-STAGEHOLDER, I-13)."""
    text = KINDS.get(registration.get("kind"))
    if text is None:
        return []
    blocks = [Paragraph(text, "heading")]
    if registration.get("adjusts_work_ids"):
        blocks.append(Field("Việc đang thực hiện:", ", ".join(registration["adjusts_work_ids"])))
    if registration.get("reason"):
        blocks.append(Field("Lý do:", registration["reason"]))
    return blocks
