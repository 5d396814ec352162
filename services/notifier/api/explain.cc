#include "services/notifier/api/explain.h"

#include "libs/rpc/wire_time.h"

namespace dotpha::notifier {
namespace {

using statute::DerivedObligation;

// "trước ngày 25/01/2023", before any override; a period keeps its own words.
std::string WordingOf(const DerivedObligation& derived, Date day) {
  return derived.from_period ? derived.wording : "trước ngày " + (day + 1).ToVietnamese();
}

void AddInterpretations(const DerivedObligation& derived, v1::DeadlineExplanation& explanation) {
  if (derived.from_period) {
    explanation.add_interpretations("I-06");
  } else {
    explanation.add_interpretations("I-01");
  }
  if (derived.nonworking && !derived.shifted) {
    explanation.add_interpretations("I-03");
  }
  const statute::Trigger trigger = derived.duty != nullptr ? derived.duty->trigger : statute::Trigger::kCycle;
  if (trigger == statute::Trigger::kPostStart) {
    explanation.add_interpretations("I-12");
  }
  if (trigger == statute::Trigger::kStageEnd) {
    explanation.add_interpretations("I-09");
  }
  // The case itself rests on a reading of the text (I-10, I-11, I-24, I-37).
  if (derived.basis.starts_with("I-")) {
    explanation.add_interpretations(derived.basis);
  }
}

void AddSteps(const statute::Obligation& obligation, Date day, v1::DeadlineExplanation& explanation) {
  const DerivedObligation& derived = obligation.derived;
  explanation.add_steps("Căn cứ " + derived.article + ": \"" + derived.wording + "\".");
  const Date written = derived.original_day.value_or(day);
  if (derived.duty != nullptr && derived.duty->trigger == statute::Trigger::kRequest) {
    explanation.add_steps("Ngày trả lời do cơ quan yêu cầu ấn định: " + written.ToVietnamese() + ".");
  } else if (derived.from_period) {
    if (derived.counted_from) {
      explanation.add_steps("Ngày bắt đầu " + derived.counted_from->ToVietnamese() + " không tính vào thời hạn.");
    }
    explanation.add_steps(
        "Ngày cuối cùng còn đúng hạn là " + written.ToVietnamese() +
        (derived.shifted ? ", ngày làm việc tiếp theo vì ngày cuối của thời hạn là ngày nghỉ." : "."));
  } else {
    explanation.add_steps("\"Trước ngày " + (written + 1).ToVietnamese() +
                          "\" kết thúc lúc 00 giờ ngày đó; ngày cuối cùng còn đúng hạn là " + written.ToVietnamese() +
                          ".");
  }
  if (!derived.override_document.empty()) {
    explanation.add_steps("Văn bản " + derived.override_document + " chuyển ngày cuối cùng còn đúng hạn sang " +
                          day.ToVietnamese() + ".");
  }
  if (derived.nonworking) {
    explanation.add_steps(day.ToVietnamese() + " là ngày nghỉ (" + explanation.nonworking_reason() +
                          "); ngày do văn bản ấn định không lùi.");
  }
  if (!derived.hard) {
    explanation.add_steps("Thời hạn này chỉ để nhắc việc, không dẫn đến dấu hiệu vi phạm.");
  }
}

}  // namespace

v1::DeadlineExplanation Explain(const statute::Obligation& obligation, const statute::Calendar& calendar,
                                const std::function<std::string(const std::string& source)>& name_of_fact) {
  const DerivedObligation& derived = obligation.derived;
  v1::DeadlineExplanation explanation;
  explanation.set_obligation_id(derived.Id());
  explanation.set_regulation_id(derived.regulation != nullptr ? derived.regulation->id : "");
  explanation.set_article(derived.article);
  explanation.set_calendar_version(calendar.version());
  explanation.set_deadline_revision(obligation.revision);
  explanation.set_override_document(derived.override_document);
  explanation.set_shifted(derived.shifted);
  if (derived.last_on_time_day) {
    const Date day = *derived.last_on_time_day;
    explanation.set_wording(WordingOf(derived, derived.original_day.value_or(day)));
    *explanation.mutable_last_on_time_day() = rpc::ToWire(day);
    explanation.set_nonworking(derived.nonworking);
    explanation.set_nonworking_reason(calendar.NonWorkingReason(day));
    AddInterpretations(derived, explanation);
    AddSteps(obligation, day, explanation);
  } else {
    explanation.set_wording(derived.wording);
    explanation.add_steps("Việc này không có thời hạn.");
  }
  for (const std::string& source : derived.sources) {
    const std::string name = name_of_fact(source);
    explanation.add_facts(name.empty() ? source : source + " " + name);
  }
  return explanation;
}

}  // namespace dotpha::notifier
