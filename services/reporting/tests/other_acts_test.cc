// Ad hoc requests and reports, announcements, evidence, the import of past years.
#include <gmock/gmock.h>

#include "services/reporting/domain/ad_hoc.h"
#include "services/reporting/domain/announce.h"
#include "services/reporting/domain/evidence.h"
#include "services/reporting/domain/import_year_result.h"
#include "services/reporting/tests/office.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class OtherActs : public ::testing::Test {
 protected:
  OtherActs() { office_.Assign("W-1", 2022, "2021-12-20"); }
  Office office_;
};

// ---- ad hoc ------------------------------------------------------------------------------------------------------

class AdHoc : public OtherActs {
 protected:
  RequestAdHocCommand Asking() const {
    RequestAdHocCommand command;
    command.request.official_id = kOfficial;
    command.request.subject = "Tình hình giải ngân";
    command.request.document = {"CV-1", Day("2022-08-10")};
    command.request.respond_by = Day("2022-08-15");
    command.new_request_id = "generated";
    return command;
  }
  Result<RequestDecision> Ask(const RequestAdHocCommand& command, const std::string& role) {
    return RequestAdHocReport(command, false, office_.By("somebody", {role}, "2022-08-10 08:30"));
  }
  SubmitAdHocCommand Answer() const {
    SubmitAdHocCommand command;
    command.report.official_id = kOfficial;
    command.report.trigger = AdHocTrigger::kRequest;
    command.report.request_id = "REQ-1";
    command.report.subject = "Giải ngân";
    command.report.work_ids = {"W-1"};
    command.report.what_happened = "Vướng mặt bằng";
    command.report.impact_e2 = 0;
    command.report.proposal = "Không";
    command.new_report_id = "report-1";
    return command;
  }
};

TEST_F(AdHoc, MayBeAskedForByTheStandingCommitteeTheCommissionAndTheBody_R5_1_ADHOC_I_10) {
  for (const auto& [role, body] : {std::pair("clerk:BTV", "BTV"), std::pair("clerk:TT", "TT"),
                                   std::pair("specialist:BTC", "BTC"), std::pair("leader:BCSD", "BCSD")}) {
    const auto asked = Ask(Asking(), role);
    ASSERT_TRUE(asked.ok()) << role << asked.error().message;
    EXPECT_EQ(asked->request.requester_body_id, body);
    EXPECT_THAT(asked->events, SizeIs(1));
  }
  EXPECT_EQ(Found(Ask(Asking(), "specialist:BNC")), std::vector<std::string>{"REQUESTER_NOT_ALLOWED"});
}

TEST_F(AdHoc, RequestNamesItsDocumentAndSubject_I_10) {
  RequestAdHocCommand command = Asking();
  command.request.document = {};
  command.request.subject = "";
  command.request.respond_by = Day("2022-08-09");
  command.request.id = "REQ 1";
  EXPECT_THAT(Found(Ask(command, "specialist:BTC")),
              UnorderedElementsAre(
                  "ad_hoc_request.document.number DOCUMENT_REQUIRED",
                  "ad_hoc_request.document.signed_on DOCUMENT_REQUIRED", "ad_hoc_request.subject MISSING_SUBJECT",
                  "ad_hoc_request.respond_by RESPOND_BY_IN_PAST", "ad_hoc_request.ad_hoc_request_id ID_INVALID"));
  command = Asking();
  command.request.id = "REQ-1";
  EXPECT_THAT(Found(RequestAdHocReport(command, true, office_.By("b", {"leader:BTC"}, "2022-08-10 08:30"))),
              ElementsAre("ad_hoc_request.ad_hoc_request_id DUPLICATE_ID"));
  EXPECT_EQ(Ask(command, "leader:BTC")->request.id, "REQ-1");
  EXPECT_EQ(Ask(Asking(), "leader:BTC")->request.id, "generated");
}

