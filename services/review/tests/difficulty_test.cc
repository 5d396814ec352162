#include "services/review/domain/difficulty.h"

#include <gmock/gmock.h>

#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;

constexpr char kThen[] = "2022-11-28 09:00:00";

class Difficulties : public ::testing::Test {
 protected:
  Result<Difficulty> Report(const std::string& actor, std::vector<std::string> roles = {"official"}) {
    return ReportDifficulty("co-quan-N1", "Chưa rõ cách giao việc liên ngành",
                            season_.By(actor, std::move(roles), kThen));
  }
  static DifficultyStep Saying(const std::string& text, const Difficulty& difficulty) {
    return {difficulty.revision, text, {"402-KL/TU", Day("2022-11-28")}, {}};
  }
  Season season_;
};

TEST_F(Difficulties, TheHeadOfAnAgencyReportsOrTheCommissionEntersIt_R12_2_FEEDBACK) {
  const auto reported = Report("N1");
  ASSERT_TRUE(reported.ok()) << reported.error().message;
  EXPECT_EQ(reported->state, DifficultyState::kReceived);
  EXPECT_EQ(reported->reported_by, "N1");
  EXPECT_EQ(reported->reported_at, At(kThen));
  EXPECT_THAT(Found(Report("N4")), ElementsAre("NOT_HEAD_OF_AGENCY"));
  EXPECT_TRUE(Report("CV-BTC", {"specialist:BTC"}).ok());
  EXPECT_THAT(Found(Report("CV-BCSD", {"specialist:BCSD"})), ElementsAre("NOT_HEAD_OF_AGENCY"));
  EXPECT_THAT(Found(ReportDifficulty("khong-co", " ", season_.By("N1", {"official"}, kThen))),
              ElementsAre("agency_id UNKNOWN_AGENCY", "text TEXT_REQUIRED"));
}

TEST_F(Difficulties, GoThroughTheCommissionToTheStandingCommittee_R12_2_FEEDBACK) {
  const Difficulty reported = *Report("N1");
  EXPECT_THAT(Found(DecideDifficulty(Saying("Đồng ý", reported), reported, season_.ByRecorder(kThen))),
              ElementsAre("TRANSITION_NOT_ALLOWED"))
      << "through the Organisation Commission";
  EXPECT_THAT(Found(ForwardDifficulty(Saying("Đề nghị", reported), reported, season_.ByBody("BCSD", kThen))),
              ElementsAre("ROLE_NOT_ALLOWED"));
  const auto forwarded = ForwardDifficulty(Saying("Đề nghị", reported), reported, season_.ByBody("BTC", kThen));
  ASSERT_TRUE(forwarded.ok()) << forwarded.error().message;
  EXPECT_EQ(forwarded->state, DifficultyState::kForwarded);
  EXPECT_EQ(forwarded->opinion, "Đề nghị");
  EXPECT_THAT(Found(DecideDifficulty(Saying("Đồng ý", *forwarded), *forwarded, season_.ByBody("BTC", kThen))),
              ElementsAre("ROLE_NOT_ALLOWED"));
  const auto decided = DecideDifficulty(Saying("Đồng ý", *forwarded), *forwarded, season_.ByRecorder(kThen));
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->state, DifficultyState::kDecided);
  EXPECT_EQ(decided->decision, "Đồng ý");
  EXPECT_EQ(decided->document.number, "402-KL/TU");
  EXPECT_EQ(decided->opinion, "Đề nghị") << "stays";
}

TEST_F(Difficulties, SayEverythingThatIsWrong_R12_2_FEEDBACK) {
  const Difficulty reported = *Report("N1");
  EXPECT_THAT(Found(ForwardDifficulty({std::nullopt, "", {}, {}}, reported, season_.ByBody("BTC", kThen))),
              ElementsAre("etag ETAG_REQUIRED", "opinion TEXT_REQUIRED"));
  EXPECT_THAT(Found(ForwardDifficulty({7, "Đề nghị", {}, {}}, reported, season_.ByBody("BTC", kThen))),
              ElementsAre("ETAG_MISMATCH"));
  EXPECT_THAT(Found(DecideDifficulty({1, "", {}, {}}, reported, season_.ByRecorder(kThen))),
              ElementsAre("decision TEXT_REQUIRED", "document.number DOCUMENT_REQUIRED",
                          "document.signed_on DOCUMENT_REQUIRED"));
}

}  // namespace
}  // namespace dotpha::review::testing
