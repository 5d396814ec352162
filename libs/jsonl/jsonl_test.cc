#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/jsonl/fields.h"
#include "libs/jsonl/reader.h"

namespace dotpha::jsonl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "line field REASON" of each problem.
std::vector<std::string> Found(const std::vector<Problem>& problems) {
  std::vector<std::string> found;
  for (const Problem& problem : problems) {
    found.push_back(std::to_string(problem.line) + " " + problem.field + " " + problem.reason);
  }
  return found;
}

TEST(Reader, GivesEveryLineWithItsNumber) {
  const File file = Read("\xEF\xBB\xBF{\"a\":1}\r\n{\"b\":[\"Đ\",-2,2.5,true,null]}");
  ASSERT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.lines.size(), 2U);
  EXPECT_EQ(file.lines[1].number, 2U);
  EXPECT_EQ(file.lines[1].object, nlohmann::json::parse("{\"b\":[\"Đ\",-2,2.5,true,null]}"));
}

TEST(Reader, RefusesWhatIsNotJsonLineByLineAndReadsOn) {
  EXPECT_THAT(Found(Read("").problems), ElementsAre("0  FILE_EMPTY"));
  EXPECT_THAT(Found(Read("\xEF\xBB\xBF").problems), ElementsAre("0  FILE_EMPTY"));
  const File file = Read("{\"a\":1}\n{\"a\":\n\n[1]\n{\"a\":1} x\n{\"a\":NaN}\n{\"a\":\"\\ud800\"}\n{\"a\":2}\n");
  EXPECT_THAT(Found(file.problems), ElementsAre("2  JSON_INVALID", "3  JSON_INVALID", "4  JSON_NOT_AN_OBJECT",
                                                "5  JSON_INVALID", "6  JSON_INVALID", "7  JSON_INVALID"));
}

TEST(Reader, NamesTheLineAndTheByteThatIsNotUtf8) {
  const File file = Read("{\"a\":1}\n{\"a\":\"\xC3\x28\"}\n");
  ASSERT_THAT(Found(file.problems), ElementsAre("2  ENCODING_INVALID_UTF8"));
  EXPECT_THAT(file.problems[0].message, HasSubstr("byte offset 14"));
}

TEST(Reader, TakesNeitherOfTwoEqualKeysAtAnyDepth) {
  EXPECT_THAT(Found(Read("{\"kind\":1,\"kind\":2}").problems), ElementsAre("1 kind JSON_DUPLICATE_KEY"));
  EXPECT_THAT(Found(Read("{\"w\":[{},{\"y\":{\"k\":1,\"z\":[1],\"k\":1}}]}").problems),
              ElementsAre("1 w[1].y.k JSON_DUPLICATE_KEY"));
  EXPECT_THAT(Read("{\"w\":[{\"k\":1},{\"k\":1}]}").problems, IsEmpty());
}

TEST(Reader, RefusesNumbersThatNoFieldCouldHold) {
  EXPECT_THAT(Found(Read("{\"a\":[1,9223372036854775808]}").problems), ElementsAre("1 a[1] NUMBER_OUT_OF_RANGE"));
  EXPECT_THAT(Found(Read("{\"a\":1e999}").problems), ElementsAre("1 a NUMBER_OUT_OF_RANGE"));
  EXPECT_THAT(Read("{\"a\":[9223372036854775807,-9223372036854775808]}").problems, IsEmpty());
}

TEST(Reader, BoundsLengthAndDepthInCharacters) {
  const Limits limits{.text = 3, .depth = 2};
  EXPECT_THAT(Read("{\"a\":\"ĐĐĐ\"}", limits).problems, IsEmpty());
  EXPECT_THAT(Found(Read("{\"a\":\"ĐĐĐĐ\",\"b\":[\"abcd\"]}", limits).problems),
              ElementsAre("1 a FIELD_TOO_LONG", "1 b[0] FIELD_TOO_LONG"));
  EXPECT_THAT(Found(Read("{\"a\":[[1]]}", limits).problems), ElementsAre("1 a[0] JSON_TOO_DEEP"));
}

TEST(Reader, RepeatsNothingOfWhatItRefuses) {
  const std::string secret = "Nội dung mật";
  const File file = Read("{\"a\":\"" + secret + "\",\"a\":1}\n{\"" + secret + "\":1,\"" + secret + "\":2}\n{\"a\":\"" +
                         secret + "\n{\"a\": " + secret + "}\n");
  ASSERT_EQ(file.problems.size(), 4U);
  for (const Problem& problem : file.problems) {
    EXPECT_THAT(problem.ToString("f"), AllOf(HasSubstr("f:"), Not(HasSubstr("mật")), Not(HasSubstr("Nội"))));
  }
}

TEST(Fields, GivesValuesAndFindsAllProblemsAtOnce) {
  const auto object = nlohmann::json::parse(R"({"id":"A","n":7,"big":3000000000,"f":1.5,"ok":true,"day":"2022-02-31",
      "at":"2022-03-23T10:00:00","list":["a",1,{}],"parts":[{"k":1},{"k":"x","extra":1},5],"none":null,"other":1})");
  std::vector<Problem> problems;
  Fields fields(object, 4, "", &problems);
  EXPECT_EQ(fields.Text("id"), "A");
  EXPECT_EQ(fields.Whole("n"), 7);
  EXPECT_EQ(fields.TextOrNumber("f"), "1.5");
  EXPECT_TRUE(fields.Flag("ok"));
  EXPECT_EQ(fields.Whole("big"), 0);
  EXPECT_EQ(fields.Whole("f"), 0);
  EXPECT_FALSE(fields.Day("day").has_value());
  EXPECT_FALSE(fields.Time("at").has_value());
  EXPECT_THAT(fields.Texts("list"), ElementsAre("a", "1"));
  std::vector<int> parts;
  fields.Each("parts", [&](Fields& part) { parts.push_back(part.Whole("k")); });
  EXPECT_THAT(parts, ElementsAre(1, 0));
  EXPECT_EQ(fields.Text("none", Need::kOptional), "");
  EXPECT_EQ(fields.Text("none"), "");
  EXPECT_EQ(fields.Text("absent", Need::kOptional), "");
  fields.NothingElse();
  EXPECT_THAT(Found(problems), ElementsAre("4 big NUMBER_OUT_OF_RANGE", "4 f TYPE_WRONG", "4 day DATE_INVALID",
                                           "4 at TIME_WITHOUT_OFFSET", "4 list[2] TYPE_WRONG",
                                           "4 parts[1].k TYPE_WRONG", "4 parts[1].extra FIELD_UNKNOWN",
                                           "4 parts[2] TYPE_WRONG", "4 none FIELD_MISSING", "4 other FIELD_UNKNOWN"));
}

}  // namespace
}  // namespace dotpha::jsonl