TEST_F(AdHoc, IsAnsweredOnceAndCancelledByWhoAsked_R5_1_ADHOC) {
  RequestAdHocCommand asking = Asking();
  asking.request.id = "REQ-1";
  const AdHocRequest request = Ask(asking, "specialist:BTC")->request;
  const auto cancel = [&](const std::string& role, const AdHocRequest& which) {
    return CancelAdHocRequest({"Đã có số liệu", which.revision}, which,
                              office_.By("somebody", {role}, "2022-08-11 08:30"));
  };
  EXPECT_TRUE(cancel("specialist:BTC", request).ok());
  const auto by_another = cancel("clerk:BTV", request);
  EXPECT_EQ(Found(by_another), std::vector<std::string>{"TRANSITION_NOT_ALLOWED"});
  EXPECT_EQ(by_another.error().metadata.at("guard"), "ASKED_BY_OWN_BODY");

  const auto answered = SubmitAdHocReport(Answer(), request, office_.Himself("2022-08-12 09:00"));
  ASSERT_TRUE(answered.ok()) << answered.error().message;
  ASSERT_TRUE(answered->answered.has_value());
  EXPECT_EQ(answered->answered->request.state, RequestState::kAnswered);
  EXPECT_THAT(answered->deliveries, SizeIs(2));
  EXPECT_EQ(Found(SubmitAdHocReport(Answer(), answered->answered->request, office_.Himself("2022-08-13 09:00"))),
            std::vector<std::string>{"TRANSITION_NOT_ALLOWED"});
  EXPECT_EQ(Found(cancel("specialist:BTC", answered->answered->request)),
            std::vector<std::string>{"TRANSITION_NOT_ALLOWED"});
}

TEST_F(AdHoc, OnAnEventNeedsItsDayAndAllPartsAndGoesWhereAllReportsGo_R5_1_ADHOC_R5_1_ROUTE_I_10) {
  SubmitAdHocCommand command = Answer();
  command.report.trigger = AdHocTrigger::kEvent;
  command.report.event_on = Day("2022-05-23");
  const auto sent = SubmitAdHocReport(command, {}, office_.Himself("2022-05-24 20:10"));
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->report.request_id, "") << "discharges no request";
  ASSERT_THAT(sent->deliveries, SizeIs(2));
  EXPECT_EQ(sent->deliveries[0].body_id, "BTC");
  EXPECT_EQ(sent->deliveries[1].body_id, "BCSD");
  command.report.event_on = Day("2022-05-25");
  EXPECT_THAT(Found(SubmitAdHocReport(command, {}, office_.Himself("2022-05-24 20:10"))),
              ElementsAre("ad_hoc_report.event_on EVENT_IN_FUTURE"));
  SubmitAdHocCommand empty;
  empty.report.official_id = kOfficial;
  EXPECT_THAT(Found(SubmitAdHocReport(empty, {}, office_.Himself("2022-05-24 20:10"))),
              UnorderedElementsAre("ad_hoc_report.subject MISSING_SUBJECT", "ad_hoc_report.works MISSING_WORKS",
                                   "ad_hoc_report.trigger MISSING_TRIGGER", "ad_hoc_report.what_happened MISSING_FACTS",
                                   "ad_hoc_report.impact MISSING_IMPACT", "ad_hoc_report.proposal MISSING_PROPOSAL"));
  command = Answer();
  command.report.work_ids = {"W-9"};
  command.report.impact_e2 = 10'001;
  EXPECT_THAT(
      Found(SubmitAdHocReport(command, {}, office_.Himself("2022-05-24 20:10"))),
      UnorderedElementsAre("ad_hoc_report.work_ids WORK_NOT_ASSIGNED", "ad_hoc_report.impact_e2 IMPACT_OUT_OF_RANGE",
                           "ad_hoc_report.ad_hoc_request_id REQUEST_UNKNOWN"));
}

// ---- announcements -----------------------------------------------------------------------------------------------

