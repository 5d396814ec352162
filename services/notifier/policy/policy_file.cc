#include "services/notifier/policy/policy_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "dotpha/policy/v1/notices.pb.h"

namespace dotpha::notifier {
namespace {

namespace v1 = policy::v1;

class Collector final : public google::protobuf::io::ErrorCollector {
 public:
  Collector(const std::string& file, std::vector<Violation>& violations) : file_(file), violations_(violations) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    violations_.push_back(
        {file_ + ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1), "SYNTAX", message});
  }

 private:
  const std::string& file_;
  std::vector<Violation>& violations_;
};

// "08:00"; nullopt for anything else.
std::optional<std::chrono::minutes> TimeOfDay(const std::string& text) {
  const bool shaped = text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == std::string::npos;
  if (!shaped) {
    return std::nullopt;
  }
  const int hours = std::stoi(text.substr(0, 2));
  const int minutes = std::stoi(text.substr(3, 2));
  return hours < 24 && minutes < 60 ? std::optional{std::chrono::minutes{hours * 60 + minutes}} : std::nullopt;
}

class Reader {
 public:
  Reader(std::string path, std::vector<Violation>& violations) : path_(std::move(path)), violations_(violations) {}

  NoticePolicy Read(const v1::NoticePolicy& from) {
    NoticePolicy policy;
    policy.authority = from.authority();
    policy.send_at = Time("send_at", from.send_at());
    policy.catch_up_from = Time("catch_up_from", from.catch_up_from());
    policy.catch_up_until = Time("catch_up_until", from.catch_up_until());
    policy.late_after = std::chrono::minutes{Positive("late_after_minutes", from.late_after_minutes())};
    policy.digest_hold = std::chrono::seconds{Positive("digest_hold_seconds", from.digest_hold_seconds())};
    for (int i = 0; i < from.ladders_size(); ++i) {
      policy.ladders.push_back(Read(from.ladders(i), "ladders[" + std::to_string(i) + "]"));
    }
    policy.info_recipients = Read(from.info_recipients(), "info_recipients");
    policy.assignment_recipients = Read(from.assignment_recipients(), "assignment_recipients");
    policy.case_recipients = Read(from.case_recipients(), "case_recipients");
    policy.summary_roles = {from.summary_roles().begin(), from.summary_roles().end()};
    return policy;
  }

 private:
  LadderRule Read(const v1::Ladder& from, const std::string& at) {
    LadderRule ladder;
    ladder.name = from.name();
    if (from.debtor() == v1::Ladder::DEBTOR_UNSPECIFIED) {
      Complain(at + ".debtor", "DEBTOR_MISSING", "must be DEBTOR_OFFICIAL or DEBTOR_BODY");
    }
    ladder.debtor = from.debtor() == v1::Ladder::DEBTOR_BODY ? LadderDebtor::kBody : LadderDebtor::kOfficial;
    ladder.severity = from.severity() == v1::Ladder::SEVERITY_HARD   ? Severity::kHard
                      : from.severity() == v1::Ladder::SEVERITY_MILD ? Severity::kMild
                                                                     : Severity::kAny;
    ladder.duties = {from.duties().begin(), from.duties().end()};
    for (int i = 0; i < from.rungs_size(); ++i) {
      ladder.rungs.push_back(Read(from.rungs(i), at + ".rungs[" + std::to_string(i) + "]"));
    }
    return ladder;
  }

  Rung Read(const v1::Rung& from, const std::string& at) {
    Rung rung;
    if (const auto stage = StageFromName(from.stage())) {
      rung.stage = *stage;
    } else {
      Complain(at + ".stage", "STAGE_UNKNOWN", "must be R10, R3, R0, O, E1, E2 or M");
    }
    switch (from.when_case()) {
      case v1::Rung::kCalendarDaysBefore:
        rung.count = Count::kCalendarDaysBefore;
        rung.days = from.calendar_days_before();
        break;
      case v1::Rung::kWorkingDaysAfter:
        rung.count = Count::kWorkingDaysAfter;
        rung.days = from.working_days_after();
        break;
      case v1::Rung::kAtClosingPoint:
        rung.count = Count::kClosingPoint;
        break;
      case v1::Rung::WHEN_NOT_SET:
        Complain(at + ".when", "WHEN_MISSING", "says when the rung is due");
    }
    rung.recipients = Read(from.recipients(), at + ".recipients");
    return rung;
  }

