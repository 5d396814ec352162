// A province of a few people under TQ2021, for tests that read like the scenarios (SCENARIOS section 0): the officials
// N1 ... N25, the bodies, their staff, with the real regulation and calendar.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/lawfile/catalogue.h"
#include "services/registration/domain/circumstances.h"
#include "services/registration/domain/submit.h"

namespace dotpha::registration::testing {

// "2022-11-14 23:59:59", Asia/Ho_Chi_Minh.
Instant At(const std::string& text);
Date Day(const std::string& text);

class Province {
 public:
  Province();

  // The whole province under another regulation from that day on.
  void Under(const std::string& regulation_id, const std::string& from);

  DirectoryRows rows;
  [[nodiscard]] const Directory& directory();
  [[nodiscard]] const Law& law() const { return law_; }
  [[nodiscard]] const statute::Regulation& regulation() const { return *law_.front().regulation; }

  // A post of an official, from a day on; the agency's id is its workplace class in small letters.
  Position& AddPost(const std::string& official_id, const std::string& workplace_class, Capacity capacity,
                    const std::string& from, bool principal = true, const std::string& vertical_field = "");
  void AddOfficial(const std::string& id, const std::string& workplace_class, Capacity capacity, bool committee_member,
                   const std::string& from = "2020-10-20", const std::string& vertical_field = "");

  // What `actor` with these roles sees when his call arrives at `at`.
  Circumstances By(const std::string& actor, std::vector<std::string> roles, const std::string& at);
  Circumstances ByOfficial(const std::string& official_id, const std::string& at) {
    return By(official_id, {"official"}, at);
  }

  // Both steps of a submission by the official himself on a fresh registration.
  Result<RegistrationDecision> SubmitAt(const std::string& official_id, int cycle, const std::string& at,
                                        const Content& content);
  Result<RegistrationDecision> SubmitAs(const Circumstances& circumstances, const SubmitCommand& command,
                                        std::optional<Registration> existing = std::nullopt,
                                        std::optional<std::int64_t> expected_revision = std::nullopt);

 private:
  static lawfile::Catalogue LoadCatalogue();
  static statute::Calendar LoadCalendar();

  lawfile::Catalogue catalogue_;
  statute::Calendar calendar_;
  Law law_;
  std::vector<std::unique_ptr<Directory>> directories_;
};

// A registration that the regulation accepts: one annual work of the cycle.
Content ValidContent(int cycle);
Work ValidWork(const std::string& id, int cycle);
SubmitCommand ValidSubmission(const std::string& official_id, int cycle);

// "field REASON" of every violation, sorted; {"REASON"} for an error without violations.
std::vector<std::string> Found(const Error& error);

}  // namespace dotpha::registration::testing