class Announcing : public OtherActs {
 protected:
  static Announcement Valid() {
    Announcement announcement;
    announcement.official_id = kOfficial;
    announcement.cycle = 2022;
    announcement.duty = "ANN_PLAN";
    announcement.announced_on = Day("2022-02-01");
    announcement.form = "họp cơ quan";
    announcement.place = "so-nn";
    announcement.confirmed_by = "Chánh Văn phòng";
    return announcement;
  }
  Result<AnnouncementDecision> Record(const Announcement& announcement, const std::string& actor,
                                      const std::string& role, AnnouncementState state = {true, false}) {
    return RecordAnnouncement(announcement, {}, state, "id-1", office_.By(actor, {role}, "2022-02-01 15:00"));
  }
};

TEST_F(Announcing, IsRecordedByTheOfficialOrAClerkOfHisAgency_R2_6_ANNOUNCE_I_27_B_37) {
  EXPECT_TRUE(Record(Valid(), kOfficial, "official").ok());
  const auto by_clerk = Record(Valid(), "clerk-nn", "clerk:AGENCY");
  ASSERT_TRUE(by_clerk.ok()) << by_clerk.error().message;
  EXPECT_EQ(by_clerk->announcement.recorded_by, "clerk-nn");
  EXPECT_EQ(Found(Record(Valid(), "clerk-tc", "clerk:AGENCY")), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
  EXPECT_EQ(Found(Record(Valid(), "N2", "official")), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
}

TEST_F(Announcing, SaysWhenHowWhereAndWhoConfirms_R2_6_ANNOUNCE) {
  Announcement announcement;
  announcement.official_id = kOfficial;
  announcement.cycle = 2022;
  announcement.duty = "ANN";
  EXPECT_THAT(Found(Record(announcement, kOfficial, "official")),
              UnorderedElementsAre("announcement.duty DUTY_UNKNOWN", "announcement.announced_on MISSING_DATE",
                                   "announcement.form MISSING_FORM", "announcement.place MISSING_PLACE",
                                   "announcement.confirmed_by MISSING_CONFIRMER"));
  announcement = Valid();
  announcement.announced_on = Day("2022-02-02");
  EXPECT_THAT(Found(Record(announcement, kOfficial, "official")),
              ElementsAre("announcement.announced_on DATE_IN_FUTURE"));
}

TEST_F(Announcing, OfAPlanNeedsThePlanAndIsRecordedOnce_B_37) {
  EXPECT_EQ(Found(Record(Valid(), kOfficial, "official", {false, false})), std::vector<std::string>{"PLAN_MISSING"});
  EXPECT_EQ(Found(Record(Valid(), kOfficial, "official", {true, true})),
            std::vector<std::string>{"TRANSITION_NOT_ALLOWED"});
}

// ---- evidence ----------------------------------------------------------------------------------------------------

class KeepingEvidence : public OtherActs {
 protected:
  static Evidence File() {
    Evidence evidence;
    evidence.official_id = kOfficial;
    evidence.work_id = "W-1";
    evidence.file_name = "Báo cáo quý I.pdf";
    evidence.content_type = "application/pdf";
    return evidence;
  }
  std::vector<std::string> Check(const Evidence& evidence) {
    return Found(CheckEvidence(evidence, office_.Himself("2022-03-20 09:00")));
  }
};

TEST_F(KeepingEvidence, IsOfAnAllowedTypeAndOfHisWork) {
  EXPECT_THAT(Check(File()), IsEmpty());
  Evidence evidence = File();
  evidence.content_type = "text/html";
  evidence.work_id = "W-9";
  evidence.sha256 = "AB";
  EXPECT_THAT(Check(evidence),
              UnorderedElementsAre("evidence.content_type CONTENT_TYPE_NOT_ALLOWED",
                                   "evidence.work_id WORK_NOT_ASSIGNED", "evidence.sha256 DIGEST_INVALID"));
  for (const char* name : {"", "..", "../a.pdf", "a\\b.pdf", "a\n.pdf", "a\".pdf"}) {
    evidence = File();
    evidence.file_name = name;
    EXPECT_THAT(Check(evidence), ElementsAre("evidence.file_name FILE_NAME_INVALID")) << name;
  }
}

TEST_F(KeepingEvidence, NeverAClassifiedFileNorItsName_I_59) {
  Evidence evidence = File();
  evidence.classification = "Mật";
  evidence.file_name = "../zzquabimat";
  const auto refused = CheckEvidence(evidence, office_.Himself("2022-03-20 09:00"));
  ASSERT_THAT(Found(refused), ElementsAre("evidence.classification CLASSIFICATION_NOT_ALLOWED"));
  EXPECT_EQ(refused.error().message.find("zzquabimat"), std::string::npos);
}

TEST_F(KeepingEvidence, MustBeWhatItIsSaidToBe) {
  Evidence evidence = File();
  const std::string digest(64, 'a');
  EXPECT_THAT(Found(CheckEvidenceContent(evidence, "%PDF-1.7 ...", 12, digest)), IsEmpty());
  EXPECT_THAT(Found(CheckEvidenceContent(evidence, "", 0, digest)), ElementsAre("chunk FILE_EMPTY"));
  EXPECT_THAT(Found(CheckEvidenceContent(evidence, "MZ\x90", 3, digest)),
              ElementsAre("evidence.content_type CONTENT_MISMATCH"));
  evidence.sha256 = std::string(64, 'b');
  EXPECT_THAT(Found(CheckEvidenceContent(evidence, "%PDF-1.7 ...", 12, digest)),
              ElementsAre("evidence.sha256 DIGEST_MISMATCH"));
  evidence = File();
  evidence.content_type = "text/plain";
  EXPECT_THAT(Found(CheckEvidenceContent(evidence, std::string_view("a\0b", 3), 3, digest)),
              ElementsAre("evidence.content_type CONTENT_MISMATCH"));
}

// ---- past years --------------------------------------------------------------------------------------------------

TEST_F(OtherActs, APastYearOfAStageWorkIsImportedOnceWithItsDocument) {
  office_.AssignStage("W-2", "3Y", "2020-07-01", "2022-12-31", "2020-06-20");
  const Circumstances commission = office_.By("BTC-specialist", {"specialist:BTC"}, "2021-10-15 08:30");
  const YearResult valid{kOfficial, "W-2", 2020, {{"2020.07.1", 10'000, false, ""}}, {"KL-898", Day("2021-10-15")}};
  const auto imported = ImportYearResult(valid, {}, false, commission);
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_THAT(imported->events, SizeIs(1));
  EXPECT_EQ(Found(ImportYearResult(valid, {}, true, commission)), std::vector<std::string>{"ALREADY_IMPORTED"});
  YearResult wrong{kOfficial, "W-1", 2020, {{"a", -1, false, ""}, {"a", 5, false, ""}}, {}};
  EXPECT_THAT(Found(ImportYearResult(wrong, {}, false, commission)),
              UnorderedElementsAre("document.number DOCUMENT_REQUIRED", "document.signed_on DOCUMENT_REQUIRED",
                                   "work_id WORK_NOT_ASSIGNED", "items[0].completion_e2 LEAF_OUT_OF_RANGE",
                                   "items[1].item_id DUPLICATE_ITEM"));
  wrong = valid;
  wrong.year = 2022;
  EXPECT_THAT(Found(ImportYearResult(wrong, {}, false, commission)), ElementsAre("year YEAR_NOT_BEFORE_LIVE"));
  wrong.year = 2019;
  EXPECT_THAT(Found(ImportYearResult(wrong, {}, false, commission)), ElementsAre("year YEAR_NOT_IN_WORK"));
}

}  // namespace
}  // namespace dotpha::reporting::testing
