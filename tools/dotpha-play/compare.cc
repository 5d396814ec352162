#include "tools/dotpha-play/compare.h"

#include <algorithm>
#include <set>

namespace dotpha::play {
namespace {

using nlohmann::json;
namespace ntf = notifier::v1;

// One comparable thing as key -> field -> value; both sides are brought into this form and then compared field by
// field.
using Picture = std::map<std::string, std::map<std::string, std::string>>;

std::string InstantText(const google::protobuf::Timestamp& at) {
  return FormatRfc3339(Instant{at.seconds() * 1'000'000 + at.nanos() / 1000});
}

std::string DateText(const google::type::Date& date) {
  return Date{date.year(), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())}.ToString();
}

// "OBLIGATION_STATE_ON_TIME" -> "ON_TIME".
std::string Short(const std::string& name, std::string_view prefix) { return name.substr(prefix.size()); }

class Filter {
 public:
  Filter(const Sample& sample, Date last_day) : sample_(sample), last_day_(last_day) {
    for (const auto& obligation : sample.expected.at("obligations")) {
      if (obligation.at("code") == "REG") {
        due_[obligation.at("id").get<std::string>()] = *Date::Parse(obligation.at("L").get<std::string>());
      }
    }
  }

  [[nodiscard]] bool Concerns(const std::string& official) const { return !sample_.stage_holders.contains(official); }
  // An id of expected.json that is a REG duty in time and of someone not left out.
  [[nodiscard]] bool Expects(const std::string& id) const {
    const auto due = due_.find(id);
    return due != due_.end() && due->second <= last_day_ && Concerns(id.substr(0, id.find(':')));
  }
  // A duty that the services know.
  [[nodiscard]] bool Takes(const ntf::Obligation& obligation) const {
    return obligation.duty() == "REG" && Concerns(obligation.debtor_id()) && obligation.has_last_on_time_day() &&
           *Date::Parse(DateText(obligation.last_on_time_day())) <= last_day_ && !obligation.imported();
  }

