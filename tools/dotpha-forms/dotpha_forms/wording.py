"""How values read on Vietnamese paper: percentages, dates, numerals, levels. Percentages are whole hundredths."""
from datetime import date, datetime, timedelta, timezone
import re

VIETNAM = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh: no summer time

ROMAN = ("", "I", "II", "III", "IV")
# The forms' own words (Mẫu 02, 03): "nhất", "hai", and then a figure.
MONTH_OF_QUARTER = ("Tháng thứ nhất trong quý", "Tháng thứ hai trong quý", "Tháng thứ 3 trong quý")
YEAR_OF_STAGE = ("NHẤT", "HAI", "BA", "TƯ", "NĂM")

# The abbreviations of Mẫu 03, column 7; the last one is spelt out there.
SELF_LEVELS = {"HTXS": "HTXS", "HTT": "HTT", "HT": "HT", "KHT": "Không hoàn thành"}
LEVELS = {
    "HTXS": "Hoàn thành xuất sắc",
    "HTT": "Hoàn thành tốt",
    "HT": "Hoàn thành",
    "KHT": "Không hoàn thành",
}

DUTIES = {
    "REG": "Đăng ký việc đột phá, đổi mới",
    "CONS": "Tổng hợp, đề xuất việc giao",
    "CONS_BTC": "Báo cáo tổng hợp chung",
    "DECIDE": "Giao việc đột phá, đổi mới",
    "NOTIFY": "Thông báo việc được giao",
    "PLAN": "Kế hoạch thực hiện việc được giao",
    # The period says which: "Báo cáo quý I năm 2022".
    "RPT_M": "Báo cáo",
    "RPT_Q": "Báo cáo",
    "RPT_H1": "Báo cáo",
    "RPT_Y": "Báo cáo",
    "RPT_STAGE": "Báo cáo giai đoạn",
    "RPT_ADHOC": "Báo cáo đột xuất",
    "RPT_DONE": "Báo cáo khi hoàn thành",
    "SELF": "Tự đánh giá, nhận mức xếp loại",
    "DEPART_RPT": "Báo cáo kết quả đến thời điểm thôi giữ chức vụ",
    "ANN_PLAN": "Thông báo kế hoạch tại cơ quan",
    "ANN_RESULT": "Thông báo kết quả tại cơ quan",
}

GROUNDS = {
    "NOT_CONCRETE_ART3": "Nội dung đăng ký chưa phải là việc cụ thể nêu tại Điều 3",
    "NOT_SUITABLE": "Nội dung chưa phù hợp",
    "NOT_TO_BTV_REQUIREMENT": "Chưa đúng với yêu cầu của Ban Thường vụ Tỉnh ủy",
}

SOURCES = {
    "WORK_SOURCE_REGISTERED": "Việc đăng ký",
    "WORK_SOURCE_PROPOSED": "Việc được đề xuất",
    "WORK_SOURCE_STANDING_COMMITTEE": "Việc do Ban Thường vụ giao",
    "WORK_SOURCE_PREDECESSOR": "Việc của người tiền nhiệm",
    "WORK_SOURCE_CARRY_OVER": "Việc chuyển tiếp",
    "WORK_SOURCE_OPENING": "Việc đã giao từ trước",
}

CASE_KINDS = {
    "NOT_SERIOUS": "không thực hiện nghiêm túc",
    "NOT_REGISTERED": "không đăng ký việc đột phá, đổi mới",
    "NOT_EXECUTED": "không thực hiện việc được giao",
    "NOT_REPORTED": "không báo cáo",
    "DISHONEST_REPORT": "báo cáo không trung thực về kết quả",
    "OTHER": "khác",
}


def percent(e2):
    """1250 -> "12,50 %" with a blank that does not break; None -> ""."""
    if e2 is None:
        return ""
    sign = "-" if e2 < 0 else ""
    return f"{sign}{abs(e2) // 100},{abs(e2) % 100:02d}\u00a0%"


def to_date(value):
    """google.type.Date as JSON -> date; None where unset."""
    if not value or not value.get("year"):
        return None
    return date(value["year"], value["month"], value["day"])


def to_instant(text):
    """google.protobuf.Timestamp as JSON -> datetime in Vietnam; None where unset."""
    if not text:
        return None
    # Up to nanoseconds on the wire; datetime holds microseconds.
    text = re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00"))
    return datetime.fromisoformat(text).astimezone(VIETNAM)


def day(value):
    """A google.type.Date, date or datetime -> "05/01/2022"; "" where unset."""
    if isinstance(value, dict):
        value = to_date(value)
    return value.strftime("%d/%m/%Y") if value else ""


def moment(text):
    """A Timestamp -> "05/01/2022 09:00"; "" where unset."""
    instant = to_instant(text)
    return instant.strftime("%d/%m/%Y %H:%M") if instant else ""


def day_in_words(value):
    """"Ngày 05 tháng 01 năm 2022"; dots to be filled in by hand where there is no date."""
    if not value:
        return "Ngày ..... tháng ..... năm 20....."
    return f"Ngày {value.day:02d} tháng {value.month:02d} năm {value.year}"


def period_text(duty, period):
    """"2022-Q1" -> "quý I năm 2022"; "2022" -> "năm 2022"."""
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", period)
    if quarter:
        return f"quý {ROMAN[int(quarter[2])]} năm {quarter[1]}"
    month = re.fullmatch(r"(\d{4})-(\d{2})", period)
    if month:
        return f"tháng {month[2]} năm {month[1]}"
    half = re.fullmatch(r"(\d{4})-H1", period)
    if half:
        return f"06 tháng năm {half[1]}"
    if duty == "RPT_H1":
        return f"06 tháng năm {period}"
    return f"năm {period}" if re.fullmatch(r"\d{4}", period) else period


def duty_text(duty, period):
    return f"{DUTIES.get(duty, duty)} {period_text(duty, period)}".strip()


def target_text(target):
    """"Hồ sơ được số hóa: 100 %"."""
    figure = f"{target.get('value', '')} {target.get('unit', '')}".strip()
    return f"{target['text']}: {figure}" if figure else target["text"]
