#include "services/notifier/tests/engine_fixture.h"

#include <algorithm>
#include <utility>

#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/facts.h"
#include "migrations/messaging.h"
#include "migrations/notifier.h"
#include "migrations/postgres.h"
#include "services/notifier/store/work_store.h"
#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

namespace v1 = registration::v1;

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().reason << ": " << result.error().message;
    std::abort();
  }
  return *std::move(result);
}

void Must(const Result<void>& result) {
  ASSERT_TRUE(result.ok()) << result.error().reason << ": " << result.error().message;
}

}  // namespace

Result<std::vector<Contact>> TestContacts::Fetch(const std::string& /*authority*/,
                                                 const std::vector<std::string>& person_ids) {
  ++calls;
  if (away) {
    return Unavailable("AWAY", "the directory does not answer");
  }
  std::vector<Contact> contacts;
  for (const std::string& id : person_ids) {
    contacts.push_back({id, "Nguyễn Văn " + id, id + "@" + host, "Giám đốc"});
  }
  return contacts;
}

EngineFixture::EngineFixture(std::vector<std::string> producers)
    : producers_(std::move(producers)),
      catalogue_(Must(lawfile::Catalogue::Load("regulations"))),
      calendars_(Must(lawfile::LoadCalendars("calendars"))),
      policies_(Must(PolicyBook::Load("policies/notices.textproto"))),
      clock_(At("2021-09-01 00:00")),
      knowledge_([this](const std::string& id) { return catalogue_.Find(id); }),
      keeper_({&knowledge_, &policies_, &calendars_, &clock_, producers_}),
      intake_(MakeIntake([this](const std::string& id) { return catalogue_.Find(id); },
                         std::find(producers_.begin(), producers_.end(), "review") != producers_.end())) {
  database_.Migrate("notifier", {&migrations::postgres(), &migrations::command(), &migrations::audit(),
                                 &migrations::messaging(), &migrations::facts(), &migrations::notifier()});
  pool_ = std::make_unique<postgres::Pool>(database_.Pooled("notifier", 6));
  worker_ = std::make_unique<Worker>(*pool_, keeper_, MonotonicClock::Steady(), WorkerOptions{});
}

std::int64_t EngineFixture::Apply(const v1::RegistrationEvent& event, const std::string& at,
                                  std::vector<std::string> debtors) {
  return ApplyFrom(facts::kRegistrationProducer, event, at, std::move(debtors));
}

std::int64_t EngineFixture::ApplyBytes(const std::string& producer, const std::string& type, std::string data,
                                       const std::string& at, std::vector<std::string> debtors) {
  messaging::StreamEvent stream;
  stream.producer = producer;
  stream.stream_seq = ++sequence_;
  stream.event_id = NewUuid();
  stream.type = type;
  stream.authority = kAuthority;
  stream.debtors = std::move(debtors);
  stream.recorded_at = At(at);
  stream.data = std::move(data);
  Must(AsStream([&](postgres::Transaction& transaction) { return intake_(transaction, stream); }));
  return sequence_;
}

std::int64_t EngineFixture::Quarantine(const std::string& debtor, const v1::RegistrationEvent& event,
                                       const std::string& at) {
  constexpr postgres::Statement kInsert{"test.quarantine", R"sql(
    INSERT INTO quarantine (authority, producer, stream_seq, outbox_id, event_id, type, routing_key, debtors,
                            recorded_at, data, traceparent, error)
    VALUES ($1, $2, $3::bigint, $3::bigint, $4, $5, 'x', $6::text[], $7::timestamptz, $8, '', 'EVENT_UNREADABLE'))sql"};
  const auto* field = v1::RegistrationEvent::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
  const std::string type = "dotpha.registration.v1." + field->message_type()->name();
  const std::string data = event.SerializeAsString();
  Must(AsStream([&](postgres::Transaction& transaction) -> Result<void> {
    transaction.Exec(kInsert, kAuthority, facts::kRegistrationProducer, ++sequence_, NewUuid(), type,
                     std::vector<std::string>{debtor}, At(at), postgres::Bytes{data});
    MarkDirty(transaction, {kAuthority, debtor});
    return Ok{};
  }));
  return sequence_;
}

void EngineFixture::RecordProvince(const std::string& at, const std::string& live_from) {
  v1::RegistrationEvent configured;
  *configured.mutable_authority_configured()->mutable_live_from() = rpc::ToWire(Day(live_from));
  auto* regulation = configured.mutable_authority_configured()->add_regulations();
  regulation->set_regulation_id("TQ2021");
  *regulation->mutable_effective_from() = rpc::ToWire(Date{2021, 9, 1});
  Apply(configured, at);
  for (const auto& [id, workplace] : {std::pair{"so-nn", "AGENCY_UBND_TINH"}, std::pair{"hu-sd", "CAP_UY_HUYEN"}}) {
    v1::RegistrationEvent agency;
    agency.mutable_agency_recorded()->set_agency_id(id);
    agency.mutable_agency_recorded()->set_workplace_class(workplace);
    Apply(agency, at);
  }
  for (const char* body : {"BTV", "BTC", "BCSD", "UBKT"}) {
    v1::RegistrationEvent recorded;
    recorded.mutable_body_recorded()->set_body_id(body);
    recorded.mutable_body_recorded()->set_reviewing(std::string{body} == "BTC" || std::string{body} == "BCSD");
    *recorded.mutable_body_recorded()->mutable_valid_from() = rpc::ToWire(Date{2020, 1, 1});
    Apply(recorded, at);
    for (const auto& [suffix, role] :
         {std::pair{"-S", v1::STAFF_ROLE_SPECIALIST}, std::pair{"-L", v1::STAFF_ROLE_LEADER}}) {
      v1::RegistrationEvent staff;
      staff.mutable_staff_recorded()->set_staff_id(std::string{body} + suffix);
      staff.mutable_staff_recorded()->set_body_id(body);
      staff.mutable_staff_recorded()->set_role(role);
      Apply(staff, at);
    }
  }
  RecordOfficial("N1", "so-nn", at);
}