 private:
  const Sample& sample_;
  Date last_day_;
  std::map<std::string, Date> due_;
};

Picture ExpectedPicture(const Sample& sample, const Filter& filter) {
  Picture picture;
  for (const auto& o : sample.expected.at("obligations")) {
    const std::string id = o.at("id");
    if (filter.Expects(id)) {
      auto& fields = picture["obligation " + id];
      fields["state"] = o.at("state");
      fields["L"] = o.at("L");
      fields["hard"] = o.at("hard").get<bool>() ? "true" : "false";
      fields["days_late"] = std::to_string(o.value("days_late", 0));
      fields["was_missing"] = o.value("was_missing", false) ? "true" : "false";
    }
  }
  for (const auto& f : sample.expected.at("flags")) {
    const std::string id = f.at("obligation");
    if (filter.Expects(id)) {
      auto& fields = picture["flag " + id];
      fields["grade"] = f.at("grade");
      fields["status"] = f.at("status");
      fields["raised_at"] = f.at("raised_at");
      fields["missing_at"] = f.value("missing_at", "");
      fields["days_late"] = std::to_string(f.value("days_late", 0));
      fields["received_on"] = f.value("received_on", "");
      fields["reason"] = f.value("reason", "");
      fields["withdrawn_at"] = f.value("at", "");
    }
  }
  for (const auto& list : {"overdue_notices", "overdue_notices_soft"}) {
    for (const auto& notice : sample.expected.at(list)) {
      for (const auto& id : notice.at("ids")) {
        if (filter.Expects(id.get<std::string>())) {
          picture["overdue notice " + id.get<std::string>()]["at"] = notice.at("at");
        }
      }
    }
  }
  for (const auto& c : sample.expected.at("candidates")) {
    const bool ours = c.at("raised_by") == "SYSTEM" &&
                      std::all_of(c.at("duties").begin(), c.at("duties").end(),
                                  [&](const json& id) { return filter.Expects(id.get<std::string>()); });
    if (ours) {
      auto& fields =
          picture["candidate " + c.at("official_id").get<std::string>() + " " + c.at("kind").get<std::string>()];
      fields["raised_at"] = c.at("raised_at");
      for (const auto& id : c.at("duties")) {
        fields["duties"] += id.get<std::string>() + " ";
      }
    }
  }
  return picture;
}

Picture FoundPicture(const Outcome& outcome, const Filter& filter) {
  Picture picture;
  std::set<std::string> taken;
  for (const auto& o : outcome.obligations) {
    if (!filter.Takes(o)) {
      continue;
    }
    taken.insert(o.obligation_id());
    auto& fields = picture["obligation " + o.obligation_id()];
    fields["state"] = Short(ntf::ObligationState_Name(o.state()), "OBLIGATION_STATE_");
    fields["L"] = DateText(o.last_on_time_day());
    fields["hard"] = o.hard() ? "true" : "false";
    fields["days_late"] = std::to_string(o.days_late());
    fields["was_missing"] = o.was_missing() ? "true" : "false";
  }
  for (const auto& f : outcome.flags) {
    if (!taken.contains(f.obligation_id())) {
      continue;
    }
    auto& fields = picture["flag " + f.obligation_id()];
    fields["grade"] = Short(ntf::FlagGrade_Name(f.grade()), "FLAG_GRADE_");
    fields["status"] = Short(ntf::FlagStatus_Name(f.status()), "FLAG_STATUS_");
    fields["raised_at"] = InstantText(f.raised_at());
    fields["missing_at"] = f.has_missing_at() ? InstantText(f.missing_at()) : "";
    fields["days_late"] = std::to_string(f.days_late());
    // A withdrawn flag marks no lateness: expected.json gives the day of receipt with the obligation only.
    const bool withdrawn = f.status() == ntf::FLAG_STATUS_WITHDRAWN;
    fields["received_on"] = f.has_received_on() && !withdrawn ? DateText(f.received_on()) : "";
    fields["reason"] = f.withdrawn_reason();
    fields["withdrawn_at"] = f.has_withdrawn_at() ? InstantText(f.withdrawn_at()) : "";
  }
  for (const auto& n : outcome.notices) {
    const std::string official = n.obligation_id().substr(0, n.obligation_id().find(':'));
    if (n.stage() == ntf::NOTICE_STAGE_O && n.state() == ntf::NOTICE_STATE_SENT && n.person_id() == official &&
        taken.contains(n.obligation_id())) {
      picture["overdue notice " + n.obligation_id()]["at"] = InstantText(n.sent_at());
    }
  }
  for (const auto& c : outcome.candidates) {
    if (filter.Concerns(c.official_id())) {
      auto& fields = picture["candidate " + c.official_id() + " " + c.kind()];
      fields["raised_at"] = InstantText(c.raised_at());
      for (const auto& id : c.obligation_ids()) {
        fields["duties"] += id + " ";
      }
    }
  }
  return picture;
}

}  // namespace

std::vector<Difference> Compare(const Sample& sample, const Outcome& outcome, Date last_day) {
  const Filter filter(sample, last_day);
  const Picture expected = ExpectedPicture(sample, filter);
  const Picture found = FoundPicture(outcome, filter);
  std::vector<Difference> differences;
  for (const auto& [item, fields] : expected) {
    const auto other = found.find(item);
    if (other == found.end()) {
      differences.push_back({item, "", "present", "absent"});
      continue;
    }
    for (const auto& [field, value] : fields) {
      const auto got = other->second.find(field);
      const std::string text = got == other->second.end() ? "" : got->second;
      if (text != value) {
        differences.push_back({item, field, value, text});
      }
    }
  }
  for (const auto& [item, fields] : found) {
    if (!expected.contains(item)) {
      differences.push_back({item, "", "absent", "present"});
    }
  }
  return differences;
}

}  // namespace dotpha::play
