#include "tests/statute/random_person.h"

#include <algorithm>
#include <random>

#include "tests/statute/oracle.h"

namespace dotpha::statute {
namespace {

constexpr Date kInForce{2019, 10, 1};
constexpr Date kEnd{2027, 12, 31};

class Fate {
 public:
  Fate(std::uint64_t seed, const Regulation& regulation, const Calendar& calendar) : dice_(seed), calendar_(calendar) {
    facts_.authority = "test";
    facts_.law = {{&regulation, kInForce}};
  }

  Life Live() {
    BeBorn();
    Serve();
    for (int year = 2020; year <= 2027; ++year) {
      BeAssigned(year);
    }
    LoseWorks();
    BeAsked();
    ChangeDates();
    BeWaived();
    Submit();
    ChangeDates();  // once more, some of them after what was sent
    Life life;
    for (int i = 0; i < 4; ++i) {
      life.cross_points.push_back(CrossPoint());
    }
    life.facts = std::move(facts_);
    return life;
  }

 private:
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  int Between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(dice_); }
  Date DayBetween(Date low, Date high) { return low + Between(0, high - low); }

  // Any microsecond of the day; now and then its first or last.
  Instant TimeOn(Date day) {
    switch (Between(0, 9)) {
      case 0:
        return day.At();
      case 1:
        return (day + 1).At() - Micros{1};
      default:
        return day.At() + Micros{std::uniform_int_distribution<std::int64_t>(0, 86'399'999'999)(dice_)};
    }
  }

  Learned LearnedOn(Date day) {
    return {TimeOn(std::max(day, kInForce)), "registration#" + std::to_string(++sequence_)};
  }

  void BeBorn() {
    const Learned first = {kInForce.At(), "registration#0"};
    facts_.agencies = {{first, "so", "AGENCY_UBND_TINH", "", ""},
                       {first, "huyen", "UBND_HUYEN", "", ""},
                       {first, "ban", "PARTY_COMMISSION", "", ""},
                       {first, "doc", "VERTICAL", "NOI_CHINH", ""},
                       {first, "don-vi", "UNIT_UBND_TINH", "", ""}};
    PersonFact person{first, kPerson, Chance(97), Chance(40), false, {}};
    facts_.persons.push_back(person);
    for (; Chance(20);) {
      person.learned = LearnedOn(DayBetween(kInForce, kEnd));
      person.committee_member = !person.committee_member;
      facts_.persons.push_back(person);
    }
    if (Chance(25)) {
      facts_.live_from = DayBetween(Date{2020, 1, 1}, Date{2023, 12, 31});
    }
  }

  PostFact RandomPost(Date from) {
    static const std::vector<std::string> kAgencies = {"so", "huyen", "ban", "doc", "don-vi"};
    static const std::vector<Capacity> kCapacities = {Capacity::kHead,   Capacity::kHead,     Capacity::kHead,
                                                      Capacity::kActing, Capacity::kInCharge, Capacity::kDeputy,
                                                      Capacity::kDeputy};
    static const std::vector<PostBasis> kBases = {PostBasis::kAppointed, PostBasis::kElected, PostBasis::kDesignated};
    return {LearnedOn(from + Between(-40, 25)),
            "post" + std::to_string(facts_.posts.size()),
            kPerson,
            kAgencies[static_cast<std::size_t>(Between(0, 4))],
            kCapacities[static_cast<std::size_t>(Between(0, 6))],
            true,
            from,
            {},
            kBases[static_cast<std::size_t>(Between(0, 2))]};
  }

  // One post after another, with gaps and overlaps; ends are mostly learned near their day.
  void Serve() {
    Date day = DayBetween(Date{2017, 1, 1}, Date{2021, 6, 30});
    while (day < kEnd) {
      PostFact post = RandomPost(day);
      if (Chance(20)) {  // beside the principal one
        PostFact beside = RandomPost(day + Between(0, 300));
        beside.id += "b";
        beside.principal = false;
        facts_.posts.push_back(beside);
        End(beside, beside.from + Between(50, 900), false);
      }
      if (Chance(30)) {  // aim at the days around the deadline
        post.from = Date{day.year(), 11, static_cast<unsigned>(Between(8, 22))};
      }
      facts_.posts.push_back(post);
      const Date last = post.from + Between(150, 1500);
      if (last > kEnd || Chance(10)) {
        return;
      }
      End(post, last, true);
      day = last + (Chance(60) ? 1 : Chance(50) ? Between(2, 60) : -Between(0, 20));
    }
  }

  void End(PostFact post, Date last, bool departs) {
    if (Chance(10)) {  // first recorded wrongly
      PostFact wrong = post;
      wrong.learned = LearnedOn(post.from + Between(1, 90));
      wrong.from = post.from + Between(-10, 10);
      wrong.capacity = Chance(50) ? post.capacity : Capacity::kInCharge;
      wrong.to = Chance(30) ? std::optional<Date>{last - Between(1, 100)} : std::nullopt;
      facts_.posts.push_back(wrong);
    }
    post.learned = LearnedOn(last + Between(-60, 25));
    post.to = last;
    facts_.posts.push_back(post);
    if (departs && Chance(80)) {
      facts_.departures.push_back({post.learned, kPerson, Chance(50) ? "TRANSFER" : "RETIRE", last + 1});
    }
  }

  AssignedWork RandomWork(int year, Date decided_on) {
    const Date start = Chance(70) ? Date{year, 1, 1} : std::max(Date{year, 1, 1}, decided_on) + Between(0, 90);
    const std::string id = "W" + std::to_string(Between(1, 40));
    if (Chance(65)) {
      return {id, "1Y", start, Date{year, 12, 31}};
    }
    const int years = Between(2, 4);
    const Date end = AddMonths(start, 12 * years) - 1;
    return {id, Chance(20) ? "TERM" : std::to_string(years) + "Y", start, end};
  }

  void Assign(int year, const std::string& basis, Date decided_on) {
    AssignmentFact decision{LearnedOn(decided_on + (Chance(85) ? Between(0, 6) : Between(0, 70))),
                            "decision" + std::to_string(facts_.assignments.size()),
                            kPerson,
                            year,
                            basis,
                            decided_on,
                            {},
                            {}};
    for (int works = Between(1, 3); works > 0; --works) {
      decision.works.push_back(RandomWork(year, decided_on));
    }
    const bool told_later = Chance(15);
    if (told_later && Chance(50)) {
      decision.notified_on = decided_on + Between(1, 20);
    }
    facts_.assignments.push_back(decision);
    if (told_later && !decision.notified_on) {
      decision.notified_on = decided_on + Between(1, 20);
      decision.learned = LearnedOn(*decision.notified_on + Between(0, 40));
      facts_.assignments.push_back(decision);
    }
  }

  void BeAssigned(int year) {
    if (Chance(75)) {
      Assign(year, "ORDINARY",
             Chance(80) ? DayBetween(Date{year - 1, 12, 1}, Date{year - 1, 12, 31})
                        : DayBetween(Date{year, 1, 1}, Date{year, 4, 30}));
    }
    if (Chance(20)) {
      Assign(year, "SUPPLEMENT", DayBetween(Date{year - 1, 12, 15}, Date{year, 10, 31}));
    }
    if (Chance(25)) {
      Assign(year, "NEWAPPT", DayBetween(Date{year - 1, 12, 1}, Date{year, 11, 30}));
    }
    if (Chance(50)) {
      const Date decided_on = DayBetween(Date{year + 1, 1, 5}, Date{year + 1, 2, 20});
      facts_.results.push_back({LearnedOn(decided_on), kPerson, year, decided_on});
    }
  }

  void LoseWorks() {
    static const std::vector<std::string> kReasons = {"CONCLUDED", "STOPPED", "EARLY", "PASSED_ON"};
    for (const AssignmentFact& decision : std::vector<AssignmentFact>(facts_.assignments)) {
      for (const AssignedWork& work : decision.works) {
        if (Chance(12)) {
          const Date until = DayBetween(work.start, work.end + 30);
          facts_.work_ends.push_back({LearnedOn(until + Between(-10, 30)), kPerson, work.work_id, until,
                                      kReasons[static_cast<std::size_t>(Between(0, 3))]});
        }
      }
    }
  }

  void BeAsked() {
    for (int requests = Between(0, 3); requests > 0; --requests) {
      const Date on = DayBetween(Date{2020, 1, 1}, Date{2027, 6, 30});
      RequestFact request{LearnedOn(on), "REQ" + std::to_string(requests), kPerson, on, {}};
      if (Chance(80)) {
        request.respond_by = on + Between(0, 20);
      }
      facts_.requests.push_back(request);
    }
  }

  // All that could be asked of the person by all that is known.
  std::vector<oracle::Duty> Duties() {
    std::vector<oracle::Duty> duties;
    for (const auto& [id, duty] : oracle::Duties(facts_, calendar_, kPerson, Instant::Max(), 2019, 2028)) {
      if (duty.owed || Chance(10)) {
        duties.push_back(duty);
      }
    }
    return duties;
  }

  oracle::Duty AnyDated(const std::vector<oracle::Duty>& duties) {
    for (int tries = 0; tries < 50 && !duties.empty(); ++tries) {
      const oracle::Duty& duty = duties[static_cast<std::size_t>(Between(0, static_cast<int>(duties.size()) - 1))];
      if (duty.statutory_day) {
        return duty;
      }
    }
    oracle::Duty fallback;
    fallback.key = {"REG", "2023", ""};
    fallback.statutory_day = fallback.day = Date{2022, 11, 14};
    return fallback;
  }

  void ChangeDates() {
    const std::vector<oracle::Duty> duties = Duties();
    for (int overrides = Between(0, 2); overrides > 0; --overrides) {
      const oracle::Duty duty = AnyDated(duties);
      const Date to = *duty.statutory_day + Between(-5, 30);
      OverrideFact fact{LearnedOn(to + Between(-40, 25)),
                        "O" + std::to_string(facts_.overrides.size()),
                        duty.key.duty,
                        duty.key.period,
                        to,
                        {},
                        "MP-1"};
      if (Chance(45)) {
        fact.official_ids = Chance(85) ? std::vector<std::string>{"other", kPerson} : std::vector<std::string>{"other"};
      }
      facts_.overrides.push_back(fact);
    }
  }

  void BeWaived() {
    const std::vector<oracle::Duty> duties = Duties();
    for (int waivers = Between(0, 2); waivers > 0; --waivers) {
      const oracle::Duty duty = AnyDated(duties);
      facts_.waivers.push_back({LearnedOn(*duty.statutory_day + Between(-30, 45)), kPerson, duty.key, "MP-2"});
    }
  }

  void Send(std::vector<DutyKey> covers, Date day) {
    ReceiptFact receipt;
    receipt.id = "R" + std::to_string(facts_.receipts.size());
    receipt.debtor_id = kPerson;
    receipt.covers = std::move(covers);
    receipt.received_at = TimeOn(std::max(day, kInForce));
    receipt.learned = {receipt.received_at, "registration#" + std::to_string(++sequence_)};
    if (Chance(20)) {  // on paper, entered later
      receipt.document = "đến 118";
      receipt.learned.recorded_at = receipt.received_at + Micros{Between(0, 45 * 24) * 3'600'000'000LL};
    }
    if (Chance(5)) {
      receipt.revoked = Learned{receipt.learned.recorded_at + Micros{Between(0, 20 * 24) * 3'600'000'000LL},
                                "registration#" + std::to_string(++sequence_)};
    }
    facts_.receipts.push_back(receipt);
  }

  void Submit() {
    const std::vector<oracle::Duty> duties = Duties();
    for (const oracle::Duty& duty : duties) {
      if (!Chance(82)) {
        continue;
      }
      if (!duty.day) {
        Send({duty.key}, duty.arose_on + Between(0, 60));
        continue;
      }
      std::vector<DutyKey> covers{duty.key};
      if (Chance(50)) {  // one paper for all of that day
        for (const oracle::Duty& other : duties) {
          if (other.day == duty.day && !(other.key == duty.key)) {
            covers.push_back(other.key);
          }
        }
      }
      const int luck = Between(1, 100);
      const int days = luck <= 50 ? -Between(0, 25) : luck <= 60 ? 1 : luck <= 80 ? Between(1, 7) : Between(8, 45);
      Send(std::move(covers), *duty.day + days);
      if (Chance(8)) {
        Send({duty.key}, *duty.day + Between(-20, 20));
      }
    }
  }

  Instant CrossPoint() {
    const std::vector<oracle::Duty> duties = Duties();
    const oracle::Duty duty = AnyDated(duties);
    switch (Between(0, 4)) {
      case 0:
        return (*duty.day + 1).At();
      case 1:
        return (*duty.day + 1).At() - Micros{1};
      case 2:
        return duty.closing.value_or((*duty.day + 8).At());
      case 3:
        return facts_.receipts.empty() ? kInForce.At() : facts_.receipts.back().learned.recorded_at;
      default:
        return TimeOn(DayBetween(kInForce, kEnd));
    }
  }

  std::mt19937_64 dice_;
  const Calendar& calendar_;
  Facts facts_;
  int sequence_ = 0;
};

}  // namespace

Life RandomLife(std::uint64_t seed, const Regulation& regulation, const Calendar& calendar) {
  return Fate(seed, regulation, calendar).Live();
}

}  // namespace dotpha::statute
