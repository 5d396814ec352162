"""Quảng Ngãi's registration form (RULES 15.4, RQ-FORM; annex of 2026-CV/TU). Its two sections are not symmetric: only I
asks for support, only II for the difficulties that are foreseen. No date line: the form has none."""
from ..document import Document, Field, Paragraph, Signature
from ..wording import day

HARD = "I. Đăng ký những việc khó, phức tạp, điểm nghẽn, nút thắt còn tồn đọng của ngành, địa phương mình cần tập " \
       "trung tháo gỡ"
NEW = "II. Đăng ký những việc làm mới có tính đột phá, sáng tạo mang lại giá trị, hiệu quả thiết thực vì lợi ích chung"

NAME = "Tên công việc đăng ký"
CONTENT = "Nội dung, mục tiêu, nhiệm vụ, giải pháp thực hiện"
IMPACT = "Nhận định tác động hiệu quả mang lại"
TIME = "Dự kiến thời gian triển khai thực hiện và thời gian hoàn thành"
SUPPORT = "Đề xuất cấp trên chỉ đạo, hỗ trợ thực hiện"
DIFFICULTIES = "Dự báo những khó khăn, vướng mắc khi triển khai thực hiện"

SECTIONS = (
    ("I", HARD, ((NAME, "display_name"), (CONTENT, "content"), (IMPACT, "impact"), (TIME, None),
                 (SUPPORT, "support_request"))),
    ("II", NEW, ((NAME, "display_name"), (DIFFICULTIES, "difficulties"), (CONTENT, "content"), (IMPACT, "impact"),
                 (TIME, None))),
)


def is_for(registration):
    """The sections of this form are the categories of its works; other regulations name theirs by words."""
    return any(work.get("category") in ("I", "II") for work in registration.get("works", []))


def build(facts):
    person = facts["person"]
    blocks = [
        Paragraph(person["workplace"], "organisation"),
        Paragraph("ĐƠN ĐĂNG KÝ\nNỘI DUNG GIẢI QUYẾT VIỆC KHÓ, NÚT THẮT\nCÒN TỒN ĐỌNG CỦA NGÀNH, ĐỊA PHƯƠNG\n"
                  "HOẶC NHỮNG VIỆC LÀM MỚI CÓ TÍNH ĐỘT PHÁ, SÁNG TẠO", "title"),
        Paragraph(f"Kính gửi: {facts['addressee']}", "addressee"),
        Field("- Họ và tên:", person["full_name"]),
        Field("- Đơn vị công tác:", person["workplace"]),
        Field("- Chức vụ:", "; ".join(person["titles"])),
    ]
    for kind, heading, lines in SECTIONS:
        entries = [work for work in facts["registration"]["works"] if work["category"] == kind]
        blocks.append(Paragraph(heading, "heading"))
        if not entries:
            blocks.append(Paragraph("(không đăng ký)", "note"))
        for index, work in enumerate(entries, 1):
            if len(entries) > 1:
                blocks.append(Paragraph(f"Việc thứ {index}", "subheading"))
            for number, (label, field) in enumerate(lines, 1):
                value = work.get(field, "") if field else f"từ {day(work['start_on'])} đến {day(work['end_on'])}"
                blocks.append(Field(f"{number}. {label}:", value))
    blocks.append(Signature("", "Người đăng ký", "(ký, ghi rõ họ, tên)", person["full_name"]))
    return Document(title="Đơn đăng ký việc khó, việc mới", sheet="Đơn đăng ký", blocks=blocks)
