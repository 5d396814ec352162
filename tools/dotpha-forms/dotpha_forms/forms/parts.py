"""What several forms have in common."""
from ..document import Field, Letterhead, Paragraph, Signature
from ..wording import day_in_words, to_instant


def person_fields(person):
    return [
        Field("Họ và tên:", person["full_name"]),
        Field("Chức vụ, chức danh:", "; ".join(person["titles"])),
        Field("Cơ quan công tác:", person["workplace"]),
    ]


def signed_on(paper):
    """The day of an electronic paper is that of its receipt; a paper's own date stands on the paper alone."""
    if paper.get("channel") == "CHANNEL_ELECTRONIC":
        return to_instant(paper.get("received_at"))
    return None


def signature_of_official(person, paper, hint, recipients=()):
    return Signature(day_in_words(signed_on(paper)), "CÁN BỘ", hint, person["full_name"], tuple(recipients))


def letterhead(authority, issuer):
    """Of what a body issues. The regulations give no form for it: the head is that of the Party letter which they come
    with (2026-CV/TU); number and date are filled in when it is signed."""
    province = authority["display_name"]
    lines = [f"TỈNH ỦY {province.upper()}"]
    if issuer:
        lines.append(issuer.upper())
    return Letterhead(
        tuple(lines + ["*", "Số ........."]),
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        f"{province}, ngày ... tháng ... năm 20...",
    )


def signature_of_body(body_name):
    return Signature("", body_name.upper(), "(ký, ghi rõ họ tên)")


def who(people, official_id):
    """Name, titles and workplace of somebody in a list; the id alone where the caller may not know him."""
    person = people.get(official_id)
    if person is None:
        return official_id
    titles = "; ".join(person["titles"])
    return f"{person['full_name']}\n{titles}" if titles else person["full_name"]


def numbered(lines):
    return "\n".join(f"{index}. {line}" for index, line in enumerate(lines, 1)) if len(lines) > 1 else "".join(lines)


def nothing(text):
    return Paragraph(text, "note")