void EngineFixture::RecordOfficial(const std::string& id, const std::string& agency, const std::string& at) {
  v1::RegistrationEvent official;
  official.mutable_official_recorded()->set_official_id(id);
  official.mutable_official_recorded()->set_managed_by_standing_committee(true);
  Apply(official, at, {id});
  v1::RegistrationEvent post;
  post.mutable_position_recorded()->set_position_id("post-" + id);
  post.mutable_position_recorded()->set_official_id(id);
  post.mutable_position_recorded()->set_agency_id(agency);
  post.mutable_position_recorded()->set_capacity(v1::CAPACITY_HEAD);
  post.mutable_position_recorded()->set_principal(true);
  *post.mutable_position_recorded()->mutable_effective_from() = rpc::ToWire(Date{2020, 1, 1});
  post.mutable_position_recorded()->set_basis(v1::POST_BASIS_APPOINTED);
  Apply(post, at, {id});
}

void EngineFixture::Submit(const std::string& official, int cycle, const std::string& received,
                           const std::string& recorded, const std::string& document) {
  v1::RegistrationEvent event;
  auto& submitted = *event.mutable_registration_submitted();
  submitted.set_registration_id("registration-" + official + "-" + std::to_string(cycle));
  submitted.set_official_id(official);
  submitted.set_cycle(cycle);
  *submitted.mutable_received_at() = rpc::ToWire(At(received));
  submitted.set_document_number(document);
  Apply(event, recorded, {official});
}

void EngineFixture::Override(int cycle, const std::string& day, const std::string& at) {
  v1::RegistrationEvent event;
  auto& recorded = *event.mutable_deadline_override_recorded();
  recorded.set_override_id(NewUuid());
  recorded.set_duty("REG");
  recorded.set_period(std::to_string(cycle));
  *recorded.mutable_last_on_time_day() = rpc::ToWire(Day(day));
  recorded.set_document_number("MP-12-CV/BTC");
  Apply(event, at);
}

void EngineFixture::SetWatermark(const std::string& at) {
  constexpr postgres::Statement kSet{"test.watermark", R"sql(
    INSERT INTO consumer_position (producer, stream_seq, watermark_at, watermark_seq)
    VALUES ($1, $2::bigint, $3::timestamptz, $2::bigint)
    ON CONFLICT (producer) DO UPDATE SET stream_seq = excluded.stream_seq, watermark_at = excluded.watermark_at,
                                         watermark_seq = excluded.watermark_seq)sql"};
  Must(AsStream([&](postgres::Transaction& transaction) -> Result<void> {
    for (const std::string& producer : producers_) {
      transaction.Exec(kSet, producer, sequence_, At(at));
    }
    return Ok{};
  }));
}

void EngineFixture::Work() { Must(worker_->RunUntilIdle()); }

void EngineFixture::StepTo(const std::string& to) {
  clock_.Set(At(to));
  SetWatermark(to);
  Work();
}

void EngineFixture::RunTo(const std::string& to) {
  const Instant target = At(to);
  while (true) {
    const auto next = Must(AsStream([&](postgres::Transaction& transaction) -> Result<std::optional<Instant>> {
      return NextDue(transaction, clock_.Now());
    }));
    const Instant step = next && *next < target ? *next : target;
    clock_.Set(step);
    constexpr postgres::Statement kMove{"test.move_watermark", R"sql(
      UPDATE consumer_position SET stream_seq = $1::bigint, watermark_at = $2::timestamptz, watermark_seq = $1::bigint)sql"};
    Must(AsStream([&](postgres::Transaction& transaction) -> Result<void> {
      transaction.Exec(kMove, sequence_, step);
      return Ok{};
    }));
    Work();
    if (step == target) {
      return;
    }
  }
}

std::vector<std::string> EngineFixture::Notices(const std::string& obligation) {
  constexpr postgres::Statement kNotices{"test.notices", R"sql(
    SELECT stage, due_at, state, person_id FROM notice WHERE obligation_id = $1 ORDER BY due_at, stage, person_id)sql"};
  return Must(AsStream([&](postgres::Transaction& transaction) -> Result<std::vector<std::string>> {
    std::vector<std::string> lines;
    for (const auto& row : transaction.Exec(kNotices, obligation)) {
      const Instant due = postgres::ReadInstant(row[1]);
      lines.push_back(
          std::string{StageName(static_cast<Stage>(row[0].as<int>()))} + " " + Date::Of(due).ToVietnamese() + " " +
          std::string{NoticeStateName(static_cast<NoticeState>(row[2].as<int>()))} + " " + row[3].as<std::string>());
    }
    return lines;
  }));
}

std::string EngineFixture::Value(const std::string& sql) { return database_.Superuser(sql); }

int EngineFixture::Count(const std::string& table, const std::string& condition) {
  return std::stoi(Value("SELECT count(*) FROM " + table + " WHERE " + condition));
}

}  // namespace dotpha::notifier::testing
