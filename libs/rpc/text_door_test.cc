#include "libs/rpc/text_door.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include "dotpha/events/v1/event_journal_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"

namespace dotpha::rpc {
namespace {

using testing::IsEmpty;

const std::string kNfd = "Tie\xCC\x82\xCC\x81n";  // "Tiến", decomposed
const std::string kNfc = "Tiến";

std::vector<std::string> Fields(const std::vector<Violation>& violations) {
  std::vector<std::string> fields;
  for (const Violation& violation : violations) {
    fields.push_back(violation.field + ":" + violation.reason);
  }
  return fields;
}

TEST(TextDoor, NormalisesNestedAndRepeatedTexts) {
  dotpha::registration::v1::ImportRosterRequest request;
  request.add_officials()->set_full_name("A");
  request.add_officials()->set_full_name(kNfd);
  request.add_staff()->set_full_name(kNfd);
  EXPECT_THAT(NormaliseTexts(request, 100), IsEmpty());
  EXPECT_EQ(request.officials(1).full_name(), kNfc);
  EXPECT_EQ(request.staff(0).full_name(), kNfc);
}

TEST(TextDoor, NormalisesKeysAndValuesOfMaps) {
  google::protobuf::Struct request;
  (*request.mutable_fields())[kNfd].mutable_list_value()->add_values()->set_string_value(kNfd);
  EXPECT_THAT(NormaliseTexts(request, 100), IsEmpty());
  ASSERT_EQ(request.fields().count(kNfc), 1U);
  EXPECT_EQ(request.fields().at(kNfc).list_value().values(0).string_value(), kNfc);
}

TEST(TextDoor, LeavesBytesAlone) {
  dotpha::events::v1::ReadEventsResponse message;
  message.add_events()->set_data(kNfd + "\xFF" + std::string(1, '\0'));
  EXPECT_THAT(NormaliseTexts(message, 3), IsEmpty());
  EXPECT_EQ(message.events(0).data(), kNfd + "\xFF" + std::string(1, '\0'));
}

TEST(TextDoor, ReportsAllViolationsWithTheirPlaces) {
  dotpha::registration::v1::ImportRosterRequest request;
  request.set_request_id(std::string("a\0b", 3));
  request.add_officials()->set_full_name("\xC3\x28");
  request.add_officials()->set_full_name(std::string(11, 'x'));
  EXPECT_THAT(Fields(NormaliseTexts(request, 10)),
              testing::ElementsAre("request_id:NUL_CHARACTER", "officials[0].full_name:INVALID_UTF8",
                                   "officials[1].full_name:FIELD_TOO_LONG"));
}

TEST(TextDoor, CountsCharactersAfterNormalisation) {
  dotpha::registration::v1::GetOfficialRequest request;
  std::string ten;
  for (int i = 0; i < 10; ++i) {
    ten += "e\xCC\x82\xCC\x81";
  }
  request.set_name(ten);
  EXPECT_THAT(NormaliseTexts(request, 10), IsEmpty());
  request.set_name(ten + "ế");
  EXPECT_THAT(Fields(NormaliseTexts(request, 10)), testing::ElementsAre("name:FIELD_TOO_LONG"));
}

TEST(TextDoor, TheCommonVietnameseDoublesBecomeOne) {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"o\xCC\x9B\xCC\x81", "ớ"}, {"o\xCC\x81\xCC\x9B", "ớ"}, {"D\xCC\xA3", "Ḍ"}, {"Đ", "Đ"}, {"😀", "😀"}}) {
    EXPECT_EQ(ToNfc(from), to);
  }
}

}  // namespace
}  // namespace dotpha::rpc
