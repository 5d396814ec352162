// Sessions, task forces and what a level is a basis for, under the regulation of 2020.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dotpha/assessment/v1/task_force_service.grpc.pb.h"
#include "dotpha/review/v1/meeting_service.grpc.pb.h"
#include "tests/acceptance/year_2020.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

// ----
const Diary a21(Year2020(), {"N1-A21"},
                {{"2021-03-10 09:00", [](Year& year) {
                    asmt::ProposeTaskForceRequest request;
                    request.set_body_id("BCSD");
                    request.set_cycle(2021);
                    request.add_member_ids("BCSD-specialist");
                    request.add_official_ids("N1-A21");
                    const auto stub = year.system().Stub<asmt::TaskForceService>();
                    const auto created =
                        year.Ask("BCSD-leader", *stub, &asmt::TaskForceService::Stub::ProposeTaskForce, request);
                    return created.ok() ? Lines{asmt::TaskForceState_Name(created->task_force().state())}
                                        : Outcome(created);
                  }}});

TEST(Scenario, A21_ABodysTaskForceIsActiveAtOnce) {
  EXPECT_THAT(a21["2021-03-10 09:00"], ElementsAre("TASK_FORCE_STATE_ACTIVE"));
}

// ----
using Meetings = rev::MeetingService::Stub;

Result<rev::RecordMeetingResponse> Hold(Year& year, const rev::Meeting& proposed) {
  rev::RecordMeetingRequest request;
  request.set_name(proposed.name());
  request.set_etag(proposed.etag());
  request.set_kind(rev::MEETING_KIND_NEEDED);
  request.set_cycle(2021);
  *request.mutable_held_on() = WireDay("2021-04-20");
  *request.mutable_minutes() = Document("MP-277-TB/TU", "2021-04-20");
  return year.Ask("BTV-clerk", *year.system().Stub<rev::MeetingService>(), &Meetings::RecordMeeting, request);
}

// "HALF_YEAR HELD", "NEEDED PLANNED by BCSD", with name and etag of the last.
std::pair<Lines, rev::Meeting> Listed(Year& year) {
  rev::ListMeetingsRequest request;
  request.set_cycle(2021);
  const auto listed =
      Must(year.Ask("BTV-clerk", *year.system().Stub<rev::MeetingService>(), &Meetings::ListMeetings, request));
  Lines lines;
  rev::Meeting last;
  for (const rev::Meeting& meeting : listed.meetings()) {
    lines.push_back(fmt::format("{} {} by {}", rev::MeetingKind_Name(meeting.kind()).substr(13),
                                rev::MeetingState_Name(meeting.state()).substr(14), meeting.proposed_by_body_id()));
    last = meeting;
  }
  return {lines, last};
}

const Diary a22(Year2020(), {},
                {{"2021-04-05 09:00",
                  [](Year& year) {
                    rev::ProposeMeetingRequest request;
                    request.set_body_id("BCSD");
                    request.set_cycle(2021);
                    request.set_reason("Tiến độ quý I chậm");
                    *request.mutable_document() = Document("MP-270-TTr/BCSĐ", "2021-04-05");
                    Lines lines = Listed(year).first;
                    lines.push_back(Outcome(year.Ask("BCSD-leader", *year.system().Stub<rev::MeetingService>(),
                                                     &Meetings::ProposeMeeting, request))
                                        .at(0));
                    return lines;
                  }},
                 {"2021-04-05 10:00", [](Year& year) { return Listed(year).first; }},
                 {"2021-04-20 16:00", [](Year& year) { return Outcome(Hold(year, {})); }},
                 {"2021-04-20 17:00", [](Year& year) { return Outcome(Hold(year, Listed(year).second)); }}});

TEST(Scenario, A22_TwoSessionsAreListedAndOthersRestOnAProposal) {
  EXPECT_EQ(a22.year().Obligation("BTV:MEET:2021-H1").period(), "2021-H1");
  EXPECT_EQ(a22.year().Obligation("BTV:MEET:2021-H2").period(), "2021-H2");
  EXPECT_THAT(a22["2021-04-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(a22["2021-04-05 10:00"], ElementsAre("NEEDED PLANNED by BCSD"));
  EXPECT_THAT(a22["2021-04-20 16:00"], ElementsAre(StartsWith("MEETING_NOT_PROPOSED")));
  EXPECT_THAT(a22["2021-04-20 17:00"], ElementsAre("ACCEPTED"));
}

// ----
const Diary a24(Year2020(), {"N1-A24"},
                Planned2021("N1-A24", {{"2021-12-24 09:00", Reports2021("N1-A24", {.covers = {"RPT_Y 2021"}})},
                                       {"2021-12-29 09:00",
                                        Reports2021("N1-A24", {.covers = {"SELF 2021"}, .self_level = "HTXS"})},
                                       {"2022-01-14 09:00", [](Year& year) {
                                          return Outcome(year.Rate("N1-A24", 2021, "HTXS", "2022-01-14"));
                                        }}}));

TEST(Scenario, A24_TheFactSheetSaysOneBasisAmongOthers) {
  EXPECT_THAT(a24["2022-01-14 09:00"], ElementsAre("ACCEPTED"));
  const asmt::FactSheet sheet = a24.year().FactSheet("N1-A24", 2021);
  EXPECT_EQ(sheet.decided_level(), "HTXS");
  EXPECT_THAT(sheet.use(), StartsWith("một trong những căn cứ để đánh giá cán bộ hằng năm"));
  EXPECT_FALSE(sheet.has_supports_htxs());
}

}  // namespace
}  // namespace dotpha::acceptance
