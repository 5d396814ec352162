// The autumn of 2022 in a small province under TQ2021, as the review service knows it: officials, bodies,
// registrations; for tests that read like the scenarios.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libs/lawfile/catalogue.h"
#include "services/review/domain/assignments.h"
#include "services/review/domain/decide.h"
#include "services/review/domain/propose.h"

namespace dotpha::review::testing {

// "2022-11-28 09:00:00", Asia/Ho_Chi_Minh.
Instant At(const std::string& text);
Date Day(const std::string& text);

// A work that the regulation accepts.
Work ValidWork(const std::string& id, int cycle);

class Season {
 public:
  Season();

  // N1 head of an agency of the provincial People's Committee (led by BCSD), N2 secretary of a district (BTC),
  // N4 chairman of a district council (DDHDND), N11 of the Front (BDV), N9 a vertical agency of internal affairs (BNC),
  // N21 chairman of the Front who heads BDV (so led by BTC, I-19).
  void AddOfficial(const std::string& id, const std::string& workplace_class, statute::Capacity capacity,
                   const std::string& vertical_field = "", const std::string& from = "2020-10-20",
                   const std::string& to = "");
  // A registration of the official with these works; returns its id.
  std::string Register(const std::string& official_id, int cycle, const std::vector<Work>& works);

  Circumstances By(const std::string& actor, std::vector<std::string> roles, const std::string& at);
  // Specialist of the body.
  Circumstances ByBody(const std::string& body, const std::string& at) {
    return By("CV-" + body, {"specialist:" + body}, at);
  }
  Circumstances ByRecorder(const std::string& at) { return By("VT-BTV", {"clerk:BTV"}, at); }

  Files files;  // of the cycle 2023
  statute::Facts facts;

 private:
  lawfile::Catalogue catalogue_;
  statute::Calendar calendar_;
  std::vector<std::unique_ptr<Province>> provinces_;
  int next_ = 0;
};

// Applies what was decided, so that the next act sees it.
void Keep(Files& files, const SendDecision& decision);

ProposalItem AsRegistered(const std::string& official_id);
ProposalItem NotRegistered(const std::string& official_id);
ProposalItem Differing(const std::string& official_id, const Work& proposed, const std::string& ground);

WorkOrder Registered(const std::string& work_id);
WorkOrder Own(const Work& content, const std::string& ground = "");
DecideCommand Deciding(const std::string& official_id, std::vector<WorkOrder> works);

// "field REASON" of every violation, in order; {"REASON"} for an error without violations.
std::vector<std::string> Found(const Error& error);
template <typename T>
std::vector<std::string> Found(const Result<T>& result) {
  return result.ok() ? std::vector<std::string>{} : Found(result.error());
}

}  // namespace dotpha::review::testing
