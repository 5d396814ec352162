// Điều 1, Điều 2 khoản 4: the directory, its import, and what happens to people.
#include "services/registration/domain/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/domain/correct_directory.h"
#include "services/registration/domain/import_roster.h"
#include "services/registration/domain/record_personnel_event.h"
#include "services/registration/tests/province.h"

namespace dotpha::registration {
namespace {

using testing::At;
using ::testing::Contains;
using testing::Day;
using ::testing::ElementsAre;
using testing::Found;
using ::testing::IsEmpty;
using testing::Province;
using ::testing::UnorderedElementsAre;

const Date kToday = Day("2022-11-01");

TEST(Roles, FollowFromWhoSomebodyIsToday_I_45) {
  Province province;
  EXPECT_THAT(province.directory().RolesOf("N1", kToday), ElementsAre("official"));
  EXPECT_THAT(province.directory().RolesOf("BTC-specialist", kToday), ElementsAre("specialist:BTC"));
  EXPECT_THAT(province.directory().RolesOf("nobody", kToday), IsEmpty());
  province.rows.staff.push_back({"CLERK-1", "", "agency-ubnd-tinh", "Văn thư", "", StaffRole::kClerk, 1});
  EXPECT_THAT(province.directory().RolesOf("CLERK-1", kToday), ElementsAre("clerk:AGENCY"));
  for (Body& body : province.rows.bodies) {
    if (body.id == "BCSD") {
      body.valid_to = Day("2022-10-31");
    }
  }
  EXPECT_THAT(province.directory().RolesOf("BCSD-leader", kToday), IsEmpty()) << "the body is no more";
}

TEST(Routes, ABodySeesWhoStandsOnItsRoute_G_02) {
  Province province;
  const Directory& directory = province.directory();
  EXPECT_THAT(directory.OfficialsRoutedTo(province.law(), "BNC", kToday), UnorderedElementsAre("N9", "N10"));
  EXPECT_THAT(directory.OfficialsRoutedTo(province.law(), "BDV", kToday), UnorderedElementsAre("N11", "N12", "N21"));
  EXPECT_THAT(directory.OfficialsRoutedTo(province.law(), "BTC", kToday), Contains("N21")) << "self-review: BTC leads";
}

class Import : public ::testing::Test {
 protected:
  std::vector<std::string> Defects() {
    const auto imported = ImportRoster({roster_, {}, kToday}, province_.directory(), province_.law());
    return imported.ok() ? std::vector<std::string>{} : Found(imported.error());
  }
  static Official Person(const std::string& id, const std::string& name) {
    return {id, name, id + "@example.vn", true, false, false, "", 1};
  }
  static Position Post(const std::string& id, const std::string& official_id, const std::string& from,
                       bool principal = true) {
    return {id,        official_id,           "agency-ubnd-tinh",    "Giám đốc",   Capacity::kHead, principal,
            Day(from), std::optional<Date>{}, PostBasis::kAppointed, "MP-1-QĐ/TU", Instant{},       1};
  }
  Roster roster_;
  Province province_;
};

TEST_F(Import, EveryBadRowIsNamedAndNothingIsKept) {
  roster_.agencies = {{"So-Moi", " ", "NO_SUCH_CLASS", "NO_SUCH_FIELD", "so-khac", "hai@@a.vn", 1},
                      {"agency-ubnd-tinh", "Sở", "AGENCY_UBND_TINH", "", "", "", 1}};
  roster_.officials = {Person("TQ-1", "Một"), Person("TQ-1", "Hai")};
  roster_.staff = {{"ST-1", "BTC", "agency-ubnd-tinh", "Ba", "", StaffRole::kClerk, 1},
                   {"TQ-1", "NO_BODY", "", "Bốn", "", StaffRole::kClerk, 1}};
  roster_.positions = {Post("p1", "TQ-9", "2022-01-01")};
  roster_.positions[0].agency_id = "so-khong-ton-tai";
  roster_.positions[0].to = Day("2021-12-31");
  EXPECT_THAT(
      Defects(),
      UnorderedElementsAre("agencies[0].agency_id ID_INVALID", "agencies[0].display_name MISSING_NAME",
                           "agencies[0].email EMAIL_INVALID", "agencies[0].workplace_class WORKPLACE_CLASS_NOT_ALLOWED",
                           "agencies[0].vertical_field VERTICAL_FIELD_NOT_ALLOWED", "agencies[0].parent UNKNOWN_AGENCY",
                           "agencies[1].agency_id DUPLICATE_ID", "officials[1].official_id DUPLICATE_ID",
                           "staff[0].body_id BODY_OR_AGENCY_REQUIRED", "staff[1].body_id UNKNOWN_BODY",
                           "staff[1].staff_id DUPLICATE_ID", "positions[0].official_id UNKNOWN_OFFICIAL",
                           "positions[0].agency_id UNKNOWN_AGENCY", "positions[0].effective_to END_BEFORE_START"));
}

TEST_F(Import, OnePrincipalPostADayAlsoBesideWhatIsKnown_I_16) {
  roster_.positions = {Post("p1", "N1", "2022-01-01")};
  EXPECT_THAT(Defects(), ElementsAre("positions[0].principal TWO_PRINCIPAL_POSTS"));
  roster_.positions[0].principal = false;
  EXPECT_THAT(Defects(), IsEmpty());
}

TEST_F(Import, FromTodayOnSomebodyWithAPostHasAPrincipalOne_I_16) {
  roster_.officials = {Person("TQ-1", "Một")};
  roster_.positions = {Post("p1", "TQ-1", "2020-01-01", false)};
  EXPECT_THAT(Defects(), ElementsAre("positions[0].principal NO_PRINCIPAL_POST"));
  roster_.positions.push_back(Post("p2", "TQ-1", "2022-10-01"));
  EXPECT_THAT(Defects(), IsEmpty()) << "records of the past may have gaps";
}

TEST_F(Import, NoAgencyStandsAboveItself) {
  roster_.agencies = {{"a", "A", "AGENCY_UBND_TINH", "", "b", "", 1}, {"b", "B", "AGENCY_UBND_TINH", "", "a", "", 1}};
  EXPECT_THAT(Defects(), ElementsAre("agencies[0].parent PARENT_LOOP", "agencies[1].parent PARENT_LOOP"));
}

TEST_F(Import, PeopleOfOneNameAreKeptWithAWarning) {
  roster_.officials = {Person("TQ-1", "Nguyễn Văn An"), Person("TQ-2", "Nguyễn Văn An")};
  const auto imported = ImportRoster({roster_, {}, kToday}, province_.directory(), province_.law());
  ASSERT_TRUE(imported.ok());
  EXPECT_THAT(imported->warnings, ElementsAre("SAME_NAME TQ-1, TQ-2"));
  EXPECT_EQ(imported->events.size(), 2u);
}

TEST_F(Import, AMemberOfTheStandingCommitteeIsACommitteeMember_R1_2_SCOPE_MEMBERS) {
  roster_.officials = {Person("TQ-1", "Một")};
  roster_.officials[0].standing_member = true;
  const auto imported = ImportRoster({roster_, {}, kToday}, province_.directory(), province_.law());
  ASSERT_TRUE(imported.ok());
  EXPECT_TRUE(imported->roster.officials[0].committee_member);
}

TEST_F(Import, NothingBeforeTheAuthorityHasItsLaw) {
  province_.rows.settings.reset();
  roster_.officials = {Person("TQ-1", "Một")};
  EXPECT_THAT(Defects(), ElementsAre("AUTHORITY_NOT_CONFIGURED"));
  EXPECT_EQ(ImportRoster({{}, {}, kToday}, Province().directory(), province_.law()).error().reason, "ROSTER_EMPTY");
}

// ---- personnel events ----

class PersonnelEvents : public ::testing::Test {
 protected:
  static PersonnelEventCommand Happening(PersonnelEventKind kind, const std::string& official_id,
                                         const std::string& on) {
    PersonnelEventCommand command;
    command.kind = kind;
    command.official_id = official_id;
    command.effective_on = Day(on);
    command.document = {"MP-7-QĐ/TU", {}};
    command.new_position_id = "new";
    command.arrived_at = At("2022-06-16 09:00:00");
    return command;
  }
  static NewPost Chair() { return {"ubnd-huyen", "Chủ tịch Ủy ban nhân dân huyện", Capacity::kHead, true, {}, ""}; }
  std::string PostOf(const std::string& official_id) { return province_.directory().PositionsOf(official_id)[0].id; }
  Result<PersonnelEventDecision> Record(const PersonnelEventCommand& command) {
    return RecordPersonnelEvent(command, province_.directory());
  }
  template <typename T>
  static std::vector<T> Of(const std::vector<Event>& events) {
    std::vector<T> found;
    for (const auto& event : events) {
      if (const T* one = std::get_if<T>(&event)) {
        found.push_back(*one);
      }
    }
    return found;
  }
  Province province_;
};

TEST_F(PersonnelEvents, ElectedToAnotherPostIsATransferFromTheOldOne_R2_4_EVENTS_B_30) {
  auto command = Happening(PersonnelEventKind::kElect, "N1", "2022-06-20");
  command.post = Chair();
  EXPECT_THAT(Found(Record(command).error()), ElementsAre("end_position_ids TWO_PRINCIPAL_POSTS"));
  command.end_position_ids = {PostOf("N1")};
  const auto recorded = Record(command);
  ASSERT_TRUE(recorded.ok());
  ASSERT_EQ(recorded->ended.size(), 1u);
  EXPECT_EQ(recorded->ended[0].to, Day("2022-06-19"));
  EXPECT_EQ(recorded->position->basis, PostBasis::kElected);
  EXPECT_EQ(recorded->position->from, Day("2022-06-20"));
  EXPECT_EQ(recorded->position->recorded_at, At("2022-06-16 09:00:00"));
  const auto departures = Of<DepartureRecorded>(recorded->events);
  ASSERT_EQ(departures.size(), 1u);
  EXPECT_EQ(departures[0].kind, "TRANSFER");
  EXPECT_EQ(departures[0].effective_on, Day("2022-06-20"));
  EXPECT_EQ(Of<PositionRecorded>(recorded->events).size(), 2u);
}

TEST_F(PersonnelEvents, APostThatEndedByItsOwnDateNeedNotBeNamed) {
  province_.rows.positions[0].to = Day("2022-06-19");
  auto command = Happening(PersonnelEventKind::kElect, "N1", "2022-06-20");
  command.post = Chair();
  const auto recorded = Record(command);
  ASSERT_TRUE(recorded.ok());
  EXPECT_THAT(recorded->ended, IsEmpty());
  EXPECT_EQ(Of<DepartureRecorded>(recorded->events).size(), 1u);
}

TEST_F(PersonnelEvents, FromActingToHeadOfTheSameAgencyNothingIsLeft_R1_2_SCOPE_ACTING) {
  auto command = Happening(PersonnelEventKind::kAppoint, "N22", "2022-06-20");
  command.post = NewPost{"agency-ubnd-tinh", "Giám đốc", Capacity::kHead, true, {}, ""};
  command.end_position_ids = {PostOf("N22")};
  const auto recorded = Record(command);
  ASSERT_TRUE(recorded.ok());
  EXPECT_THAT(Of<DepartureRecorded>(recorded->events), IsEmpty());
}

TEST_F(PersonnelEvents, RetirementEndsAllOpenPosts_R2_4_EVENTS) {
  const auto recorded = Record(Happening(PersonnelEventKind::kRetire, "N5", "2022-07-01"));
  ASSERT_TRUE(recorded.ok());
  ASSERT_EQ(recorded->ended.size(), 2u);
  EXPECT_EQ(recorded->ended[1].to, Day("2022-06-30"));
  EXPECT_EQ(Of<DepartureRecorded>(recorded->events).at(0).kind, "RETIRE");
  auto again = Happening(PersonnelEventKind::kLeave, "N5", "2019-01-01");
  EXPECT_THAT(Found(Record(again).error()),
              ElementsAre("end_position_ids POST_ENDS_BEFORE_START", "end_position_ids POST_ENDS_BEFORE_START"));
}

TEST_F(PersonnelEvents, LeavingThePrincipalPostAloneLeavesNoneBehind_I_16) {
  auto command = Happening(PersonnelEventKind::kResign, "N5", "2022-07-01");
  command.end_position_ids = {PostOf("N5")};
  EXPECT_THAT(Found(Record(command).error()), ElementsAre("post.principal NO_PRINCIPAL_POST"));
}

TEST_F(PersonnelEvents, AllDefectsAtOnce) {
  PersonnelEventCommand command;
  command.official_id = "nobody";
  EXPECT_THAT(Found(Record(command).error()),
              UnorderedElementsAre("official_id UNKNOWN_OFFICIAL", "effective_on DATE_MISSING", "kind KIND_REQUIRED"));
  command = Happening(PersonnelEventKind::kAppoint, "N1", "2022-07-01");
  command.post = NewPost{"so-khong-ton-tai", "", {}, true, Day("2022-06-30"), ""};
  EXPECT_THAT(Found(Record(command).error()),
              UnorderedElementsAre("post.agency_id UNKNOWN_AGENCY", "post.title MISSING_TITLE",
                                   "post.capacity CAPACITY_REQUIRED", "post.effective_to END_BEFORE_START"));
  command = Happening(PersonnelEventKind::kAppoint, "N1", "2022-07-01");
  EXPECT_THAT(Found(Record(command).error()), ElementsAre("post POST_REQUIRED"));
  command.post = Chair();
  command.end_position_ids = {PostOf("N1"), PostOf("N2")};
  EXPECT_THAT(Found(Record(command).error()), ElementsAre("end_position_ids[1] UNKNOWN_POSITION"));
}

// ---- corrections of rows ----

TEST(CorrectingRows, NeedTheEtagAndAnnounceTheNewState) {
  Province province;
  Official wanted = *province.directory().FindOfficial("N1");
  wanted.standing_member = true;
  EXPECT_THAT(Found(UpdateOfficial(wanted, {}, {}, province.directory()).error()),
              ElementsAre("official.etag ETAG_REQUIRED"));
  EXPECT_EQ(UpdateOfficial(wanted, {}, 9, province.directory()).error().code, Code::kAborted);
  const auto updated = UpdateOfficial(wanted, {}, 1, province.directory());
  ASSERT_TRUE(updated.ok());
  EXPECT_TRUE(updated->official.committee_member);
  EXPECT_EQ(updated->official.revision, 2);
  wanted.id = "nobody";
  EXPECT_EQ(UpdateOfficial(wanted, {}, 1, province.directory()).error().code, Code::kNotFound);
}

TEST(CorrectingRows, AnOfficialNamesAndReleasesAKnownClerk) {
  Province province;
  EXPECT_THAT(Found(NameClerk("N1", "nobody", 1, province.directory()).error()), ElementsAre("staff_id UNKNOWN_STAFF"));
  EXPECT_EQ(NameClerk("N1", "BCSD-clerk", 1, province.directory())->official.clerk_staff_id, "BCSD-clerk");
  EXPECT_EQ(NameClerk("N1", "", 1, province.directory())->official.clerk_staff_id, "");
}

}  // namespace
}  // namespace dotpha::registration
