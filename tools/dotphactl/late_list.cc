#include "tools/dotphactl/late_list.h"

#include <algorithm>
#include <tuple>

#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

using notifier::v1::Obligation;

bool HasCome(const Obligation& obligation) { return obligation.state() == notifier::v1::OBLIGATION_STATE_LATE; }

bool IsLate(const Obligation& obligation, const LateFilter& filter) {
  switch (obligation.state()) {
    case notifier::v1::OBLIGATION_STATE_LATE:
      return !filter.only_missing;
    case notifier::v1::OBLIGATION_STATE_OVERDUE:
    case notifier::v1::OBLIGATION_STATE_MISSING:
      return true;
    default:
      return false;
  }
}

std::string EnumText(const google::protobuf::Message& message, const char* field) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  return ShortEnumName(message.GetReflection()->GetEnum(message, descriptor));
}

std::string DutyText(const Obligation& obligation) {
  return obligation.duty() + " " + obligation.period() +
         (obligation.occasion().empty() ? "" : " " + obligation.occasion());
}

// What a reader must know before he thinks ill of somebody.
std::string Remark(const Obligation& obligation) {
  std::string text;
  const auto add = [&text](bool holds, const char* remark) {
    text += holds ? (text.empty() ? "" : ", ") + std::string(remark) : "";
  };
  add(obligation.imported(), "before the first day of use");
  add(obligation.held(), "held: an event could not be applied");
  add(!obligation.hard(), "soft date");
  add(obligation.known_late(), "known after its date");
  add(obligation.was_missing() && HasCome(obligation), "came after the closing point");
  add(obligation.stage_holder(), "holds a running stage work");
  return text;
}

}  // namespace

std::optional<Date> LastDayOf(const Obligation& obligation) {
  const auto day = rpc::FromWire(obligation.last_on_time_day());
  return day.ok() ? std::optional(*day) : std::nullopt;
}

int CycleOf(const Obligation& obligation) {
  const std::string& period = obligation.period();
  const bool year = period.size() >= 4 &&
                    std::all_of(period.begin(), period.begin() + 4, [](char c) { return c >= '0' && c <= '9'; }) &&
                    (period.size() == 4 || period[4] == '-');
  if (year) {
    return std::stoi(period.substr(0, 4));
  }
  return LastDayOf(obligation) ? LastDayOf(obligation)->year() : 0;
}

std::vector<LateDuty> SelectLate(const LateFacts& facts, const LateFilter& filter) {
  std::map<std::string, const notifier::v1::ViolationFlag*> flags;
  for (const auto& flag : facts.flags) {
    if (flag.status() != notifier::v1::FLAG_STATUS_WITHDRAWN) {
      flags[flag.obligation_id()] = &flag;
    }
  }
  std::map<std::string, std::string> candidates;
  for (const auto& candidate : facts.candidates) {
    for (const auto& id : candidate.obligation_ids()) {
      candidates[id] = candidate.kind() + (candidate.sub_code().empty() ? "" : " " + candidate.sub_code());
    }
  }
  std::vector<LateDuty> selected;
  for (const Obligation& obligation : facts.obligations) {
    const auto last = LastDayOf(obligation);
    if (!last || !IsLate(obligation, filter) || (obligation.imported() && !filter.with_imported) ||
        (filter.cycle && CycleOf(obligation) != *filter.cycle) || (filter.from && *last < *filter.from) ||
        (filter.to && *filter.to < *last)) {
      continue;
    }
    LateDuty duty{obligation, obligation.days_late(), {}, {}};
    if (!HasCome(obligation)) {
      duty.days = std::max(0, Date::Of(rpc::FromWire(obligation.as_of())) - *last);
    }
    if (const auto flag = flags.find(obligation.obligation_id()); flag != flags.end()) {
      duty.flag = *flag->second;
    }
    if (const auto candidate = candidates.find(obligation.obligation_id()); candidate != candidates.end()) {
      duty.candidate = candidate->second;
    }
    selected.push_back(std::move(duty));
  }
  std::sort(selected.begin(), selected.end(), [](const LateDuty& a, const LateDuty& b) {
    const auto key = [](const LateDuty& duty) {
      return std::tuple(LastDayOf(duty.obligation), duty.obligation.debtor_id(), duty.obligation.obligation_id());
    };
    return key(a) < key(b);
  });
  return selected;
}

Sheet LateSheet(const std::vector<LateDuty>& duties, const Debtors& debtors) {
  Sheet sheet{{"who", "name", "agency", "duty", "L", "state", "days", "received", "mark", "sign", "remark"}, {}};
  for (const LateDuty& duty : duties) {
    const Obligation& obligation = duty.obligation;
    const Debtor debtor = Find(debtors, obligation.debtor_id());
    const Cell received =
        obligation.has_received_at() ? Cell(Date::Of(rpc::FromWire(obligation.received_at()))) : Cell();
    const Cell mark = duty.flag ? Cell(EnumText(*duty.flag, "grade") + " " + EnumText(*duty.flag, "status")) : Cell();
    sheet.rows.push_back({obligation.debtor_id(), debtor.name, debtor.agency, DutyText(obligation),
                          *LastDayOf(obligation), EnumText(obligation, "state"), std::int64_t{duty.days}, received,
                          mark, duty.candidate, Remark(obligation)});
  }
  return sheet;
}

bool IsNotAnnounced(const Obligation& obligation) {
  return (obligation.duty() == "ANN_PLAN" || obligation.duty() == "ANN_RESULT") &&
         obligation.state() == notifier::v1::OBLIGATION_STATE_OPEN;
}

std::vector<Obligation> SelectNotAnnounced(const std::vector<Obligation>& obligations, std::optional<int> cycle) {
  std::vector<Obligation> selected;
  std::copy_if(obligations.begin(), obligations.end(), std::back_inserter(selected), [&](const Obligation& obligation) {
    return IsNotAnnounced(obligation) && (!cycle || CycleOf(obligation) == *cycle);
  });
  std::sort(selected.begin(), selected.end(), [](const Obligation& a, const Obligation& b) {
    const auto key = [](const Obligation& one) { return std::tuple(CycleOf(one), one.debtor_id(), one.duty()); };
    return key(a) < key(b);
  });
  return selected;
}

Sheet NotAnnouncedSheet(const std::vector<Obligation>& obligations, const Debtors& debtors) {
  Sheet sheet{{"who", "name", "agency", "cycle", "what", "state"}, {}};
  for (const Obligation& obligation : obligations) {
    const Debtor debtor = Find(debtors, obligation.debtor_id());
    sheet.rows.push_back({obligation.debtor_id(), debtor.name, debtor.agency, std::int64_t{CycleOf(obligation)},
                          obligation.duty() == "ANN_PLAN" ? "plan" : "result", kNotAnnounced});
  }
  return sheet;
}

}  // namespace dotpha::ctl
