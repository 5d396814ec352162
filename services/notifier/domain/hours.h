// When something may go out, and with what: working hours after a downtime, what is late, which e-mail it belongs to.
#pragma once

#include "libs/base/time.h"
#include "libs/statute/calendar.h"
#include "services/notifier/domain/policy.h"

namespace dotpha::notifier {

class Hours {
 public:
  // Both must outlive it. `now`: civil time.
  Hours(const NoticePolicy& policy, const statute::Calendar& calendar, Instant now)
      : policy_(policy), calendar_(calendar), now_(now) {}

  [[nodiscard]] bool IsOpen(Instant at) const;
  // `at` itself within hours, else the next opening of a working day.
  [[nodiscard]] Instant NextOpen(Instant at) const;
  [[nodiscard]] bool IsLate(Instant wanted) const { return now_ - wanted > policy_.late_after; }
  // E-mails group by slot: the rung's own moment, or the quarter of an hour in which other things go out together. Late
  // ones keep apart (by a microsecond): they wait for nothing that is due only now.
  [[nodiscard]] Instant Slot(Instant wanted, bool on_the_rung) const;

 private:
  const NoticePolicy& policy_;
  const statute::Calendar& calendar_;
  Instant now_;
};

}  // namespace dotpha::notifier
