#include "tools/dotphactl/explanation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "libs/statute/rating.h"
#include "tools/dotphactl/display.h"

namespace dotpha::ctl {
namespace {

namespace asm_v1 = assessment::v1;
namespace ntf = notifier::v1;
namespace pb = google::protobuf;

constexpr std::size_t kNameWidth = 24;

std::string Text(const pb::Message& message, const char* field) {
  return ValueText(message, message.GetDescriptor()->FindFieldByName(field));
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

// The fields that say something; "no" and 0 are what stands where nothing happened.
void AddParameters(const pb::Message& message, std::initializer_list<const char*> fields, Explanation& explanation) {
  for (const char* field : fields) {
    const std::string text = Text(message, field);
    if (!text.empty() && text != "no" && text != "0") {
      explanation.parameters.emplace_back(field, text);
    }
  }
}

void AddFlagSteps(const ntf::ViolationFlag& flag, Explanation& explanation) {
  explanation.steps.push_back("Hết ngày " + Text(flag, "last_on_time_day") +
                              " chưa nhận được; dấu hiệu vi phạm (Điều 10) phát sinh lúc " + Text(flag, "raised_at") +
                              ".");
  if (flag.has_missing_at()) {
    explanation.steps.push_back("Đến " + Text(flag, "missing_at") +
                                " vẫn chưa nhận được: chuyển thành không thực hiện.");
  }
  if (flag.has_received_on()) {
    explanation.steps.push_back("Nhận được ngày " + Text(flag, "received_on") + ", chậm " +
                                std::to_string(flag.days_late()) + " ngày.");
  }
  if (flag.status() == ntf::FLAG_STATUS_WITHDRAWN) {
    explanation.steps.push_back("Dấu hiệu được rút lúc " + Text(flag, "withdrawn_at") + " (" + flag.withdrawn_reason() +
                                (flag.withdrawn_document().empty() ? "" : ", văn bản " + flag.withdrawn_document()) +
                                ").");
  }
}

// "86.25 % (345/4)": the exact fraction where it is no whole percentage.
std::string PercentText(const asm_v1::Percentage& percentage) {
  const std::string floored = statute::FormatHundredths(percentage.floored_e2()) + " %";
  return percentage.exact().find('/') == std::string::npos ? floored : floored + " (" + percentage.exact() + ")";
}

void AddWork(const asm_v1::WorkAssessment& work, Explanation& explanation) {
  std::string step = "Việc " + work.work_id() + ": ";
  if (!work.has_verified_year()) {
    step += "không có nội dung trong kế hoạch năm";
  } else {
    step += PercentText(work.verified_year());
    if (work.has_reported_year() && work.reported_year().exact() != work.verified_year().exact()) {
      step += " theo kết quả thẩm định, báo cáo ghi " + PercentText(work.reported_year());
    }
    step += work.level().empty() ? "" : ", mức " + work.level();
  }
  if (!work.counted()) {
    step += "; không tính vào bình quân";
  }
  if (work.excused()) {
    step += "; có lý do khách quan, bất khả kháng được chấp nhận";
  }
  explanation.steps.push_back(step + ".");
  for (const std::string& item : work.taken_out_item_ids()) {
    explanation.steps.push_back("Việc " + work.work_id() + ": không tính nội dung " + item +
                                " vì bất khả kháng được chấp nhận.");
  }
  for (const asm_v1::VerifiedItem& item : work.verified_items()) {
    explanation.steps.push_back("Việc " + work.work_id() + ": nội dung " + item.item_id() + " được thẩm định " +
                                statute::FormatHundredths(item.value_e2()) + " % (" + item.evidence() + ").");
  }
}

void AddDecision(const asm_v1::Assessment& assessment, Explanation& explanation) {
  if (assessment.decided_level().empty()) {
    explanation.steps.emplace_back("Ban Thường vụ chưa quyết định; mức nêu trên chỉ là gợi ý.");
    return;
  }
  explanation.steps.push_back("Quyết định " + assessment.decision().number() + " ngày " +
                              Text(assessment, "decided_on") + ": mức " + assessment.decided_level() + ".");
  if (assessment.difference_reason() != asm_v1::DIFFERENCE_REASON_UNSPECIFIED) {
    explanation.steps.push_back("Mức quyết định khác mức gợi ý: " + Text(assessment, "difference_reason") +
                                ", văn bản " + assessment.difference_document().number() + ".");
  }
}

std::string Line(const std::string& name, const std::string& value) {
  return value.empty() ? ""
                       : name + std::string(name.size() < kNameWidth ? kNameWidth - name.size() : 1, ' ') +
                             Printable(value) + "\n";
}

}  // namespace

Explanation OfDeadline(const ntf::DeadlineExplanation& why) {
  Explanation explanation;
  explanation.kind = "deadline";
  explanation.subject = why.obligation_id();
  explanation.result = Text(why, "last_on_time_day");
  explanation.article = why.article();
  explanation.wording = why.wording();
  explanation.regulation = why.regulation_id();
  explanation.calendar = why.calendar_version();
  explanation.interpretations.assign(why.interpretations().begin(), why.interpretations().end());
  AddParameters(why, {"nonworking", "nonworking_reason", "shifted", "deadline_revision", "override_document"},
                explanation);
  explanation.steps.assign(why.steps().begin(), why.steps().end());
  explanation.events.assign(why.facts().begin(), why.facts().end());
  return explanation;
}

Explanation OfObligation(const ntf::GetObligationResponse& answer, const ntf::DeadlineExplanation& why) {
  const ntf::Obligation& obligation = answer.obligation();
  Explanation explanation = OfDeadline(why);
  explanation.kind = "obligation";
  explanation.result = Text(obligation, "state");
  AddParameters(obligation,
                {"debtor_id", "duty", "period", "occasion", "last_on_time_day", "hard", "received_at", "days_late",
                 "closing_at", "was_missing", "known_late", "imported", "stage_holder", "held", "basis", "as_of"},
                explanation);
  if (obligation.imported()) {
    explanation.steps.emplace_back("Thời hạn trước ngày bắt đầu sử dụng: chỉ ghi nhận, không có hệ quả.");
  }
  if (obligation.known_late()) {
    explanation.steps.emplace_back("Chỉ biết đến sau khi đã qua thời hạn: không phát sinh dấu hiệu vi phạm.");
  }
  for (const ntf::ViolationFlag& flag : answer.flags()) {
    AddFlagSteps(flag, explanation);
  }
  return explanation;
}

Explanation OfFlag(const ntf::ViolationFlag& flag, const ntf::DeadlineExplanation& why) {
  Explanation explanation = OfDeadline(why);
  explanation.kind = "flag";
  explanation.subject = flag.name().substr(flag.name().rfind('/') + 1);
  explanation.result = Text(flag, "grade") + ", " + Text(flag, "status");
  explanation.article = "Điều 10; " + why.article();
  AddParameters(flag,
                {"official_id", "last_on_time_day", "raised_at", "missing_at", "received_on", "days_late",
                 "withdrawn_reason", "withdrawn_at", "withdrawn_document", "recorded_at"},
                explanation);
  AddFlagSteps(flag, explanation);
  return explanation;
}

Explanation OfCandidate(const ntf::Candidate& candidate, const std::vector<ntf::DeadlineExplanation>& why) {
  Explanation explanation;
  explanation.kind = "candidate";
  explanation.subject = candidate.candidate_id();
  explanation.result = candidate.kind() + (candidate.sub_code().empty() ? "" : " " + candidate.sub_code());
  explanation.article = "Điều 10";
  AddParameters(candidate, {"official_id", "raised_at", "last_on_time_day", "obligation_ids", "explain_until"},
                explanation);
  for (const ntf::DeadlineExplanation& one : why) {
    const Explanation deadline = OfDeadline(one);
    explanation.regulation = deadline.regulation;
    explanation.calendar = deadline.calendar;
    explanation.article += "; " + deadline.article;
    explanation.wording += (explanation.wording.empty() ? "" : "; ") + deadline.wording;
    for (const std::string& step : deadline.steps) {
      explanation.steps.push_back(deadline.subject + ": " + step);
    }
    for (const std::string& interpretation : deadline.interpretations) {
      if (std::ranges::find(explanation.interpretations, interpretation) == explanation.interpretations.end()) {
        explanation.interpretations.push_back(interpretation);
      }
    }
    explanation.events.insert(explanation.events.end(), deadline.events.begin(), deadline.events.end());
  }
  explanation.steps.push_back("Dấu hiệu vi phạm được nêu lúc " + Text(candidate, "raised_at") +
                              "; giải trình đến hết ngày " + Text(candidate, "explain_until") +
                              ". Chỉ người có thẩm quyền kết luận.");
  return explanation;
}

Explanation OfRoute(const registration::v1::Route& route) {
  Explanation explanation;
  explanation.kind = "route";
  explanation.subject = route.official_id() + " " + Text(route, "on");
  explanation.result =
      route.to().empty() ? Text(route, "scope") : route.to() + (route.via().empty() ? "" : " qua " + route.via());
  explanation.article = Text(route, "articles");
  explanation.wording = route.reason();
  explanation.regulation = route.regulation_id();
  AddParameters(route, {"scope", "rows", "to", "via", "cc", "lead", "self_review"}, explanation);
  if (route.to().empty()) {
    explanation.steps.emplace_back("Không có nơi nhận theo quy định này vào ngày này.");
    return explanation;
  }
  explanation.steps.push_back("Gửi " + route.to() + (route.via().empty() ? "" : " qua " + route.via()) + ".");
  if (!route.cc().empty()) {
    explanation.steps.push_back("Đồng gửi " + Text(route, "cc") + " (dòng " + Text(route, "rows") + ").");
  }
  explanation.steps.push_back("Đề xuất, thẩm định: " + route.lead() +
                              (route.self_review() ? ", vì không ai thẩm định việc của chính mình." : "."));
  return explanation;
}

Explanation OfLevel(const asm_v1::Assessment& assessment) {
  Explanation explanation;
  explanation.kind = "level";
  explanation.subject = assessment.official_id() + " " + std::to_string(assessment.cycle());
  explanation.result = assessment.decided_level().empty() ? assessment.suggested_level() : assessment.decided_level();
  explanation.article = "Điều 7";
  explanation.regulation = assessment.regulation_id();
  explanation.interpretations = {"I-20", "I-21"};
  AddParameters(assessment,
                {"state", "works_counted", "self_level", "proposed_level", "proposed_by", "suggested_level",
                 "decided_level", "decided_kind", "difference_reason"},
                explanation);
  for (const asm_v1::WorkAssessment& work : assessment.works()) {
    AddWork(work, explanation);
  }
  if (assessment.has_mean()) {
    explanation.steps.push_back("Bình quân của " + std::to_string(assessment.works_counted()) +
                                " việc: " + PercentText(assessment.mean()) + ", không làm tròn lên; mức gợi ý " +
                                assessment.suggested_level() + ".");
  } else {
    explanation.steps.emplace_back("Không có việc nào được tính.");
  }
  if (!assessment.warning().empty()) {
    explanation.steps.push_back("Lưu ý: " + assessment.warning() + ".");
  }
  if (assessment.self_level_mismatch()) {
    explanation.interpretations.emplace_back("I-41");
    explanation.steps.push_back("Mức tự nhận " + assessment.self_level() + " khác mức của tỷ lệ đã báo cáo, " +
                                PercentText(assessment.reported_mean()) + ".");
  }
  AddDecision(assessment, explanation);
  return explanation;
}

Explanation OfRefusal(const Refusal& refusal) {
  Explanation explanation;
  explanation.kind = "refusal";
  explanation.subject = refusal.reason;
  explanation.result = refusal.meaning;
  explanation.article = refusal.article;
  explanation.steps = {refusal.what_to_do};
  return explanation;
}

std::string Show(const Explanation& explanation, Output output) {
  if (output == Output::kJson) {
    nlohmann::json parameters = nlohmann::json::object();
    for (const auto& [name, value] : explanation.parameters) {
      parameters[name] = value;
    }
    return nlohmann::json{{"kind", explanation.kind},         {"subject", explanation.subject},
                          {"result", explanation.result},     {"article", explanation.article},
                          {"wording", explanation.wording},   {"regulation", explanation.regulation},
                          {"calendar", explanation.calendar}, {"interpretations", explanation.interpretations},
                          {"parameters", parameters},         {"steps", explanation.steps},
                          {"events", explanation.events}}
               .dump(1) +
           "\n";
  }
  std::string text = Line(explanation.kind, explanation.subject) + Line("result", explanation.result) +
                     Line("article", explanation.article) + Line("wording", explanation.wording) +
                     Line("regulation", explanation.regulation) + Line("calendar", explanation.calendar) +
                     Line("interpretations", Joined(explanation.interpretations));
  for (const auto& [name, value] : explanation.parameters) {
    text += Line("  " + name, value);
  }
  for (std::size_t i = 0; i < explanation.steps.size(); ++i) {
    text += Line("step " + std::to_string(i + 1), explanation.steps[i]);
  }
  return text + Line("events", Joined(explanation.events));
}

}  // namespace dotpha::ctl