  std::vector<RecipientRule> Read(const google::protobuf::RepeatedPtrField<v1::Recipient>& from,
                                  const std::string& at) {
    std::vector<RecipientRule> rules;
    for (int i = 0; i < from.size(); ++i) {
      rules.push_back({ReadWho(from[i].who(), at + "[" + std::to_string(i) + "].who"), from[i].body(), from[i].role()});
    }
    return rules;
  }

  Who ReadWho(v1::Recipient::Who who, const std::string& at) {
    switch (who) {
      case v1::Recipient::WHO_DEBTOR:
        return Who::kDebtor;
      case v1::Recipient::WHO_CLERK:
        return Who::kClerk;
      case v1::Recipient::WHO_AGENCY_HEAD:
        return Who::kAgencyHead;
      case v1::Recipient::WHO_BODY:
        return Who::kBody;
      case v1::Recipient::WHO_ROUTE_BODIES:
        return Who::kRouteBodies;
      case v1::Recipient::WHO_LEAD_BODY:
        return Who::kLeadBody;
      case v1::Recipient::WHO_DEBTOR_BODY:
        return Who::kDebtorBody;
      case v1::Recipient::WHO_CANDIDATE_BODY:
        return Who::kCandidateBody;
      case v1::Recipient::WHO_AGENCY:
        return Who::kAgency;
      default:
        Complain(at, "WHO_MISSING", "says whom the rung addresses");
        return Who::kDebtor;
    }
  }

  std::chrono::minutes Time(const std::string& field, const std::string& text) {
    const auto time = TimeOfDay(text);
    if (!time) {
      Complain(field, "TIME_INVALID", "must be hh:mm");
    }
    return time.value_or(std::chrono::minutes{0});
  }

  int Positive(const std::string& field, int value) {
    if (value <= 0) {
      Complain(field, "NOT_POSITIVE", "must be greater than 0");
    }
    return value;
  }

  void Complain(const std::string& field, std::string reason, std::string description) {
    violations_.push_back({path_ + "." + field, std::move(reason), std::move(description)});
  }

  std::string path_;
  std::vector<Violation>& violations_;
};

}  // namespace

Result<PolicyBook> PolicyBook::Load(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    return NotFound("POLICY_NOT_FOUND", "cannot read " + path);
  }
  return Parse(text.str(), path);
}

Result<PolicyBook> PolicyBook::Parse(const std::string& text, const std::string& file) {
  std::vector<Violation> violations;
  v1::NoticePolicies message;
  google::protobuf::TextFormat::Parser parser;
  Collector collector(file, violations);
  parser.RecordErrorsTo(&collector);
  if (!parser.ParseFromString(text, &message)) {
    return InvalidArgument(std::move(violations));
  }
  PolicyBook book;
  for (int i = 0; i < message.policies_size(); ++i) {
    const std::string path = file + " policies[" + std::to_string(i) + "]";
    const std::size_t before = violations.size();
    NoticePolicy policy = Reader(path, violations).Read(message.policies(i));
    if (violations.size() == before) {
      if (const Result<void> checked = CheckPolicy(policy); !checked.ok()) {
        for (const Violation& violation : checked.error().violations) {
          violations.push_back({path + "." + violation.field, violation.reason, violation.description});
        }
      }
    }
    std::string authority = policy.authority;
    if (!book.policies_.emplace(std::move(authority), std::move(policy)).second) {
      violations.push_back({path + ".authority", "AUTHORITY_TWICE", "an authority has one policy"});
    }
  }
  if (!book.policies_.contains("")) {
    violations.push_back({file, "DEFAULT_MISSING", "one policy without authority is the default"});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  return book;
}

const NoticePolicy& PolicyBook::For(const std::string& authority) const {
  const auto found = policies_.find(authority);
  return found != policies_.end() ? found->second : policies_.at("");
}

}  // namespace dotpha::notifier
